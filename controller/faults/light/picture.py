"""What faults on light are made of: the picture of the reached cells, the moment, and chance from a table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model import chance
from controller.model.fault import FaultSpec

Levels: TypeAlias = NDArray[np.float32]
Picture: TypeAlias = tuple[Levels, Levels]
"""Intensity float32 [n] and linear RGB float32 [3, n] of the reached cells, 0..1."""

DRAWS: Levels = chance.uniform(chance.key("draws"), 1 << 16).astype(np.float32)
"""Chance, drawn once: a number of 16 bits → 0 <= x < 1. Drawing anew for 43,690 cells takes half of a fault's time."""
STRIDE = 40503
"""Odd and near 65536 / 1.618, so that one cell's draws of consecutive beats lie far apart in the table."""


@dataclass(frozen=True, eq=False, slots=True)
class Reached:
    """Whom a fault reaches.

    Attributes:
        fault: its seed and its parameters.
        place: float32 [n, 3], metres.
    """

    fault: FaultSpec
    place: NDArray[np.float32]

    @property
    def count(self) -> int:
        """How many cells."""
        return len(self.place)

    def draw(self, what: str, count: int | None = None) -> Levels:
        """Draw numbers 0 <= x < 1 of the fault's own, one for each cell."""
        drawn = chance.uniform(chance.key(self.fault.seed, what), self.count if count is None else count)
        return drawn.astype(np.float32)

    def number(self, name: str) -> float:
        """Read a number parameter; the show file has checked it."""
        value = self.fault.parameters[name]
        return float(value) if isinstance(value, (int, float)) else 0.0


@dataclass(frozen=True, eq=False, slots=True)
class Moment:
    """When and how strongly a fault acts.

    Attributes:
        seconds: since it began, >= 0.
        amount: 0 = nothing .. 1, its envelope in it.
        held: what is remembered of these cells, for faults that need it; the healthy picture at first.
    """

    seconds: float
    amount: np.float32
    held: Picture | None


Break: TypeAlias = Callable[[Picture, Moment], Picture]
"""Healthy picture and moment → what shows. The healthy picture is left as it is."""


def towards(healthy: Levels, broken: Levels, amount: np.float32) -> Levels:
    """Go from the healthy to the broken value: 0 leaves it exactly, 1 replaces it exactly."""
    if amount >= 1:
        return broken
    mixed: Levels = broken - healthy
    mixed *= amount
    mixed += healthy
    return mixed
