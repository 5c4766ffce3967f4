"""Station 16, nodes that are always told a whole frame that is written anew each time: OSC.

Takes the tick and the node's rows; a frame goes out when any of it changed, and as a sign of life while nothing does.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable

import numpy as np

from controller.model.patch import Node
from controller.model.snapshot import NodeView
from controller.outputs.link import Address, Datagram, Outlet
from controller.outputs.sender import keep_alive_ticks
from controller.outputs.traffic import Traffic
from controller.wire.universe import Rows


class WholeSender(ABC):
    """Feeds one node with whole frames. What a frame looks like is the protocol's, which has no word for the end."""

    def __init__(self, node: Node, *, fps: int, link: Outlet) -> None:
        """Begin with a frame that is due.

        Args:
            node: that is fed.
            fps: ticks a second.
            link: where datagrams go; closed with the sender.
        """
        self.node = node
        self._traffic = Traffic(node, link, fps)
        self._to: Address = (node.host, node.port)
        self._keep_alive = keep_alive_ticks(node, fps)
        self._last: Rows | None = None
        self._sent = 0
        self._stale = True
        self._terminated = False

    @abstractmethod
    def _datagrams(self, rows: Rows, tick: int) -> Iterable[Datagram]:
        """Write one frame; each datagram is sent before the next one is asked for."""

    def send(self, tick: int, rows: Rows) -> None:
        """Send the frame if any slot changed or nothing was sent for long."""
        if self._terminated:
            return
        if self._traffic.begin(tick):
            self.refresh()
        if self._last is None:
            self._last = rows.copy()
        elif not self._stale and tick - self._sent < self._keep_alive and np.array_equal(rows, self._last):
            return
        self._last[...] = rows
        for datagram in self._datagrams(rows, tick):
            self._traffic.send(datagram, self._to)
        self._sent = tick
        has_left = self._traffic.end()
        self._stale = self.node.is_stream and not has_left  # a frame before it is under way; the newest must follow it

    def refresh(self) -> None:
        """Send the next frame whether it changed or not."""
        self._stale = True

    def is_silent(self, tick: int) -> bool:
        """Whether nothing could be sent for 2.5 s, or nobody took it."""
        return self._traffic.is_silent(tick)

    def terminate(self) -> None:
        """Stop sending."""
        self._terminated = True

    def view(self, tick: int) -> NodeView:
        """Say how the node is."""
        return self._traffic.view(tick)

    def close(self) -> None:
        """Close the link."""
        self._traffic.close()
