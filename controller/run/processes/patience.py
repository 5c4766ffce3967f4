"""How long a silent child is waited for. Time in which the whole machine stood still is held against nobody.

A machine that was frozen, or that had no turn for whoever listens, wakes with every child silent at once. Nothing is
wrong with them: they are given the same time again, once, and are judged if they stay silent in it.
"""

import math
from typing import Final

LOOK_S: Final = 0.25
"""Between two looks at the clock, so that a stall is seen by how late a look comes."""
STALL_S: Final = 0.4
"""A look that comes so much too late was kept from coming."""


class Patience:
    """Judges the silence of one child. All times are those of one monotonic clock, in seconds."""

    def __init__(self, now: float) -> None:
        """Begin to listen: however long nobody listened before, it is silent from now on."""
        self._since, self._stalled = now, -math.inf

    def left(self, heard: float, now: float, silence_s: float) -> float:
        """Say how long it may still be silent; nothing or less: it hangs.

        Args:
            heard: when it last said anything.
            now: the time.
            silence_s: a child that says nothing for so long hangs.
        """
        return max(heard, self._since, self._stalled) + silence_s - now

    def woke(self, heard: float, due: float, now: float) -> float:
        """Note that a look came.

        Args:
            heard: when the child last said anything.
            due: when the look was to come.
            now: when it came.

        Returns:
            For how long we stood still, if that was held in the child's favour; else 0.
        """
        if now - due < STALL_S or heard <= self._stalled:
            return 0.0
        self._stalled = now
        return now - due
