"""Beside station 4. What people are shown of faults and incidents. Looking never writes.

Most incidents of a night wait or have ended, and what is shown of them is the same at every tick: it is made once.
"""

from functools import lru_cache
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from controller.model.fault import NEVER, ActiveFault, FaultKind, FaultSpec
from controller.model.incident import Incident, IncidentState
from controller.model.show import Show
from controller.model.snapshot import FaultView, IncidentView
from controller.model.standing import standing
from controller.model.state import ShowState
from controller.show.incidents.consenting import NOBODY, allowed
from controller.show.incidents.places import place_of

SHOWN_INCIDENTS = 12
"""Closed incidents that a snapshot still shows."""
MOST_RUNS = 256
"""Runs of cells of one flag that a snapshot tells."""


class _Still(NamedTuple):
    """What is shown of some faults and incidents at every tick.

    Attributes:
        faults, incidents: those of the state, the very same.
        of_faults: the view of each fault; None = it counts down.
        of_incidents: each that is shown, in order, and its view; None = it moves.
    """

    faults: tuple[ActiveFault, ...]
    incidents: tuple[Incident, ...]
    of_faults: tuple[FaultView | None, ...]
    of_incidents: tuple[tuple[Incident, IncidentView | None], ...]


_KNOWN: Final[WeakKeyDictionary[Show, _Still]] = WeakKeyDictionary()
"""Of each show what was shown last, as long as the show is there."""


def views(show: Show, state: ShowState) -> tuple[tuple[FaultView, ...], tuple[IncidentView, ...]]:
    """Say how every fault is that acts, and every incident that is open or closed not long ago, newest first."""
    known = _KNOWN.get(show)
    if known is None or known.faults is not state.faults or known.incidents is not state.incidents:
        known = _KNOWN[show] = _still(show, state, known)
    tick = state.tick
    shown = zip(known.faults, known.of_faults, strict=True)
    faults = tuple(view or _fault_view(show, fault, tick) for fault, view in shown)
    return faults, tuple(view or _incident_view(show, each, tick) for each, view in known.of_incidents)


def _still(show: Show, state: ShowState, known: _Still | None) -> _Still:
    """Work out what is shown; what is the very same as before is shown as before."""
    tick, shown = state.tick, _shown(state.incidents)
    seen = {} if known is None else dict(zip(map(id, known.faults), known.of_faults, strict=True))
    before = map(seen.get, map(id, state.faults))
    faults = tuple(
        view or (_fault_view(show, each, tick) if each.ends_tick >= NEVER else None)
        for each, view in zip(state.faults, before, strict=True)
    )
    told = {} if known is None else {id(incident): view for incident, view in known.of_incidents}
    incidents = tuple(
        (each, None if each.is_running else told.get(id(each)) or _incident_view(show, each, tick)) for each in shown
    )
    return _Still(state.faults, state.incidents, faults, incidents)


def _fault_view(show: Show, fault: ActiveFault, tick: int) -> FaultView:
    remaining = None if fault.ends_tick >= NEVER else max(0, fault.ends_tick - tick) / show.fps
    spec = show.trouble(fault.id)
    runs = _runs(spec) if spec.kind is FaultKind.FLAGGED else ()
    return FaultView(fault.id, spec.kind.value, fault.origin, remaining, runs)


@lru_cache(maxsize=64)
def _runs(flagged: FaultSpec) -> tuple[tuple[int, int], ...]:
    """Give the cells of a flag in runs, first and length; of one that is scattered widely the first runs."""
    cells = np.sort(flagged.cells)
    breaks = np.flatnonzero(np.diff(cells) > 1) + 1
    runs = np.split(cells, breaks[:MOST_RUNS]) if len(cells) else []
    return tuple((int(run[0]), len(run)) for run in runs[:MOST_RUNS])


def _incident_view(show: Show, incident: Incident, tick: int) -> IncidentView:
    recovery = show.recoveries.get(incident.recovery or "")
    phase, index, progress = "", 0, 0.0
    count = allowed(show, incident) if recovery is not None and incident.state is not IncidentState.CLOSED else NOBODY
    remaining: float | None = 0.0
    if recovery is not None and incident.is_running:
        at = standing(incident, recovery.phases, show.fps, tick)
        if at.phases:  # none has begun where there is but a mend, and the trouble lasts
            running, progress = at.phases[-1]
            phase, index = running.operator, at.index
        remaining = None if at.ends_tick >= NEVER else max(0, at.ends_tick - tick) / show.fps
    return IncidentView(
        id=incident.id,
        kind=incident.kind.value,
        origin=incident.origin,
        fault=incident.fault.id,
        state=incident.state,
        recovery=incident.recovery,
        mode=None if recovery is None else recovery.mode,
        phase=phase,
        phase_index=index,
        phase_progress=progress,
        remaining_s=remaining,
        opened_s=incident.opened_tick / show.fps,
        why=incident.why,
        recurrence=incident.recurrence,
        joined=tuple(fault.id for fault in incident.joined),
        zone=_zone(show, incident),
        place=", ".join(dict.fromkeys(show.trouble(fault.id).zone for fault in incident.faults)),
        asks=count.ask if incident.part == "auto" and not incident.waits else 0,
        never=count.never,
        kept=recovery.kept if recovery is not None and incident.state is IncidentState.KEPT else 0.0,
    )


def _zone(show: Show, incident: Incident) -> str:
    """Name the smallest zone that holds all cells of an incident and is not the whole rig; empty = there is none."""
    troubles = [show.trouble(fault.id) for fault in incident.faults]
    if not all(len(trouble.cells) for trouble in troubles):
        return ""
    zones = frozenset.intersection(*(place_of(show, trouble).zones for trouble in troubles))
    return min(zones, key=lambda zone: (len(show.rig.zones[zone]), zone), default="")


def _shown(incidents: tuple[Incident, ...]) -> tuple[Incident, ...]:
    """Open incidents and the newest closed ones, newest first."""
    closed = [incident for incident in incidents if incident.state is IncidentState.CLOSED][-SHOWN_INCIDENTS:]
    return tuple(
        incident for incident in reversed(incidents) if incident.state is not IncidentState.CLOSED or incident in closed
    )
