"""Station 0, MIDI: what a pad can mean, and what its light then says about the show. Pure.

A light answers with what people are shown, never with what was pressed.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from controller.inputs.actions import WAITS_FOR, is_paused, list_view, waiting_incident
from controller.model.binding import Action, Decide, Do, HoldFlash, PauseOrResume, ReadSensor, SetLevel
from controller.model.incident import IncidentState
from controller.model.intent import Back, Blackout, Clear, Go, Goto, Halt, Inject, Intent, Panic, Pause, Recover, Resume
from controller.model.snapshot import Snapshot


class Sign(StrEnum):
    """What a light says."""

    DARK = "dark"
    READY = "ready"
    ON = "on"
    STORED = "stored"
    NEXT = "next"
    RUNNING = "running"
    ARMABLE = "armable"
    ARMED = "armed"
    ACTIVE = "active"
    PROPOSED = "proposed"
    RECOVERING = "recovering"


@dataclass(frozen=True, slots=True)
class FaultPad:
    """A pad that breaks something: fires only while the shift is held; pressed again it ends the fault."""

    fault: str


@dataclass(frozen=True, slots=True)
class Shift:
    """Arms the fault pads while it is held."""


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Shows other cues on the cue pads."""

    step: int


Meaning: TypeAlias = Action | FaultPad | Shift | TurnPage


@dataclass(frozen=True, slots=True)
class Hand:
    """How the surface itself stands.

    Attributes:
        page: of the cue pads, from 0.
        pages: how many there are, at least 1.
        is_shifted: whether a shift is held.
    """

    page: int = 0
    pages: int = 1
    is_shifted: bool = False


def sign_of(meaning: Meaning | None, snapshot: Snapshot, hand: Hand) -> Sign:
    """Say what the light of a pad should say now; None = the pad means nothing."""
    match meaning:
        case Do(intent):
            sign = _sign_of_intent(intent, snapshot)
        case FaultPad(fault):
            sign = _sign_of_fault(snapshot, fault, still=Sign.ARMED if hand.is_shifted else Sign.ARMABLE)
        case PauseOrResume(list_id):
            sign = _sign_of_pause(snapshot, list_id)
        case Decide(verb):
            waits = waiting_incident(snapshot.incidents, states=WAITS_FOR[verb]) is not None
            sign = Sign.PROPOSED if waits and verb == "approve" else _ready(waits)
        case Shift():
            sign = Sign.ON if hand.is_shifted else Sign.READY
        case TurnPage(step):
            sign = _ready(0 <= hand.page + step < hand.pages)
        case HoldFlash(submaster):
            is_held = any(each.id == submaster and each.is_flashing for each in snapshot.submasters)
            sign = Sign.ON if is_held else Sign.READY
        case SetLevel() | ReadSensor() | None:
            sign = Sign.DARK
    return sign


def _sign_of_intent(intent: Intent, snapshot: Snapshot) -> Sign:
    match intent:
        case Goto(cue, list_id):
            sign = _sign_of_cue(snapshot, cue, list_id)
        case Go(list_id) | Back(list_id) | Pause(list_id) | Resume(list_id):
            sign = _sign_of_transport(intent, snapshot, list_id)
        case Recover(recovery):
            sign = _sign_of_recovery(snapshot, recovery)
        case Inject(fault) | Clear(fault):
            sign = _sign_of_fault(snapshot, fault, still=Sign.ARMABLE)
        case Blackout():
            sign = Sign.ON if snapshot.blackout else Sign.DARK
        case Panic():
            sign = Sign.READY if snapshot.panic == "off" else Sign.ON
        case Halt():
            sign = Sign.ON if snapshot.faults else Sign.READY
        case _:
            sign = Sign.READY
    return sign


def _sign_of_transport(intent: Go | Back | Pause | Resume, snapshot: Snapshot, list_id: str) -> Sign:
    """Light what would do something if it were pressed now."""
    entry = list_view(snapshot, list_id)
    match intent:
        case Go():
            return _ready(entry is not None and entry.standby is not None)
        case Back():
            return _ready(entry is not None and entry.current is not None)
        case Pause():
            return _sign_of_pause(snapshot, list_id)
        case Resume():
            return _ready(is_paused(snapshot, list_id))


def _sign_of_cue(snapshot: Snapshot, cue: str, list_id: str) -> Sign:
    entry = list_view(snapshot, list_id)
    if entry is None:
        return Sign.DARK
    if entry.current == cue:
        return Sign.RUNNING
    return Sign.NEXT if entry.standby == cue else Sign.STORED


def _sign_of_recovery(snapshot: Snapshot, recovery: str) -> Sign:
    states = {incident.state for incident in snapshot.incidents if incident.recovery == recovery}
    if states & {IncidentState.RECOVERING, IncidentState.MENDING}:
        return Sign.RECOVERING
    return Sign.PROPOSED if IncidentState.PROPOSED in states else Sign.STORED


def _sign_of_pause(snapshot: Snapshot, list_id: str) -> Sign:
    if is_paused(snapshot, list_id):
        return Sign.ON
    entry = list_view(snapshot, list_id)
    return _ready(entry is not None and entry.current is not None)


def _sign_of_fault(snapshot: Snapshot, fault: str, *, still: Sign) -> Sign:
    return Sign.ACTIVE if any(each.id == fault for each in snapshot.faults) else still


def _ready(is_ready: bool) -> Sign:  # noqa: FBT001 - it has no other argument
    return Sign.READY if is_ready else Sign.DARK
