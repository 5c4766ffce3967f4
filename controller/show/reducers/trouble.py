"""Faults, incidents, recoveries: inject, clear, HALT, recover, approve, dismiss."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from controller.model import facts
from controller.model import intent as intents
from controller.model.fault import LASTING_KINDS, MOST_FAULTS, PROCESS_KINDS, ActiveFault, FaultSpec
from controller.model.incident import Incident, IncidentState, place_of
from controller.model.naming import meant, unknown
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.units import ticks
from controller.show import director, painting, telling, voting
from controller.show.incidents import blame, consenting, hands, life
from controller.show.reducers.outcome import Outcome, Reducer, SourcedReducer, refused

MOST_NAMED: Final = 8
"""Incidents that are named where one is asked for that is not there: the newest."""


def _halt(show: Show, state: ShowState, _intent: intents.Halt) -> Outcome:
    count = director.acting(state)
    state, off = voting.halted(show, director.end_faults(show, state, state.tick))
    state = replace(state, lists=tuple(replace(entry, awaits_hand=True) for entry in state.lists))
    state, gone = painting.cleared(show, state)
    state, hushed = telling.cleared(show, state)
    told = (f"HALT: {count} fault{'' if count == 1 else 's'} ended", off, gone, hushed)
    return Outcome(state, "; ".join(filter(None, told)))


def _inject(show: Show, state: ShowState, intent: intents.Inject, source: str) -> Outcome:
    spec = show.faults.get(intent.fault)
    if spec is None:
        return refused(state, unknown("fault", intent.fault, show.faults))
    if any(fault.id == spec.id for fault in state.faults):
        return refused(state, f"fault {spec.id} acts already")
    if state.is_panicking or state.exit_tick is not None:
        return refused(state, f"fault {spec.id} is not injected while PANIC holds or the show stops")
    members = (spec, *(show.faults[part.fault] for part in spec.parts))
    why = _forbidden(state, members)
    if why:
        return refused(state, f"fault {spec.id} {why}")
    too_many = _too_many(spec, director.acting(state))
    if too_many:
        return refused(state, too_many)
    seconds = min(spec.limit_s, show.policy.fault_limit_s)
    fault = ActiveFault(spec.id, state.tick, state.tick + ticks(seconds, show.fps), "injected", source)
    state, text = director.strike(show, state, fault)
    return Outcome(state, f"fault {spec.id} injected for {seconds:g} s: {text}")


def _too_many(spec: FaultSpec, acting: int) -> str:
    """Say why a fault would be one too many, or a storm with all that it begins with."""
    if acting >= MOST_FAULTS:
        return f"{acting} faults act already, at most {MOST_FAULTS} may; clear one first"
    begin = len({part.fault for part in spec.parts if not part.at_s})
    if acting + 1 + begin <= MOST_FAULTS:
        return ""
    said = f"storm {spec.id} begins with {begin} faults and {acting} act already"
    return f"{said}; with the storm itself at most {MOST_FAULTS} may act at once"


def _forbidden(state: ShowState, members: Sequence[FaultSpec]) -> str:
    """Say why some faults must not be injected now: the house itself and some lights are for rehearsals only."""
    if any(each.kind in PROCESS_KINDS and each.kind not in state.breakable for each in members):
        if not state.breakable:
            return "breaks the house itself: that is done only in a show that was started with --rehearsal"
        return "ends a process, and here nobody would start it again: start the show without --single-process"
    if not state.rehearsal and any(each.only_rehearsal for each in members):
        return "reaches what may be broken in rehearsals only; say rehearse first"
    return ""


def _rehearse(show: Show, state: ShowState, intent: intents.Rehearse) -> Outcome:
    if not intent.on:
        for fault in [
            fault for fault in state.faults if fault.id in show.faults and show.faults[fault.id].only_rehearsal
        ]:
            state = director.end_fault(show, state, fault, state.tick)
    text = "a rehearsal: nobody watches" if intent.on else "no rehearsal any more; faults that need one ended"
    return Outcome(replace(state, rehearsal=intent.on), text)


def _condition_broken(show: Show, state: ShowState, intent: facts.ConditionBroken) -> Outcome:
    to_blame = blame.blamed(show, state, intent.condition)
    for fault in to_blame.faults:
        state = director.end_fault(show, state, fault, state.tick)
    home = blame.blamed(show, state, intent.condition).incidents
    for incident in home:
        state = director.bring_home(show, state, incident)
    done = [f"withdrawn: {', '.join(fault.id for fault in to_blame.faults)}"] if to_blame.faults else []
    done += [f"brought home: {', '.join(incident.id for incident in home)}"] if home else []
    said = f"not kept: {intent.condition} ({intent.why})"
    return Outcome(state, "; ".join((*done, said)), quiet=not done)


def _clear(show: Show, state: ShowState, intent: intents.Clear) -> Outcome:
    fault = next((fault for fault in state.faults if fault.id == intent.fault), None)
    if fault is None:
        return refused(state, f"fault {intent.fault!r} does not act now{meant(intent.fault, _ids(state.faults))}")
    if fault.origin == "real":
        return refused(state, f"{intent.fault} is real trouble; it ends when it ends. Dismiss its incident instead")
    for part in show.faults[fault.id].parts:
        acting = next((other for other in state.faults if other.id == part.fault), None)
        state = state if acting is None else director.end_fault(show, state, acting, state.tick)
    return Outcome(director.end_fault(show, state, fault, state.tick), f"fault {fault.id} cleared")


def _recover(show: Show, state: ShowState, intent: intents.Recover) -> Outcome:
    recovery = show.recoveries.get(intent.recovery)
    if recovery is None:
        return refused(state, unknown("recovery", intent.recovery, show.recoveries))
    for incident in reversed(state.incidents):
        if incident.state in life.OPEN and director.answers(show, recovery, incident.fault.id):
            return _begin(show, state, incident, recovery.id)
    unclosed = (incident for incident in state.incidents if incident.state is not IncidentState.CLOSED)
    answered = {fault for incident in unclosed for fault in incident.faults}
    for fault in state.faults:
        if fault.origin == "real" and fault not in answered and director.answers(show, recovery, fault.id):
            opened, incident = director.open_incident(show, state, fault, state.tick)
            if hands.is_all_held(show, opened, incident):
                held = "is all in somebody's hand; release some of it first"
                return refused(state, f"what recovery {recovery.id} answers {held}")
            return _begin(show, opened, incident, recovery.id)
    return refused(state, f"no open incident that recovery {recovery.id} answers")


def _approve(show: Show, state: ShowState, intent: intents.Approve) -> Outcome:
    incident = _incident(state, intent.incident)
    if incident is None:
        return refused(state, _no_incident(state, intent.incident))
    if incident.is_running and incident.part == "auto" and not incident.waits:
        follows = replace(incident, waits=True)
        if incident.kind in LASTING_KINDS:  # its mend would wait for the end of the trouble, and they with it
            follows = life.mending(show, follows, state.tick)
        said = f"the cells of {incident.id} that ask follow when the others are mended"
        return Outcome(director.put_back(state, follows), said)
    if incident.state is not IncidentState.PROPOSED or incident.recovery is None:
        return refused(state, f"incident {incident.id} is {incident.state.value}; there is nothing to approve")
    return _begin(show, state, incident, incident.recovery)


def _begin(show: Show, state: ShowState, incident: Incident, recovery: str) -> Outcome:
    if hands.is_all_held(show, state, incident):
        return refused(state, f"incident {incident.id} is all in somebody's hand; release some of it first")
    running = life.recovering(incident, recovery, state.tick, consenting.part_asked(incident))
    left = hands.held_words(show, state, incident) + consenting.words(show, running)
    return Outcome(director.put_back(state, running), f"recovery {recovery} runs on incident {incident.id}{left}")


def _mend(show: Show, state: ShowState, intent: intents.Mend) -> Outcome:
    kept = [each for each in state.incidents if each.state is IncidentState.KEPT]
    if intent.incident is not None:
        incident = _incident(state, intent.incident)
        if incident is None:
            return refused(state, _no_incident(state, intent.incident))
        if incident not in kept:
            return refused(state, f"incident {incident.id} is {incident.state.value}; nothing of it is kept")
        kept = [incident]
    if not kept:
        return refused(state, "nothing is kept; there is nothing to mend")
    for incident in kept:
        state = director.mend_kept(show, state, incident)
    return Outcome(state, f"the rest of {', '.join(each.id for each in kept)} is mended")


def _dismiss(show: Show, state: ShowState, intent: intents.Dismiss) -> Outcome:
    incident = _incident(state, intent.incident)
    if incident is None:
        return refused(state, _no_incident(state, intent.incident))
    if incident.state is IncidentState.CLOSED:
        return refused(state, f"incident {incident.id} is closed already")
    if incident.state is IncidentState.KEPT:
        return _mend(show, state, intents.Mend(incident.id))
    after = director.dismiss(show, state, incident)
    return Outcome(after, f"incident {incident.id} dismissed")


def _no_incident(state: ShowState, name: str) -> str:
    """Say that there is no such incident, and which are open."""
    still = [each.id for each in state.incidents if each.state is not IncidentState.CLOSED]
    more = f" and {len(still) - MOST_NAMED} more" if len(still) > MOST_NAMED else ""
    return f"no incident {name!r}; open: {', '.join(still[-MOST_NAMED:]) or 'none'}{more}"


def _ids(faults: Sequence[ActiveFault]) -> Iterator[str]:
    return (fault.id for fault in faults)


def _incident(state: ShowState, incident_id: str) -> Incident | None:
    at = place_of(state.incidents, incident_id)
    return None if at is None else state.incidents[at]


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType(
    {
        intents.Halt: _halt,
        intents.Rehearse: _rehearse,
        facts.ConditionBroken: _condition_broken,
        intents.Clear: _clear,
        intents.Recover: _recover,
        intents.Approve: _approve,
        intents.Mend: _mend,
        intents.Dismiss: _dismiss,
    }
)
SOURCED: Final[Mapping[type, SourcedReducer]] = MappingProxyType({intents.Inject: _inject})
