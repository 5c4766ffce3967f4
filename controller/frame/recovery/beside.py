"""Beside station 9: wounds that stand side by side. No cell is of two of them, so all are painted in one pass.

Each keeps its own shape, its own turns and its own chance: at the lamps it is the same, to the last bit, as if each
were painted by itself. What is one pass is the arithmetic, which for a small wound costs less than asking for it.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels, mix
from controller.frame.columns import strided
from controller.frame.recovery.operators.mend import mended
from controller.frame.recovery.scene import Movement, Part, Scene
from controller.frame.recovery.shape import Wound
from controller.model.fault import LASTING_KINDS
from controller.model.incident import Incident
from controller.model.recovery import Phase, RecoverySpec
from controller.model.rig import Cells
from controller.model.units import ticks


class Side:
    """The cells of one or more wounds side by side, and what a recovery does on them.

    Attributes:
        cells: intp [n], those of one wound after those of another.
        where: the same, as a canvas takes them fastest.
        sizes: intp [wounds], how many cells each has.
        broken: intp [wounds], how many of them are broken.
    """

    __slots__ = ("_movements", "_parts", "broken", "cells", "sizes", "where")

    def __init__(
        self, cells: Cells, counts: tuple[Cells, Cells], movements: Sequence[Movement], parts: "Sequence[Side]"
    ) -> None:
        """Take what is known: ``counts`` = sizes and broken; the movements, or the sides that stand beside each other.

        Use ``alone`` and ``of``.
        """
        self.cells, self.where = cells, strided(cells)
        self.sizes, self.broken = counts
        self._movements, self._parts = dict(enumerate(movements)), parts

    @classmethod
    def alone(cls, shape: Wound, movements: Sequence[Movement]) -> "Side":
        """Take one wound, and what each phase does on it."""
        return cls(shape.cells, (np.array([len(shape.cells)]), np.array([len(shape.broken)])), movements, ())

    @classmethod
    def of(cls, parts: "Sequence[Side]") -> "Side":
        """Lay some side by side."""
        if len(parts) == 1:
            return parts[0]
        cells, sizes, broken = (
            np.concatenate(each)
            for each in zip(*((part.cells, part.sizes, part.broken) for part in parts), strict=True)
        )
        return cls(cells, (sizes, broken), (), parts)

    def movement(self, number: int) -> Movement:
        """Give what a phase does; laid side by side when it begins, for all phases at once would take some frames."""
        if number not in self._movements:
            sizes, broken = (
                np.array([int(each.sum()) for each in counts])
                for counts in ([part.sizes for part in self._parts], [part.broken for part in self._parts])
            )
            parts = [part.movement(number) for part in self._parts]
            self._movements[number] = Movement.side_by_side(parts, sizes, broken)
        return self._movements[number]


@dataclass(frozen=True, eq=False, slots=True)
class Cohort:
    """Wounds that stand at the very same point of its recovery, all the while, and share no cell.

    Attributes:
        recovery: that runs.
        first: one of the wounds; where it stands, all stand.
        moment: what says where that is.
        side: all of them.
        names: of each wound, and of the moment at which its recovery began.
    """

    recovery: RecoverySpec
    first: Incident
    moment: Hashable
    side: Side
    names: tuple[str, ...]


class Abreast:
    """Wounds of one recovery that share no cell, painted together wherever they stand in it.

    Attributes:
        cohorts: all of them.
    """

    def __init__(self) -> None:
        self.cohorts: Sequence[Cohort] = ()
        self._laid: dict[tuple[Cohort, ...], Side] = {}

    def sides(self, asked: Sequence[tuple[Cohort, ...]]) -> list[Side]:
        """Lay some cohorts side by side; what the frame before laid and this one does not is forgotten."""
        self._laid = {some: self._laid.get(some) or Side.of([each.side for each in some]) for some in asked}
        return [self._laid[some] for some in asked]


def moment_of(wound: Incident) -> Hashable:
    """Give what says where a wound stands: of two that agree in this, one stands where the other does."""
    return (
        wound.recovery,
        wound.part,
        wound.recovery_tick,
        wound.mend_tick,
        wound.rest_tick,
        wound.kind in LASTING_KINDS,
        wound.recurrence,
    )


def passed(
    side: Side, begun: Sequence[tuple[int, Phase, Part]], shown: Canvas, scene: Callable[[int, Canvas], Scene]
) -> Canvas:
    """Pass a picture through the phases that have begun, one after another.

    Args:
        side: one wound, or several.
        begun: number in the recovery, phase, and how far it has come.
        shown: the picture of the glitch.
        scene: which of the begun phases, and what shows before it → what its operator has before it.
    """
    home: Levels | None = None
    for at, (number, phase, progress) in enumerate(begun):
        movement, before = side.movement(number), scene(at, shown)
        shown = movement(before, progress)
        if home is not None:
            shown = mix(shown, before.present, home)
        if phase.operator == "mend":
            now = mended(movement.on, progress)
            home = now if home is None else np.maximum(home, now)
    return shown


def lags(phases: Sequence[tuple[Phase, float]], fps: int) -> list[int]:
    """Say how many ticks the glitch lags behind the show when each phase begins: it stands still in each ``hold``."""
    stood = (round(progress * ticks(phase.seconds, fps)) * (phase.operator == "hold") for phase, progress in phases)
    return [0, *accumulate(stood)]


def spread(values: Sequence[float], counts: Cells) -> "float | NDArray[np.float64]":
    """Give one number where all wounds agree, else one for each of their cells."""
    if all(value == values[0] for value in values):
        return values[0]
    return np.repeat(np.array(values, np.float64), counts)


def part_of(values: Sequence[float], counts: Cells) -> Part:
    """Say how far wounds have come, as ``spread`` does."""
    part = spread(values, counts)
    return part.astype(np.float32) if isinstance(part, np.ndarray) else np.float32(part)
