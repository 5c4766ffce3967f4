"""Beside station 4. Up to when trouble rests: no fault ends, and no incident moves, by time alone.

A lamp can be dead for months, and its incident waits for a hand all the while; so this is worked out when faults,
incidents or hands change, not every tick.
"""

from itertools import chain
from operator import attrgetter
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from controller.model.fault import NEVER, ActiveFault, FaultKind
from controller.model.incident import Incident, IncidentState
from controller.model.programmer import Hold
from controller.model.show import Show
from controller.model.standing import last_mend
from controller.model.state import ShowState
from controller.show.incidents import consenting, hands, life, phases, storms, turns
from controller.show.incidents.struck import struck

_ENDS: Final = attrgetter("ends_tick")


class _Rest(NamedTuple):
    """What is known of some faults and incidents under some hands.

    Attributes:
        faults, incidents, programmer: those of the state, the very same.
        until: first tick at which something may move, storms aside.
        raging: the storms among the faults.
    """

    faults: tuple[ActiveFault, ...]
    incidents: tuple[Incident, ...]
    programmer: tuple[Hold, ...]
    until: int
    raging: tuple[ActiveFault, ...]


_KNOWN: Final[WeakKeyDictionary[Show, _Rest]] = WeakKeyDictionary()
"""Of each show the last that was asked about, as long as the show is there."""


def rests(show: Show, state: ShowState, tick: int) -> bool:
    """Whether nothing becomes of faults and incidents up to a tick unless somebody does something."""
    if not (state.faults or state.incidents):
        return True
    known = _KNOWN.get(show)
    if (
        known is None
        or known.incidents is not state.incidents
        or known.faults is not state.faults
        or known.programmer is not state.programmer
    ):
        known = _KNOWN[show] = _known(show, state)
    if tick >= known.until:
        return False
    span = {"after": state.tick, "upto": tick, "fps": show.fps}
    return not any(storms.due(show.faults[storm.id], storm, **span) for storm in known.raging)


def _known(show: Show, state: ShowState) -> _Rest:
    raging = tuple(struck(show, state).by_kind.get(FaultKind.STORM, {}).values())
    return _Rest(state.faults, state.incidents, state.programmer, _until(show, state), raging)


def _until(show: Show, state: ShowState) -> int:
    """Give the first tick at which something may move; 0 where that is now."""
    unclosed = [incident for incident in state.incidents if incident.state is not IncidentState.CLOSED]
    if sum(1 for incident in unclosed if incident.state is IncidentState.KEPT) > life.MOST_KEPT:
        return 0
    is_free = turns.free(show, unclosed, state.tick) > 0
    moves = (_moves(show, state, incident, is_free=is_free) for incident in unclosed)
    return min(chain(map(_ENDS, state.faults), moves), default=NEVER)


def _moves(show: Show, state: ShowState, incident: Incident, *, is_free: bool) -> int:
    """Give the first tick at which an incident that is not closed may move."""
    if incident.is_running:
        return _next_movement(show, incident, state.tick)
    if incident.state is IncidentState.KEPT:
        return NEVER if life.keeps(show, incident) else 0
    if consenting.has_to_ask(show, incident):
        return 0
    if incident.waits and is_free and not hands.is_all_held(show, state, incident):
        return 0
    if consenting.goes_on_unanswered(show, incident) and not hands.is_all_held(show, state, incident):
        return life.unanswered_tick(show, incident)
    return NEVER


def _next_movement(show: Show, incident: Incident, tick: int) -> int:
    """Give the tick at which a running recovery comes to rest, or its mend begins or ends.

    It is 0 while its phases do more than light.
    """
    spec = show.recoveries[incident.recovery or ""].phases
    is_mending = incident.state is IncidentState.MENDING
    begun = len(spec) if incident.rest_tick is not None else last_mend(spec) + is_mending
    if phases.does(show, incident) and incident.done < begun:
        return 0
    if is_mending:
        return life.end_of_mend(show, incident)
    waits = life.start_of_wait(show, incident)
    return life.start_of_mend(show, incident) if waits <= tick else min(waits, life.start_of_mend(show, incident))
