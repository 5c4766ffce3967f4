"""Station 16, DDP: the sender of one node: a whole frame on change, and one as a sign of life.

Takes the tick and the node's rows, hands datagrams to its link. The rows are put end to end, each up to its last
patched slot, so that pixels follow each other without a gap, as receivers count them.
"""

from collections.abc import Sequence

import numpy as np

from controller.model.patch import SLOTS, Node
from controller.model.snapshot import NodeView
from controller.outputs.link import Address, Outlet
from controller.outputs.sender import keep_alive_ticks
from controller.outputs.traffic import Traffic
from controller.wire.ddp import HEADER, PAYLOAD, SEQUENCE_AT, SEQUENCES, Pixels, frame_packets
from controller.wire.universe import Rows


class DdpSender:
    """Feeds one DDP node."""

    def __init__(self, node: Node, used: Sequence[int], *, pixels: Pixels, fps: int, link: Outlet) -> None:
        """Write all headers.

        Args:
            node: whose rows.
            used: slots of each row that are patched, counted from slot 1 to the last one.
            pixels: what the bytes are.
            fps: ticks a second.
            link: where datagrams go; closed with the sender.
        """
        self._traffic = Traffic(node, link, fps)
        self._to: Address = (node.host, node.port)
        self._keep_alive = keep_alive_ticks(node, fps)
        self._index = np.concatenate([row * SLOTS + np.arange(count) for row, count in enumerate(used)])
        size = len(self._index)
        self._packets = frame_packets(size, pixels)
        count = len(self._packets)
        self._frame = np.zeros(count * PAYLOAD, np.uint8)
        self._new = np.zeros(size, np.uint8)
        sizes = [HEADER + min(PAYLOAD, size - row * PAYLOAD) for row in range(count)]
        self._datagrams = [row.data[:length] for row, length in zip(self._packets, sizes, strict=True)]
        self._sequence = 0
        self._sent = 0
        self._stale = True
        self._terminated = False

    def send(self, tick: int, rows: Rows) -> None:
        """Send the frame if any byte of it changed or nothing was sent for long; its last packet pushes."""
        if self._terminated:
            return
        if self._traffic.begin(tick):
            self.refresh()
        np.take(rows.reshape(-1), self._index, out=self._new)
        held = self._frame[: len(self._new)]
        if not self._stale and tick - self._sent < self._keep_alive and np.array_equal(self._new, held):
            return
        held[:] = self._new
        self._packets[:, HEADER:] = self._frame.reshape(-1, PAYLOAD)
        for packet, datagram in zip(self._packets, self._datagrams, strict=True):
            self._sequence = self._sequence % SEQUENCES + 1
            packet[SEQUENCE_AT] = self._sequence
            self._traffic.send(datagram, self._to)
        self._sent = tick
        self._stale = False
        self._traffic.end()

    def refresh(self) -> None:
        """Send the next frame whether it changed or not."""
        self._stale = True

    def is_silent(self, tick: int) -> bool:
        """Whether nothing could be sent for 2.5 s, or nobody took it."""
        return self._traffic.is_silent(tick)

    def terminate(self) -> None:
        """Stop sending; DDP has no word for the end."""
        self._terminated = True

    def view(self, tick: int) -> NodeView:
        """Say how the node is."""
        return self._traffic.view(tick)

    def close(self) -> None:
        """Close the link."""
        self._traffic.close()
