"""Whether it is worth staying awake before a deadline: not where others want the processor.

On a machine that has time, who sleeps wakes late, so the engine stays awake before a frame. On one that is full the
turn it is given is used up by the waiting, and it is pushed off just when the frame should leave; who sleeps meanwhile
comes first when it wakes. The kernel tells which of the two it is: it counts how often a thread was pushed off. To a
thread with real-time priority none of this applies: it has no share to use up.
"""

from collections.abc import Callable
from typing import Final

from controller.run.processes.priority import is_realtime

try:
    import resource
except ImportError:  # Windows counts nothing of the kind
    resource = None  # type: ignore[assignment]

AWAKE_S: Final = 0.0015
"""So long before a deadline that matters nobody goes to sleep."""
FULL: Final = 3.0
"""Pushed off so often, newer times counting more, it sleeps: some one time in ten."""
FORGETS: Final = 0.97
"""What was counted before one more deadline counts so much of what it did."""
ASLEEP_S: Final = 5.0
"""So long until it is tried again; then one push is enough to give it up."""


def pushes() -> int:
    """Count how often this thread was pushed off the processor for somebody else; 0 where that says nothing."""
    if resource is None or not hasattr(resource, "RUSAGE_THREAD") or is_realtime():
        return 0
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nivcsw


class Wakefulness:
    """How long to stay awake before deadlines.

    Args:
        count: how often this thread was pushed off so far.
    """

    def __init__(self, count: Callable[[], int] = pushes) -> None:
        self._count = count
        self._before = 0
        self._pushed = 0.0
        self._asleep_until = float("-inf")

    def before(self, deadline: float) -> float:
        """Say from when on to stay awake for a deadline: both seconds of the same clock."""
        return deadline if deadline < self._asleep_until else deadline - AWAKE_S

    def begin(self) -> None:
        """Be awake from here on."""
        self._before = self._count()

    def end(self, now: float) -> None:
        """Learn from a deadline that was met, or missed, awake."""
        if now < self._asleep_until:
            return
        self._pushed = self._pushed * FORGETS + (self._count() > self._before)
        if self._pushed > FULL:
            self._pushed = FULL - 0.5
            self._asleep_until = now + ASLEEP_S
