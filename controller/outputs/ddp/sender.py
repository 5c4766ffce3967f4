"""Station 16, DDP: the sender of one node: a whole frame on change, and one as a sign of life.

Takes the tick and the node's rows, hands datagrams to its link. The rows are put end to end, each up to its last
patched slot, so that pixels follow each other without a gap, as receivers count them.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from controller.model.patch import SLOTS, Node
from controller.outputs.link import Datagram, Outlet
from controller.outputs.whole import WholeSender
from controller.wire.ddp import HEADER, PAYLOAD, SEQUENCE_AT, SEQUENCES, Pixels, frame_packets
from controller.wire.universe import Rows


class DdpSender(WholeSender):
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
        super().__init__(node, fps=fps, link=link)
        self._index = np.concatenate([row * SLOTS + np.arange(count) for row, count in enumerate(used)])
        size = len(self._index)
        self._packets = frame_packets(size, pixels)
        count = len(self._packets)
        self._frame = np.zeros(count * PAYLOAD, np.uint8)
        sizes = [HEADER + min(PAYLOAD, size - row * PAYLOAD) for row in range(count)]
        self._ready = [row.data[:length] for row, length in zip(self._packets, sizes, strict=True)]
        self._sequence = 0

    def _datagrams(self, rows: Rows, tick: int) -> Iterator[Datagram]:
        """Write the packets of one frame; the last one pushes."""
        del tick
        np.take(rows.reshape(-1), self._index, out=self._frame[: len(self._index)])
        self._packets[:, HEADER:] = self._frame.reshape(-1, PAYLOAD)
        for packet, datagram in zip(self._packets, self._ready, strict=True):
            self._sequence = self._sequence % SEQUENCES + 1
            packet[SEQUENCE_AT] = self._sequence
            yield datagram
