"""What a console is told of a show once: its fixtures, cues, faults and recoveries, and their names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias, TypeVar

from controller.model.on_demand import WrittenAsTuple
from controller.model.recovery import Mode
from controller.model.story_view import StoryOutline
from controller.model.submaster import SubmasterMode
from controller.model.vote import Tie

Entry = TypeVar("Entry")

Many: TypeAlias = Annotated[Sequence[Entry], WrittenAsTuple()]
"""What a large rig has so many of that they may be made on demand; it travels as a tuple does."""


@dataclass(frozen=True, slots=True)
class FixtureOutline:
    """A fixture for the stage view and the lists. ``cells`` counts from ``first_cell``."""

    id: str
    profile: str
    cls: str
    node: str
    first_cell: int
    cells: int
    universe: int
    slot: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CueOutline:
    """A cue as the list shows it. ``follow`` in words, empty = waits for GO."""

    list: str
    number: str
    label: str
    notes: str
    fade_s: float
    follow: str


@dataclass(frozen=True, slots=True)
class FaultOutline:
    """A declared fault. ``cells``: the cells it will reach, so that the stage can mark them before it is fired."""

    id: str
    label: str
    kind: str
    zone: str
    share: float
    amount: float
    limit_s: float
    cells: Many[int]


@dataclass(frozen=True, slots=True)
class RecoveryOutline:
    """A declared recovery; ``phases`` are the operators in order, ``answers`` the troubles it is meant for."""

    id: str
    label: str
    mode: Mode
    phases: tuple[str, ...]
    seconds: float
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubmasterOutline:
    """A submaster; ``cells``: whom it moves."""

    id: str
    label: str
    mode: SubmasterMode
    cells: Many[int]


@dataclass(frozen=True, slots=True)
class OptionOutline:
    """An answer of a vote, and what happens if it wins, in words."""

    label: str
    does: str


@dataclass(frozen=True, slots=True)
class VoteOutline:
    """A vote; ``seconds``: how long it is open, ``least``: votes without which nothing happens."""

    id: str
    ask: str
    options: tuple[OptionOutline, ...]
    seconds: float
    least: int
    tie: Tie


@dataclass(frozen=True, slots=True)
class PigmentOutline:
    """A colour that visitors may choose: what they read, and ``#rrggbb``."""

    label: str
    color: str


@dataclass(frozen=True, slots=True)
class PaintOutline:
    """What visitors may paint.

    Attributes:
        ask: what they read.
        zone: as the show file writes it.
        seconds: how long it is open.
        keeps_s: how long a colour stays.
        every_s: from one colour to the next of the same visitor.
        cells: those that are given away, ascending.
        names: of each of them its fixture, and which of its cells where there are several: ``tile-7``, ``strip-1.3``.
        points: of each of them where it is on a map of them all: right and down, 0..1000.
    """

    id: str
    ask: str
    zone: str
    colors: tuple[PigmentOutline, ...]
    seconds: float
    keeps_s: float
    every_s: float
    cells: tuple[int, ...]
    names: tuple[str, ...]
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class LooseningOutline:
    """Weaker flash rules that the show file allows, once somebody confirms them in the night.

    Attributes:
        responsible: who answers for it, as the show file names them.
        flashes: in any one second, that it would allow.
        long_runs: True = for any length of time.
        strict_flashes: that are allowed without it.
    """

    responsible: str
    flashes: int
    long_runs: bool
    strict_flashes: int


@dataclass(frozen=True, slots=True)
class ShowOutline:
    """The still part of a show, sent once for each show. Equal ones say the same, whether made on demand or not.

    Attributes:
        positions: x, y, z in metres of each cell.
        zones: zone id → cells.
        loosening: weaker flash rules that may be confirmed, or None.
        drawn: the cells that emitted frames tell of, sorted; none = all of them.
    """

    name: str
    hash: str
    fps: int
    night: str
    positions: Many[tuple[float, float, float]]
    fixtures: Many[FixtureOutline]
    zones: dict[str, Many[int]]
    cues: tuple[CueOutline, ...]
    faults: tuple[FaultOutline, ...]
    recoveries: tuple[RecoveryOutline, ...]
    submasters: tuple[SubmasterOutline, ...] = ()
    loosening: LooseningOutline | None = None
    votes: tuple[VoteOutline, ...] = ()
    paintings: tuple[PaintOutline, ...] = ()
    stories: tuple[StoryOutline, ...] = ()
    drawn: Many[int] = field(default_factory=tuple)
