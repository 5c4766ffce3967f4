"""Beside station 4. Whose turn it is: only so many recoveries move by themselves at the same time.

A lamp can be dead for months. A recovery that has done its phases and only waits for its trouble to end has given its
turn back; when the trouble ends it mends at once, whoever runs meanwhile, and counts again.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from controller.model.fault import LASTING_KINDS
from controller.model.incident import Incident, IncidentState
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.state import ShowState
from controller.show.incidents import consenting, hands, life

STANDBY: Final = "standby"
"""The recovery that leads to the standby look, where the policy wishes it for what nobody answers."""
MOST_AT_REST: Final = 16
"""So many recoveries may wait for their trouble to end without a turn; each is painted all the while, and takes time.
Those beyond keep theirs."""


def free(show: Show, incidents: Iterable[Incident], tick: int) -> int:
    """Say how many recoveries may begin by themselves at a tick; below 0 where more run than may."""
    running = [incident for incident in incidents if incident.is_running]
    at_rest = sum(1 for incident in running if life.start_of_wait(show, incident) <= tick)
    return show.policy.recoveries_at_once - len(running) + min(at_rest, MOST_AT_REST)


def given_back(show: Show, incidents: Sequence[Incident], *, since: int, upto: int) -> list[tuple[int, str]]:
    """Tell which recoveries came to rest after a tick and up to another: (tick, sentence)."""
    told = []
    for incident in incidents:
        at = life.start_of_wait(show, incident) if incident.is_running else since
        if since < at <= upto:
            told.append((at, f"incident {incident.id}: {incident.recovery} waits for the end of its trouble"))
    return told


def taken(
    show: Show, state: ShowState, incidents: Sequence[Incident], tick: int
) -> tuple[list[tuple[int, str]], list[Incident]]:
    """Start what waits for its turn, the worst first, and what nobody answered in time: that takes its turn too.

    The standby look waits for nobody.

    Returns:
        What happened, and the incidents.
    """
    told, moved = _asked_instead(show, incidents, tick)
    able = [incident for incident in moved if not hands.is_all_held(show, state, incident)]
    late = {
        incident.id
        for incident in able
        if consenting.goes_on_unanswered(show, incident) and life.unanswered_tick(show, incident) <= tick
    }
    is_standby = show.policy.unanswered == "standby"
    due = [each for each in able if _waits(each) or (each.id in late and not is_standby)]
    turn = {incident.id for incident in sorted(due, key=_severity)[: max(0, free(show, moved, tick))]}
    for place, incident in enumerate(moved):
        if incident.id not in turn and incident.id not in late:
            continue
        if incident.waits:
            said = f"its turn has come, {incident.recovery} runs{left_words(show, state, incident)}"
            told.append((tick, f"incident {incident.id}: {said}"))
            moved[place] = _running(show, incident, tick)
            continue
        at = life.unanswered_tick(show, incident)
        if at <= state.tick:  # long ago, when a hand had all of it
            at = tick
        stands = "runs" if is_standby or incident.id in turn else "waits its turn"
        chosen = STANDBY if is_standby else incident.recovery
        told.append((at, f"incident {incident.id}: nobody answered for {show.policy.ask_s:g} s, {chosen} {stands}"))
        if is_standby:
            moved[place] = life.recovering(incident, STANDBY, at, "")
        else:
            moved[place] = _running(show, incident, at) if incident.id in turn else replace(incident, waits=True)
    return told, moved


def left_words(show: Show, state: ShowState, incident: Incident) -> str:
    """Say which cells a recovery leaves: to a hand, to somebody's word, or alone."""
    return hands.held_words(show, state, incident) + consenting.words(show, incident)


def _asked_instead(
    show: Show, incidents: Sequence[Incident], tick: int
) -> tuple[list[tuple[int, str]], list[Incident]]:
    """Let what waits for its turn ask, where only cells are left of it that ask."""
    told: list[tuple[int, str]] = []
    asked = list(incidents)
    for place, incident in enumerate(incidents):
        if consenting.has_to_ask(show, incident):
            asked[place] = replace(incident, waits=False)
            said = "all cells that are left of it ask, and it waits for an answer"
            told.append((tick, f"incident {incident.id}: {said}"))
    return told, asked


def _waits(incident: Incident) -> bool:
    return incident.waits and incident.state is IncidentState.PROPOSED


def _running(show: Show, incident: Incident, tick: int) -> Incident:
    return life.recovering(incident, incident.recovery or "", tick, consenting.part_alone(show, incident))


def _severity(incident: Incident) -> tuple[bool, bool, int]:
    """Order incidents that wait: what lasts before what passes, real before injected, old before new."""
    return incident.kind not in LASTING_KINDS, incident.origin != "real", incident.opened_tick
