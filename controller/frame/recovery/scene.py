"""What an operator has before it, and how cells take turns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.frame.columns import Index
from controller.frame.recovery.shape import Wound
from controller.model.fault import Parameter
from controller.model.rig import Cells
from controller.model.selector import NO_CELLS

SOFT = np.float32(0.25)
"""Part of a phase that one cell takes, when cells change one after another."""


Part: TypeAlias = np.float32 | Levels
"""How far something has come, 0..1: one number for all cells, or one for each where wounds stand side by side."""


@dataclass(frozen=True, eq=False, slots=True)
class Turned:
    """Whose picture each cell takes: the order before, the one now, and how far it has gone over to that, 0..1.

    Where the two are one array, nothing changes.
    """

    before: Cells
    now: Cells
    part: Part


def as_it_is(take: Callable[[], Cells]) -> Turned:
    """Let the order of this very frame stand."""
    order = take()
    return Turned(order, order, np.float32(1))


@dataclass(frozen=True, eq=False, slots=True)
class Scene:
    """What an operator has before it: the wound's cells, in the order of ``Wound.cells``.

    Attributes:
        present: what the show says these cells should show now.
        broken: what the glitch makes of them.
        shown: what the phases before this one made of them.
        seconds: since the recovery began; one number, or float64 [cells] of wounds side by side, as the next ones.
        glitch_tick: when the glitch is looked at.
        beat: a tick of the glitch → the tick at which its beat began, and how far that beat has come, 0..1; in a
            tempo of beats a minute, None = the show's.
        times: how often this trouble is embraced: 1, or oftener if it came before and the recovery says so.
        broken_at: a tick of the glitch → what it makes of the cells then.
        turned: an order of the broken cells → the one in which they stand, which follows it without a jump.
    """

    present: Canvas
    broken: Canvas
    shown: Canvas
    seconds: float | NDArray[np.float64]
    glitch_tick: int
    beat: Callable[[int, float | None], tuple[int, float | NDArray[np.float64]]]
    times: int | Levels
    broken_at: Callable[[int], Canvas]
    turned: Callable[[Callable[[], Cells]], Turned] = as_it_is


@dataclass(frozen=True, eq=False, slots=True)
class Spared:
    """Which cells are none of a recovery's, float32 [all cells], 0..1; None = none of this sort.

    Attributes:
        left: how much each is in somebody's hand or does not consent: it shows what it would without the recovery.
        home: 1 = it was mended already and shows the present cue.
    """

    left: Levels | None
    home: Levels | None


Parameters: TypeAlias = Mapping[str, Parameter]
Act: TypeAlias = Callable[[Scene, Part], Canvas]
"""Scene and progress 0..1 → what the cells show. At progress 0 it is ``scene.shown``, so that nothing jumps."""


@dataclass(frozen=True, eq=False, slots=True)
class Columns:
    """What an operator has worked out on a wound, laid out so that many wounds can stand side by side.

    Attributes:
        values: float32 [..., n], one entry for each cell, or for each of some cells.
        numbers: intp [n], likewise.
        cells: intp [..., n], positions in ``Wound.cells``.
        broken: intp [n], positions in ``Wound.broken``.
    """

    values: tuple[Levels, ...] = ()
    numbers: tuple[Cells, ...] = ()
    cells: tuple[Cells, ...] = ()
    broken: tuple[Cells, ...] = ()


class Movement:
    """What an operator does on a wound, or on wounds side by side: each cell the same as on its wound alone.

    Attributes:
        on: what was worked out on the wound.
    """

    __slots__ = ("_act", "_ready", "on")

    def __init__(self, ready: Callable[[Columns], Act], on: Columns, *, soon: bool = True) -> None:
        """Make ready to move.

        Args:
            ready: columns → what is done each frame. It must know the wound by its columns alone.
            on: the columns.
            soon: whether it is made ready now, and not when it is used: some are only laid beside others.
        """
        self._ready, self.on = ready, on
        self._act = ready(on) if soon else None

    def __call__(self, scene: Scene, progress: Part) -> Canvas:
        """Say what the cells show."""
        if self._act is None:
            self._act = self._ready(self.on)
        return self._act(scene, progress)

    @classmethod
    def side_by_side(cls, movements: "Sequence[Movement]", cells: Cells, broken: Cells) -> "Movement":
        """Let one phase of a recovery act on several wounds at once.

        Args:
            movements: of the same phase, one a wound.
            cells: intp [wounds], how many cells each has.
            broken: intp [wounds], how many of them are broken.
        """
        ons = [movement.on for movement in movements]
        after_cells, after_broken = np.cumsum(cells) - cells, np.cumsum(broken) - broken
        nothing = np.zeros_like(cells)
        joined = Columns(
            values=tuple(np.concatenate(each, axis=-1) for each in zip(*(on.values for on in ons), strict=True)),
            numbers=tuple(_moved_on(each, nothing) for each in zip(*(on.numbers for on in ons), strict=True)),
            cells=tuple(_moved_on(each, after_cells) for each in zip(*(on.cells for on in ons), strict=True)),
            broken=tuple(_moved_on(each, after_broken) for each in zip(*(on.broken for on in ons), strict=True)),
        )
        return cls(movements[0]._ready, joined, soon=False)  # noqa: SLF001  one of us


def _moved_on(columns: Sequence[Cells], by: Cells) -> Cells:
    """Put numbers behind one another, those of each wound moved on by so many."""
    joined: Cells = np.concatenate(columns, axis=-1)
    joined += np.repeat(by, [column.shape[-1] for column in columns])
    return joined


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """What an operator is prepared with, at load.

    Attributes:
        shape: the wound.
        standby: what these cells show in a look by its name; where the look sets nothing, its weight is 0.
        lined: positions in ``Wound.cells`` of those that draw their own lines of gold, within a picture.
    """

    shape: Wound
    standby: Callable[[str], "Standby"]
    lined: Cells = field(default_factory=lambda: NO_CELLS)


@dataclass(frozen=True, eq=False, slots=True)
class Standby:
    """A look on the cells of a wound: levels and colours, and how much each is set (0 or 1)."""

    canvas: Canvas
    level_weight: Levels
    rgb_weight: Levels


Operator: TypeAlias = Callable[[Ground, Parameters], Movement]


def turns(order: Levels, progress: Part) -> Levels:
    """Give each cell its own progress when cells take turns: all 0 at the start, all exactly 1 at the end."""
    ended = progress >= 1
    if np.all(ended):
        return np.ones_like(order)
    own = order * (SOFT - np.float32(1))
    own += progress
    own *= np.float32(1) / SOFT
    np.clip(own, 0, 1, out=own)
    rest = np.float32(3) - np.float32(2) * own
    own *= own
    own *= rest
    if np.any(ended):
        own[ended] = 1
    return own


def smooth(progress: Part) -> Part:
    """Ease in and out."""
    eased: Part = progress * progress * (np.float32(3) - np.float32(2) * progress)
    return eased


def at(part: Part, where: Index) -> Part:
    """Give how far some of the cells have come."""
    return part[where] if isinstance(part, np.ndarray) else part


def number(parameters: Parameters, name: str) -> float:
    """Read a number parameter; the show file has checked that it is one."""
    value = parameters[name]
    return float(value) if isinstance(value, (int, float)) else 1.0


def direction(parameters: Parameters) -> tuple[float, float, float]:
    """Read the direction parameter, [x, y, z] of length 1; to the right where there is none."""
    value = parameters.get("direction")
    return value if isinstance(value, tuple) else (1.0, 0.0, 0.0)
