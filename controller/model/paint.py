"""Paint: cells that visitors colour with their phones, one of their own each, and what of it shows at a tick."""

from dataclasses import dataclass
from typing import Final

from controller.model.rig import Cells
from controller.model.units import Color

MOST_COLORS: Final = 12
LONGEST_COLOR: Final = 24
SHORTEST_OPEN_S: Final = 5.0
LONGEST_OPEN_S: Final = 12 * 3600.0
SHORTEST_FADE_S: Final = 0.25
LONGEST_FADE_S: Final = 10.0
LONGEST_KEPT_S: Final = 3600.0
LONGEST_REST_S: Final = 600.0
MOST_CELLS: Final = 2048
"""Cells of one painting that are given away; of a larger zone they are those that lie evenly in it."""
MOST_STROKES_PER_S: Final = 150
"""Colours in a second that the door for phones takes and still serves pages: half of its connections."""
LONGEST_WAIT_S: Final = 180.0
"""Who comes when all cells are taken should not wait longer for one."""
JUST_A_CELL: Final = ""
"""Asked for as a colour: a cell, and nothing painted yet."""


@dataclass(frozen=True, slots=True)
class Pigment:
    """One colour that visitors may choose: what they read, linear RGB 0..1, and the same as a screen shows it."""

    label: str
    rgb: Color
    written: str


@dataclass(frozen=True, eq=False, slots=True)
class Painting:
    """What visitors may paint, as the show file declares it.

    Attributes:
        ask: what they read.
        zone: the selector as written.
        cells: those that are given away, in the order in which they are: neighbours in it lie far from each other.
        colors: in the order of the file.
        level: of a painted cell, 0..1.
        open_s: seconds from its opening to its end.
        keeps_s: seconds that a colour stays.
        every_s: seconds from one colour to the next of the same visitor.
        fade_s: seconds in which a colour comes and goes.
    """

    id: str
    ask: str
    zone: str
    cells: Cells
    colors: tuple[Pigment, ...]
    level: float
    open_s: float
    keeps_s: float
    every_s: float
    fade_s: float

    @property
    def labels(self) -> tuple[str, ...]:
        """What visitors can choose."""
        return tuple(color.label for color in self.colors)


@dataclass(frozen=True, slots=True)
class Stroke:
    """A colour that was laid on a cell: its number among the painting's colours, and when."""

    color: int
    tick: int


@dataclass(frozen=True, slots=True)
class Own:
    """A visitor's own cell.

    Attributes:
        visitor: whose, by a name made for this opening alone.
        cell: which.
        tick: when the visitor was given it, or painted it last.
        stroke: what was painted last, None = nothing yet.
        under: what was painted before that, and still goes.
    """

    visitor: str
    cell: int
    tick: int
    stroke: Stroke | None = None
    under: Stroke | None = None


@dataclass(frozen=True, slots=True)
class Easel:
    """A painting that is open, or was and still shows.

    Attributes:
        painting: its name.
        opened_tick: when it was opened.
        ends_tick: when nobody may paint any more; what is painted goes in its own time.
        owns: who has which cell, whoever painted last at the end. A cell whose colour has gone is given to whoever
            asks next, once there is no other.
        painters: visitors who painted.
        strokes: colours that were laid.
    """

    painting: str
    opened_tick: int
    ends_tick: int
    owns: tuple[Own, ...] = ()
    painters: int = 0
    strokes: int = 0
