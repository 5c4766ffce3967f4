"""The lines of WebSocket fixtures without a socket: our dialogue and the fixture's talk to each other directly.

Every message is the very text or bytes that would go over the wire, both ways.
"""

from collections.abc import Callable

from controller.outputs.dialogue import Dialogue
from controller.outputs.stream_node import StreamNode
from fixtures.far_end import FarEnd

Overhear = Callable[[str, bytes], None]
"""Told of each binary frame on its way: the fixture's id and the message."""


class Line:
    """One fixture's line to the engine; a line that was closed is opened anew, as a fixture on the wire would."""

    def __init__(self, node: StreamNode, fixture: str, far_end: FarEnd, overhear: Overhear) -> None:
        """Lay the line; it opens with the first exchange."""
        self._node = node
        self._fixture = fixture
        self._far_end = far_end
        self._far = far_end.projectors[fixture].dialogue
        self._far_node = far_end.projectors[fixture].fixture.node
        self._overhear = overhear
        self._near: Dialogue | None = None

    def exchange(self, t: float) -> None:
        """Carry everything that either side has to say at ``t`` seconds; a dead fixture says and hears nothing."""
        if not self._far_end.is_alive(self._far_node):
            self._hang_up()
            return
        near = self._near or self._open(t)
        for ack in self._far_end.acks(self._fixture, t):
            near.take(ack)
        if t >= self._far.next_beat_s:
            near.take(self._far.beat(t))
        while (message := near.next_message()) is not None:
            answer = self._carry(message, t)
            if answer is not None:
                near.take(answer)
        if near.closing is not None or self._far.is_dead:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._near is not None:
            self._node.disconnect(self._fixture, self._near)
            self._near = None

    def _open(self, t: float) -> Dialogue:
        self._near = near = self._node.connect(self._fixture, f"simulated {self._fixture}", wake=_sleep)
        near.take(self._far.open(t))
        return near

    def _carry(self, message: str | bytes, t: float) -> str | None:
        """Hand one message to the fixture and give its answer."""
        if isinstance(message, str):
            return self._far.take_text(message, t)
        self._overhear(self._fixture, message)
        return self._far_end.frame(self._fixture, message, t)


def _sleep() -> None:
    """Do nothing: the line is asked once a tick."""
