"""How long each stage of a frame takes: the only stopwatch in the house. The pure rooms call it, and never see a clock.

Takes laps, keeps the last few hundred of each stage, gives percentiles when somebody asks. Costs a microsecond a lap.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

import numpy as np

from controller.model.snapshot import StageTiming

KEPT: Final = 512
"""Laps of a stage that are kept: about twelve seconds of frames."""


class Timings:
    """A stopwatch for the frames of one engine.

    Args:
        now: gives seconds on a monotonic scale.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last = now()
        self._rings: dict[str, deque[float]] = {}
        self._counts: dict[str, int] = {}

    def begin(self) -> None:
        """Start the watch: a frame begins."""
        self._last = self._now()

    def lap(self, stage: str) -> None:
        """Give the time since the last lap to a stage."""
        now = self._now()
        try:
            ring = self._rings[stage]
        except KeyError:
            ring = self._rings[stage] = deque(maxlen=KEPT)
            self._counts[stage] = 0
        ring.append(now - self._last)
        self._counts[stage] += 1
        self._last = now

    def last(self, stage: str) -> float:
        """Give the newest lap of a stage, seconds; 0 if it never ran."""
        ring = self._rings.get(stage)
        return ring[-1] if ring else 0.0

    @property
    def frame_s(self) -> float:
        """How long the newest frame took, seconds."""
        return sum(self.last(stage) for stage in self._rings)

    def percentiles(self) -> tuple[StageTiming, ...]:
        """Say how long each stage took lately, in the order of the frame."""
        told = []
        for stage, ring in self._rings.items():
            laps = np.array(ring) * 1e6
            p50, p99, most = (float(each) for each in np.percentile(laps, (50, 99, 100)))
            told.append(StageTiming(stage, p50_us=p50, p99_us=p99, max_us=most, count=self._counts[stage]))
        return tuple(told)
