"""What travels over the console's socket and the API beside the model's own dataclasses. JSON of the same shape."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from controller.model.fixture_series import FixtureSeries
from controller.model.intent import Intent, Role
from controller.model.outline import CueOutline, LooseningOutline, PigmentOutline, RecoveryOutline, VoteOutline
from controller.model.snapshot import Ack, Snapshot
from controller.model.story_view import StoryOutline
from controller.model.submaster import SubmasterMode


@dataclass(frozen=True, slots=True)
class Reach:
    """Some cells: how many they are, and which of the dots of the stage view are theirs, as runs: (first, length)."""

    count: int
    dots: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ConsoleFault:
    """A declared fault. ``reach``: the cells it will reach, so that the stage can mark them before it is fired."""

    id: str
    label: str
    kind: str
    zone: str
    share: float
    amount: float
    limit_s: float
    reach: Reach


@dataclass(frozen=True, slots=True)
class ConsoleSubmaster:
    """A submaster."""

    id: str
    label: str
    mode: SubmasterMode


@dataclass(frozen=True, slots=True)
class ConsolePaint:
    """What visitors may paint, without its map."""

    id: str
    ask: str
    zone: str
    colors: tuple[PigmentOutline, ...]
    seconds: float
    keeps_s: float
    every_s: float


@dataclass(frozen=True, slots=True)
class ConsoleOutline:
    """The still part of a show as a console needs it, small for the largest rig.

    A *dot* is a cell that is drawn, and counts in the order of cells. Of a rig of at most 20,000 cells each is one.

    Attributes:
        cells: how many the rig has.
        drawn: base64 of the cell of each dot, uint32, big-endian, ascending; None = every cell is a dot.
        positions: base64 of x, y, z in metres of each dot, float32, big-endian.
        fixtures: all of them, in the order of their cells.
        zones: zone id → its cells.
        loosening: weaker flash rules that may be confirmed, or None.
    """

    name: str
    hash: str
    fps: int
    night: str
    cells: int
    drawn: str | None
    positions: str
    fixtures: tuple[FixtureSeries, ...]
    zones: dict[str, Reach]
    cues: tuple[CueOutline, ...]
    faults: tuple[ConsoleFault, ...]
    recoveries: tuple[RecoveryOutline, ...]
    submasters: tuple[ConsoleSubmaster, ...]
    loosening: LooseningOutline | None
    votes: tuple[VoteOutline, ...]
    paintings: tuple[ConsolePaint, ...]
    stories: tuple[StoryOutline, ...]


@dataclass(frozen=True, slots=True)
class Hello:
    """First word of the server on the console's socket.

    Attributes:
        version: of the controller.
        role: of this page; a viewer only looks, and whatever it asks for is refused.
    """

    version: str
    outline: ConsoleOutline
    snapshot: Snapshot
    role: Role
    type: Literal["hello"] = "hello"


@dataclass(frozen=True, slots=True)
class SnapshotNews:
    """Everything that moves. A console forgets one whose tick is older than what it has."""

    snapshot: Snapshot
    type: Literal["snapshot"] = "snapshot"


@dataclass(frozen=True, slots=True)
class AckNews:
    """The engine's answer to the intent that was sent with this id."""

    id: str
    ack: Ack
    type: Literal["ack"] = "ack"


@dataclass(frozen=True, slots=True)
class ErrorNews:
    """A message was not understood or not taken; nothing was done. ``id`` is that of the message, if it had one."""

    id: str | None
    text: str
    type: Literal["error"] = "error"


@dataclass(frozen=True, slots=True)
class Pong:
    """The answer to a ping."""

    type: Literal["pong"] = "pong"


ServerMessage: TypeAlias = Hello | SnapshotNews | AckNews | ErrorNews | Pong


@dataclass(frozen=True, slots=True)
class IntentMessage:
    """A console asks for something; the ack or error carries the same id, 1..64 signs."""

    id: str
    intent: Intent
    type: Literal["intent"] = "intent"


@dataclass(frozen=True, slots=True)
class AnswersMessage:
    """A console approves or dismisses several incidents, an intent each; one ack or error carries the id."""

    id: str
    answer: Literal["approve", "dismiss"]
    incidents: tuple[str, ...]
    type: Literal["answers"] = "answers"


@dataclass(frozen=True, slots=True)
class Shown:
    """A console has shown the frame of this tick and may be sent another."""

    tick: int
    type: Literal["shown"] = "shown"


@dataclass(frozen=True, slots=True)
class Ping:
    """Ask whether anyone is there."""

    type: Literal["ping"] = "ping"


ClientMessage: TypeAlias = IntentMessage | AnswersMessage | Shown | Ping


@dataclass(frozen=True, slots=True)
class Asked:
    """What visitors are asked: the open vote, how long it is open, and how many have voted."""

    id: str
    ask: str
    answers: tuple[str, ...]
    remaining_s: float
    voters: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many chose an answer."""

    answer: str
    votes: int


@dataclass(frozen=True, slots=True)
class Voted:
    """How a vote ended; ``winner`` None = nothing came of it, ``is_off``: it was called off."""

    ask: str
    tallies: tuple[Tally, ...]
    winner: str | None
    is_off: bool


@dataclass(frozen=True, slots=True)
class PaintAsked:
    """What visitors may paint now.

    Attributes:
        colors: what they choose from.
        keeps_s: how long a colour stays.
        painters: how many have painted.
        is_full: nobody can be given a cell now.
    """

    id: str
    ask: str
    colors: tuple[PigmentOutline, ...]
    remaining_s: float
    keeps_s: float
    painters: int
    is_full: bool


@dataclass(frozen=True, slots=True)
class MyCell:
    """A visitor's own cell.

    Attributes:
        name: of its fixture.
        place: which of the points of the map it is.
        color: that it was painted with last; empty = with none yet.
        again_s: after how long it may be painted again.
    """

    name: str
    place: int
    color: str
    again_s: float


@dataclass(frozen=True, slots=True)
class PaintMap:
    """Where the cells are that visitors paint: right and down, 0..1000."""

    paint: str
    points: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class StoryAsked:
    """What visitors may tell now.

    Attributes:
        longest: signs of a tale.
        is_full: so many wait to be read that nobody can tell another now.
    """

    id: str
    ask: str
    longest: int
    remaining_s: float
    is_full: bool


@dataclass(frozen=True, slots=True)
class MyTale:
    """A visitor has told; after how many seconds they may tell again."""

    again_s: float


@dataclass(frozen=True, slots=True)
class VisitorView:
    """All that visitors are shown.

    Attributes:
        show: its name.
        asked: the open vote, None = nothing is asked.
        mine: what this visitor chose in it, None = nothing yet.
        last: how the vote before ended, None = that is long ago.
        paint: what they may paint, None = nothing.
        own: the cell that is this visitor's, None = they have none yet.
        story: what they may tell, None = nothing.
        told: that this visitor told, None = nothing yet.
        look_again_s: after how long a page may look again.
    """

    show: str
    asked: Asked | None
    mine: str | None
    last: Voted | None
    paint: PaintAsked | None
    own: MyCell | None
    story: StoryAsked | None
    told: MyTale | None
    look_again_s: float


@dataclass(frozen=True, slots=True)
class BallotPaper:
    """A visitor's ballot: which vote, and which of its answers."""

    vote: str
    answer: str


@dataclass(frozen=True, slots=True)
class StrokePaper:
    """A visitor's colour for their own cell, of the ones that are shown; empty: they ask for a cell."""

    paint: str
    color: str


@dataclass(frozen=True, slots=True)
class TalePaper:
    """What a visitor tells, of the story that is open, as they wrote it."""

    story: str
    text: str


@dataclass(frozen=True, slots=True)
class UniverseOutline:
    """One universe the show feeds; ``used`` is how many slots are sent, 0 before the first packet."""

    node: str
    number: int
    used: int


@dataclass(frozen=True, slots=True)
class UniverseSlots:
    """One universe as last sent; each slot 0..255, the first is slot 1."""

    node: str
    number: int
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Health:
    """The house answers. ``tick`` must grow from one look to the next, or the engine stands still."""

    ok: bool
    version: str
    night: str
    tick: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done, in one sentence."""

    detail: str
