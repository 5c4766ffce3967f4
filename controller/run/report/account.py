"""What is told of a night."""

from dataclasses import dataclass

from controller.model.snapshot import GuardView


@dataclass(frozen=True, slots=True)
class When:
    """A moment of a night: its tick, the seconds since its start, and the time of day (empty = nobody knows)."""

    tick: int
    seconds: float
    clock: str


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened.

    Attributes:
        what: one word for programs.
        who: in words.
        ok: False = it was refused.
    """

    when: When
    what: str
    who: str
    text: str
    ok: bool = True


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault that was injected; ``ended`` None = it acted to the last. ``how``: why it ended, in words."""

    fault: str
    label: str
    kind: str
    place: str
    who: str
    began: When
    ended: When | None
    how: str


@dataclass(frozen=True, slots=True)
class Wound:
    """An incident with all its steps.

    Attributes:
        origin: ``injected`` or ``real``.
        place: the selector or node it is about.
        recovery: that answered it, in words; empty = none.
        recurrence: how often this trouble had come by then.
        closed: None = it was open to the last.
        kept: how much of it was mended and that the rest was kept to the last, in words; empty = nothing was.
        nothing: why no recovery came of it, in words; empty = one did.
    """

    incident: str
    label: str
    kind: str
    origin: str
    place: str
    why: str
    recurrence: int
    recovery: str
    opened: When
    closed: When | None
    steps: tuple[Line, ...]
    kept: str = ""
    nothing: str = ""


@dataclass(frozen=True, slots=True)
class Painted:
    """What visitors painted while it was open; ``closed`` None = it was so to the last.

    Attributes:
        ask: what they read.
        visitors: how many painted; whoever came back after their cell went to another counts again.
    """

    paint: str
    ask: str
    opened: When
    closed: When | None
    visitors: int
    strokes: int


@dataclass(frozen=True, slots=True)
class Told:
    """What visitors told while it was open; ``closed`` None = it was so to the last.

    Attributes:
        ask: what they read.
        visitors: how many told.
        tales: how many came of them; one may have taken the place of another.
    """

    story: str
    ask: str
    opened: When
    closed: When | None
    visitors: int
    tales: int


@dataclass(frozen=True, slots=True)
class ShownTale:
    """A tale that everybody saw, from when to when."""

    began: When
    story: str
    text: str
    ended: When


@dataclass(frozen=True, slots=True)
class Loss:
    """A node that stopped answering; ``returned`` None = it never did again."""

    node: str
    silent: When
    returned: When | None


@dataclass(frozen=True, slots=True)
class Account:
    """One night.

    Attributes:
        show: its name; ``file`` is where it was read from.
        engine: the version that played it.
        began, ended: times of day with their date, in ISO 8601; empty = nobody knows.
        is_over: True = it was ended in good order; False = it still runs, or its engine died.
        frames: ticks that were painted.
        skipped: ticks that were not; ``longest_gap`` is the most in a row, ``gaps`` how often.
        late, stage_errors, bad_input: of the engine, None = nobody wrote it down.
        resumed: when the engine came back after it had died.
        overrides: hands, blackout, PANIC, HALT, solo: what people laid over the show.
        votes: what visitors were asked, and what came of it.
        painted: what visitors painted, each opening of it.
        told: what visitors told, each opening of it.
        tales: those that were shown; of the others nothing is told.
        refused: intents that were not taken.
        guard_from: where ``guard`` is known from, in words.
    """

    night: str
    show: str
    file: str
    hash: str
    engine: str
    fps: int
    seed: int
    began: str
    ended: str
    seconds: float
    is_over: bool
    frames: int
    skipped: int
    gaps: int
    longest_gap: int
    late: int | None
    stage_errors: int | None
    bad_input: int | None
    refused: int
    resumed: tuple[When, ...]
    reloads: tuple[Line, ...]
    cues: tuple[Line, ...]
    faults: tuple[Broken, ...]
    incidents: tuple[Wound, ...]
    overrides: tuple[Line, ...]
    nodes: tuple[Loss, ...]
    guard: GuardView
    guard_from: str
    guard_acted: tuple[Line, ...]
    loosenings: tuple[Line, ...]
    votes: tuple[Line, ...] = ()
    painted: tuple[Painted, ...] = ()
    told: tuple[Told, ...] = ()
    tales: tuple[ShownTale, ...] = ()
