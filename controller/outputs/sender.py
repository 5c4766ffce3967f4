"""Station 16: one sender for each UDP node: what is due at a tick, by the standard of its protocol.

Takes the tick and the node's rows, hands datagrams to its link. Time is ticks; a sender keeps no clock and never waits.
"""

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np

from controller.model.patch import SLOTS, Node
from controller.model.snapshot import NodeView
from controller.outputs.link import Address, Outlet
from controller.outputs.traffic import Traffic
from controller.wire.osc_fixtures import FixtureBundle
from controller.wire.sacn import OPTIONS_AT, SEQUENCE_AT, SLOTS_AT, TERMINATED, Source, data_packets, multicast_group
from controller.wire.slot_colors import SlotColors
from controller.wire.universe import Rows

BURST: Final = 4
"""A change and three packets after it go out at full rate (E1.31 section 6.6.2)."""
TERMINATIONS: Final = 3
HALF_CIRCLE: Final = 128


def keep_alive_ticks(fps: int) -> int:
    """Give the ticks between two packets of a picture that stands still: 0.9 to 1 s."""
    return fps - fps // 10


class Sender(Protocol):
    """Feeds one node."""

    def send(self, tick: int, rows: Rows) -> None:
        """Bring the node to a frame.

        Args:
            tick: of the frame; never runs back.
            rows: uint8 [rows of the node, 512], may be overwritten by the caller afterwards.
        """

    def refresh(self) -> None:
        """Forget that anything has arrived: the next frame goes out whole, whether it changed or not."""

    def is_silent(self, tick: int) -> bool:
        """Whether the node is taken for lost, as far as its protocol can tell. Cheap."""

    def terminate(self) -> None:
        """Say that no more will come, where the protocol can say it. Nothing is sent afterwards."""

    def view(self, tick: int) -> NodeView:
        """Say how the node is."""

    def close(self) -> None:
        """Give everything back. May be called twice."""


class SacnSender:
    """Feeds one sACN node. Each universe is suppressed by itself: what stands still goes out once in 0.9 s."""

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
        count = len(universes)
        self._traffic = Traffic(node, link, fps)
        self._resumed = resumed
        self._terminated = False
        self._keep_alive = keep_alive_ticks(fps)
        self._packets = data_packets(universes, source, sequence=255)
        self._sequence = self._packets[:, SEQUENCE_AT]
        self._slots = self._packets[:, SLOTS_AT:]
        self._datagrams = [row.data for row in self._packets]
        self._to: list[Address] = [
            (multicast_group(number) if node.host == "multicast" else node.host, node.port) for number in universes
        ]
        self._differs = np.zeros((count, SLOTS), np.bool_)
        self._changed = np.zeros(count, np.bool_)
        self._due = np.zeros(count, np.bool_)
        self._left = np.full(count, BURST, np.int64)
        self._sent = np.zeros(count, np.int64)

    def send(self, tick: int, rows: Rows) -> None:
        """Send the universes that changed, that changed a moment ago, or that were not sent for long."""
        if self._terminated:
            return
        self._traffic.begin(tick)
        np.not_equal(rows, self._slots, out=self._differs)
        np.any(self._differs, axis=1, out=self._changed)
        self._slots[...] = rows
        self._left[self._changed] = BURST
        np.greater(self._left, 0, out=self._due)
        self._due |= tick - self._sent >= self._keep_alive
        if self._resumed:
            self._transmit()
            self._sequence += np.uint8(HALF_CIRCLE - 1)
            self._resumed = False
        self._transmit()
        self._left -= self._due
        np.maximum(self._left, 0, out=self._left)
        self._sent[self._due] = tick
        self._traffic.end()

    def refresh(self) -> None:
        """Send every universe with the next frame, as often as if it had changed."""
        self._left[:] = BURST

    def is_silent(self, tick: int) -> bool:
        """Whether nothing could be sent for 3 s."""
        return self._traffic.is_silent(tick)

    def terminate(self) -> None:
        """Send every universe three times with the stream-terminated bit (E1.31 section 6.2.6)."""
        if self._terminated:
            return
        self._terminated = True
        self._packets[:, OPTIONS_AT] |= np.uint8(TERMINATED)
        self._due[:] = True
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
        self._sequence += self._due
        for row in np.flatnonzero(self._due).tolist():
            self._traffic.send(self._datagrams[row], self._to[row])


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
        self._keep_alive = keep_alive_ticks(fps)
        self._last: Rows | None = None
        self._sent = 0
        self._stale = False
        self._terminated = False

    def send(self, tick: int, rows: Rows) -> None:
        """Send the bundle if any slot changed or nothing was sent for long."""
        if self._terminated:
            return
        self._traffic.begin(tick)
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
        """Whether nothing could be sent for 3 s."""
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
