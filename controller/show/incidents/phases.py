"""Beside station 4. Phases of recoveries that begin: what each does besides light is done once, at its own tick.

Read off the incident and the time alone, so a replay does the same; only what leaves the house is sent by the live run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from controller.model.action import CueAction
from controller.model.fault import ActiveFault
from controller.model.incident import Incident, IncidentState
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.standing import standing
from controller.model.state import ShowState

MOST_LED: Final = 3
"""So many recoveries may lead to a fault, one after another: recovery, cue, fault, recovery … ends here."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A phase that has begun.

    Attributes:
        name: recovery, incident and operator, for the log.
        actions: what it does besides light.
        led: so many recoveries led to it, this one too.
    """

    name: str
    actions: tuple[CueAction, ...]
    led: int


def begun(show: Show, state: ShowState) -> tuple[ShowState, Begun | None]:
    """Find a phase that has begun by the state's tick and has not done yet what it does.

    A mend that was brought forward skips the phases before it: they never begin.

    Returns:
        The state in which it has, and the phase; None = there is no more.
    """
    if not any(recovery.does for recovery in show.recoveries.values()):
        return state, None
    for incident in state.incidents:
        if not incident.is_running:
            continue
        recovery = show.recoveries[incident.recovery or ""]
        if not recovery.does:
            continue
        at = standing(incident, recovery.phases, show.fps, state.tick)
        index = next((number for number in at.numbers if number >= incident.done), None)
        if index is None:
            continue
        phase = recovery.phases[index]
        after = replace(incident, done=index + 1)
        incidents = tuple(after if other is incident else other for other in state.incidents)
        name = f"{recovery.id} on {incident.id}, {phase.operator}"
        return replace(state, incidents=incidents), Begun(name, phase.actions, incident.fault.led + 1)
    return state, None


def called(
    before: ShowState, after: ShowState, *, led: int, is_halted: bool = False, by_hand: bool = False
) -> ShowState:
    """Note in the lists whose cues were called between two states how many recoveries led to that.

    Where a hand called them, or a list that awaits none did, HALT does not stand any more.
    """
    if after.lists is before.lists:
        return after
    new = {
        now.id
        for was, now in zip(before.lists, after.lists, strict=True)
        if ((now.led, now.is_halted) != (led, is_halted) or (by_hand and now.awaits_hand))
        and (was.steps, was.waiting) != (now.steps, now.waiting)
    }
    if not new:  # the usual GO: nothing led to this cue, nor to the one before it
        return after
    lists = tuple(
        replace(now, led=led, is_halted=is_halted, awaits_hand=now.awaits_hand and not by_hand)
        if now.id in new else now
        for now in after.lists
    )  # fmt: skip
    return replace(after, lists=lists)


def halted(state: ShowState) -> ShowState:
    """Note in the lists that HALT came: cues that recoveries led to, or that still wait, break nothing any more."""
    lists = tuple(
        replace(entry, is_halted=True) if entry.led or entry.waiting is not None else entry for entry in state.lists
    )
    return replace(state, lists=lists)


def led_to(before: ShowState, after: ShowState, led: int) -> ShowState:
    """Note in the faults that began between two states that so many recoveries led to them."""
    new = [fault for fault in after.faults if fault not in before.faults] if led else []
    if not new:
        return after
    return with_faults(after, {fault: replace(fault, led=led) for fault in new})


def with_faults(state: ShowState, marked: Mapping[ActiveFault, ActiveFault]) -> ShowState:
    """Put other facts of faults in place of some, wherever they stand."""
    return replace(
        state,
        faults=tuple(marked.get(fault, fault) for fault in state.faults),
        incidents=tuple(_marked(incident, marked) for incident in state.incidents),
    )


def _marked(incident: Incident, marked: Mapping[ActiveFault, ActiveFault]) -> Incident:
    if marked.keys().isdisjoint(incident.faults):
        return incident
    first, *others = (marked.get(fault, fault) for fault in incident.faults)
    return replace(incident, fault=first, joined=tuple(others))


def awaits_phase(show: Show, state: ShowState) -> bool:
    """Whether a recovery is under way, or may be soon, whose phases do something besides light."""
    return any(does(show, incident) for incident in state.incidents if incident.state is not IncidentState.CLOSED)


def does(show: Show, incident: Incident) -> bool:
    """Whether the recovery of an incident does something besides light."""
    recovery = show.recoveries.get(incident.recovery or "")
    return recovery is not None and recovery.does
