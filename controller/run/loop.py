"""Station 1. The frame loop: one step for each tick, at the tick's own absolute time.

Tick t belongs to the moment ``anchor + t / fps``. A step that begins late is counted; ticks that have passed altogether
are skipped and counted. Time is never stretched: the next tick keeps its own moment. A tick may be played early when a
show asks for answers at once (``hurry``); the one after it comes at its own moment again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from controller.run.clock import Clock

LATE = 0.5
"""A step that begins more than this part of a tick after its moment is late."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One turn of the loop.

    Attributes:
        tick: the tick to paint.
        skipped: ticks just before it that nobody will paint.
        late_s: seconds after its moment.
        is_late: whether that is more than half a tick.
    """

    tick: int
    skipped: int
    late_s: float
    is_late: bool


class FrameLoop:
    """Beats until it is stopped.

    Args:
        clock: real or simulated.
        fps: ticks a second.
        anchor: the clock's time of tick 0.
        first: the first tick to give.
    """

    def __init__(self, clock: Clock, *, fps: int, anchor: float, first: int) -> None:
        self._clock = clock
        self._fps = fps
        self._anchor = anchor
        self._next = first
        self._stopped = False

    def begin_at(self, anchor: float) -> None:
        """Move tick 0, before the first tick: opening everything took its time, and none of it was show."""
        self._anchor = anchor

    def stop(self) -> None:
        """Let the loop end after the running step."""
        self._stopped = True

    def hurry(self) -> None:
        """Play the next tick at once, before its moment; never two ticks before theirs.

        The tick stays the tick it is: whoever waits for an answer sees it earlier, and time goes on as ever.
        """
        if self._clock.now() >= self._moment(self._next - 1):
            self._clock.wake()

    async def run(self, step: Callable[[Beat], None]) -> None:
        """Call ``step`` once for each tick until stopped."""
        while not self._stopped:
            await self._clock.wait_until(self._moment(self._next))
            if self._stopped:
                return
            step(self._beat())

    def _moment(self, tick: int) -> float:
        return self._anchor + tick / self._fps

    def _beat(self) -> Beat:
        passed = self._clock.now() - self._anchor
        if passed * self._fps < self._next - 1e-3:  # woken before its moment
            self._next += 1
            return Beat(self._next - 1, 0, 0.0, is_late=False)
        newest = int(passed * self._fps + 1e-6)
        tick = max(self._next, newest)
        skipped = tick - self._next
        late_s = max(0.0, passed - tick / self._fps)
        self._next = tick + 1
        return Beat(tick, skipped, late_s, skipped > 0 or late_s * self._fps > LATE)
