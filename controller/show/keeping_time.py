"""Beside station 3. Time code: cues go at their frames; a time code that is lost or leaps is trouble like any other.

While it is lost the show's own clock goes on for a declared time. A leap does what the show declares.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from controller.faults.source.timecode import tampered_timecode
from controller.model import facts
from controller.model import intent as intents
from controller.model.fault import TIMECODE_KINDS
from controller.model.found import JUMPED, LOST
from controller.model.intent import Goto, Intent
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.snapshot import TimecodeView
from controller.model.state import ShowState
from controller.model.timecode import Timecode, TimecodeAt, TimecodeState, written
from controller.model.units import ticks
from controller.show import director
from controller.show.acting import act, apply
from controller.show.detectors.timecode import heard, is_lost, position
from controller.show.reducers.outcome import Outcome, Reducer, held_up, refused

GRACE_S: Final = 2.0
"""A time code that was broken on purpose has so long to run on before its trouble is real."""
SETTLED_S: Final = 10.0
"""A leap is over when the time code has run on for so long."""
MOST_GOING: Final = 32
"""What goes at one tick at most; the rest goes in the next."""
MOST_SLEPT: Final = 4
"""An engine that skipped more ticks has heard nobody: the time code is taken to have run on."""
FOR_EVER_S: Final = 1e9
_EXACT: Final = 1e-6


def hear(show: Show, state: ShowState, place: float, rate: float) -> tuple[ShowState, tuple[str, ...]]:
    """Take a frame: through the faults on it, into the state; what is due at it goes at once.

    Returns:
        The state, and what happened in words.
    """
    spec = show.timecode
    came = tampered_timecode(place, state.faults, show.faults, tick=state.tick, fps=show.fps)
    if spec is None or came is None:
        return state, ()
    if state.timecode is None:
        clock = TimecodeState(came, state.tick, rate, done_s=came - _EXACT)
        return _stand(show, replace(state, timecode=clock), went=spec.jump == "follow")
    clock, has_leapt = heard(spec, state.timecode, (came, rate), tick=state.tick, fps=show.fps)
    told: list[str] = []
    if clock.lost and not is_lost(spec, clock, state.tick, show.fps):
        clock = replace(clock, lost=False)
        state = _over(show, state, LOST)
        told.append("time code is back")
    state = replace(state, timecode=clock)
    if has_leapt:
        state, some = _leap(show, spec, state, clock)
        told += some
    state, some = _go(show, spec, state)
    return state, (*told, *some)


def follow(show: Show, state: ShowState, *, on: bool) -> tuple[ShowState, tuple[str, ...]]:
    """Answer a leap that waits: go to the cues that should stand there, or leave what stands and go on."""
    clock = state.timecode
    if clock is None or not clock.waits:
        return state, ()
    state = _over(show, replace(state, timecode=replace(clock, waits=False)), JUMPED)
    return _stand(show, state, went=on)


def look(show: Show, state: ShowState, *, since: int) -> tuple[ShowState, tuple[str, ...]]:
    """Look at the time code at the state's tick.

    Args:
        show: what is played.
        state: advanced to the tick.
        since: the tick of the last look.

    Returns:
        The state, and what happened in words.
    """
    spec, clock = show.timecode, state.timecode
    if spec is None or clock is None:
        return state, ()
    slept = state.tick - since - 1
    if slept > MOST_SLEPT:
        heard_tick, place = clock.heard_tick + slept, clock.position_s + slept / show.fps
        clock = replace(clock, heard_tick=heard_tick, position_s=place)
        state = replace(state, timecode=clock)
    if any(fault.id in show.faults and show.faults[fault.id].kind in TIMECODE_KINDS for fault in state.faults):
        clock = replace(clock, explained_tick=state.tick)
        state = replace(state, timecode=clock)
    told: tuple[str, ...] = ()
    if is_lost(spec, clock, state.tick, show.fps) and _awaits(spec, clock):
        state, told = _silence(show, state, clock)
    elif clock.jump_tick is not None and not clock.waits and _settled(show, state, clock):
        state = _over(show, replace(state, timecode=replace(clock, jump_tick=None)), JUMPED)
    state, some = _go(show, spec, state)
    return state, (*told, *some)


def _frame(show: Show, state: ShowState, intent: facts.TimecodeFrame) -> Outcome:
    if show.timecode is None:
        return refused(state, "the show follows no time code; it has no 'timecode:'")
    at = TimecodeAt(intent.hours, intent.minutes, intent.seconds, intent.frames)
    if not at.exists(intent.rate):
        return refused(state, f"{at} at {intent.rate:g} frames a second is no time code")
    state, told = hear(show, state, at.position(intent.rate), intent.rate)
    return Outcome(state, "; ".join(told), quiet=not told)


def _follow(show: Show, state: ShowState, intent: intents.FollowTimecode) -> Outcome:
    if state.timecode is None or not state.timecode.waits:
        return refused(state, "no leap of the time code waits for an answer")
    state, told = follow(show, state, on=intent.on)
    said = "cues follow the time code" if intent.on else "what stands stays; cues go on from here"
    return Outcome(state, "; ".join((said, *told)))


def view(show: Show, state: ShowState) -> TimecodeView | None:
    """Say how the time code is; None where the show follows none."""
    spec, clock = show.timecode, state.timecode
    if spec is None:
        return None
    if clock is None:
        return TimecodeView("", "unknown", "nothing heard yet")
    text = written(position(spec, clock, state.tick, show.fps), clock.rate)
    silent_s = (state.tick - clock.heard_tick) / show.fps
    if clock.waits:
        return TimecodeView(text, "asks", "it leapt; say whether the cues shall follow")
    if not is_lost(spec, clock, state.tick, show.fps):
        return TimecodeView(text, "ok", f"{clock.rate:g} frames a second")
    if silent_s < spec.free_s:
        return TimecodeView(text, "free", f"nothing for {silent_s:.0f} s; the show's own clock goes on")
    return TimecodeView(text, "held", f"nothing for {silent_s:.0f} s; it stands")


def _leap(show: Show, spec: Timecode, state: ShowState, clock: TimecodeState) -> tuple[ShowState, tuple[str, ...]]:
    """Do what the show declares for a leap."""
    said = f"time code leapt to {written(clock.position_s, clock.rate)}"
    state, told = _trouble(show, state, JUMPED, said)
    if spec.jump == "ask":
        return replace(state, timecode=replace(clock, waits=True)), told
    state, some = _stand(show, state, went=spec.jump == "follow")
    return state, (*told, *some)


def _stand(show: Show, state: ShowState, *, went: bool) -> tuple[ShowState, tuple[str, ...]]:
    """Take the present place as done; if so wished, go to the cue of each list that should stand there."""
    clock = state.timecode
    if clock is None or show.timecode is None:
        return state, ()
    place = clock.position_s
    steps = show.timecode.between(-1.0, place + _EXACT, clock.rate)
    newest = {intent.list: intent for _at, intent in steps if isinstance(intent, Goto)}
    state = replace(state, timecode=replace(clock, done_s=place))
    missing = [intent for intent in newest.values() if not _stands(state, intent)]
    return _all(show, state, missing if went else ())


def _stands(state: ShowState, intent: Goto) -> bool:
    entry = state.list(intent.list)
    return entry is not None and entry.current == intent.cue and entry.waiting is None


def _go(show: Show, spec: Timecode, state: ShowState) -> tuple[ShowState, tuple[str, ...]]:
    """Let go what is due."""
    clock = state.timecode
    if clock is None or clock.waits:
        return state, ()
    place = position(spec, clock, state.tick, show.fps)
    due = spec.between(clock.done_s, place + _EXACT, clock.rate)[:MOST_GOING]
    if not due:
        return state, ()
    state = replace(state, timecode=replace(clock, done_s=due[-1][0]))
    return _all(show, state, [intent for _at, intent in due])


def _all(show: Show, state: ShowState, given: Iterable[Intent]) -> tuple[ShowState, tuple[str, ...]]:
    """Apply intents of the show's own; the lock-out is for hands. A cue lifts PANIC, and only a hand may do that."""
    told: list[str] = []
    for intent in given:
        why = held_up(state, intent)
        if why:
            told.append(f"by time code: {intent.kind} is not done: {why}")
            continue
        outcome = apply(show, replace(state, last_go_tick=None), intent, source="timecode", by_hand=False)
        state, done = act(show, replace(outcome.state, last_go_tick=state.last_go_tick))
        told += [f"by time code: {outcome.text}", *(text for _ok, text in done)]
    return state, tuple(told)


def _awaits(spec: Timecode, clock: TimecodeState) -> bool:
    """Whether anything still waits for the time code: at the end of a film its silence is no trouble."""
    return bool(spec.between(clock.done_s, FOR_EVER_S, clock.rate))


def _settled(show: Show, state: ShowState, clock: TimecodeState) -> bool:
    return state.tick - (clock.jump_tick or 0) >= ticks(SETTLED_S, show.fps)


def _silence(show: Show, state: ShowState, clock: TimecodeState) -> tuple[ShowState, tuple[str, ...]]:
    """Find the incident of a time code that is lost, or open one; it is told once."""
    if any(fault.id == LOST for fault in state.faults):
        return state, ()
    after, told = _trouble(show, state, LOST, "time code is lost")
    is_told = clock.lost and len(after.faults) == len(state.faults)
    return replace(after, timecode=replace(clock, lost=True)), () if is_told else told


def _trouble(show: Show, state: ShowState, name: str, said: str) -> tuple[ShowState, tuple[str, ...]]:
    """Let trouble begin that was found, unless it acts already or a fault that acted just now explains it."""
    clock = state.timecode
    if clock is None or any(fault.id == name for fault in state.faults):
        return state, (said,)
    explained = director.explanation(show, state, show.found[name])
    recently = clock.explained_tick is not None and state.tick - clock.explained_tick <= ticks(GRACE_S, show.fps)
    if explained is None and recently:
        return state, (said,)
    state, text = director.found(show, state, show.found[name], said)
    return state, (f"{said}: {text}",)


def _over(show: Show, state: ShowState, name: str) -> ShowState:
    fault = next((fault for fault in state.faults if fault.id == name), None)
    return state if fault is None else director.end_fault(show, state, fault, state.tick)


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {facts.TimecodeFrame: _frame, intents.FollowTimecode: _follow}
)
"""Beside those of ``acting``: what goes by time code goes through them."""
