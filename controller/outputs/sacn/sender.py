"""Station 16, sACN: the sender of one node: data on change and as a sign of life, and the priority of each slot.

Takes the tick and the node's rows, hands datagrams to its link. Time is ticks. What tells receivers to show a frame
goes out after all nodes of a synchronization address have it: ``sync``.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import Node
from controller.model.snapshot import NodeView
from controller.outputs.link import Address, Outlet
from controller.outputs.sacn.bay import BURST, Bay
from controller.outputs.sender import keep_alive_ticks
from controller.outputs.traffic import Traffic
from controller.wire.sacn.data import (
    OPTIONS_AT,
    PRIORITIES_OF_SLOTS,
    SEQUENCE_AT,
    SLOTS_AT,
    TERMINATED,
    Source,
    data_packets,
    multicast_group,
)
from controller.wire.universe import Rows

TERMINATIONS: Final = 3
HALF_CIRCLE: Final = 128


class SacnSender:
    """Feeds one sACN node. Each universe is suppressed by itself: what stands still goes out once in 0.9 s.

    Attributes:
        has_sent: whether the frame of the last ``send`` brought the node any data.
        bay: where its packets lie.
        to: where each universe goes.
    """

    def __init__(
        self,
        node: Node,
        universes: Sequence[int],
        *,
        source: Source,
        fps: int,
        link: Outlet,
        resumed: bool,
    ) -> None:
        """Write all headers.

        Args:
            node: whose universes.
            universes: numbers, one for each of the node's rows.
            source: who sends.
            fps: ticks a second.
            link: where datagrams go; closed with the sender.
            resumed: a night goes on after a crash, so receivers remember sequence numbers that nobody here knows. The
                first packets then go out twice, half a circle apart: a receiver that takes one for old takes the other.
        """
        self.has_sent = False
        self._traffic = Traffic(node, link, fps)
        self._source = source
        self._universes = tuple(universes)
        self._resumed = resumed
        self._terminated = False
        self._keep_alive = keep_alive_ticks(node, fps)
        self._is_multicast = node.host == "multicast"
        self.to: tuple[Address, ...] = tuple(
            (multicast_group(number) if self._is_multicast else node.host, node.port) for number in universes
        )
        self._priorities: Rows | None = None
        self._priorities_due = 0
        self.move_into(Bay.of(data_packets(universes, source, sequence=255), self._keep_alive))

    def move_into(self, bay: Bay) -> None:
        """Keep the packets somewhere else from now on; ``bay`` holds what ``self.bay`` held."""
        self.bay = bay
        self._whole = bay.packets.data.cast("B")
        self._size = bay.packets.shape[1]
        self._datagrams = [row.data for row in bay.packets]

    def prioritise(self, priorities: Rows) -> None:
        """Say from now on how much each slot matters, instead of the universes as wholes.

        Args:
            priorities: uint8 [universes, 512], 1..200; 0 = a slot that nothing is patched to, free for other sources.
        """
        self._priorities = data_packets(self._universes, self._source, sequence=0, start_code=PRIORITIES_OF_SLOTS)
        self._priorities[:, SLOTS_AT:] = priorities

    def send(self, tick: int, rows: Rows) -> None:
        """Send the universes that changed, that changed a moment ago, or that were not sent for long."""
        self.has_sent = False
        if self._terminated:
            return
        if self._traffic.begin(tick):
            self.refresh()
        self.bay.take(tick, rows)
        if self._priorities is not None and tick >= self._priorities_due:
            self._transmit_priorities(self._priorities)
            self._priorities_due = tick + self._keep_alive
        if self._resumed:
            self._transmit()
            self.bay.sequence[:] += np.uint8(HALF_CIRCLE - 1)
            self._resumed = False
        self._transmit()
        self.has_sent = bool(self.bay.due.any())
        self.bay.note(tick)
        self._traffic.end()

    @property
    def is_plain(self) -> bool:
        """Whether its next frame needs nothing but data: nothing is wrong with the way, and nothing else is due."""
        return not (self._terminated or self._resumed) and self._priorities is None and self._traffic.is_fair

    @property
    def is_synced(self) -> bool:
        """Whether its frames are shown when a synchronization address says so."""
        return bool(self._source.sync_address)

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

    def refresh(self) -> None:
        """Send every universe with the next frame, as often as if it had changed."""
        self.bay.left[:] = BURST
        self._priorities_due = 0

    def is_silent(self, tick: int) -> bool:
        """Whether nothing could be sent for 2.5 s, or nobody took it."""
        return self._traffic.is_silent(tick)

    def terminate(self) -> None:
        """Send every universe three times with the stream-terminated bit (E1.31 section 6.2.6)."""
        if self._terminated:
            return
        self._terminated = True
        self.bay.packets[:, OPTIONS_AT] |= np.uint8(TERMINATED)
        self.bay.due[:] = True
        for _ in range(TERMINATIONS):
            self._transmit()
        self._traffic.end()

    def view(self, tick: int) -> NodeView:
        """Say how the node is."""
        return self._traffic.view(tick)

    def close(self) -> None:
        """Close the link."""
        self._traffic.close()

    def _transmit(self) -> None:
        """Give the next sequence number to the universes that are due, and send them."""
        self.bay.number()
        self._transmit_due(np.flatnonzero(self.bay.due))

    def _transmit_due(self, due: NDArray[np.intp]) -> None:
        """Send universes: each to its group, or those that lie together at once."""
        if self._is_multicast:
            for row in due.tolist():
                self._traffic.send(self._datagrams[row], self.to[row])
            return
        for run in np.split(due, np.flatnonzero(np.diff(due) > 1) + 1):
            if len(run):
                packets = self._whole[int(run[0]) * self._size : (int(run[-1]) + 1) * self._size]
                self._traffic.send_run(packets, self._size, self.to[0])

    def _transmit_priorities(self, packets: Rows) -> None:
        """Send what each slot of all universes matters; levels and priorities of a universe are counted together."""
        self.bay.sequence[:] += np.uint8(1)
        packets[:, SEQUENCE_AT] = self.bay.sequence
        for packet, to in zip(packets, self.to, strict=True):
            self._traffic.send(packet.data, to)
