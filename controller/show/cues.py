"""Station 3. Where each cue list stands: GO, BACK, GOTO, RELEASE, PAUSE, RESUME and follows.

Takes a list's state and the tick, gives the list's next state. Fades are steps with a start and a length in list time,
so they are functions of time and never of how many frames were painted.
"""

from dataclasses import replace

from controller.model.cue import Cue, CueList
from controller.model.state import ListState, Transition
from controller.model.units import ticks

MAX_STEPS = 16
"""Fades that may run into each other; beyond it the oldest is taken as finished or not begun, whichever is nearer."""


def initial(cue_list: CueList) -> ListState:
    """Stand before the first cue."""
    standby = cue_list.cues[0].number if cue_list.cues else None
    return ListState(cue_list.id, steps=(), standby=standby, paused_tick=None, shift_ticks=0)


def start(state: ListState, cue: Cue, cue_list: CueList, *, at: int, fade_ticks: int) -> ListState:
    """Start a cue at a list time and put the cue after it on standby."""
    steps = _living((*state.steps, Transition(cue.number, at, fade_ticks, at + state.shift_ticks)), at)
    return replace(state, steps=steps, standby=after(cue_list, cue.number))


def release(state: ListState, cue_list: CueList, *, at: int, fade_ticks: int) -> ListState:
    """Fade everything the list holds to nothing and return to the top."""
    step = Transition(None, at, fade_ticks, at + state.shift_ticks)
    steps = _living((*state.steps, step), at) if state.steps else ()
    return replace(initial(cue_list), steps=steps, shift_ticks=state.shift_ticks)


def pause(state: ListState, tick: int) -> ListState:
    """Let the list's time stand still from this tick."""
    return state if state.paused_tick is not None else replace(state, paused_tick=tick)


def resume(state: ListState, tick: int) -> ListState:
    """Let the list's time go on from where it stood."""
    if state.paused_tick is None:
        return state
    return replace(state, paused_tick=None, shift_ticks=state.shift_ticks + tick - state.paused_tick)


def cue_of(cue_list: CueList, number: str | None) -> Cue | None:
    """Find the cue of a number, or None."""
    place = None if number is None else cue_list.position(number)
    return None if place is None else cue_list.cues[place]


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
    """List time at which the next cue goes by itself, or None when it waits for GO."""
    cue = cue_of(cue_list, state.current)
    if cue is None or cue.follow is None or state.standby is None:
        return None
    step = state.steps[-1]
    faded = step.fade_ticks if cue.follow.after == "fade" else 0
    return step.start_tick + faded + ticks(cue.follow.seconds, fps)


def follow(
    state: ListState, cue_list: CueList, *, tick: int, fps: int
) -> tuple[ListState, tuple[tuple[int, Cue], ...]]:
    """Start every cue that became due up to a tick, each at its own exact time.

    Returns:
        The list, and each cue that went with the tick of the night at which it did.
    """
    went: list[tuple[int, Cue]] = []
    while state.paused_tick is None:
        due = follow_tick(state, cue_list, fps)
        cue = cue_of(cue_list, state.standby)
        if due is None or cue is None or due > state.time(tick):
            break
        state = start(state, cue, cue_list, at=due, fade_ticks=ticks(cue.fade_s, fps))
        went.append((due + state.shift_ticks, cue))
    return state, tuple(went)


def _living(steps: tuple[Transition, ...], time: int) -> tuple[Transition, ...]:
    """Drop what a finished step hides, and what is too much."""
    done = [i for i, step in enumerate(steps) if time >= step.start_tick + step.fade_ticks]
    living = steps[done[-1] if done else 0 :]
    while len(living) > MAX_STEPS:
        base, oldest, *rest = living
        nearer = replace(oldest, fade_ticks=0) if oldest.progress(time) > 0.5 else base
        living = (nearer, *rest)
    return living
