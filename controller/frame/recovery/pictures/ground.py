"""What an operator on pictures has before it, and in which order the parts of pictures take their turns.

Pictures are tables: float32 [parts, projectors], rows by ``model.surface.Part``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from controller.frame.canvas import Levels
from controller.frame.recovery.orders import order_of, spread
from controller.frame.recovery.scene import Parameters, direction
from controller.frame.recovery.shape import Wound
from controller.model import chance
from controller.model.buckets import Places
from controller.model.rig import Cells
from controller.model.surface import CORNERS, DAMAGE, Part

ROWS: Final = list(DAMAGE)
"""What is wrong with a picture: the rows that operators move."""
GOLD: Final = [Part.SEAM, Part.SEAM_RED, Part.SEAM_GREEN, Part.SEAM_BLUE]
_SIDES: Final = ((-1, 1), (1, 1), (1, -1), (-1, -1))
"""Where the corners are, right and up; top left, then clockwise."""


@dataclass(frozen=True, eq=False, slots=True)
class Wall:
    """The projectors of a wound, at load.

    Attributes:
        shape: the wound.
        at: intp [n], their positions among the cells of the wound.
        broken: intp [b], which of them the fault reaches.
        lines: float32 [n], along which lines each breaks where no fault has chosen.
        standby: what a look shows on them by its name: a table, and how much of it is set, 0 or 1.
    """

    shape: Wound
    at: Cells
    broken: Cells
    lines: Levels
    standby: Callable[[str], tuple[Levels, Levels]]

    @property
    def place(self) -> Places:
        """Where they stand, float64 [n, 3], metres."""
        return self.shape.place[self.at].astype(np.float64)


@dataclass(frozen=True, eq=False, slots=True)
class PictureScene:
    """What an operator has before it; ``Scene`` tells the same of light.

    Attributes:
        present, broken, shown: tables.
        seconds: since the recovery began.
        glitch_tick: when the glitch is looked at.
        beat: as in ``Scene``.
        times: as in ``Scene``.
        broken_at: a tick of the glitch → what it makes of the pictures then.
    """

    present: Levels
    broken: Levels
    shown: Levels
    seconds: float
    glitch_tick: int
    beat: Callable[[int, float | None], tuple[int, float]]
    times: int
    broken_at: Callable[[int], Levels]


PictureMovement: TypeAlias = Callable[[PictureScene, np.float32], Levels]
"""Scene and progress 0..1 → what is projected. At progress 0 it is ``scene.shown``."""
PictureOperator: TypeAlias = Callable[[Wall, Parameters], PictureMovement]


def part_order(wall: Wall, parameters: Parameters) -> Levels:
    """Give each part of each picture its turn, 0 first .. 1 last: float32 [parts, n].

    Projectors take turns as cells do, and so do the corners of a picture: from its middle outwards (``wound``) or
    inwards (``radial``), along ``direction`` (``sweep``), by chance (``random``), or all at once (``fixture``). The
    gold goes last.
    """
    turn = order_of(wall.shape, parameters)[wall.at]
    own = np.zeros((len(Part), len(wall.at)), np.float32)
    match parameters.get("from", "wound"):
        case "radial":
            own[:] = 1
            own[list(CORNERS)] = 0
        case "random":
            drawn = chance.uniform(chance.key(wall.shape.seed, "parts"), own.size)
            own[:] = drawn.astype(np.float32).reshape(own.shape)
        case "sweep":
            own[:] = _along(direction(parameters))[:, None]
        case "fixture":
            own[:] = turn
        case _:
            own[list(CORNERS)] = 1
    order: Levels = (own + turn) * np.float32(0.5) if len(turn) > 1 else own
    order[GOLD] = 1
    return order


def _along(way: tuple[float, float, float]) -> Levels:
    """Measure how far each part lies in a direction, within its picture; what has no place lies in the middle."""
    measured = np.zeros(len(Part), np.float32)
    for (right, up), first in zip(_SIDES, CORNERS[::2], strict=True):
        measured[[first, first + 1]] = right * way[0] + up * way[1]
    return spread(measured)
