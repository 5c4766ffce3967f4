"""Beside station 4. The life of one incident: recovering → mending → closed, by its recovery and the time alone.

What a recovery keeps of a wound is kept until somebody says to mend it.
"""

from collections.abc import Collection

from controller.model.fault import LASTING_KINDS, ActiveFault
from controller.model.incident import Incident, IncidentState, Part
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.standing import mend_end, mend_start, wait_start
from controller.model.units import ticks

OPEN = (IncidentState.DETECTED, IncidentState.PROPOSED)
MOST_KEPT = 16
"""Wounds of which a part may be kept at the same time."""


def recovering(incident: Incident, recovery: str, tick: int, part: Part) -> Incident:
    """Start a recovery on an incident, on this part of its cells."""
    running = replace(incident, state=IncidentState.RECOVERING, recovery=recovery, recovery_tick=tick, part=part)
    return replace(running, waits=False, done=0, mend_tick=None, rest_tick=None)


def mending(show: Show, incident: Incident, tick: int) -> Incident:
    """Bring the mend of a running recovery forward to this tick; one that already mends goes on as it is."""
    if incident.state is not IncidentState.RECOVERING or start_of_mend(show, incident) <= tick:
        return incident
    return replace(incident, state=IncidentState.MENDING, mend_tick=tick)


def mended_whole(show: Show, incident: Incident, tick: int) -> Incident:
    """Let nothing of a wound be kept: its rest is mended, from this tick on or when the mend that runs has ended."""
    if incident.state not in (IncidentState.MENDING, IncidentState.KEPT) or not keeps(show, incident):
        return incident
    if incident.rest_tick is not None:
        return incident  # its rest is on its way
    begins = max(tick, end_of_mend(show, incident))
    return replace(incident, state=IncidentState.MENDING, rest_tick=begins, closed_tick=None)


def halted(show: Show, incident: Incident, tick: int) -> Incident:
    """Bring a wound home altogether; what asks has to ask anew, and what waited for its turn asks."""
    if incident.state is IncidentState.PROPOSED:
        return replace(incident, waits=False, asked_tick=tick)
    return mended_whole(show, mending(show, unapproved(incident), tick), tick)


def unapproved(incident: Incident) -> Incident:
    """Forget that the cells that ask may follow the others; what only waits its turn still does."""
    return replace(incident, waits=False) if incident.part and incident.waits else incident


def closed(incident: Incident, tick: int) -> Incident:
    """End an incident."""
    return replace(incident, state=IncidentState.CLOSED, closed_tick=tick)


def ended(show: Show, incident: Incident, tick: int) -> Incident:
    """Close an incident that nothing answers yet; a running recovery goes to its mend."""
    return closed(incident, tick) if incident.state in OPEN else mending(show, incident, tick)


def asked_again(incident: Incident, tick: int) -> Incident:
    """Propose the recovery of an incident whose picture was brought home before its trouble was over."""
    proposed = replace(incident, state=IncidentState.PROPOSED, asked_tick=tick, done=0)
    return replace(proposed, recovery_tick=None, mend_tick=None, closed_tick=None, rest_tick=None)


def moved_on(
    show: Show,
    incident: Incident,
    tick: int,
    *,
    gone: set[ActiveFault],
    acting: Collection[ActiveFault],
    happened: list[tuple[int, str]],
) -> Incident:
    """Move an incident on up to a tick.

    Args:
        show: what is played.
        incident: before.
        tick: up to which.
        gone: faults that have ended.
        acting: faults that acted before; where some still do and some cells asked first, these are asked about next.
        happened: takes what happened, (tick, sentence).
    """
    is_over = bool(gone) and gone.issuperset(incident.faults)
    ended = max((fault.ends_tick for fault in incident.faults if fault in gone), default=tick) if is_over else tick
    if incident.state in OPEN and is_over:
        happened.append((ended, f"incident {incident.id} closed: its fault ended"))
        return closed(incident, ended)
    if gone and incident.state in OPEN:
        incident = incident.without(gone)
    if incident.kind in LASTING_KINDS and is_over:
        incident = mending(show, incident, ended)
    if incident.state is IncidentState.RECOVERING and start_of_mend(show, incident) <= tick:
        happened.append((start_of_mend(show, incident), f"incident {incident.id} mends"))
        incident = replace(incident, state=IncidentState.MENDING)
    if incident.state is IncidentState.MENDING and end_of_mend(show, incident) <= tick:
        at = end_of_mend(show, incident)
        others_ask = incident.part == "auto" and any(each in acting and each not in gone for each in incident.faults)
        if keeps(show, incident) and incident.rest_tick is None and others_ask:
            happened.append(
                (at, f"incident {incident.id}: its other cells ask, so nothing is kept; the rest is mended")
            )
            return replace(incident, rest_tick=at)
        if keeps(show, incident) and incident.rest_tick is None:
            happened.append((at, f"incident {incident.id} {kept_words(show, incident)}"))
            return replace(incident, state=IncidentState.KEPT, closed_tick=at)
        if others_ask:
            happened.append((at, f"incident {incident.id}: what needs nobody's word is mended; the other cells ask"))
            return replace(asked_again(incident, at), part="ask")
        happened.append((at, f"incident {incident.id} closed: mended by {incident.recovery}"))
        incident = closed(incident, at)
    if incident.state is IncidentState.KEPT and not keeps(show, incident):
        happened.append((tick, f"incident {incident.id} closed: {incident.recovery} keeps nothing any more"))
        incident = closed(incident, tick)
    return incident


def start_of_mend(show: Show, incident: Incident) -> int:
    """First tick of the mend of a running recovery."""
    return mend_start(incident, show.recoveries[incident.recovery or ""].phases, show.fps)


def end_of_mend(show: Show, incident: Incident) -> int:
    """First tick after it."""
    return mend_end(incident, show.recoveries[incident.recovery or ""].phases, show.fps)


def start_of_wait(show: Show, incident: Incident) -> int:
    """First tick at which a running recovery only waits for its trouble to end; ``NEVER`` where it does not come."""
    return wait_start(incident, show.recoveries[incident.recovery or ""].phases, show.fps)


def unanswered_tick(show: Show, incident: Incident) -> int:
    """Say when a proposal has waited for an answer long enough."""
    asked = incident.opened_tick if incident.asked_tick is None else incident.asked_tick
    return asked + ticks(show.policy.ask_s, show.fps)


def kept_words(show: Show, incident: Incident) -> str:
    """Say how much of a wound is mended and how much is kept."""
    kept = show.recoveries[incident.recovery or ""].kept
    return f"{1 - kept:.0%} mended by {incident.recovery}, the rest kept"


def keeps(show: Show, incident: Incident) -> bool:
    """Whether the recovery of an incident keeps a part of the wound."""
    recovery = show.recoveries.get(incident.recovery or "")
    return recovery is not None and recovery.phases[-1].is_rest
