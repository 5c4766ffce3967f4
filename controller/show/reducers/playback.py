"""GO, BACK, GOTO, LOAD, PAUSE, RESUME and RELEASE of one cue list; the hours that follows wait for."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.model import facts
from controller.model import intent as intents
from controller.model.cue import Cue, CueList
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.units import LONGEST_S, ticks
from controller.show import cues, starting
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
    if intent.fade_s is not None and not 0 <= intent.fade_s <= LONGEST_S:
        return refused(state, f"fade {intent.fade_s!r} is out of range; it is between 0 and {LONGEST_S:g} s")
    if locked := lockout_ticks(show, state):
        left = 1000 * locked // show.fps
        return refused(state, f"GO disregarded: {left} ms of the lock-out after the last GO are left")
    cue = cue_list.cue(entry.standby)
    if cue is None:
        return refused(state, f"list {intent.list} is at its end; there is no cue to go to")
    return _call(show, state, cue_list, cue, verb="GO", fade_s=intent.fade_s)


def _goto(show: Show, state: ShowState, intent: intents.Goto) -> Outcome:
    found = _cue(show, state, intent.list, intent.cue)
    if isinstance(found, Outcome):
        return found
    if locked := lockout_ticks(show, state):
        left = 1000 * locked // show.fps
        return refused(state, f"GOTO disregarded: {left} ms of the lock-out after the last GO are left")
    return _call(show, state, *found, verb="GOTO", fade_s=None)


def _load(show: Show, state: ShowState, intent: intents.Load) -> Outcome:
    found = _cue(show, state, intent.list, intent.cue)
    if isinstance(found, Outcome):
        return found
    state = with_list(state, cues.load(list_of(state, intent.list), found[1]))
    return Outcome(state, f"cue {found[1].number} {found[1].label}".rstrip() + " is on standby")


def _cue(show: Show, state: ShowState, list_id: str, number: str) -> tuple[CueList, Cue] | Outcome:
    """Find a list and a cue of it, or refuse."""
    found = find_list(show, state, list_id)
    if isinstance(found, Outcome):
        return found
    cue = found[0].cue(number)
    if cue is None:
        numbers = ", ".join(c.number for c in found[0].cues)
        return refused(state, f"no cue {number!r} in list {list_id}; it has {numbers}")
    return found[0], cue


def _back(show: Show, state: ShowState, intent: intents.Back) -> Outcome:
    found = find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    cue_list, entry = found
    if entry.waiting is not None:
        entry = replace(entry, waiting=None, standby=entry.waiting.cue)
        return Outcome(with_list(state, entry), f"BACK: cue {entry.standby} waits no longer")
    cue = cues.before(cue_list, entry.current)
    if cue is None:
        return refused(state, f"list {intent.list} is at its top; there is no cue before")
    back_ticks = ticks(cue.back_s, show.fps)
    state = _awake(state, cue_list, back_ticks)
    state = starting.step_back(show, state, cue_list, cue, fade_ticks=back_ticks)
    return Outcome(replace(state, last_go_tick=state.tick), f"BACK cue {cue.number} {cue.label}".rstrip())


def _call(show: Show, state: ShowState, cue_list: CueList, cue: Cue, *, verb: str, fade_s: float | None) -> Outcome:
    """Let a cue go, at once or after its wait; lifts PANIC and lets a paused list go on."""
    fade_ticks = None if fade_s is None else ticks(fade_s, show.fps)
    state = _awake(state, cue_list, ticks(cue.fade_s, show.fps) if fade_ticks is None else fade_ticks)
    skipped = list_of(state, cue_list.id).waiting
    state = starting.call(show, state, cue_list, cue, fade_ticks=fade_ticks)
    text = f"{verb} cue {cue.number} {cue.label}".rstrip()
    if cue.wait_s:
        text += f", which starts in {cue.wait_s:g} s"
    if skipped is not None and skipped.cue != cue.number:
        text += f"; cue {skipped.cue} still waited and does not start"
    return Outcome(replace(state, last_go_tick=state.tick), text)


def _awake(state: ShowState, cue_list: CueList, fade_ticks: int) -> ShowState:
    state = lift_panic(state, fade_ticks)
    entry = list_of(state, cue_list.id)
    return state if entry.paused_tick is None else with_list(state, cues.resume(entry, state.tick))


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
    if state.is_panicking:
        return Outcome(lift_panic(state, ticks(show.panic.fade_s, show.fps)), "PANIC lifted")
    if found[1].paused_tick is None:
        return refused(state, f"list {intent.list} is not paused")
    return Outcome(with_list(state, cues.resume(found[1], state.tick)), f"list {intent.list} goes on")


def _release(show: Show, state: ShowState, intent: intents.Release) -> Outcome:
    found = find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    fade_s = found[0].release_s if intent.fade_s is None else intent.fade_s
    if not 0 <= fade_s <= LONGEST_S:
        return refused(state, f"fade {fade_s!r} is out of range; it is between 0 and {LONGEST_S:g} s")
    state = with_list(state, cues.resume(found[1], state.tick))
    state = starting.release(state, found[0], fade_ticks=ticks(fade_s, show.fps))
    return Outcome(state, f"list {intent.list} released over {fade_s:g} s")


def _struck(show: Show, state: ShowState, intent: facts.Struck) -> Outcome:
    went = []
    for entry in state.lists:
        cue_list = show.lists[entry.id]
        current, standby = cue_list.cue(entry.current), cue_list.cue(entry.standby)
        follow = None if current is None or entry.waiting is not None else current.follow
        if follow is None or standby is None or entry.paused_tick is not None:
            continue
        if follow.after == "clock" and follow.seconds == intent.second:
            state = starting.call(show, state, cue_list, standby, fade_ticks=None)
            went.append(f"cue {standby.number} of {entry.id}")
    clock = f"{intent.second // 3600:02}:{intent.second // 60 % 60:02}:{intent.second % 60:02}"
    return Outcome(state, f"it is {clock}: {' and '.join(went)} went by itself" if went else f"it is {clock}")


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {
        intents.Go: _go,
        intents.Back: _back,
        intents.Pause: _pause,
        intents.Resume: _resume,
        intents.Goto: _goto,
        intents.Load: _load,
        facts.Struck: _struck,
        intents.Release: _release,
    }
)
