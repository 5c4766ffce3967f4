"""Station 16, nodes whose packets lie in a bay: what the senders of Art-Net, sACN and DDP have in common.

Takes the tick and the node's rows, hands datagrams to its link. What stands still goes out once in 0.9 s, each universe
by itself (a DDP node has one frame). As long as nothing is wrong with a node, a fleet sends from its bay in its stead.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import Node
from controller.model.snapshot import NodeView
from controller.outputs.fleet.bay import Bay
from controller.outputs.link import Address, Datagram, Outlet
from controller.outputs.traffic import Traffic
from controller.wire.universe import Rows

NEVER: Final = 1 << 62


class UniverseSender:
    """Feeds one node.

    Attributes:
        has_sent: whether the frame of the last ``send`` brought the node any data.
        bay: where its packets lie.
        to: where each packet goes.
    """

    def __init__(self, node: Node, bay: Bay, *, to: Sequence[Address], fps: int, link: Outlet, resumed: bool) -> None:
        """Begin with a frame that is due.

        Args:
            node: that is fed.
            bay: its packets, headers complete.
            to: where each goes.
            fps: ticks a second.
            link: where datagrams go; closed with the sender.
            resumed: an engine died that sent before, so receivers remember sequence numbers that nobody here knows. The
                first packets then go out twice, half a circle apart: a receiver that takes one for old takes the other.
        """
        self.node = node
        self.has_sent = False
        self.to = tuple(to)
        self._traffic = Traffic(node, link, fps)
        self._has_one_place = len(set(to)) == 1
        self._resumed = resumed
        self._terminated = False
        self.move_into(bay)

    def move_into(self, bay: Bay) -> None:
        """Keep the packets somewhere else from now on; ``bay`` holds what ``self.bay`` held."""
        self.bay = bay

    def send(self, tick: int, rows: Rows) -> None:
        """Send the universes that changed, that changed a moment ago, or that were not sent for long."""
        self.has_sent = False
        if self._terminated:
            return
        if self._traffic.begin(tick):
            self.refresh()
        self.bay.take(tick, rows)
        self._precede(tick)
        self._transmit()
        if self._resumed:
            self.bay.jump()
            self._transmit()
            self._resumed = False
        self.has_sent = bool(self.bay.due.any())
        self.bay.note(tick)
        self._traffic.end()
        self.ask(tick)

    def ask(self, tick: int) -> int:
        """Ask the node whether it lives, if it is time and the protocol can.

        Returns:
            The tick at which it may be time again.
        """
        del tick
        return NEVER

    @property
    def is_plain(self) -> bool:
        """Whether its next frame needs nothing but data: nothing is wrong with the way, and nothing else is due."""
        return not (self._terminated or self._resumed) and self._traffic.is_fair

    @property
    def is_synced(self) -> bool:
        """Whether the node waits for a word before it shows a frame."""
        return False

    @property
    def is_unanswered(self) -> bool:
        """Whether the node owes an answer."""
        return False

    @property
    def is_refused(self) -> bool:
        """Whether the network said, a moment ago, that nobody took what was sent."""
        return self._traffic.is_refused

    def look(self, tick: int) -> bool:
        """Note what the network told of what somebody else sent from its bay.

        Returns:
            Whether its word holds that nobody took it.
        """
        self._traffic.look(tick)
        return self._traffic.is_refused

    @property
    def tail(self) -> Datagram | None:
        """What goes to the node behind the data of a frame; None = nothing."""
        return None

    def skip(self, intended: int, emitted: int | None, packets: int) -> None:
        """Note frames that somebody else sent from its bay (see ``fleet``), all of them well.

        Args:
            intended: tick of the last one.
            emitted: tick of the last one that brought the node any data; None = none did.
            packets: how many left.
        """
        self._traffic.skip(intended, emitted, packets)

    def send_due(self, tick: int, rows: slice) -> None:
        """Send what is due of some universes once more, one way or another, and note what comes of it."""
        self._traffic.begin(tick)
        self._transmit_due(np.flatnonzero(self.bay.due[rows]) + rows.start)
        self._traffic.end()

    def send_tail(self, tick: int) -> None:
        """Send what follows the data once more, and note what comes of it."""
        self._traffic.begin(tick)
        if self.tail is not None:
            self._traffic.send(self.tail, self.to[0])
        self._traffic.end()

    def refresh(self) -> None:
        """Send every universe with the next frame, as often as if it had changed."""
        self.bay.refresh()

    def is_silent(self, tick: int) -> bool:
        """Whether nothing could be sent for 2.5 s, or nobody took it."""
        return self._traffic.is_silent(tick)

    def terminate(self) -> None:
        """Stop sending."""
        self._terminated = True

    def leave(self, stays: Sequence[bool]) -> list[int]:
        """Stop sending, for another goes on.

        Args:
            stays: of each stream whether the other goes on with it; the others have ended.

        Returns:
            The sequence number of the last packet of each.
        """
        del stays
        self.terminate()
        return [int(number) for number in self.bay.sequence]

    def go_on(self, numbers: Sequence[int | None]) -> None:
        """Count on from the last packets that another sent; None = nobody sent any.

        A receiver that counts would take a new beginning for something old, and drop it for seconds.
        """
        for row, number in enumerate(numbers):
            if number is not None:
                self.bay.sequence[row] = number

    def view(self, tick: int) -> NodeView:
        """Say how the node is."""
        return self._traffic.view(tick)

    def close(self) -> None:
        """Close the link."""
        self._traffic.close()

    def _precede(self, tick: int) -> None:
        """Send what goes out before the data of a frame."""

    def _transmit(self) -> None:
        """Give the next sequence number to the universes that are due, and send them and what follows them."""
        self.bay.number()
        due = np.flatnonzero(self.bay.due)
        self._transmit_due(due)
        tail = self.tail
        if len(due) and tail is not None:
            self._traffic.send(tail, self.to[0])

    def _transmit_due(self, due: NDArray[np.intp]) -> None:
        """Send universes: each to its place, or those that lie together at once."""
        if not self._has_one_place:
            for row in due.tolist():
                self._traffic.send(self.bay.span(row, row + 1), self.to[row])
            return
        for run in np.split(due, np.flatnonzero(np.diff(due) > 1) + 1):
            if len(run):
                packets = self.bay.span(int(run[0]), int(run[-1]) + 1)
                self._traffic.send_run(packets, self.bay.packets.shape[1], self.to[0])
