"""Station 16, sACN: the sender of one node: data on change and as a sign of life, and the priority of each slot.

Takes the tick and the node's rows, hands datagrams to its link. Time is ticks. What tells receivers to show a frame
goes out after all nodes of a synchronization address have it: ``sync``.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import Node
from controller.outputs.fleet.bay import Bay, Form
from controller.outputs.link import Address, Outlet
from controller.outputs.sender import keep_alive_ticks
from controller.outputs.universes import UniverseSender
from controller.wire.sacn.data import (
    OPTIONS_AT,
    PACKET,
    PRIORITIES_OF_SLOTS,
    SEQUENCE_AT,
    SLOTS_AT,
    TERMINATED,
    Source,
    data_packets,
    multicast_group,
)
from controller.wire.universe import Rows

SACN: Final = Form(PACKET, SEQUENCE_AT, SLOTS_AT, lowest=0, burst=4)
"""A change and three packets after it go out at full rate (E1.31 section 6.6.2)."""
TERMINATIONS: Final = 3


class SacnSender(UniverseSender):
    """Feeds one sACN node."""

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
            resumed: see ``UniverseSender``.
        """
        to: list[Address] = [
            (multicast_group(number) if node.host == "multicast" else node.host, node.port) for number in universes
        ]
        bay = Bay.of(SACN, data_packets(universes, source, sequence=255), keep_alive_ticks(node, fps))
        super().__init__(node, bay, to=to, fps=fps, link=link, resumed=resumed)
        self._source = source
        self._universes = tuple(universes)
        self._priorities: Rows | None = None
        self._priorities_due = 0

    def prioritise(self, priorities: Rows) -> None:
        """Say from now on how much each slot matters, instead of the universes as wholes.

        Args:
            priorities: uint8 [universes, 512], 1..200; 0 = a slot that nothing is patched to, free for other sources.
        """
        self._priorities = data_packets(self._universes, self._source, sequence=0, start_code=PRIORITIES_OF_SLOTS)
        self._priorities[:, SLOTS_AT:] = priorities

    @property
    def is_plain(self) -> bool:
        """Whether its next frame needs nothing but data."""
        return super().is_plain and self._priorities is None

    @property
    def is_synced(self) -> bool:
        """Whether its frames are shown when a synchronization address says so."""
        return bool(self._source.sync_address)

    def refresh(self) -> None:
        """Send every universe with the next frame, as often as if it had changed, and every priority."""
        super().refresh()
        self._priorities_due = 0

    def terminate(self) -> None:
        """Send every universe three times with the stream-terminated bit (E1.31 section 6.2.6)."""
        self._end(np.ones(len(self.to), np.bool_))

    def leave(self, stays: Sequence[bool]) -> list[int]:
        """Stop sending; end the streams that nobody goes on with: a lamp whose stream ends may go dark at once."""
        self._end(~np.array(stays, np.bool_))
        return [int(number) for number in self.bay.sequence]

    def _end(self, which: NDArray[np.bool_]) -> None:
        if self._terminated:
            return
        super().terminate()
        self.bay.packets[which, OPTIONS_AT] |= np.uint8(TERMINATED)
        self.bay.due[:] = which
        for _ in range(TERMINATIONS):
            self._transmit()
        self._traffic.end()

    def _precede(self, tick: int) -> None:
        """Send what each slot of all universes matters; levels and priorities of a universe are counted together."""
        packets = self._priorities
        if packets is None or tick < self._priorities_due:
            return
        self._priorities_due = tick + int(self.bay.rest[0])
        self.bay.sequence[:] += np.uint8(1)
        packets[:, SEQUENCE_AT] = self.bay.sequence
        for packet, to in zip(packets, self.to, strict=True):
            self._traffic.send(packet.data, to)
