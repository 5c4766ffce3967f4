"""Station 3. Where each cue list stands: GO, BACK, GOTO, LOAD, RELEASE, PAUSE, RESUME, waits and follows.

Takes a list's state and the tick, gives the list's next state. Fades are steps with a start and a length in list time,
so they are functions of time and never of how many frames were painted.
"""

from dataclasses import dataclass

from controller.model.cue import Cue, CueList
from controller.model.replaced import replace
from controller.model.state import ListState, Take, Transition, Waiting
from controller.model.units import ticks

MAX_STEPS = 16
"""Fades that may run into each other; beyond it the oldest is taken as finished or not begun, whichever is nearer."""


@dataclass(frozen=True, slots=True)
class Start:
    """How a step begins.

    Attributes:
        at: list time.
        fade_ticks: None = the cue's own times.
        takes: the way of the list with this step.
        undoes, beat: see ``Transition``.
    """

    at: int
    fade_ticks: int | None
    takes: tuple[Take, ...]
    undoes: bool = False
    beat: float = 0.0


def initial(cue_list: CueList) -> ListState:
    """Stand before the first cue."""
    standby = cue_list.cues[0].number if cue_list.cues else None
    return ListState(cue_list.id, steps=(), standby=standby, paused_tick=None, shift_ticks=0)


def start(state: ListState, cue: Cue, cue_list: CueList, how: Start, *, fps: int) -> ListState:
    """Start a cue and put the one after it on standby."""
    plain = how.fade_ticks is not None
    length = ticks(cue.fade_s, fps) if how.fade_ticks is None else how.fade_ticks
    step = Transition(
        cue=cue.number,
        start_tick=how.at,
        fade_ticks=length,
        go_tick=how.at + state.shift_ticks,
        plain=plain,
        takes=how.takes,
        undoes=how.undoes,
        beat=how.beat,
    )
    loops = _looped(state, cue, cue_list)
    standby = _next(cue, cue_list, dict(loops))
    if cue.loop is not None and standby != cue.loop.to:
        loops = tuple(each for each in loops if each[0] != cue.number)
    return replace(state, steps=living((*state.steps, step), how.at), standby=standby, waiting=None, loops=loops)


def release(state: ListState, cue_list: CueList, how: Start) -> ListState:
    """Fade everything the list holds to nothing and return to the top."""
    step = Transition(None, how.at, how.fade_ticks or 0, how.at + state.shift_ticks, plain=True, takes=how.takes)
    steps = living((*state.steps, step), how.at) if state.steps else ()
    return replace(initial(cue_list), steps=steps, shift_ticks=state.shift_ticks)


def wait(state: ListState, cue: Cue, cue_list: CueList, *, at: int, fade_ticks: int | None) -> ListState:
    """Call a cue that starts later; the one after it is on standby at once."""
    return replace(state, waiting=Waiting(cue.number, at, fade_ticks), standby=_next(cue, cue_list, dict(state.loops)))


def load(state: ListState, cue: Cue) -> ListState:
    """Put a cue on standby."""
    return replace(state, standby=cue.number)


def pause(state: ListState, tick: int) -> ListState:
    """Let the list's time stand still from this tick."""
    return state if state.paused_tick is not None else replace(state, paused_tick=tick)


def resume(state: ListState, tick: int) -> ListState:
    """Let the list's time go on from where it stood."""
    if state.paused_tick is None:
        return state
    return replace(state, paused_tick=None, shift_ticks=state.shift_ticks + tick - state.paused_tick)


def after(cue_list: CueList, number: str) -> str | None:
    """Find the number of the cue after one, None at the end."""
    place = cue_list.position(number)
    if place is None or place + 1 >= len(cue_list.cues):
        return None
    return cue_list.cues[place + 1].number


def before(cue_list: CueList, number: str | None) -> Cue | None:
    """Find the cue before one, None at the top."""
    place = None if number is None else cue_list.position(number)
    return cue_list.cues[place - 1] if place else None


def follow_tick(state: ListState, cue_list: CueList, fps: int) -> int | None:
    """List time at which the next cue goes by itself, or None when that is no matter of the list's own time."""
    cue = cue_list.cue(state.current)
    if cue is None or cue.follow is None or state.standby is None or state.waiting is not None:
        return None
    step = state.steps[-1]
    match cue.follow.after:
        case "go":
            return step.start_tick + ticks(cue.follow.seconds, fps)
        case "fade":
            return step.start_tick + step.fade_ticks + ticks(cue.follow.seconds, fps)
        case "clock" | "mended" | "beats":
            return None


def living(steps: tuple[Transition, ...], time: int) -> tuple[Transition, ...]:
    """Drop what shows no more: finished steps before which nothing runs, but for the last of them; of finished ones
    that follow each other over a running one, all but the last; and what is too much.
    """
    finished = [step.progress(time) >= 1 for step in steps]
    first = max((i for i in range(len(steps)) if all(finished[: i + 1])), default=0)
    kept = [
        step
        for i, step in enumerate(steps)
        if i == first
        or (i > first and not (finished[i] and finished[i + 1 : i + 2] == [True] and not _undoes(steps, i)))
    ]
    while len(kept) > MAX_STEPS:
        base, oldest, *rest = kept
        kept = [replace(oldest, fade_ticks=0) if oldest.progress(time) > 0.5 else base, *rest]
    return tuple(kept)


def _undoes(steps: tuple[Transition, ...], index: int) -> bool:
    return steps[index].undoes or steps[index + 1].undoes


def _looped(state: ListState, cue: Cue, cue_list: CueList) -> tuple[tuple[str, int], ...]:
    """Count one more turn if this cue is the one to which the loop of the current one goes back."""
    current = cue_list.cue(state.current)
    called = cue.number in {state.standby, state.waiting and state.waiting.cue}
    if current is None or current.loop is None or current.loop.to != cue.number or not called:
        return state.loops
    turns = dict(state.loops)
    return tuple({**turns, current.number: turns.get(current.number, 0) + 1}.items())


def _next(cue: Cue, cue_list: CueList, turns: dict[str, int]) -> str | None:
    """Say what is on standby after a cue: what its loop goes back to, as long as that counts, else the next one."""
    loop = cue.loop
    if loop is not None and (loop.count is None or turns.get(cue.number, 0) < loop.count):
        return loop.to
    return after(cue_list, cue.number)
