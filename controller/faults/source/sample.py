"""What faults on sensors are made of: one sample, and the moment at which it comes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from controller.model import chance
from controller.model.fault import FaultSpec


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a sensor on its way in.

    Attributes:
        value: as the faults before this one left it, in the sensor's unit.
        before: what came in last; ``value`` if nothing has yet.
        low, high: the sensor's range.
    """

    value: float
    before: float
    low: float
    high: float

    @property
    def span(self) -> float:
        """From the least to the most that the sensor can say."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class Moment:
    """When and how strongly a fault acts.

    Attributes:
        fault: its seed and its parameters.
        seconds: since it began, >= 0.
        tick: of the night.
        amount: 0 = nothing .. 1, its envelope in it.
    """

    fault: FaultSpec
    seconds: float
    tick: int
    amount: float

    def draw(self, what: str, count: int) -> float:
        """Draw a number 0 <= x < 1 of the fault's own."""
        return float(chance.uniform(chance.key(self.fault.seed, what, count), 1)[0])

    def number(self, name: str) -> float:
        """Read a number parameter; the show file has checked it."""
        value = self.fault.parameters[name]
        return float(value) if isinstance(value, (int, float)) else 0.0


Tamper: TypeAlias = Callable[[Sample, Moment], float | None]
"""Sample and moment → what comes in; None = nothing does. At amount 0 it is the sample's own value, exactly."""
