"""Station 16, sACN: tells the network every ten seconds which universes this source sends (E1.31, 8).

Takes the tick, hands the pages to one link for each network that sACN leaves by. Which those are is asked each time:
routes change, and nodes with and without an interface of their own may share one.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from controller.outputs.link import Address, Outlet
from controller.wire.sacn.data import PORT
from controller.wire.sacn.extended import DISCOVERY_GROUP

EVERY_S: Final = 10
"""E131_UNIVERSE_DISCOVERY_INTERVAL."""
_TO: Final[Address] = (DISCOVERY_GROUP, PORT)


class SacnDiscovery:
    """What one source says of itself.

    Attributes:
        due: tick at which it is time.
    """

    def __init__(
        self,
        pages: Iterable[bytes],
        links: Mapping[str | None, Outlet],
        *,
        by: Callable[[str | None], object],
        fps: int,
    ) -> None:
        """Begin with what is due at once.

        Args:
            pages: what the source says of itself.
            links: where they go, by local address, None = the system chooses it; closed with this.
            by: names the network that what is sent from such an address leaves by.
            fps: ticks a second.
        """
        self._pages = tuple(pages)
        self._links = dict(sorted(links.items(), key=lambda each: each[0] is None))
        self._by = by
        self._every = EVERY_S * fps
        self.due = 0

    def send(self, tick: int) -> None:
        """Send all pages if ten seconds have passed."""
        if tick < self.due:
            return
        self.due = tick + self._every
        for link in self._ways():
            for page in self._pages:
                link.send(page, _TO)

    def _ways(self) -> Iterable[Outlet]:
        """Give a link for each network; one that is held to an interface rather than one that follows the routes."""
        if len(self._links) == 1:
            return self._links.values()
        return {self._by(address): link for address, link in reversed(self._links.items())}.values()

    def close(self) -> None:
        """Close the links."""
        for link in self._links.values():
            link.close()
