"""Station 4. Incidents → which recovery, in which phase.

Derived from state and tick alone; who caused a fault is not asked.
"""

from collections.abc import Sequence
from itertools import compress, count, repeat
from operator import is_

import numpy as np

from controller.model.fault import (
    EXPLAINED_BY,
    LINK_KINDS,
    MOST_FAULTS,
    NEVER,
    PROCESS_KINDS,
    SOURCE_KINDS,
    ActiveFault,
    FaultKind,
    FaultSpec,
)
from controller.model.incident import Incident, IncidentState, with_incident
from controller.model.recovery import RecoverySpec
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.units import ticks
from controller.show.incidents import blame, consenting, hands, joining, life, phases, recurrence, storms, turns
from controller.show.incidents.struck import struck

KEPT_CLOSED = 64
"""Closed incidents that stay in the state, for recurrence."""


def answering(show: Show, fault: ActiveFault) -> RecoverySpec | None:
    """Find the first recovery of the show file that answers a fault and may be proposed, or None."""
    if show.trouble(fault.id).consent == "never":
        return None
    return next((r for r in show.recoveries.values() if r.mode != "manual" and answers(show, r, fault.id)), None)


def answers(show: Show, recovery: RecoverySpec, trouble: str) -> bool:
    """Whether a recovery is meant for the kind and place of a fault, declared or found."""
    return recovery.is_meant_for(show.trouble(trouble))


def open_incident(
    show: Show, state: ShowState, fault: ActiveFault, tick: int, *, why: str = ""
) -> tuple[ShowState, Incident]:
    """Open an incident for a fault that just began, or let it join one; an ``auto`` recovery starts at once.

    ``why`` says it in words; empty = as the fault says.
    """
    spec = show.trouble(fault.id)
    recovery = answering(show, fault)
    host = joining.host(show, state, fault, None if recovery is None else recovery.id)
    if host is not None:
        incident = joining.joined(show, host, fault, why)
        return put_back(state, incident), incident
    incident = Incident(
        id=f"i{state.incident_count + 1}",
        kind=spec.kind,
        origin=fault.origin,
        fault=fault,
        opened_tick=tick,
        state=IncidentState.DETECTED if recovery is None else IncidentState.PROPOSED,
        recovery=None if recovery is None else recovery.id,
        recovery_tick=None,
        mend_tick=None,
        closed_tick=None,
        why=why or (f"{spec.label}: {spec.kind} on {spec.zone}" if fault.origin == "injected" else spec.label),
        recurrence=recurrence.times(show, state, fault),
    )
    if recovery is not None and _starts_by_itself(show, incident, recovery):
        if turns.free(show, state.incidents, tick) > 0 and not hands.is_all_held(show, state, incident):
            incident = life.recovering(incident, recovery.id, tick, consenting.part_alone(show, incident))
        else:
            incident = replace(incident, waits=True)
    state = replace(state, incidents=(*state.incidents, incident), incident_count=state.incident_count + 1)
    return state, incident


def strike(show: Show, state: ShowState, fault: ActiveFault) -> tuple[ShowState, str]:
    """Let an injected fault begin, and with it its incident; a storm begins with the faults that are due at once.

    Returns:
        The state, and what came of it in words.
    """
    state = replace(state, faults=(*state.faults, fault))
    spec = show.faults[fault.id]
    if spec.kind is FaultKind.STORM:
        state, text = rage(show, state, fault, after=fault.started_tick - 1, upto=fault.started_tick)
        return state, text or "its faults follow"
    state, incident = open_incident(show, state, fault, fault.started_tick)
    return state, _told(incident, fault) + turns.left_words(show, state, incident)


def bring_home(show: Show, state: ShowState, incident: Incident) -> ShowState:
    """Let a wound that a recovery shows be mended at once, with all that it would keep."""
    return put_back(state, blame.brought_home(show, incident, state.tick))


def _told(incident: Incident, fault: ActiveFault) -> str:
    """Say what came of a fault that began."""
    stands = "waits its turn" if incident.waits else incident.state.value
    answer = f"; {incident.recovery} {stands}" if incident.recovery else "; no recovery answers it"
    return f"{'joins ' if fault != incident.fault else ''}incident {incident.id}{answer}"


def put_back(state: ShowState, incident: Incident) -> ShowState:
    """Put an incident back into the state."""
    return replace(state, incidents=with_incident(state.incidents, incident))


def acting(state: ShowState) -> int:
    """Count the injected faults that act."""
    return sum(1 for fault in state.faults if fault.origin == "injected")


def rage(show: Show, state: ShowState, storm: ActiveFault, *, after: int, upto: int) -> tuple[ShowState, str]:
    """Let the faults of a storm begin that are due in a span of ticks, but none that acts already or is too many."""
    told: list[str] = []
    for tick, name in storms.due(show.faults[storm.id], storm, after=after, upto=upto, fps=show.fps):
        if any(fault.id == name for fault in state.faults):
            continue
        if acting(state) >= MOST_FAULTS:
            told.append(f"{name} does not begin: {MOST_FAULTS} faults act already")
            continue
        spec = show.faults[name]
        ends = min(storm.ends_tick, tick + ticks(min(spec.limit_s, show.policy.fault_limit_s), show.fps))
        state, text = strike(show, state, ActiveFault(name, tick, ends, "injected", storm.source, led=storm.led))
        told.append(f"{name}: {text}")
    return state, "; ".join(told)


def _starts_by_itself(show: Show, incident: Incident, recovery: RecoverySpec) -> bool:
    """Whether a recovery needs nobody's word: it says so, or the trouble is known; and some cells agree."""
    is_known = incident.recurrence > 1 and recovery.again == "auto"
    return (recovery.mode == "auto" or is_known) and consenting.starts_alone(show, incident)


def advance(show: Show, state: ShowState, tick: int) -> tuple[ShowState, tuple[tuple[int, str], ...]]:
    """Let faults run out, storms strike and recoveries move on up to a tick.

    Returns:
        The state, and what happened: (tick, sentence) each at its own exact time.
    """
    happened: list[tuple[int, str]] = []
    raging = [fault for fault in state.faults if fault.id in show.faults and show.faults[fault.id].parts]
    since = state.tick
    span = {"after": since, "upto": tick, "fps": show.fps}
    for at in sorted({at for storm in raging for at, _ in storms.due(show.faults[storm.id], storm, **span)}):
        state, some = _run_out(show, state, at, since=since)
        happened += some
        since = at
        for storm in raging:
            state, text = rage(show, state, storm, after=at - 1, upto=at)
            if text:
                happened.append((at, f"storm {storm.id}: {text}"))
    state, some = _run_out(show, state, tick, since=since)
    return state, (*happened, *some)


def _run_out(show: Show, state: ShowState, tick: int, *, since: int) -> tuple[ShowState, tuple[tuple[int, str], ...]]:
    """Let faults run out and recoveries move on up to a tick, since the one up to which they did before."""
    happened: list[tuple[int, str]] = []
    incidents: list[Incident] = []
    ended = [fault for fault in state.faults if fault.ends_tick <= tick]
    mended = _ends_of_mends(show, state) if ended else {}
    gone = {fault for fault in ended if fault.ends_tick <= mended.get(fault, tick)}
    happened += [
        (fault.ends_tick, f"fault {fault.id} ended: its time limit ran out") for fault in ended if fault in gone
    ]
    for incident in state.incidents:
        moved = life.moved_on(show, incident, tick, gone=gone, acting=state.faults, happened=happened)
        if moved.state is IncidentState.CLOSED and incident.is_running:
            lasting = {fault for fault in state.faults if fault.origin == "real"}
            if not lasting.isdisjoint(incident.faults):
                happened[-1] = (happened[-1][0], f"incident {incident.id} came home, but its trouble lasts")
                moved = life.asked_again(moved.without({*incident.faults} - lasting), happened[-1][0])
        over = (IncidentState.CLOSED, IncidentState.KEPT)
        if moved.state in over and incident.state not in over and incident.origin == "injected":
            gone.update(incident.faults)
        incidents.append(moved)
    incidents, some = _too_many_kept(show, incidents, tick)
    happened += some
    happened += turns.given_back(show, incidents, since=since, upto=tick)
    told, incidents = turns.taken(show, state, incidents, tick)
    happened += told
    if not happened:
        return state, ()
    faults = tuple(fault for fault in state.faults if fault not in gone)
    state = replace(state, faults=faults, incidents=_kept(incidents))
    return state, tuple(sorted(happened))


def _ends_of_mends(show: Show, state: ShowState) -> dict[ActiveFault, int]:
    """Say of each injected fault that is being mended when that ends, and the fault with it."""
    return {
        fault: life.end_of_mend(show, incident)
        for incident in state.incidents
        if incident.is_running and incident.origin == "injected"
        for fault in incident.faults
    }


def _too_many_kept(show: Show, incidents: list[Incident], tick: int) -> tuple[list[Incident], list[tuple[int, str]]]:
    """Mend the oldest of the wounds that are kept when there are more than may be."""
    kept = [incident for incident in incidents if incident.state is IncidentState.KEPT]
    oldest = {incident.id for incident in kept[: max(0, len(kept) - life.MOST_KEPT)]}
    mended = [life.mended_whole(show, each, tick) if each.id in oldest else each for each in incidents]
    return mended, [(tick, f"incident {name} mends: more than {life.MOST_KEPT} wounds were kept") for name in oldest]


def mend_kept(show: Show, state: ShowState, incident: Incident) -> ShowState:
    """Mend what was kept of a wound."""
    return put_back(state, life.mended_whole(show, incident, state.tick))


def without(show: Show, state: ShowState, source: str) -> tuple[ShowState, tuple[str, ...]]:
    """End the faults that somebody armed who is gone; those that may outlive it stay, and of a storm its parts.

    Returns:
        The state, and the names of the faults that ended.
    """
    outliving = {fault.id for fault in state.faults if fault.source == source and show.faults[fault.id].outlives}
    outliving.update(part.fault for storm in sorted(outliving) for part in show.faults[storm].parts)
    theirs = [fault for fault in state.faults if fault.source == source and fault.id not in outliving]
    for fault in theirs:
        state = end_fault(show, state, fault, state.tick)
    return state, tuple(fault.id for fault in theirs)


def end_fault(show: Show, state: ShowState, fault: ActiveFault, tick: int) -> ShowState:
    """End one fault: its incident closes if nothing answers it yet, and a running recovery goes to its mend."""
    gone = struck(show, state).by_id.get(fault.id)
    at = next(compress(count(), map(is_, state.faults, repeat(gone))), None) if gone == fault else None
    at = len(state.faults) if at is None else at
    faults = state.faults[:at] + state.faults[at + 1 :]
    left = struck(show, replace(state, faults=faults)).by_id
    incidents = list(state.incidents)
    for place, incident in enumerate(incidents):
        if (incident.fault.id != fault.id and not incident.joined) or not incident.has(fault):
            continue
        if not any(left.get(each.id) == each for each in incident.faults):
            incidents[place] = life.ended(show, incident, tick)
        elif not incident.is_running:
            incidents[place] = incident.without({fault})
    return replace(state, faults=faults, incidents=_kept(incidents))


def end_together(show: Show, state: ShowState, faults: Sequence[ActiveFault], tick: int) -> ShowState:
    """End faults of which there may be thousands, as if one ended after the other."""
    gone = set(faults)
    left = replace(state, faults=tuple(fault for fault in state.faults if fault not in gone))
    acting, incidents = struck(show, left).by_id, list(state.incidents)
    for place, incident in enumerate(incidents):
        mine = [fault for fault in incident.faults if fault in gone]
        if not mine:
            continue
        is_over = not any(acting.get(each.id) == each for each in incident.faults)
        rest = incident if incident.is_running else incident.without(gone - {mine[-1]} if is_over else gone)
        incidents[place] = life.ended(show, rest, tick) if is_over else rest
    return replace(left, incidents=_kept(incidents))


def dismiss(show: Show, state: ShowState, incident: Incident) -> ShowState:
    """Close an incident at the operator's word; an injected fault and a flag end with it, other trouble goes on."""
    if incident.origin == "injected" or incident.kind is FaultKind.FLAGGED:
        for fault in incident.faults:
            state = end_fault(show, state, fault, state.tick)
        return state
    return put_back(state, life.ended(show, incident, state.tick))


def found(show: Show, state: ShowState, spec: FaultSpec, why: str) -> tuple[ShowState, str]:
    """Let trouble that was found begin: it joins the incident of an injected fault that explains it, or opens one.

    Args:
        show: what is played.
        state: in which it does not act yet.
        spec: what it is.
        why: in words, for its incident.

    Returns:
        The state, and what came of it in words.
    """
    explained = explanation(show, state, spec)
    if explained is not None:
        return state, f"part of incident {explained.id}"
    fault = ActiveFault(spec.id, state.tick, NEVER, "real")
    state = replace(state, faults=(*state.faults, fault))
    state, incident = open_incident(show, state, fault, state.tick, why=why)
    return state, _told(incident, fault) + turns.left_words(show, state, incident)


def explanation(show: Show, state: ShowState, spec: FaultSpec) -> Incident | None:
    """Find the incident of an injected fault that explains what was found, or None."""
    causes = EXPLAINED_BY.get(spec.kind, ())
    acting = struck(show, state).by_kind
    explains = {
        fault
        for kind in causes
        for fault in acting.get(kind, {}).values()
        if fault.origin == "injected" and _shares(show.faults[fault.id], spec)
    }
    if not explains:
        return None
    return next((incident for incident in reversed(state.incidents) if not explains.isdisjoint(incident.faults)), None)


def _shares(cause: FaultSpec, spec: FaultSpec) -> bool:
    """Whether a fault acts where something was found: at its node, at its sensor, or on a cell of it."""
    if cause.kind in PROCESS_KINDS or spec.kind is FaultKind.GUARD_SATURATED:
        return True  # there is one engine, and the guard judges the whole beside each zone
    if cause.kind in SOURCE_KINDS:
        return spec.sensor == cause.sensor
    if cause.kind in LINK_KINDS:
        return spec.node in (cause.node, *cause.nodes)
    return bool(np.isin(spec.cells, cause.cells, assume_unique=True).any())


def end_faults(show: Show, state: ShowState, tick: int) -> ShowState:
    """End all injected faults, and with them their incidents and what they had set in motion.

    Real trouble does not end because somebody says so: it stays, and so does a proposal to answer it, but every
    running recovery goes to its mend.
    """
    incidents = [
        life.halted(show, incident if incident.origin == "real" else life.ended(show, incident, tick), tick)
        for incident in state.incidents
    ]
    real = tuple(fault for fault in state.faults if fault.origin == "real")
    return phases.halted(replace(state, faults=real, incidents=_kept(incidents)))


def forget_faults(show: Show, state: ShowState, tick: int) -> ShowState:
    """End everything, real trouble too: whoever starts anew finds it again. What an operator flagged stays flagged."""
    incidents = [
        life.mending(show, life.unapproved(incident), tick) if incident.kind is FaultKind.FLAGGED
        else life.ended(show, incident, tick)
        for incident in state.incidents
    ]  # fmt: skip
    flagged = tuple(fault for fault in state.faults if show.trouble(fault.id).kind is FaultKind.FLAGGED)
    return phases.halted(replace(state, faults=flagged, incidents=_kept(incidents)))


def _kept(incidents: list[Incident]) -> tuple[Incident, ...]:
    """Open incidents, and the newest closed ones, in order."""
    surplus = sum(1 for incident in incidents if incident.state is IncidentState.CLOSED) - KEPT_CLOSED
    if surplus <= 0:
        return tuple(incidents)
    kept: list[Incident] = []
    for incident in incidents:
        if incident.state is IncidentState.CLOSED and surplus > 0:
            surplus -= 1
            continue
        kept.append(incident)
    return tuple(kept)
