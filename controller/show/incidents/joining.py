"""Beside station 4. Troubles of one kind that come near each other in a short time are one incident."""

from typing import Final

from controller.model.cells import shares, union
from controller.model.fault import LASTING_KINDS, ActiveFault, FaultSpec
from controller.model.incident import Incident, IncidentState
from controller.model.replaced import replace
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.units import ticks
from controller.show.incidents import places

MOST_JOINED: Final = 256
"""Faults of one incident."""
MOST_TOLD: Final = 3
"""So many of them are told by name."""


def host(show: Show, state: ShowState, fault: ActiveFault, recovery: str | None) -> Incident | None:
    """Find the incident of which a fault that begins is a part, or None: it is one of its own.

    It is of the same kind and origin, near, not long ago, answered by the same recovery and as freely. One that a
    recovery already mends takes in only trouble that lasts, for its phases would be over too soon for it. What lies
    between the two in the order of wounds must not touch them, or the picture would jump.

    Args:
        show: what is played.
        state: with the fault, or before it.
        fault: that begins.
        recovery: that answers it.
    """
    spec = show.trouble(fault.id)
    since = state.tick - ticks(show.policy.join_s, show.fps)
    for incident in reversed(state.incidents):
        is_open = incident.state in (IncidentState.DETECTED, IncidentState.PROPOSED)
        is_lasting = incident.state is IncidentState.RECOVERING and incident.kind in LASTING_KINDS
        fits = (incident.kind, incident.origin, incident.recovery) == (spec.kind, fault.origin, recovery)
        if not fits or incident.part or not (is_open or is_lasting) or len(incident.joined) >= MOST_JOINED - 1:
            continue
        if max(each.started_tick for each in incident.faults) <= since or fault in incident.faults:
            continue
        if _belongs(show, incident, spec) and not _is_between(show, state, incident, fault):
            return incident
    return None


def joined(show: Show, incident: Incident, fault: ActiveFault, why: str) -> Incident:
    """Let a fault be part of an incident."""
    count = len(incident.joined) + 2
    told = f"{incident.why}; {why or show.trouble(fault.id).label}" if count <= MOST_TOLD else incident.why
    more = told if count != MOST_TOLD + 1 else f"{told}; and more"
    return replace(incident, joined=(*incident.joined, fault), why=more)


def cells_of(show: Show, incident: Incident) -> Cells:
    """Give all cells of an incident: sorted, each once."""
    return union(show.trouble(fault.id).cells for fault in incident.faults)


def _belongs(show: Show, incident: Incident, spec: FaultSpec) -> bool:
    """Whether a trouble is near an incident and answered as freely."""
    specs = [show.trouble(fault.id) for fault in incident.faults]
    if any(each.consent != spec.consent for each in specs) or not len(spec.cells):
        return False
    return any(places.are_near(show, each, spec) for each in specs if len(each.cells))


def _is_between(show: Show, state: ShowState, incident: Incident, fault: ActiveFault) -> bool:
    """Whether another wound was struck between the first of an incident and a fault, on cells of either."""
    mended = (each for other in state.incidents if other.is_painted for each in other.faults)
    others = {*state.faults, *mended} - {fault, *incident.faults}
    between = [each for each in others if incident.fault.started_tick <= each.started_tick <= fault.started_tick]
    if not between:
        return False
    mine = [show.trouble(each.id).cells for each in (*incident.faults, fault)]
    return any(shares(show.trouble(each.id).cells, cells) for each in between for cells in mine)
