"""Beside station 4. Troubles of one kind that come near each other in a short time are one incident."""

from itertools import chain, islice
from operator import attrgetter
from typing import Final

from controller.model.cells import shares, union
from controller.model.fault import LASTING_KINDS, ActiveFault, FaultKind, FaultSpec
from controller.model.incident import Incident, IncidentState
from controller.model.replaced import replace
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.units import ticks
from controller.show.incidents import places
from controller.show.incidents.struck import struck

MOST_JOINED: Final = 256
"""Faults of one incident."""
MOST_TOLD: Final = 3
"""So many of them are told by name."""
MOST_APART: Final = 64
"""Incidents of one kind that a moment opens far from each other; trouble beyond is part of the newest, wherever it is:
so much at once has one cause."""
_STARTED: Final = attrgetter("started_tick")
APART_KINDS: Final = (FaultKind.NODE_SILENT, FaultKind.FIXTURE_UNCONFIRMED)
"""Two of one of these kinds have no cell in common: each is a node or a fixture of its own."""


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
    if not show.policy.join_s:
        return None
    spec = show.trouble(fault.id)
    since = state.tick - ticks(show.policy.join_s, show.fps)
    fits = (spec.kind, fault.origin, recovery)
    able = [*islice((each for each in reversed(state.incidents) if _takes_in(each, fits, fault, since)), MOST_APART)]
    for incident in able:
        belongs = _belongs(show, incident, spec, anywhere=len(able) == MOST_APART)
        if belongs and not _is_between(show, state, incident, fault):
            return incident
    return None


def _takes_in(incident: Incident, fits: tuple[FaultKind, str, str | None], fault: ActiveFault, since: int) -> bool:
    """Whether an incident is of a kind, origin and recovery, and may take in a fault wherever that is."""
    if (incident.kind, incident.origin, incident.recovery) != fits or incident.part:
        return False
    is_open = incident.state in (IncidentState.DETECTED, IncidentState.PROPOSED)
    is_lasting = incident.state is IncidentState.RECOVERING and incident.kind in LASTING_KINDS
    if not (is_open or is_lasting) or len(incident.joined) >= MOST_JOINED - 1:
        return False
    return max(map(_STARTED, incident.faults)) > since and not incident.has(fault)


def joined(show: Show, incident: Incident, fault: ActiveFault, why: str) -> Incident:
    """Let a fault be part of an incident."""
    count = len(incident.joined) + 2
    told = f"{incident.why}; {why or show.trouble(fault.id).label}" if count <= MOST_TOLD else incident.why
    more = told if count != MOST_TOLD + 1 else f"{told}; and more"
    return replace(incident, joined=(*incident.joined, fault), why=more)


def cells_of(show: Show, incident: Incident) -> Cells:
    """Give all cells of an incident: sorted, each once."""
    return union(show.trouble(fault.id).cells for fault in incident.faults)


def _belongs(show: Show, incident: Incident, spec: FaultSpec, *, anywhere: bool) -> bool:
    """Whether a trouble is answered as freely as an incident, and near it or ``anywhere``."""
    specs = [show.trouble(fault.id) for fault in incident.faults]
    if any(each.consent != spec.consent for each in specs) or not len(spec.cells):
        return False
    return anywhere or any(places.are_near(show, each, spec) for each in reversed(specs) if len(each.cells))


def _is_between(show: Show, state: ShowState, incident: Incident, fault: ActiveFault) -> bool:
    """Whether another wound was struck between the first of an incident and a fault, on cells of either."""
    apart = (incident.kind,) if incident.kind in APART_KINDS else ()
    acting = (each for kind, some in struck(show, state).by_kind.items() if kind not in apart for each in some.values())
    mended = (other.faults for other in state.incidents if other.is_painted and other.kind not in apart)
    first, last = incident.fault.started_tick, fault.started_tick
    struck_then = {each for each in chain(acting, *mended) if first <= each.started_tick <= last}
    between = struck_then and struck_then.difference(incident.faults, (fault,))
    if not between:
        return False
    mine = [show.trouble(each.id).cells for each in (*incident.faults, fault)]
    return any(shares(show.trouble(each.id).cells, cells) for each in between for cells in mine)
