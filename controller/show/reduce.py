"""Station 2. Intents + state → state and records of what happened.

``advance`` brings a state up to a tick (follows, time limits, recoveries); ``reduce`` applies one intent at the state's
tick. Both are pure: the same show, state and log give the same result on every machine, at any speed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from controller.model import intent as intents
from controller.model.cue import Cue, CueList
from controller.model.fault import NEVER, ActiveFault
from controller.model.incident import Incident, IncidentState
from controller.model.intent import Entry
from controller.model.show import Show
from controller.model.state import ListState, PanicState, Record, ShowState
from controller.model.units import LONGEST_S, ticks
from controller.show import cues, director

PANIC_AGAIN_S = 2.0
"""A second PANIC within this time goes to the panic look at once."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an intent did: the next state, or the same one and why it was refused."""

    state: ShowState
    text: str
    ok: bool = True
    quiet: bool = False


def initial(show: Show) -> ShowState:
    """Make the state at the start of a night."""
    return ShowState(tick=0, lists=tuple(cues.initial(cue_list) for cue_list in show.lists.values()))


def advance(show: Show, state: ShowState, tick: int) -> tuple[ShowState, tuple[Record, ...]]:
    """Bring a state up to a tick, with everything that time alone makes happen, each at its own exact time.

    Args:
        show: what is played.
        state: at an earlier tick.
        tick: any later one; ticks in between may have been skipped.

    Returns:
        The state at ``tick``, and the derived records in order.
    """
    records: list[Record] = []
    moved: list[ListState] = []
    for entry in state.lists:
        cue_list = show.lists[entry.id]
        after, went = cues.follow(entry, cue_list, tick=tick, fps=show.fps)
        moved.append(after)
        records += [_derived(at, "follow", f"cue {cue.number} went by itself") for at, cue in went]
    state = replace(state, lists=tuple(moved))
    state, happened = director.advance(show, state, tick)
    records += [_derived(at, "incident", text) for at, text in happened]
    if state.panic and state.panic.is_over(tick):
        state = replace(state, panic=None, revision=state.revision + 1)
    records.sort(key=lambda record: record.tick)
    return replace(state, tick=tick, revision=state.revision + len(records)), tuple(records)


def reduce(show: Show, state: ShowState, entry: Entry) -> tuple[ShowState, Record]:
    """Apply one intent at the state's tick.

    Args:
        show: what is played.
        state: already advanced to the entry's tick.
        entry: who wants what.

    Returns:
        The next state (the same one when refused) and the record.
    """
    outcome = _REDUCERS[type(entry.intent)](show, state, entry.intent)
    after = outcome.state
    if outcome.ok and not outcome.quiet:
        after = replace(after, revision=after.revision + 1)
    what = entry.intent.kind if outcome.ok else "refused"
    return after, Record(state.tick, entry.seq, entry.source, outcome.ok, what, outcome.text)


def lockout_ticks(show: Show, state: ShowState) -> int:
    """Ticks until the next GO is taken, 0 = now."""
    if state.last_go_tick is None:
        return 0
    return max(0, state.last_go_tick + ticks(show.policy.go_lockout_s, show.fps) - state.tick)


def _go(show: Show, state: ShowState, intent: intents.Go) -> Outcome:
    found = _find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    cue_list, entry = found
    if locked := lockout_ticks(show, state):
        left = 1000 * locked // show.fps
        return _refused(state, f"GO disregarded: {left} ms of the lock-out after the last GO are left")
    cue = cues.cue_of(cue_list, entry.standby)
    if cue is None:
        return _refused(state, f"list {intent.list} is at its end; there is no cue to go to")
    return _start(show, state, cue_list, cue, verb="GO")


def _goto(show: Show, state: ShowState, intent: intents.Goto) -> Outcome:
    found = _find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    cue = cues.cue_of(found[0], intent.cue)
    if cue is None:
        numbers = ", ".join(c.number for c in found[0].cues)
        return _refused(state, f"no cue {intent.cue!r} in list {intent.list}; it has {numbers}")
    if locked := lockout_ticks(show, state):
        left = 1000 * locked // show.fps
        return _refused(state, f"GOTO disregarded: {left} ms of the lock-out after the last GO are left")
    return _start(show, state, found[0], cue, verb="GOTO")


def _back(show: Show, state: ShowState, intent: intents.Back) -> Outcome:
    found = _find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    cue_list, entry = found
    cue = cues.before(cue_list, entry.current)
    if cue is None:
        return _refused(state, f"list {intent.list} is at its top; there is no cue before")
    return _start(show, state, cue_list, cue, verb="BACK")


def _start(show: Show, state: ShowState, cue_list: CueList, cue: Cue, *, verb: str) -> Outcome:
    fade_ticks = ticks(cue.back_s if verb == "BACK" else cue.fade_s, show.fps)
    state = _lift_panic(state, fade_ticks)
    entry = cues.resume(_list(state, cue_list.id), state.tick)
    entry = cues.start(entry, cue, cue_list, at=entry.time(state.tick), fade_ticks=fade_ticks)
    state = _with_list(replace(state, last_go_tick=state.tick), entry)
    return Outcome(state, f"{verb} cue {cue.number} {cue.label}".rstrip())


def _pause(show: Show, state: ShowState, intent: intents.Pause) -> Outcome:
    found = _find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    if found[1].paused_tick is not None:
        return _refused(state, f"list {intent.list} is paused already")
    return Outcome(_with_list(state, cues.pause(found[1], state.tick)), f"list {intent.list} paused")


def _resume(show: Show, state: ShowState, intent: intents.Resume) -> Outcome:
    found = _find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    if state.panic and state.panic.release_tick is None:
        return Outcome(_lift_panic(state, ticks(show.panic.fade_s, show.fps)), "PANIC lifted")
    if found[1].paused_tick is None:
        return _refused(state, f"list {intent.list} is not paused")
    return Outcome(_with_list(state, cues.resume(found[1], state.tick)), f"list {intent.list} goes on")


def _release(show: Show, state: ShowState, intent: intents.Release) -> Outcome:
    found = _find_list(show, state, intent.list)
    if isinstance(found, Outcome):
        return found
    if not 0 <= intent.fade_s <= LONGEST_S:
        return _refused(state, f"fade {intent.fade_s!r} is out of range; it is between 0 and {LONGEST_S:g} s")
    entry = cues.resume(found[1], state.tick)
    entry = cues.release(entry, found[0], at=entry.time(state.tick), fade_ticks=ticks(intent.fade_s, show.fps))
    return Outcome(_with_list(state, entry), f"list {intent.list} released over {intent.fade_s:g} s")


def _grand_master(_show: Show, state: ShowState, intent: intents.GrandMaster) -> Outcome:
    if not 0 <= intent.level <= 1:
        return _refused(state, f"grand master {intent.level!r} is out of range; it is between 0 and 1")
    return Outcome(replace(state, grand_master=intent.level), f"grand master at {intent.level:.0%}")


def _blackout(_show: Show, state: ShowState, intent: intents.Blackout) -> Outcome:
    on = (not state.blackout) if intent.on is None else intent.on
    return Outcome(replace(state, blackout=on), "BLACKOUT" if on else "blackout lifted")


def _panic(show: Show, state: ShowState, _intent: intents.Panic) -> Outcome:
    held, tick = state.panic, state.tick
    again = held is not None and held.release_tick is None
    if again and held is not None and tick - held.pressed_tick <= ticks(PANIC_AGAIN_S, show.fps):
        state = director.end_faults(show, state, tick)
        return Outcome(replace(state, panic=replace(held, fade_ticks=0)), "PANIC: at once")
    state = director.end_faults(show, state, tick)
    state = replace(state, lists=tuple(cues.pause(entry, tick) for entry in state.lists))
    if again:
        return Outcome(state, "PANIC already holds")
    fade = ticks(show.panic.fade_s, show.fps)
    begun = round(held.weight(tick) * fade) if held else 0
    return Outcome(replace(state, panic=PanicState(tick, tick - begun, fade)), f"PANIC over {show.panic.fade_s:g} s")


def _halt(show: Show, state: ShowState, _intent: intents.Halt) -> Outcome:
    count = sum(1 for fault in state.faults if fault.origin == "injected")
    return Outcome(
        director.end_faults(show, state, state.tick), f"HALT: {count} fault{'' if count == 1 else 's'} ended"
    )


def _resumed(show: Show, state: ShowState, _intent: intents.Resumed) -> Outcome:
    state = director.forget_faults(show, state, state.tick)
    return Outcome(replace(state, exit_tick=None), "the engine resumed; faults ended")


def _inject(show: Show, state: ShowState, intent: intents.Inject) -> Outcome:
    spec = show.faults.get(intent.fault)
    if spec is None:
        return _refused(state, f"no fault {intent.fault!r} in the show; it has {', '.join(show.faults) or 'none'}")
    if any(fault.id == spec.id for fault in state.faults):
        return _refused(state, f"fault {spec.id} acts already")
    if (state.panic and state.panic.release_tick is None) or state.exit_tick is not None:
        return _refused(state, f"fault {spec.id} is not injected while PANIC holds or the show stops")
    seconds = min(spec.limit_s, show.policy.fault_limit_s)
    fault = ActiveFault(spec.id, state.tick, state.tick + ticks(seconds, show.fps), "injected")
    state, incident = director.open_incident(show, replace(state, faults=(*state.faults, fault)), fault, state.tick)
    answer = f"; {incident.recovery} {incident.state.value}" if incident.recovery else "; no recovery answers it"
    return Outcome(state, f"fault {spec.id} injected for {seconds:g} s: incident {incident.id}{answer}")


def _clear(show: Show, state: ShowState, intent: intents.Clear) -> Outcome:
    fault = next((fault for fault in state.faults if fault.id == intent.fault), None)
    if fault is None:
        return _refused(state, f"fault {intent.fault!r} does not act now")
    if fault.origin == "real":
        return _refused(state, f"{intent.fault} is real trouble; it ends when it ends. Dismiss its incident instead")
    return Outcome(director.end_fault(show, state, fault, state.tick), f"fault {fault.id} cleared")


def _recover(show: Show, state: ShowState, intent: intents.Recover) -> Outcome:
    recovery = show.recoveries.get(intent.recovery)
    if recovery is None:
        has = ", ".join(show.recoveries) or "none"
        return _refused(state, f"no recovery {intent.recovery!r} in the show; it has {has}")
    for incident in reversed(state.incidents):
        if incident.state in director.OPEN and director.answers(show, recovery, incident.fault.id):
            return _begin(state, incident, recovery.id)
    answered = {incident.fault for incident in state.incidents if incident.state is not IncidentState.CLOSED}
    for fault in state.faults:
        if fault.origin == "real" and fault not in answered and director.answers(show, recovery, fault.id):
            state, incident = director.open_incident(show, state, fault, state.tick)
            return _begin(state, incident, recovery.id)
    return _refused(state, f"no open incident that recovery {recovery.id} answers")


def _approve(_show: Show, state: ShowState, intent: intents.Approve) -> Outcome:
    incident = _incident(state, intent.incident)
    if incident is None:
        return _refused(state, f"no incident {intent.incident!r}")
    if incident.state is not IncidentState.PROPOSED or incident.recovery is None:
        return _refused(state, f"incident {incident.id} is {incident.state.value}; there is nothing to approve")
    return _begin(state, incident, incident.recovery)


def _begin(state: ShowState, incident: Incident, recovery: str) -> Outcome:
    running = director.recovering(incident, recovery, state.tick)
    return Outcome(_with_incident(state, running), f"recovery {recovery} runs on incident {incident.id}")


def _dismiss(show: Show, state: ShowState, intent: intents.Dismiss) -> Outcome:
    incident = _incident(state, intent.incident)
    if incident is None:
        return _refused(state, f"no incident {intent.incident!r}")
    if incident.state is IncidentState.CLOSED:
        return _refused(state, f"incident {incident.id} is closed already")
    after = director.dismiss(show, state, incident)
    return Outcome(after, f"incident {incident.id} dismissed")


def _node_silent(show: Show, state: ShowState, intent: intents.NodeSilent) -> Outcome:
    spec = show.found.get(director.silent_id(intent.node))
    if spec is None or any(fault.id == spec.id for fault in state.faults):
        return Outcome(state, f"node {intent.node} is silent", quiet=True)
    joined = director.cut_by(show, state, intent.node)
    if joined is not None:
        return Outcome(state, f"node {intent.node} is silent: part of incident {joined.id}")
    fault = ActiveFault(spec.id, state.tick, NEVER, "real")
    state, incident = director.open_incident(show, replace(state, faults=(*state.faults, fault)), fault, state.tick)
    answer = f"; {incident.recovery} {incident.state.value}" if incident.recovery else "; no recovery answers it"
    return Outcome(state, f"node {intent.node} is silent: incident {incident.id}{answer}")


def _node_returned(show: Show, state: ShowState, intent: intents.NodeReturned) -> Outcome:
    fault = next((fault for fault in state.faults if fault.id == director.silent_id(intent.node)), None)
    if fault is not None:
        state = director.end_fault(show, state, fault, state.tick)
    return Outcome(state, f"node {intent.node} answers again")


def _guard_acted(_show: Show, state: ShowState, intent: intents.GuardActed) -> Outcome:
    return Outcome(state, f"the guard held light back in {', '.join(intent.zones)}")


def _exit(_show: Show, state: ShowState, _intent: intents.Exit) -> Outcome:
    if state.exit_tick is not None:
        return _refused(state, "the show stops already")
    return Outcome(replace(state, exit_tick=state.tick), "the show stops")


def _lift_panic(state: ShowState, fade_ticks: int) -> ShowState:
    """Let a panic that holds fade out, and let the lists it paused go on."""
    panic = state.panic
    if panic is None or panic.release_tick is not None:
        return state
    lists = tuple(
        entry if entry.paused_tick is not None and entry.paused_tick < panic.pressed_tick
        else cues.resume(entry, state.tick)
        for entry in state.lists
    )  # fmt: skip
    return replace(state, panic=replace(panic, release_tick=state.tick, release_ticks=fade_ticks), lists=lists)


def _find_list(show: Show, state: ShowState, list_id: str) -> tuple[CueList, ListState] | Outcome:
    entry = state.list(list_id)
    if entry is None:
        return _refused(state, f"no cue list {list_id!r} in the show; it has {', '.join(show.lists)}")
    return show.lists[list_id], entry


def _list(state: ShowState, list_id: str) -> ListState:
    return next(entry for entry in state.lists if entry.id == list_id)


def _with_list(state: ShowState, entry: ListState) -> ShowState:
    return replace(state, lists=tuple(entry if old.id == entry.id else old for old in state.lists))


def _incident(state: ShowState, incident_id: str) -> Incident | None:
    return next((incident for incident in state.incidents if incident.id == incident_id), None)


def _with_incident(state: ShowState, incident: Incident) -> ShowState:
    changed = tuple(incident if old.id == incident.id else old for old in state.incidents)
    return replace(state, incidents=changed)


def _refused(state: ShowState, text: str) -> Outcome:
    return Outcome(state, text, ok=False)


def _derived(tick: int, what: str, text: str) -> Record:
    return Record(tick, None, "show", ok=True, what=what, text=text)


# Each reducer takes its own kind of intent; this table alone pairs them, so Any stands for "its own kind".
_REDUCERS: Mapping[type, Callable[[Show, ShowState, Any], Outcome]] = MappingProxyType(
    {
        intents.Go: _go,
        intents.Back: _back,
        intents.Pause: _pause,
        intents.Resume: _resume,
        intents.Goto: _goto,
        intents.Release: _release,
        intents.GrandMaster: _grand_master,
        intents.Blackout: _blackout,
        intents.Panic: _panic,
        intents.Halt: _halt,
        intents.Inject: _inject,
        intents.Clear: _clear,
        intents.Recover: _recover,
        intents.Approve: _approve,
        intents.Dismiss: _dismiss,
        intents.Resumed: _resumed,
        intents.GuardActed: _guard_acted,
        intents.NodeSilent: _node_silent,
        intents.NodeReturned: _node_returned,
        intents.Exit: _exit,
    }
)
