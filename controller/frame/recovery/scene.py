"""What an operator has before it, and how cells take turns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from controller.frame.canvas import Canvas, Levels
from controller.frame.recovery.shape import Wound
from controller.model.fault import Parameter
from controller.model.rig import Cells
from controller.model.selector import NO_CELLS

SOFT = np.float32(0.25)
"""Part of a phase that one cell takes, when cells change one after another."""


@dataclass(frozen=True, eq=False, slots=True)
class Turned:
    """Whose picture each cell takes: the order before, the one now, and how far it has gone over to that, 0..1.

    Where the two are one array, nothing changes.
    """

    before: Cells
    now: Cells
    part: np.float32


def as_it_is(_count: int, take: Callable[[], Cells]) -> Turned:
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
        seconds: since the recovery began.
        glitch_tick: when the glitch is looked at.
        beat: a tick of the glitch → the tick at which its beat began, and how far that beat has come, 0..1; in a
            tempo of beats a minute, None = the show's.
        times: how often this trouble is embraced: 1, or oftener if it came before and the recovery says so.
        broken_at: a tick of the glitch → what it makes of the cells then.
        turned: how many broken cells there are, and an order of them → the one in which they stand, which follows it
            without a jump.
    """

    present: Canvas
    broken: Canvas
    shown: Canvas
    seconds: float
    glitch_tick: int
    beat: Callable[[int, float | None], tuple[int, float]]
    times: int
    broken_at: Callable[[int], Canvas]
    turned: Callable[[int, Callable[[], Cells]], Turned] = as_it_is


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
Movement: TypeAlias = Callable[[Scene, np.float32], Canvas]
"""Scene and progress 0..1 → what the cells show. At progress 0 it is ``scene.shown``, so that nothing jumps."""


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


def turns(order: Levels, progress: np.float32) -> Levels:
    """Give each cell its own progress when cells take turns: all 0 at the start, all exactly 1 at the end."""
    if progress >= 1:
        return np.ones_like(order)
    own = order * (SOFT - np.float32(1))
    own += progress
    own *= np.float32(1) / SOFT
    np.clip(own, 0, 1, out=own)
    rest = np.float32(3) - np.float32(2) * own
    own *= own
    own *= rest
    return own


def smooth(progress: np.float32) -> np.float32:
    """Ease in and out."""
    return np.float32(progress * progress * (np.float32(3) - np.float32(2) * progress))


def number(parameters: Parameters, name: str) -> float:
    """Read a number parameter; the show file has checked that it is one."""
    value = parameters[name]
    return float(value) if isinstance(value, (int, float)) else 1.0


def direction(parameters: Parameters) -> tuple[float, float, float]:
    """Read the direction parameter, [x, y, z] of length 1; to the right where there is none."""
    value = parameters.get("direction")
    return value if isinstance(value, tuple) else (1.0, 0.0, 0.0)
