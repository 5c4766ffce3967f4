"""Incidents: one lifecycle for trouble, rehearsed or real: detected → proposed → recovering → mending → closed.

A recovery that keeps a part of the wound goes mending → kept, and on somebody's word mending → closed.
"""

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import attrgetter
from typing import Final, Literal, TypeAlias

from controller.model.fault import ActiveFault, FaultKind, Origin

Part: TypeAlias = Literal["", "auto", "ask"]
_ID: Final = attrgetter("id")


class IncidentState(StrEnum):
    """Where an incident stands."""

    DETECTED = "detected"
    PROPOSED = "proposed"
    RECOVERING = "recovering"
    MENDING = "mending"
    KEPT = "kept"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Incident:
    """One wound and what is done about it.

    Attributes:
        id: ``i1``, ``i2`` … in order of the night.
        kind: what broke.
        origin: injected or real.
        fault: a copy of the fault, kept after the fault itself has ended, so that the wound can be painted on.
        opened_tick: when it was noticed.
        state: where it stands.
        recovery: the recovery proposed or running, or None.
        recovery_tick: first tick of the running recovery.
        mend_tick: first tick of its mend, if that was brought forward (HALT, restart); None = as composed.
        closed_tick: when it ended, or since when the rest of it is kept.
        why: in words, for the log and the console.
        waits: True = its recovery would start by itself, but too many run already; while the first part of it runs,
            somebody has approved the other. HALT takes that back.
        done: phases of the running recovery that have begun, and so done what they do besides light.
        joined: faults of the same kind that came near soon after, and are part of it.
        part: which of its cells are the recovery's: "" = all that may be mended; ``auto`` = those that need nobody's
            word, while the others ask; ``ask`` = those others, when the first are at home.
        rest_tick: first tick of the mend of what was kept, None = nobody has asked for it.
        recurrence: how often this kind came to this place tonight, from 1.
        asked_tick: since when it is proposed once more, None = since it was opened.
    """

    id: str
    kind: FaultKind
    origin: Origin
    fault: ActiveFault
    opened_tick: int
    state: IncidentState
    recovery: str | None
    recovery_tick: int | None
    mend_tick: int | None
    closed_tick: int | None
    why: str
    recurrence: int
    waits: bool = False
    done: int = 0
    joined: tuple[ActiveFault, ...] = ()
    rest_tick: int | None = None
    part: Part = ""
    asked_tick: int | None = None

    @property
    def faults(self) -> tuple[ActiveFault, ...]:
        """Every fault that is part of it, the oldest first."""
        return (self.fault, *self.joined)

    def has(self, fault: ActiveFault) -> bool:
        """Whether a fault is part of it."""
        faults = self.faults
        return fault.id in map(_ID, faults) and any(each == fault for each in faults if each.id == fault.id)

    def without(self, gone: Collection[ActiveFault]) -> "Incident":
        """Leave out faults that are over; what it was about when all are is kept."""
        names = {fault.id for fault in gone}
        left = [fault for fault in self.faults if fault.id not in names or fault not in gone]
        return self if not left or not gone else replace(self, fault=left[0], joined=tuple(left[1:]))

    @property
    def is_running(self) -> bool:
        """Whether a recovery moves it on now."""
        return self.state in (IncidentState.RECOVERING, IncidentState.MENDING)

    @property
    def is_painted(self) -> bool:
        """Whether a recovery paints it: it runs, or the rest of it is kept."""
        return self.is_running or self.state is IncidentState.KEPT


def place_of(incidents: tuple[Incident, ...], name: str) -> int | None:
    """Find where the incident of a name stands, or None; there may be a thousand, and as many asked for in a tick.

    They stand in the order of their numbers, so few are looked at.
    """
    at = bisect_left(incidents, (len(name), name), key=_order)
    if at < len(incidents) and incidents[at].id == name:
        return at
    try:
        return [*map(_ID, incidents)].index(name)
    except ValueError:
        return None


def with_incident(incidents: tuple[Incident, ...], incident: Incident) -> tuple[Incident, ...]:
    """Put an incident in the place of the one of its name, if there is one."""
    at = place_of(incidents, incident.id)
    if at is None:
        return incidents
    some = list(incidents)
    some[at] = incident
    return tuple(some)


def _order(incident: Incident) -> tuple[int, str]:
    """Order names as their numbers: ``i9`` before ``i10``."""
    return len(incident.id), incident.id
