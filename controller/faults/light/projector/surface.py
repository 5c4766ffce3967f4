"""What faults of projectors are made of: the table of a picture's parts, and how a part moves."""

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np

from controller.faults.light.picture import Levels, Moment, Picture, Reached
from controller.model.surface import Part

Bend: TypeAlias = Callable[[Levels, Moment], Levels]
"""Healthy table and moment → what is projected; float32 [parts, projectors]. The healthy table is left as it is."""

LINES: Final = 255
"""So many ways to break there are; 0 is that of a whole picture."""


def untouched(_reached: Reached) -> Callable[[Picture, Moment], Picture]:
    """Leave the light as it is: the fault is one of the picture alone."""
    return _same


def _same(healthy: Picture, _moment: Moment) -> Picture:
    return healthy


def break_lines(reached: Reached) -> Levels:
    """Draw along which lines each projector's picture breaks: float32 [n], 1/255 .. 1."""
    drawn = (reached.draw("fracture") * np.float32(LINES)).astype(np.int32) + 1
    lines: Levels = drawn.astype(np.float32) / np.float32(LINES)
    return lines


def fractured(healthy: Levels, lines: Levels, amount: np.float32) -> Levels:
    """Copy a table; its pictures break along the lines drawn, as soon as anything is broken at all."""
    table = healthy.copy()
    if amount > 0:
        table[Part.FRACTURE] = lines
    return table


def swing(seconds: float, period_s: float) -> np.float32:
    """Go from 0 to 1 and back evenly, once in a period."""
    cycle = seconds / period_s
    return np.float32(1 - abs(2 * (cycle - int(cycle)) - 1))
