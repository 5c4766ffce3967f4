"""Snapshots: what people and pages are shown. Built by ``show/outline.py``, carried by the seam as JSON."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from controller.model.fault import Origin
from controller.model.incident import IncidentState
from controller.model.patch import Protocol
from controller.model.recovery import Mode
from controller.model.state import Record
from controller.model.story_view import NO_TALES, StoryView, TalesView
from controller.model.tempo import USUAL_BPM


@dataclass(frozen=True, slots=True)
class ListView:
    """One cue list now.

    Attributes:
        progress: of the current fade, 0..1.
        remaining_s: seconds of fade left.
        waiting: number of the cue that was called and has not started, None = none.
        wait_s: seconds until it starts.
        loop_left: how often the loop of the current cue still goes back, None = it has none, or no end.
        follow_s: seconds until the next cue goes by itself, None = waits for GO.
    """

    id: str
    current: str | None
    standby: str | None
    phase: Literal["idle", "fading", "holding", "paused"]
    progress: float
    remaining_s: float
    follow_s: float | None
    waiting: str | None = None
    wait_s: float | None = None
    loop_left: int | None = None


@dataclass(frozen=True, slots=True)
class SubmasterView:
    """A submaster now. ``level``: where it stands or is going, 0..1; a flash holds it at full all the same."""

    id: str
    level: float
    is_flashing: bool


@dataclass(frozen=True, slots=True)
class ZoneView:
    """The level of a zone now, 0..1."""

    id: str
    level: float


@dataclass(frozen=True, slots=True)
class SoloView:
    """What shines alone, and what the levels of all others are scaled by."""

    selector: str
    level: float


@dataclass(frozen=True, slots=True)
class HoldView:
    """One attribute in an operator's hand; ``value`` as it would be written, ``is_released``: it fades out."""

    who: str
    selector: str
    attribute: str
    value: str
    is_released: bool


@dataclass(frozen=True, slots=True)
class FaultView:
    """A fault that acts now.

    Attributes:
        remaining_s: None = real trouble, which ends when it ends.
        cells: of what an operator flagged, the cells in runs: first cell and length; whom other trouble reaches is told
            by the outline.
    """

    id: str
    kind: str
    origin: Origin
    remaining_s: float | None
    cells: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident now.

    Attributes:
        fault: what it began with; ``joined``: what came near soon after, by their names.
        place: where, as selectors.
        zone: the smallest zone with all of it, but for the whole rig; empty = none.
        phase: the running operator, empty if none runs.
        remaining_s: until it is mended; None = nobody knows, the trouble itself lasts.
        kept: part of the wound that is kept as it is until somebody mends it, 0..1.
        asks: cells that a running recovery leaves until somebody approves; ``never``: those that are left alone.
    """

    id: str
    kind: str
    origin: Origin
    fault: str
    state: IncidentState
    recovery: str | None
    mode: Mode | None
    phase: str
    phase_index: int
    phase_progress: float
    remaining_s: float | None
    opened_s: float
    why: str
    recurrence: int
    joined: tuple[str, ...] = ()
    place: str = ""
    zone: str = ""
    kept: float = 0.0
    asks: int = 0
    never: int = 0


NodeState: TypeAlias = Literal["unknown", "ok", "late", "silent", "returned"]


@dataclass(frozen=True, slots=True)
class NodeView:
    """A node's health: three facts with three ages, in seconds; None = never, or the protocol cannot tell.

    Attributes:
        state: ``unknown``: the protocol has no answer to wait for, or none came yet.
        why: one sentence.
        round_trip_s: from what it was sent last to its answer, as seen frame by frame: it was no longer than this.
    """

    id: str
    protocol: Protocol
    to: str
    state: NodeState
    intended_age_s: float | None
    emitted_age_s: float | None
    confirmed_age_s: float | None
    packets: int
    errors: int
    why: str
    round_trip_s: float | None = None


@dataclass(frozen=True, slots=True)
class SurfaceView:
    """How a control surface or another MIDI device is.

    Attributes:
        id: what the show calls it: its profile, or a part of its name.
        device: its full name, empty while there is none.
        state: ``missing``: not plugged in; ``failed``: there, but of no use; ``unknown``: nothing is bound to it.
        why: one sentence.
    """

    id: str
    device: str
    state: Literal["ok", "missing", "failed", "unknown"]
    why: str


@dataclass(frozen=True, slots=True)
class StageTiming:
    """How long one stage of the frame took lately, microseconds; ``count`` frames since the start."""

    stage: str
    p50_us: float
    p99_us: float
    max_us: float
    count: int


@dataclass(frozen=True, slots=True)
class EngineView:
    """How the engine itself is.

    Attributes:
        late: ticks that began more than half a tick late, since the start of the night.
        skipped: ticks that were never painted.
        stage_errors: frames that were held because a stage raised.
        guard_zones: where the guard held light back within the last second.
        last_error: the newest stage error in words, empty if none.
        bad_input: what was refused before it became an intent, counted by peer, e.g. ``osc 127.0.0.1:5000``.
        unwritten: why the log of the night is not being written, in words; empty = it is, or none is kept.
    """

    late: int
    skipped: int
    stage_errors: int
    guard_zones: tuple[str, ...]
    last_error: str
    bad_input: dict[str, int]
    unwritten: str = ""


@dataclass(frozen=True, slots=True)
class TempoView:
    """The beat now: how fast, and how many beats since the start of the night (the rest is the phase)."""

    bpm: float
    beats: float


@dataclass(frozen=True, slots=True)
class SensorView:
    """A sensor now.

    Attributes:
        value: what it said last, in its unit; None = nothing yet.
        age_s: seconds since then; None = nothing yet.
        state: ``unknown``: nothing was ever heard · ``doubted``: its newest value is not followed.
        why: one sentence.
        level: where the levels stand that follow it, 0..1; None = it has moved none yet.
    """

    id: str
    label: str
    unit: str
    value: float | None
    age_s: float | None
    state: Literal["unknown", "ok", "doubted", "implausible"]
    why: str
    level: float | None


@dataclass(frozen=True, slots=True)
class TimecodeView:
    """The time code now.

    Attributes:
        text: where it is, e.g. ``01:00:05:12``; empty = nothing was heard yet.
        state: ``free``: lost, and the show's own clock goes on · ``held``: lost, and it stands · ``asks``: it leapt,
            and waits for somebody's word.
        why: one sentence.
    """

    text: str
    state: Literal["unknown", "ok", "free", "held", "asks"]
    why: str


@dataclass(frozen=True, slots=True)
class VoteView:
    """A vote now.

    Attributes:
        state: ``rests``: it was counted, and its pause before it can be opened again runs.
        tallies: votes for each option, of the open vote or the one before.
        voters: how many have voted.
        remaining_s: until it is counted, or can be opened again; None = neither runs.
        result: how it ended last, in words; empty = it is open, or has not ended tonight.
        winner: label of the option that won last, None = none did.
        opened_tick: when it was opened, None = it is not open.
        ended_s: seconds since it ended, None = it is open, or has not ended tonight.
        is_off: it was called off last, and not counted.
    """

    id: str
    state: Literal["closed", "open", "rests"]
    tallies: tuple[int, ...]
    voters: int
    remaining_s: float | None
    result: str
    winner: str | None
    opened_tick: int | None
    ended_s: float | None
    is_off: bool


@dataclass(frozen=True, slots=True)
class PaintView:
    """What visitors paint now.

    Attributes:
        state: ``fading``: nobody may paint any more, and what was painted still goes.
        cells: that may be given away.
        taken: that somebody has.
        is_full: nobody can be given one now.
        painters: visitors who painted, since it was opened last.
        strokes: colours that they laid.
        remaining_s: until nobody may paint any more, None = it is not open.
        opened_tick: when it was opened, None = it is not open.
    """

    id: str
    state: Literal["closed", "open", "fading"]
    cells: int
    taken: int
    is_full: bool
    painters: int
    strokes: int
    remaining_s: float | None
    opened_tick: int | None


@dataclass(frozen=True, slots=True)
class GuardView:
    """What the guard did tonight: its evidence.

    Attributes:
        limits: in force now, in words.
        loosened: who answers for weaker limits and what they are; empty = the strict ones hold.
        frames: that it looked at.
        acted: frames in which it held light back.
        zones: frames in which it did so, by zone.
        most_held: the largest part of full light that one channel was held back by, 0..1.
        transitions: the most in any one second at any fixture, any zone or the whole, as it counts them.
        allowed: how many there may be.
        odd_values: values that were no finite numbers; none of them was sent.
        is_loosened: whether weaker limits hold now; False = at most earlier tonight.
    """

    limits: str
    loosened: str
    frames: int
    acted: int
    zones: dict[str, int]
    most_held: float
    transitions: int
    allowed: int
    odd_values: int
    is_loosened: bool = False


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that moves, at one tick. A higher ``revision`` means that something people should know has changed."""

    revision: int
    night: str
    tick: int
    seconds: float
    grand_master: float
    blackout: bool
    panic: Literal["off", "fading", "on", "releasing"]
    go_lockout_s: float
    lists: tuple[ListView, ...]
    faults: tuple[FaultView, ...]
    incidents: tuple[IncidentView, ...]
    nodes: tuple[NodeView, ...]
    engine: EngineView
    log: tuple[Record, ...]
    surfaces: tuple[SurfaceView, ...] = ()
    submasters: tuple[SubmasterView, ...] = ()
    zones: tuple[ZoneView, ...] = ()
    solo: SoloView | None = None
    tempo: TempoView = TempoView(USUAL_BPM, 0.0)
    programmer: tuple[HoldView, ...] = ()
    guard: GuardView = GuardView("", "", 0, 0, {}, 0.0, 0, 0, 0)
    sensors: tuple[SensorView, ...] = ()
    timecode: TimecodeView | None = None
    votes: tuple[VoteView, ...] = ()
    paintings: tuple[PaintView, ...] = ()
    stories: tuple[StoryView, ...] = ()
    tales: TalesView = NO_TALES


@dataclass(frozen=True, slots=True)
class OwnCell:
    """A visitor's own cell, and the colour that it was painted with last; empty = with none yet."""

    cell: int
    color: str


@dataclass(frozen=True, slots=True)
class Ack:
    """The engine's answer to one intent: what really happened, after it did.

    Attributes:
        seq: its number in the log.
        tick: when it took effect.
        ok: False = refused, nothing changed.
        text: one sentence.
        owns: of strokes: visitor → the cell that they have by now; whoever is missing has none.
        waits: of tales: visitors whose tale waits by now to be let through.
    """

    seq: int
    tick: int
    ok: bool
    text: str
    owns: dict[str, OwnCell] = field(default_factory=dict)
    waits: tuple[str, ...] = ()
