"""Station 16: the fleets of a show, one for each protocol that tells its nodes universe by universe."""

from collections.abc import Collection, Sequence

from controller.outputs.artnet.sender import ARTNET
from controller.outputs.fleet.berth import Berth
from controller.outputs.fleet.fleet import Fleet
from controller.outputs.sacn.sender import SACN
from controller.wire.universe import Rows


class Fleets:
    """All nodes that are fed in one go.

    Attributes:
        fair: names of these nodes.
    """

    def __init__(self, berths: Sequence[Berth], *, may_wait: bool) -> None:
        """Put each node into the fleet of its protocol; ``may_wait``: no show plays yet, and compilers may work."""
        self.fair: frozenset[str] = frozenset()
        self._fleets = [
            Fleet(form, together, may_wait=may_wait)
            for form in (SACN, ARTNET)
            if (together := [berth for berth in berths if berth.sender.bay.form is form])
        ]

    @property
    def doubtful(self) -> frozenset[str]:
        """Those of them that may be silent."""
        return frozenset[str]().union(*(fleet.doubtful for fleet in self._fleets))

    def send(self, tick: int, slots: Rows) -> bool:
        """Send a frame to all nodes that are well.

        Returns:
            Whether something went wrong with any of them: they have the frame, and left.
        """
        is_troubled = False
        for fleet in self._fleets:
            is_troubled |= fleet.send(tick, slots)
        if is_troubled:
            self._count()
        return is_troubled

    def ask(self, tick: int) -> None:
        """Ask the nodes whose time it is whether they live."""
        if sum([fleet.ask(tick) for fleet in self._fleets]):
            self._count()

    def doubt(self, names: Collection[str]) -> None:
        """Note that the network tells something of some nodes."""
        for fleet in self._fleets:
            fleet.doubt(names)

    def settle(self) -> None:
        """Tell the senders what was sent in their stead."""
        for fleet in self._fleets:
            fleet.settle()

    def welcome(self, names: Collection[str]) -> None:
        """Take nodes in that are well again."""
        if sum([fleet.welcome(names) for fleet in self._fleets]):
            self._count()

    def dismiss(self, names: Collection[str]) -> None:
        """Let the senders of some nodes feed them."""
        if not names:
            return
        for fleet in self._fleets:
            fleet.dismiss(names)
        self._count()

    def dissolve(self) -> None:
        """Let every sender feed its node itself."""
        self.dismiss(self.fair)

    def _count(self) -> None:
        self.fair = frozenset[str]().union(*(fleet.fair for fleet in self._fleets))
