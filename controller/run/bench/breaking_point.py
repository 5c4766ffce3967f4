"""Where a scene breaks: ``kintsugi bench breaks`` plays ever more universes until frames are no longer on time."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from controller.run.bench.line_rate import LineRate
from controller.run.bench.scene import CELLS_A_UNIVERSE
from controller.showfile.resolve.groups import MOST_CELLS

HOLDS: Final = 0.995
"""Share of frames that must be complete before the next tick."""
MOST: Final = MOST_CELLS // CELLS_A_UNIVERSE
"""Universes that a show may have."""
NEAR: Final = 1.25
"""The search ends where what breaks is no more than so many times as large as what holds."""
ENOUGH_CLEAN: Final = 0.1
"""With fewer clean frames all of them are judged: the load itself may leave none."""


@dataclass(frozen=True, slots=True)
class Breaks:
    """Where a scene breaks.

    Attributes:
        scene: which.
        holds: the most universes of which 99.5 % of the frames were on time; 0 = not even one.
        holds_cpu: part of one core that they took.
        breaks: the fewest of which they were not; None = none up to the most that a show may have.
        breaks_on_time: share of their frames on time; of clean ones, as it is judged.
        breaks_cpu: part of one core that they took.
    """

    scene: str
    holds: int
    holds_cpu: float
    breaks: int | None
    breaks_on_time: float
    breaks_cpu: float


def until_it_breaks(measured: Callable[[int], LineRate], first: int) -> list[LineRate]:
    """Measure one size, then twice as many again and again until it breaks, then between the two.

    Args:
        measured: plays so many universes.
        first: universes to begin with; where these break already, half as many again and again.
    """
    rates = [measured(first)]
    while (size := _next(rates)) is not None:
        rates.append(measured(size))
    return rates


def breaks_of(rates: Sequence[LineRate]) -> Breaks:
    """Say where the scene of some runs breaks; the more of them, the closer."""
    broken = min((each for each in rates if not _holds(each)), key=_size, default=None)
    held = [each for each in rates if broken is None or _size(each) < _size(broken)]
    most = max(held, key=_size, default=None)
    return Breaks(
        scene=rates[0].scene,
        holds=0 if most is None else most.universes,
        holds_cpu=0.0 if most is None else most.cpu_share,
        breaks=None if broken is None else broken.universes,
        breaks_on_time=0.0 if broken is None else _on_time(broken),
        breaks_cpu=0.0 if broken is None else broken.cpu_share,
    )


def _next(rates: Sequence[LineRate]) -> int | None:
    """Say how many to try next; None = it is known well enough."""
    found = breaks_of(rates)
    if found.breaks is None:
        return min(2 * found.holds, MOST) if found.holds < MOST else None
    if found.holds == 0:
        return found.breaks // 2 or None
    if found.breaks <= NEAR * found.holds:
        return None
    return round(math.sqrt(found.holds * found.breaks))


def _size(rate: LineRate) -> int:
    return rate.universes


def _on_time(rate: LineRate) -> float:
    return rate.on_time_clean if rate.clean >= ENOUGH_CLEAN else rate.on_time


def _holds(rate: LineRate) -> bool:
    return _on_time(rate) >= HOLDS
