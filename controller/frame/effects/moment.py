"""What a motion is once its geometry is known: a function of the moment alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from controller.frame.canvas import Levels


@dataclass(frozen=True, slots=True)
class Moment:
    """When: cycles of the effect, and seconds since its cue began."""

    turns: float
    seconds: float


@dataclass(frozen=True, eq=False, slots=True)
class Shown:
    """A coloured picture: rgb float32 [3, n] linear, and how far it covers what is under it, float32 [n]."""

    rgb: Levels
    cover: Levels


Field: TypeAlias = Callable[[Moment], Levels]
"""float32 [n], 0..1: a value for each cell."""
Film: TypeAlias = Callable[[Moment], Shown]
"""A colour for each cell."""
