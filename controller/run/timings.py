"""How long each stage of a frame takes: the only stopwatch in the house. The pure rooms call it, and never see a clock.

Takes laps, keeps the last few hundred of each stage, gives percentiles when somebody asks. Costs a microsecond a lap.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

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
        self._rings: dict[str, NDArray[np.float64]] = {}
        self._counts: dict[str, int] = {}

    def begin(self) -> None:
        """Start the watch: a frame begins."""
        self._last = self._now()

    def lap(self, stage: str) -> None:
        """Give the time since the last lap to a stage."""
        now = self._now()
        ring = self._rings.get(stage)
        if ring is None:
            ring = self._rings[stage] = np.zeros(KEPT)
            self._counts[stage] = 0
        ring[self._counts[stage] % KEPT] = now - self._last
        self._counts[stage] += 1
        self._last = now

    def last(self, stage: str) -> float:
        """Give the newest lap of a stage, seconds; 0 if it never ran."""
        count = self._counts.get(stage, 0)
        return float(self._rings[stage][(count - 1) % KEPT]) if count else 0.0

    @property
    def frame_s(self) -> float:
        """How long the newest frame took, seconds."""
        return sum(self.last(stage) for stage in self._rings)

    def percentiles(self) -> tuple[StageTiming, ...]:
        """Say how long each stage took lately, in the order of the frame."""
        told = []
        for stage, ring in self._rings.items():
            laps = ring[: min(KEPT, self._counts[stage])] * 1e6
            p50, p99, most = (float(each) for each in np.percentile(laps, (50, 99, 100)))
            told.append(StageTiming(stage, p50_us=p50, p99_us=p99, max_us=most, count=self._counts[stage]))
        return tuple(told)
