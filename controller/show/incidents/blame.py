"""Beside station 4. What may be to blame for a condition that does not hold: what is broken on purpose, or shown so.

The wound of a fault outlives it in its recovery, which may make it darker or livelier than it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from controller.model.condition import Condition
from controller.model.fault import ActiveFault, FaultSpec
from controller.model.incident import Incident, IncidentState
from controller.model.show import Show
from controller.model.state import ShowState
from controller.show.incidents import life


@dataclass(frozen=True, slots=True)
class Blamed:
    """The faults that are to be withdrawn, and the incidents whose wounds are to be mended at once."""

    faults: tuple[ActiveFault, ...]
    incidents: tuple[Incident, ...]

    @property
    def is_nobody(self) -> bool:
        """Whether there is nothing to be done."""
        return not (self.faults or self.incidents)


def blamed(show: Show, state: ShowState, text: str) -> Blamed:
    """Say what may break a condition: of a level only what reaches its zone, else whatever is broken on purpose."""
    condition = next((each for each in show.conditions if each.text == text), None)
    injected = (fault for fault in state.faults if fault.origin == "injected")
    faults = tuple(fault for fault in injected if _reaches(show, (fault,), condition))
    incidents = (each for each in state.incidents if each.origin == "injected" and _shows(show, state, each, condition))
    return Blamed(faults, tuple(each for each in incidents if _reaches(show, each.faults, condition)))


def brought_home(show: Show, incident: Incident, tick: int) -> Incident:
    """Let a wound that a recovery shows be mended at once, with all that it would keep."""
    return life.mended_whole(show, life.mending(show, incident, tick), tick)


def _shows(show: Show, state: ShowState, incident: Incident, condition: Condition | None) -> bool:
    """Whether a recovery shows a wound that could be mended sooner, and that can break such a condition.

    Frames grow old on the way alone; and what is kept of a wound stands still, so that it keeps no guard busy.
    """
    kind = "level" if condition is None else condition.kind
    if not incident.is_painted or kind == "age" or (incident.state is IncidentState.KEPT and kind != "level"):
        return False
    return brought_home(show, incident, state.tick) is not incident


def _reaches(show: Show, faults: Iterable[ActiveFault], condition: Condition | None) -> bool:
    if condition is None or condition.kind != "level":
        return True
    return any(_meet(show.faults[fault.id], condition) for fault in faults)


@lru_cache(maxsize=64)
def _meet(fault: FaultSpec, condition: Condition) -> bool:
    """Whether a fault reaches a zone; asked again every frame in which that is too dark."""
    return bool(np.isin(fault.cells, condition.cells).any())
