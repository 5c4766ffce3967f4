"""Station 16: the fleets of a show, one for each protocol whose packets lie in bays."""

from collections.abc import Collection, Sequence

from controller.outputs.artnet.sender import ARTNET
from controller.outputs.ddp.bay import DDP, Strips
from controller.outputs.fleet.bay import Bay, Form
from controller.outputs.fleet.berth import Berth
from controller.outputs.fleet.convoy import Doubts
from controller.outputs.fleet.fleet import Fleet
from controller.outputs.fleet.renewal import Dispatch, Patience, compiled, load_passes, nothing_taken, plain
from controller.outputs.sacn.sender import SACN
from controller.wire.universe import Rows


class Fleets:
    """All nodes that are fed in one go.

    Attributes:
        fair: names of these nodes.
    """

    def __init__(self, berths: Sequence[Berth], patience: Patience) -> None:
        """Put each node into the fleet of its protocol; ``patience``: with compiled passes."""
        self.fair: frozenset[str] = frozenset()
        berths = sorted(berths, key=lambda berth: berth.rows.start)
        of_form = {form: [each for each in berths if each.sender.bay.form is form] for form in (SACN, ARTNET, DDP)}
        self._fleets = [
            _strips(together) if form is DDP else _universes(form, together, patience)
            for form, together in of_form.items()
            if together
        ]

    @property
    def doubtful(self) -> frozenset[str]:
        """Those of them that may be silent."""
        return frozenset[str]().union(*(fleet.doubtful for fleet in self._fleets))

    @property
    def is_waiting(self) -> bool:
        """Whether any has something to open anew when nodes are welcomed."""
        return any(fleet.is_waiting for fleet in self._fleets)

    @property
    def repeat(self) -> tuple[Dispatch, int]:
        """The short way for frames like the last one, and the tick from which ``look`` is to follow it.

        What it did not send of a frame is given to ``send`` in the same tick.
        """
        return self._fleets[0].repeat if len(self._fleets) == 1 else (nothing_taken, 0)

    def look(self, tick: int) -> None:
        """Look after the nodes behind a frame that went the short way."""
        for fleet in self._fleets:
            fleet.watch(tick, is_time=True)

    def send(self, tick: int, slots: Rows, begun: Doubts | None = None) -> bool:
        """Send a frame to all nodes that are well.

        Args:
            tick: of the frame.
            slots: uint8 [rows of the frame, 512].
            begun: what the short way did not send; None = nothing of the frame was taken.

        Returns:
            Whether something went wrong: nodes have the frame, and left, or a socket must be opened anew.
        """
        is_troubled = False
        for fleet in self._fleets:
            is_troubled |= fleet.send(tick, slots, begun)
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


def _universes(form: Form, berths: Sequence[Berth], patience: Patience) -> Fleet:
    """Lay the packets of nodes that are told universe by universe one after another."""
    bay = Bay.joined(form, [berth.sender.bay for berth in berths])
    passes = load_passes(len(berths), patience)
    return Fleet(berths, bay, plain(bay) if passes is None else compiled(bay, passes), passes)


def _strips(berths: Sequence[Berth]) -> Fleet:
    """Lay the packets of nodes that are told whole frames of pixels one after another."""
    bay = Strips.together([berth.sender.bay for berth in berths if isinstance(berth.sender.bay, Strips)])
    return Fleet(berths, bay, bay.renew, None)
