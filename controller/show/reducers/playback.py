"""GO, BACK, GOTO, PAUSE, RESUME and RELEASE of one cue list."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from controller.model import intent as intents
from controller.model.cue import Cue, CueList
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.units import LONGEST_S, ticks
from controller.show import cues
from controller.show.reducers.outcome import Outcome, Reducer, find_list, list_of, refused, with_list
from controller.show.reducers.panic import lift_panic


def lockout_ticks(show: Show, state: ShowState) -> int:
    """Ticks until the next GO is taken, 0 = now."""
    if state.last_go_tick is None:
        return 0
    return max(0, state.last_go_tick + ticks(show.policy.go_lockout_s, show.fps) - state.tick)


def _go(show: Show, state: ShowState, intent: intents.Go) -> Outcome:
    found = find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    cue_list, entry = found
    if locked := lockout_ticks(show, state):
        left = 1000 * locked // show.fps
        return refused(state, f"GO disregarded: {left} ms of the lock-out after the last GO are left")
    cue = cues.cue_of(cue_list, entry.standby)
    if cue is None:
        return refused(state, f"list {intent.list} is at its end; there is no cue to go to")
    return _start(show, state, cue_list, cue, verb="GO")


def _goto(show: Show, state: ShowState, intent: intents.Goto) -> Outcome:
    found = find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    cue = cues.cue_of(found[0], intent.cue)
    if cue is None:
        numbers = ", ".join(c.number for c in found[0].cues)
        return refused(state, f"no cue {intent.cue!r} in list {intent.list}; it has {numbers}")
    if locked := lockout_ticks(show, state):
        left = 1000 * locked // show.fps
        return refused(state, f"GOTO disregarded: {left} ms of the lock-out after the last GO are left")
    return _start(show, state, found[0], cue, verb="GOTO")


def _back(show: Show, state: ShowState, intent: intents.Back) -> Outcome:
    found = find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    cue_list, entry = found
    cue = cues.before(cue_list, entry.current)
    if cue is None:
        return refused(state, f"list {intent.list} is at its top; there is no cue before")
    return _start(show, state, cue_list, cue, verb="BACK")


def _start(show: Show, state: ShowState, cue_list: CueList, cue: Cue, *, verb: str) -> Outcome:
    fade_ticks = ticks(cue.back_s if verb == "BACK" else cue.fade_s, show.fps)
    state = lift_panic(state, fade_ticks)
    entry = cues.resume(list_of(state, cue_list.id), state.tick)
    entry = cues.start(entry, cue, cue_list, at=entry.time(state.tick), fade_ticks=fade_ticks)
    state = with_list(replace(state, last_go_tick=state.tick), entry)
    return Outcome(state, f"{verb} cue {cue.number} {cue.label}".rstrip())


def _pause(show: Show, state: ShowState, intent: intents.Pause) -> Outcome:
    found = find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    if found[1].paused_tick is not None:
        return refused(state, f"list {intent.list} is paused already")
    return Outcome(with_list(state, cues.pause(found[1], state.tick)), f"list {intent.list} paused")


def _resume(show: Show, state: ShowState, intent: intents.Resume) -> Outcome:
    found = find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    if state.panic and state.panic.release_tick is None:
        return Outcome(lift_panic(state, ticks(show.panic.fade_s, show.fps)), "PANIC lifted")
    if found[1].paused_tick is None:
        return refused(state, f"list {intent.list} is not paused")
    return Outcome(with_list(state, cues.resume(found[1], state.tick)), f"list {intent.list} goes on")


def _release(show: Show, state: ShowState, intent: intents.Release) -> Outcome:
    found = find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    if not 0 <= intent.fade_s <= LONGEST_S:
        return refused(state, f"fade {intent.fade_s!r} is out of range; it is between 0 and {LONGEST_S:g} s")
    entry = cues.resume(found[1], state.tick)
    entry = cues.release(entry, found[0], at=entry.time(state.tick), fade_ticks=ticks(intent.fade_s, show.fps))
    return Outcome(with_list(state, entry), f"list {intent.list} released over {intent.fade_s:g} s")


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {
        intents.Go: _go,
        intents.Back: _back,
        intents.Pause: _pause,
        intents.Resume: _resume,
        intents.Goto: _goto,
        intents.Release: _release,
    }
)
