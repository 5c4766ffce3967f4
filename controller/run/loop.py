"""Station 1. The frame loop: one step for each tick, at the tick's own absolute time.

Tick t belongs to the moment ``anchor + t / fps``. A step that begins late is counted; ticks that have passed altogether
are skipped and counted. Time is never stretched: the next tick keeps its own moment. A tick may be played early when a
show asks for answers at once (``hurry``); the one after it comes at its own moment again, or at that of the early one
if it is asked for, too.

What is sent at a moment may be worked out before it, in time that would pass idle: shortly before, so that it leaves on
the dot, and as soon as somebody asks for it (``foresee``). It begins to leave so early that it has left at its moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from controller.run.clock import Clock

LATE = 0.5
"""A step that begins more than this part of a tick after its moment is late."""
LEAVES_S: Final = 0.0006
"""A frame that is worked out begins to leave so long before its moment: about as long as handing it over takes."""
LEAST_LEAD_S: Final = 0.0005
"""So long before its moment a frame is worked out at least: what else the loop has to do may take as long."""
MOST_LEAD: Final = 0.5
"""The largest part of a tick that a frame is worked out ahead, unless something asks for it sooner."""
MARGIN: Final = 3.0
"""So many times as long as a frame took lately it is begun before: a machine may be slow for a moment."""
FADES: Final = 0.999
"""A frame that took long is reckoned with in those after it, less and less."""
BEARABLE_S: Final = 0.001
"""So late a frame may be for what was said just before it; what would make it later is for the next one."""
NEARLY_S: Final = 1e-5
"""So little before its moment is at its moment."""
MOST_LOOKS: Final = 3
"""How often a frame is worked out before its moment at most, however much comes; then at its moment."""


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
        self._stopped = self._is_hurried = False
        self._looks = 0
        self._lead_s = LEAST_LEAD_S
        self._took_s = self._early_s = 0.0

    def begin_at(self, anchor: float) -> None:
        """Move tick 0, before the first tick: opening everything took its time, and none of it was show."""
        self._anchor = anchor

    def stop(self) -> None:
        """Let the loop end after the running step."""
        self._stopped = True

    def hurry(self) -> None:
        """Play the next tick at once, before its moment; never two ticks before theirs.

        If the tick before it left early, it comes as soon as the moment of that one is there. The tick stays the tick
        it is: whoever waits for an answer sees it earlier, and time goes on as ever.
        """
        self._is_hurried = True
        self._clock.wake()

    def foresee(self) -> None:
        """Work the next frame out now, for something came that it will show; it leaves at its moment all the same."""
        if self._looks < MOST_LOOKS:
            self._clock.wake()

    def lateness(self, tick: int) -> float:
        """Say how many seconds ago the moment of a tick was; below 0 = it is still to come."""
        return self._clock.now() - self._anchor - tick / self._fps

    def has_time(self) -> bool:
        """Whether the next frame, worked out anew from now on in the time it took before, would not be too late."""
        return self._clock.now() + self._took_s <= self._moment(self._next) + BEARABLE_S

    async def run(self, step: Callable[[Beat], None], work_ahead: Callable[[int], None] | None = None) -> None:
        """Call ``step`` once for each tick until stopped.

        Args:
            step: sends the frame of a tick at its moment.
            work_ahead: works it out before; called again if something came. None = that is left to ``step``.
        """
        self._early_s = LEAVES_S if work_ahead is not None else 0.0
        while not self._stopped:
            await self._until_due(work_ahead)
            if self._stopped:
                return
            self._is_hurried, self._looks = False, 0
            step(self._beat())

    async def _until_due(self, work_ahead: Callable[[int], None] | None) -> None:
        """Wait for the next tick's moment, or until it is hurried, and work it out meanwhile."""
        moment, earliest, is_settled = self._moment(self._next), self._moment(self._next - 1), work_ahead is None
        while True:
            due = moment if is_settled else moment - self._lead_s
            sharp = is_settled and work_ahead is not None
            await self._clock.wait_until(earliest if self._is_hurried else due, sharp=sharp)
            now = self._clock.now()
            if self._stopped or now >= (earliest if self._is_hurried else moment) - NEARLY_S:
                return
            if self._is_hurried:  # only now, or the tick before it left early: its moment is still to come
                continue
            is_settled = is_settled or now >= due - NEARLY_S
            if work_ahead is not None:
                self._look(work_ahead)

    def _look(self, work_ahead: Callable[[int], None]) -> None:
        """Work the next frame out, and learn how long before its moment that must begin."""
        self._looks += 1
        begun = self._clock.now()
        work_ahead(self._next)
        self._took_s = self._clock.now() - begun
        self._lead_s = min(max(LEAST_LEAD_S + MARGIN * self._took_s, FADES * self._lead_s), MOST_LEAD / self._fps)

    def _moment(self, tick: int) -> float:
        """Say when a tick's step begins."""
        return self._anchor + tick / self._fps - self._early_s

    def _beat(self) -> Beat:
        passed = self._clock.now() - self._anchor
        begun = (passed + self._early_s) * self._fps
        if begun < self._next - 1e-3:  # woken before its moment
            self._next += 1
            return Beat(self._next - 1, 0, 0.0, is_late=False)
        tick = max(self._next, int(begun + 1e-6))
        skipped = tick - self._next
        late_s = max(0.0, passed - tick / self._fps)
        self._next = tick + 1
        return Beat(tick, skipped, late_s, skipped > 0 or late_s * self._fps > LATE)
