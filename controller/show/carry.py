"""Beside station 2: a night goes on with another show. The state under the old show → the state under the new one.

What has a name in both goes on: lists keep their cue, their fade and their time; faults and incidents go on. What the
new show does not know ends. Pure, so a replay of a night with reloads gives its bytes.
"""

from collections.abc import Sequence

from controller.model.cue import CueList
from controller.model.fault import ActiveFault
from controller.model.incident import Incident, IncidentState
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.standing import standing
from controller.model.state import ListState, ShowState, Transition
from controller.model.units import ticks
from controller.show import cues, director, painting, sensing, telling, voting
from controller.show.incidents import consenting, life, phases


def carried(old: Show, new: Show, state: ShowState) -> ShowState:
    """Give the state with which a night goes on.

    Args:
        old: what was played.
        new: what is played from this tick on; of the same fps.
        state: under the old show.
    """
    lists = tuple(_list(old.lists.get(name), cue_list, state) for name, cue_list in new.lists.items())
    ends = {fault for each in state.incidents for fault in each.faults if not _goes_on(old, new, fault)}
    before = [each.without(ends) for each in state.incidents if not ends.issuperset(each.faults)]
    incidents = tuple(_incident(new, _begun(old, new, each, state.tick), state.tick) for each in before)
    pairs = zip(before, incidents, strict=True)
    ended = {fault for was, now in pairs if was.is_painted and not now.is_painted for fault in was.faults}
    faults = tuple(
        fault for fault in state.faults if _goes_on(old, new, fault) and (fault.origin == "real" or fault not in ended)
    )
    after = replace(
        telling.kept(new, painting.kept(old, new, voting.kept(old, new, state))),
        lists=lists,
        faults=faults,
        incidents=incidents,
        sensors=sensing.kept(new, state),
        timecode=None if new.timecode is None else state.timecode,
        show=new.hash,
        revision=state.revision + 1,
    )
    return _within_limits(new, after)


def _within_limits(new: Show, state: ShowState) -> ShowState:
    """Let no fault act longer than the new show allows, nor without the rehearsal that it asks for now."""
    injected = [fault for fault in state.faults if fault.origin == "injected"]
    for fault in injected:
        if new.faults[fault.id].only_rehearsal and not state.rehearsal:
            state = director.end_fault(new, state, fault, state.tick)
    shorter: dict[ActiveFault, ActiveFault] = {}
    for fault in injected:
        limit_s = min(new.faults[fault.id].limit_s, new.policy.fault_limit_s)
        ends = max(state.tick, fault.started_tick + ticks(limit_s, new.fps))
        if ends < fault.ends_tick:
            shorter[fault] = replace(fault, ends_tick=ends)
    return phases.with_faults(state, shorter) if shorter else state


def _goes_on(old: Show, new: Show, fault: ActiveFault) -> bool:
    """Whether a fault means the same kind of trouble in both shows."""
    if fault.id not in new.faults and fault.id not in new.found:
        return False
    return old.trouble(fault.id).kind is new.trouble(fault.id).kind


def _incident(new: Show, incident: Incident, tick: int) -> Incident:
    """Let an incident go on; one whose recovery is gone is answered anew, or closes if it was under way."""
    if incident.state is IncidentState.CLOSED or incident.recovery is None or incident.recovery in new.recoveries:
        return incident
    if incident.is_painted and incident.origin == "injected":
        return life.closed(incident, incident.recovery_tick or incident.opened_tick)
    recovery = director.answering(new, incident.fault)
    part = consenting.part_asked(incident)  # what is at home of such a wound stays there
    again = replace(life.asked_again(incident, tick), part=part, waits=False)
    if recovery is None:
        return replace(again, state=IncidentState.DETECTED, recovery=None)
    waits = incident.waits and not incident.part and recovery.mode == "auto"  # an approval was of the other one
    return replace(again, recovery=recovery.id, waits=waits)


def _begun(old: Show, new: Show, incident: Incident, tick: int) -> Incident:
    """Count the phases of a running recovery that have begun, where it does something only from now on."""
    was, now = old.recoveries.get(incident.recovery or ""), new.recoveries.get(incident.recovery or "")
    if not incident.is_running or was is None or now is None or was.does or not now.does:
        return incident
    return replace(incident, done=standing(incident, was.phases, old.fps, tick).index + 1)


def _list(old: CueList | None, new: CueList, state: ShowState) -> ListState:
    """Let a cue list go on where it stands."""
    entry = state.list(new.id)
    if old is None or entry is None:
        return replace(cues.initial(new), awaits_hand=any(other.awaits_hand for other in state.lists))
    steps = _steps(old, new, entry.steps)
    current = steps[-1].cue if steps else None
    natural = cues.after(new, current) if current is not None else _first(new)
    was_natural = cues.after(old, entry.current) if entry.current is not None else _first(old)
    keeps = entry.standby != was_natural and entry.standby is not None and new.position(entry.standby) is not None
    waiting = entry.waiting
    if waiting is not None and new.position(waiting.cue) is None:
        waiting = None
    return replace(entry, steps=steps, standby=entry.standby if keeps else natural, waiting=waiting)


def _steps(old: CueList, new: CueList, steps: Sequence[Transition]) -> tuple[Transition, ...]:
    """Keep each step; one whose cue is gone stands at the nearest cue before it that is still there."""
    kept = []
    for step in steps:
        number = step.cue if step.cue is None else _survivor(old, new, step.cue)
        takes = tuple(replace(each, cue=each.cue and _survivor(old, new, each.cue)) for each in step.takes)
        if step.cue is None or number is not None:
            kept.append(replace(step, cue=number, takes=takes))
        elif kept:
            kept.append(replace(step, cue=None, takes=takes))
    return tuple(kept)


def _survivor(old: CueList, new: CueList, number: str) -> str | None:
    """Find the cue, or the nearest before it in the old list that the new one still has."""
    place = old.position(number)
    if new.position(number) is not None or place is None:
        return number if new.position(number) is not None else None
    before = (cue.number for cue in reversed(old.cues[:place]))
    return next((other for other in before if new.position(other) is not None), None)


def _first(cue_list: CueList) -> str | None:
    return cue_list.cues[0].number if cue_list.cues else None
