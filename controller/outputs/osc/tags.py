"""Beside station 16, OSC: time tags: when a frame is meant to be shown, on the clock on the wall.

A receiver that waits for the tag shows frames at an even pace, however unevenly the network brings them. Ticks are even
steps from an anchor; the anchor moves only when the clock on the wall has jumped away from it.
"""

from collections.abc import Callable
from typing import Final

JUMPED_S: Final = 0.25
_FROM_1900_TO_1970_S: Final = 2_208_988_800
_MOST: Final = (1 << 64) - 1


class TimeTags:
    """The time tags of one node.

    Args:
        clock: seconds since 1970 on the wall.
        fps: ticks a second.
        latency_s: how long after it left a frame is to be shown.
    """

    def __init__(self, clock: Callable[[], float], fps: int, latency_s: float) -> None:
        self._clock = clock
        self._fps = fps
        self._latency_s = latency_s
        self._anchor: float | None = None

    def at(self, tick: int) -> int:
        """Give the tag of a tick that leaves now: 64 bits of NTP."""
        now = self._clock()
        if self._anchor is None or abs(self._anchor + tick / self._fps - now) > JUMPED_S:
            self._anchor = now - tick / self._fps
        shown = self._anchor + tick / self._fps + self._latency_s + _FROM_1900_TO_1970_S
        return min(max(2, round(shown * (1 << 32))), _MOST)
