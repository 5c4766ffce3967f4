"""Fade curves: how much of a fade is done when a part of its time has passed.

A curve is a row of points joined by straight lines, so that only + - * and / are needed to read it and every machine
reads the same; the named ones are worked out once, without any function of a mathematics library.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

STEPS: Final = 128
"""Straight lines that a named curve is made of: nearer than a step of 12 bits to the true one."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve, from (0, 0) to (1, 1).

    Attributes:
        name: as it is written, ``points`` for one of the show's own.
        times: rising, from 0 to 1.
        values: as many, each 0..1.
    """

    name: str
    times: tuple[float, ...]
    values: tuple[float, ...]

    def at(self, part: float) -> float:
        """Say how much is done when this part of the time (0..1) has passed."""
        if len(self.times) == 2:
            return part
        place = min(bisect_right(self.times, part), len(self.times) - 1)
        start, end = self.times[place - 1], self.times[place]
        low, high = self.values[place - 1], self.values[place]
        return low + (high - low) * ((part - start) / (end - start))


def _power_of_two(part: float) -> float:
    """Double ten times on the way from 0 to 1, as a dimmer for the ear or the eye does."""
    grown = 1.0
    for _ in range(round(part * STEPS)):
        grown *= _TEN_DOUBLINGS
    return (grown - 1) / 1023


def _eased_both(part: float) -> float:
    return 2 * part * part if part < 0.5 else 1 - 2 * (1 - part) * (1 - part)


_TEN_DOUBLINGS: Final = 1.0556451783605572
"""The 128th root of 1024."""

LINEAR: Final = Curve("linear", (0.0, 1.0), (0.0, 1.0))


def _named() -> Mapping[str, Curve]:
    shapes = {
        "s-curve": lambda part: part * part * (3 - 2 * part),
        "ease-in": lambda part: part * part,
        "ease-out": lambda part: part * (2 - part),
        "ease-in-out": _eased_both,
        "exponential": _power_of_two,
    }
    times = tuple(step / STEPS for step in range(STEPS + 1))
    curves = {
        name: Curve(name, times, (0.0, *(shape(part) for part in times[1:-1]), 1.0)) for name, shape in shapes.items()
    }
    return MappingProxyType({"linear": LINEAR, **curves})


CURVES: Final[Mapping[str, Curve]] = _named()
