"""Station 0: what a bound action means now. Which incident is the newest, whether a list is paused, shows only when
it is done, so it is read from what people are shown. Pure.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from controller.model.binding import Action, Decide, Do, HoldFlash, PauseOrResume, ReadSensor, SetLevel
from controller.model.facts import Sense
from controller.model.incident import IncidentState
from controller.model.intent import (
    Approve,
    Dismiss,
    FlashSubmaster,
    GrandMaster,
    Intent,
    Pause,
    Resume,
    SetSubmaster,
    ZoneLevel,
)
from controller.model.snapshot import IncidentView, ListView, Snapshot

BUTTON_HOLD_S: Final = 60.0
"""A pad says once that it is pressed and once that it is let go; a flash whose pad has gone ends after this."""
_LEVELS: Final[Mapping[str, Callable[[str, float], Intent]]] = {"submaster": SetSubmaster, "zone": ZoneLevel}
WAITS_FOR: Final[Mapping[str, tuple[IncidentState, ...]]] = {
    "approve": (IncidentState.PROPOSED,),
    "dismiss": (IncidentState.PROPOSED, IncidentState.DETECTED),
}
"""In which states an incident can be approved or dismissed from a surface."""


def intent_of(action: Action, snapshot: Snapshot, level: float) -> Intent | None:
    """Turn an action into an intent.

    Args:
        action: what is bound.
        snapshot: what people are shown now.
        level: of the control, 0..1; a button gives 1, and one that is held gives 0 when it is let go.

    Returns:
        The intent, or None when there is nothing to decide.
    """
    match action:
        case Do(intent):
            return intent
        case Decide(verb):
            incident = waiting_incident(snapshot.incidents, states=WAITS_FOR[verb])
            return None if incident is None else Approve(incident.id) if verb == "approve" else Dismiss(incident.id)
        case PauseOrResume(list_id):
            return Resume(list_id) if is_paused(snapshot, list_id) else Pause(list_id)
        case SetLevel(of, name):
            return GrandMaster(level) if of == "grand-master" else _LEVELS[of](name, level)
        case HoldFlash(submaster):
            return FlashSubmaster(submaster, on=level > 0, hold_s=BUTTON_HOLD_S)
        case ReadSensor(sensor, low, span):
            return Sense(sensor, low + span * level)


def present_level(action: SetLevel, snapshot: Snapshot) -> float:
    """Say where the level stands that a fader moves; what the show does not have stands at 0."""
    match action.of:
        case "grand-master":
            return snapshot.grand_master
        case "submaster":
            return next((each.level for each in snapshot.submasters if each.id == action.name), 0.0)
        case "zone":
            return next((each.level for each in snapshot.zones if each.id == action.name), 0.0)


def waiting_incident(incidents: Sequence[IncidentView], *, states: Sequence[IncidentState]) -> IncidentView | None:
    """Find the newest incident in one of these states; incidents come newest first."""
    return next((incident for incident in incidents if incident.state in states), None)


def is_paused(snapshot: Snapshot, list_id: str) -> bool:
    """Whether a list stands still."""
    entry = list_view(snapshot, list_id)
    return entry is not None and entry.phase == "paused"


def list_view(snapshot: Snapshot, list_id: str) -> ListView | None:
    """Find a list, or None."""
    return next((entry for entry in snapshot.lists if entry.id == list_id), None)
