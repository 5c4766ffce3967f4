"""Station 16, OSC: the sender of one node of fixtures: one bundle for each change, and a sign of life.

Takes the tick and the node's rows, hands one datagram to its link.
"""

import numpy as np

from controller.model.patch import Node
from controller.model.snapshot import NodeView
from controller.outputs.link import Address, Outlet
from controller.outputs.sender import keep_alive_ticks
from controller.outputs.traffic import Traffic
from controller.wire.osc_fixtures import FixtureBundle
from controller.wire.slot_colors import SlotColors
from controller.wire.universe import Rows


class OscSender:
    """Feeds one OSC node: one bundle for each change, and one in 0.9 s while nothing changes."""

    def __init__(self, node: Node, *, colors: SlotColors, bundle: FixtureBundle, fps: int, link: Outlet) -> None:
        """Take the parts.

        Args:
            node: whose fixtures.
            colors: reads the fixtures of the node in the order of the bundle.
            bundle: writes them.
            fps: ticks a second.
            link: where datagrams go; closed with the sender.
        """
        self._traffic = Traffic(node, link, fps)
        self._to: Address = (node.host, node.port)
        self._colors = colors
        self._bundle = bundle
        self._keep_alive = keep_alive_ticks(node, fps)
        self._last: Rows | None = None
        self._sent = 0
        self._stale = False
        self._terminated = False

    def send(self, tick: int, rows: Rows) -> None:
        """Send the bundle if any slot changed or nothing was sent for long."""
        if self._terminated:
            return
        if self._traffic.begin(tick):
            self.refresh()
        if self._last is None:
            self._last = rows.copy()
        elif not self._stale and np.array_equal(rows, self._last) and tick - self._sent < self._keep_alive:
            return
        else:
            self._last[...] = rows
        self._sent = tick
        self._stale = False
        self._traffic.send(self._bundle.write(self._colors.read(rows)), self._to)
        self._traffic.end()

    def refresh(self) -> None:
        """Send the next frame whether it changed or not."""
        self._stale = True

    def is_silent(self, tick: int) -> bool:
        """Whether nothing could be sent for 2.5 s, or nobody took it."""
        return self._traffic.is_silent(tick)

    def terminate(self) -> None:
        """Stop sending; OSC has no word for it."""
        self._terminated = True

    def view(self, tick: int) -> NodeView:
        """Say how the node is."""
        return self._traffic.view(tick)

    def close(self) -> None:
        """Close the link."""
        self._traffic.close()
