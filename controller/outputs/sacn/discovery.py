"""Station 16, sACN: tells the network every ten seconds which universes this source sends (E1.31, 8).

Takes the tick, hands the pages to one link for each local address that sACN leaves from.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from controller.outputs.link import Address, Outlet
from controller.wire.sacn.data import PORT
from controller.wire.sacn.extended import DISCOVERY_GROUP, discovery_packets

EVERY_S: Final = 10
"""E131_UNIVERSE_DISCOVERY_INTERVAL."""
_TO: Final[Address] = (DISCOVERY_GROUP, PORT)


class SacnDiscovery:
    """What one source says of itself.

    Attributes:
        due: tick at which it is time.
    """

    def __init__(self, cid: bytes, name: str, universes: Iterable[int], *, links: Sequence[Outlet], fps: int) -> None:
        """Write all pages.

        Args:
            cid: of the source.
            name: of the source.
            universes: all that it sends.
            links: where the pages go, one for each local address; closed with this.
            fps: ticks a second.
        """
        self._pages = discovery_packets(cid, name, universes)
        self._links = links
        self._every = EVERY_S * fps
        self.due = 0

    def send(self, tick: int) -> None:
        """Send all pages if ten seconds have passed."""
        if tick < self.due:
            return
        self.due = tick + self._every
        for link in self._links:
            for page in self._pages:
                link.send(page, _TO)

    def close(self) -> None:
        """Close the links."""
        for link in self._links:
            link.close()
