"""The state of a night at one tick: everything that reduce knows, small, frozen and snapshot-able as JSON."""

from dataclasses import dataclass, field

from controller.model.action import Outgoing
from controller.model.facts import ProcessKind
from controller.model.fault import ActiveFault
from controller.model.incident import Incident
from controller.model.paint import Easel
from controller.model.programmer import Hold
from controller.model.replaced import replace
from controller.model.sensor import SensorState
from controller.model.story import NOTHING_TOLD, Stories
from controller.model.submaster import Fader, Flash, Solo, ZoneFader
from controller.model.tempo import Tempo
from controller.model.timecode import TimecodeState
from controller.model.vote import Counted, Poll


@dataclass(frozen=True, slots=True)
class Take:
    """One cue on the way of a list: with what it changed it took that from other lists.

    Attributes:
        cue: number; None = a release.
        go_tick: tick of the night.
        is_back: True = it was reached by BACK, so it took only what that changed, and not all that it writes.
    """

    cue: str | None
    go_tick: int
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of a cue list: from whatever it showed before to a cue (None = nothing, a release).

    Steps nest: a GO in mid-fade starts from the fade below it, which goes on. A finished step hides all below it.

    Attributes:
        cue: number, or None.
        start_tick: first tick of the fade, in the list's own time.
        fade_ticks: until all of it has come, delays and all; 0 = at once.
        go_tick: tick of the night at which it began; orders the steps of all lists for latest-takes-precedence.
        plain: True = one time for everything, as for BACK, a release or a GO with a time; else the cue's own times.
        takes: the cues by which the list has come here, oldest first: what each of them changed, the list has held
            since then.
        beat: of the show at its start.
        undoes: True = this BACK takes a GO back as if it had not been, also what it took from other lists.
    """

    cue: str | None
    start_tick: int
    fade_ticks: int
    go_tick: int
    plain: bool = False
    takes: tuple[Take, ...] = ()
    undoes: bool = False
    beat: float = 0.0

    def progress(self, time: int) -> float:
        """How much of its time has passed at a list time, 0..1."""
        if time >= self.start_tick + self.fade_ticks:
            return 1.0
        return max(0, time - self.start_tick) / max(1, self.fade_ticks)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A cue that was called and waits for its start.

    Attributes:
        cue: number.
        start_tick: when it starts, in the list's own time.
        fade_ticks: None = the cue's own times.
    """

    cue: str
    start_tick: int
    fade_ticks: int | None = None


@dataclass(frozen=True, slots=True)
class ListState:
    """Where one cue list stands.

    Attributes:
        steps: oldest first; the last is current.
        standby: number of the cue that GO will start, None at the end of the list.
        paused_tick: tick of the pause, or None. While paused the list's time stands still.
        shift_ticks: ticks the list has been paused so far; list time = tick - shift_ticks.
        waiting: the cue whose wait runs, or None.
        loops: cue (number) with a loop → how often it has gone back already.
        led: so many recoveries led to the cue that it stands at or waits for, and to what follows it; 0 = people,
            the time code or the show itself called it.
        is_halted: True = faults were ended since then: what recoveries led to, or what waited, breaks and mends
            nothing more.
        awaits_hand: True = HALT came, and no hand has let a cue of the list go since: its cues show their light alone.
    """

    id: str
    steps: tuple[Transition, ...]
    standby: str | None
    paused_tick: int | None
    shift_ticks: int
    waiting: Waiting | None = None
    loops: tuple[tuple[str, int], ...] = ()
    led: int = 0
    is_halted: bool = False
    awaits_hand: bool = False

    @property
    def current(self) -> str | None:
        """Number of the cue that went last, or None."""
        return self.steps[-1].cue if self.steps else None

    def time(self, tick: int) -> int:
        """List time at a tick: stands still while paused."""
        return (tick if self.paused_tick is None else self.paused_tick) - self.shift_ticks


@dataclass(frozen=True, slots=True)
class PanicState:
    """PANIC in force.

    Attributes:
        pressed_tick: when it was pressed.
        start_tick, fade_ticks: the way in; it starts before it was pressed if an earlier PANIC still showed.
        release_tick, release_ticks: the way out, or None while it holds.
    """

    pressed_tick: int
    start_tick: int
    fade_ticks: int
    release_tick: int | None = None
    release_ticks: int = 0

    def weight(self, tick: int) -> float:
        """How much of the panic look shows at a tick, 0..1."""
        if self.release_tick is None or tick < self.release_tick:
            return self._risen(tick)
        if self.release_ticks == 0:
            return 0.0
        return self._risen(self.release_tick) * max(0.0, 1 - (tick - self.release_tick) / self.release_ticks)

    def is_over(self, tick: int) -> bool:
        """Whether it was lifted and its way out has ended."""
        return self.release_tick is not None and tick >= self.release_tick + self.release_ticks

    def _risen(self, tick: int) -> float:
        return min(1.0, (tick - self.start_tick) / self.fade_ticks) if self.fade_ticks else 1.0


@dataclass(frozen=True, slots=True)
class ShowState:
    """One night at one tick.

    Attributes:
        lists: in the order of the show file.
        grand_master: 0..1.
        submasters: those that were moved tonight; the others stand where the show file puts them.
        zone_levels: zones that were moved tonight; the others stand at 1.
        flashes: submasters that are held at full.
        solo: what shines alone, or None.
        programmer: what operators hold in their hands, the oldest first.
        last_go_tick: of any source and list, for the lock-out; None before the first.
        halted_tick: of the newest HALT; None before the first. It comes before all else of its tick.
        incidents: open ones, and the closed ones that are kept for recurrence, oldest first.
        incident_count: how many there have been tonight.
        exit_tick: when the show was asked to stop, or None.
        show: hash of the show that is played; empty = the one the night began with.
        loosened: the loosening that was confirmed tonight, in words; empty = the strict rules hold.
        started: cues (list, number) that have just started and whose actions are still to be done.
        outbox: what left the house at this very tick; the next tick begins with an empty one.
        revision: counts changes that people should see.
        tempo: the beat of the show.
        rehearsal: True = nobody watches, and what may be broken in rehearsals only may be broken.
        breakable: kinds of faults on the house itself that whoever plays this show can carry out.
        sensors: what each sensor of the show has said, in the order of the show file.
        timecode: where the time code stands, None = none was heard yet.
        poll: the vote that is open, or None.
        counted: how votes ended last, the newest last.
        won: votes and the numbers of the options that have just won and whose actions are still to be done.
        easels: what visitors paint and have painted, the oldest first; one of them is open at most.
        stories: what visitors told, and what of it is shown.
    """

    tick: int
    lists: tuple[ListState, ...]
    grand_master: float = 1.0
    submasters: tuple[Fader, ...] = ()
    zone_levels: tuple[ZoneFader, ...] = ()
    flashes: tuple[Flash, ...] = ()
    solo: Solo | None = None
    programmer: tuple[Hold, ...] = ()
    blackout: bool = False
    panic: PanicState | None = None
    faults: tuple[ActiveFault, ...] = ()
    incidents: tuple[Incident, ...] = ()
    incident_count: int = 0
    last_go_tick: int | None = None
    halted_tick: int | None = None
    exit_tick: int | None = None
    show: str = ""
    loosened: str = ""
    started: tuple[tuple[str, str], ...] = ()
    outbox: tuple[Outgoing, ...] = ()
    revision: int = 0
    tempo: Tempo = field(default_factory=Tempo)
    rehearsal: bool = False
    breakable: tuple[ProcessKind, ...] = ()
    sensors: tuple[SensorState, ...] = ()
    timecode: TimecodeState | None = None
    poll: Poll | None = None
    counted: tuple[Counted, ...] = ()
    won: tuple[tuple[str, int], ...] = ()
    easels: tuple[Easel, ...] = ()
    stories: Stories = NOTHING_TOLD

    @property
    def grabbed(self) -> tuple[tuple[str, str], ...]:
        """Who holds what in their hand and has not given it back: programmer and selector, each pair once."""
        return tuple(dict.fromkeys((hold.who, hold.selector) for hold in self.programmer if hold.released_tick is None))

    @property
    def is_panicking(self) -> bool:
        """Whether PANIC holds: it was said, and nobody has lifted it yet."""
        return self.panic is not None and self.panic.release_tick is None

    def at(self, tick: int) -> "ShowState":
        """Give the very same state at another tick."""
        return replace(self, tick=tick)

    def list(self, list_id: str) -> ListState | None:
        """One cue list's state, or None."""
        return next((entry for entry in self.lists if entry.id == list_id), None)


@dataclass(frozen=True, slots=True)
class Record:
    """What happened, in words: for the log, the console and the replies.

    Attributes:
        tick: when.
        seq: the intent that caused it; None = derived (a follow, a time limit).
        source: whose intent it was; when derived, ``show`` or the vote that was decided, e.g. ``vote:storm``.
        ok: False = refused, and nothing changed.
        what: one word for programs, e.g. ``go``, ``incident``, ``refused``.
        text: one sentence for people.
    """

    tick: int
    seq: int | None
    source: str
    ok: bool
    what: str
    text: str
