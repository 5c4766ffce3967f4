"""Intents: everything from outside that can change the light. The log of them *is* the show.

Each is a frozen dataclass with a ``kind``; journals, sockets and APIs carry them as JSON objects of the same shape.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from controller.model.facts import (
    Breakable,
    ConditionBroken,
    GuardActed,
    NodeReturned,
    NodeSilent,
    Resumed,
    Sense,
    Struck,
    TimecodeFrame,
    TroubleFound,
    TroubleOver,
)
from controller.model.visits import (
    Ballots,
    CancelVote,
    ClearPaint,
    ClearStory,
    ClosePaint,
    CloseStory,
    CloseVote,
    HideTale,
    OpenPaint,
    OpenStory,
    OpenVote,
    RefuseTale,
    ShowTale,
    Strokes,
    Tales,
)

Role: TypeAlias = Literal["operator", "viewer", "engine", "visitor", "clock"]
"""Who may do what: viewers only look; visitors vote, paint and tell; ``engine`` marks facts that were found, ``clock``
orders bound to an hour, which lift no PANIC."""

LONGEST_SELECTOR: Final = 400
"""Signs of a selector that comes from outside."""


@dataclass(frozen=True, slots=True)
class Go:
    """Start the standby cue of a list; ``fade_s`` None = in the cue's own times."""

    list: str = "main"
    fade_s: float | None = None
    kind: Literal["go"] = "go"


@dataclass(frozen=True, slots=True)
class Back:
    """Return to the cue before the current one."""

    list: str = "main"
    kind: Literal["back"] = "back"


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop fades and follows where they are."""

    list: str = "main"
    kind: Literal["pause"] = "pause"


@dataclass(frozen=True, slots=True)
class Resume:
    """Let fades and follows go on; also lifts PANIC."""

    list: str = "main"
    kind: Literal["resume"] = "resume"


@dataclass(frozen=True, slots=True)
class Goto:
    """Start a cue by its number."""

    cue: str
    list: str = "main"
    kind: Literal["goto"] = "goto"


@dataclass(frozen=True, slots=True)
class Load:
    """Put a cue on standby: the next GO starts it."""

    cue: str
    list: str = "main"
    kind: Literal["load"] = "load"


@dataclass(frozen=True, slots=True)
class Release:
    """Give up everything a list holds and return it to its top; ``fade_s`` None = in the list's own time."""

    list: str = "main"
    fade_s: float | None = None
    kind: Literal["release"] = "release"


@dataclass(frozen=True, slots=True)
class GrandMaster:
    """Set the grand master, 0..1."""

    level: float
    kind: Literal["grand-master"] = "grand-master"


@dataclass(frozen=True, slots=True)
class SetSubmaster:
    """Move a submaster, 0..1."""

    submaster: str
    level: float
    kind: Literal["submaster"] = "submaster"


@dataclass(frozen=True, slots=True)
class ZoneLevel:
    """Set what the levels of a zone are scaled by, 0..1."""

    zone: str
    level: float
    kind: Literal["zone-level"] = "zone-level"


@dataclass(frozen=True, slots=True)
class FlashSubmaster:
    """Hold a submaster at full, or let it go.

    Whoever holds it must say so again within ``hold_s``, or it ends by itself: a page may be closed, a cable pulled.
    """

    submaster: str
    on: bool = True
    hold_s: float = 10.0
    kind: Literal["flash"] = "flash"


@dataclass(frozen=True, slots=True)
class SetSolo:
    """Let only a part of the show shine; the levels of all others are scaled by ``level``."""

    selector: str
    level: float = 0.0
    kind: Literal["solo"] = "solo"


@dataclass(frozen=True, slots=True)
class EndSolo:
    """Let everything shine again."""

    kind: Literal["end-solo"] = "end-solo"


@dataclass(frozen=True, slots=True)
class Grab:
    """Take fixtures in hand: set some of their attributes over whatever is shown.

    Attributes:
        values: attribute → value as a show file writes it: ``{"level": "40%", "color": "gold", "pan": 0.5}``.
        fade_s: seconds from what is shown to these values.
        who: whose programmer; None = that of the kind of source.
    """

    selector: str
    values: dict[str, float | str]
    fade_s: float = 0.0
    who: str | None = None
    kind: Literal["grab"] = "grab"


@dataclass(frozen=True, slots=True)
class Ungrab:
    """Give back what a programmer holds of a selector, None = all of it; it fades out to what is shown."""

    selector: str | None = None
    fade_s: float = 1.0
    who: str | None = None
    kind: Literal["ungrab"] = "ungrab"


@dataclass(frozen=True, slots=True)
class LetGo:
    """A source is gone: whatever it held ends."""

    kind: Literal["let-go"] = "let-go"


@dataclass(frozen=True, slots=True)
class Blackout:
    """Latch or lift the blackout; None changes it to the other."""

    on: bool | None = None
    kind: Literal["blackout"] = "blackout"


@dataclass(frozen=True, slots=True)
class Panic:
    """Fade to the panic look; a second one within two seconds goes there at once. Ends faults, pauses lists."""

    kind: Literal["panic"] = "panic"


@dataclass(frozen=True, slots=True)
class Halt:
    """End all faults; running recoveries go straight to their mend."""

    kind: Literal["halt"] = "halt"


@dataclass(frozen=True, slots=True)
class Inject:
    """Start a declared fault."""

    fault: str
    kind: Literal["inject"] = "inject"


@dataclass(frozen=True, slots=True)
class Clear:
    """End one fault."""

    fault: str
    kind: Literal["clear"] = "clear"


@dataclass(frozen=True, slots=True)
class Recover:
    """Start a declared recovery on the newest open incident it answers."""

    recovery: str
    kind: Literal["recover"] = "recover"


@dataclass(frozen=True, slots=True)
class Approve:
    """Let the proposed recovery of an incident run."""

    incident: str
    kind: Literal["approve"] = "approve"


@dataclass(frozen=True, slots=True)
class Dismiss:
    """Close an incident without recovery; its fault ends."""

    incident: str
    kind: Literal["dismiss"] = "dismiss"


@dataclass(frozen=True, slots=True)
class Mend:
    """Mend what a recovery kept of a wound; None = of all wounds."""

    incident: str | None = None
    kind: Literal["mend"] = "mend"


@dataclass(frozen=True, slots=True)
class Flag:
    """Say that something is wrong with some fixtures; ``word`` says what, in a word or two."""

    selector: str
    word: str | None = None
    kind: Literal["flag"] = "flag"


@dataclass(frozen=True, slots=True)
class Unflag:
    """Say that they are well again; None = all that were flagged."""

    selector: str | None = None
    kind: Literal["unflag"] = "unflag"


@dataclass(frozen=True, slots=True)
class Tap:
    """Say that a beat falls now; two or more in a row set the tempo."""

    kind: Literal["tap"] = "tap"


@dataclass(frozen=True, slots=True)
class SetTempo:
    """Set the tempo, 30 to 300 beats a minute; ``on_beat`` says that a beat falls now."""

    bpm: float
    on_beat: bool = False
    kind: Literal["set-tempo"] = "set-tempo"


@dataclass(frozen=True, slots=True)
class FollowTimecode:
    """Answer a leap of the time code that waits: go where the cues should stand, or leave what stands and go on."""

    on: bool = True
    kind: Literal["follow-timecode"] = "follow-timecode"


@dataclass(frozen=True, slots=True)
class Rehearse:
    """Say that this is a rehearsal, or no longer."""

    on: bool = True
    kind: Literal["rehearse"] = "rehearse"


@dataclass(frozen=True, slots=True)
class ConfirmLoosening:
    """Confirm for this night that weaker flash rules may hold, by the name of who answers for it; or take it back."""

    name: str
    on: bool = True
    kind: Literal["confirm-loosening"] = "confirm-loosening"


@dataclass(frozen=True, slots=True)
class Exit:
    """The show is being stopped: do what ``on_exit`` says."""

    kind: Literal["exit"] = "exit"


@dataclass(frozen=True, slots=True)
class Reload:
    """The show file has changed: from this tick on the show of this hash is played."""

    show: str
    kind: Literal["reload"] = "reload"


Intent: TypeAlias = (
    Go | Back | Pause | Resume | Goto | Release | GrandMaster | Blackout | Panic | Halt
    | SetSubmaster | ZoneLevel | FlashSubmaster | SetSolo | EndSolo | LetGo | Grab | Ungrab
    | Inject | Rehearse | Clear | Recover | Approve | Dismiss | Mend | Tap | SetTempo | Resumed | GuardActed
    | ConfirmLoosening | ConditionBroken | NodeSilent | NodeReturned | TroubleFound | TroubleOver | Flag | Unflag
    | Exit | Reload | Load | Struck | Sense | TimecodeFrame | FollowTimecode | Breakable | OpenVote | Ballots
    | CloseVote | CancelVote | OpenPaint | Strokes | ClosePaint | ClearPaint | OpenStory | Tales | CloseStory
    | ClearStory | ShowTale | RefuseTale | HideTale
)  # fmt: skip

IMMEDIATE = (Go, Back, Goto, Inject, Blackout, Panic, Halt)
"""These are answered by a frame at once where the show asks for it."""
URGENT = (Blackout, Panic, Halt)
"""These have their own lane: they never wait behind other input."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log.

    Attributes:
        tick: when it takes effect.
        seq: order of the night, from 1.
        source: who sent it, e.g. ``console:3f`` or ``osc:127.0.0.1:51000``.
        role: what the sender may do.
    """

    tick: int
    seq: int
    source: str
    role: Role
    intent: Intent
