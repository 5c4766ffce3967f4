"""Beside station 4. What the cells of an incident allow: some are mended at once, some ask first, some are left alone.

Read off the show and the faults alone. Painting leaves the same cells out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from controller.model.consent import Consent, strictness
from controller.model.fault import FaultSpec
from controller.model.incident import Incident, IncidentState, Part
from controller.model.rig import Rig
from controller.model.show import Show
from controller.show.incidents import hands


@dataclass(frozen=True, slots=True)
class Allowed:
    """How many cells of an incident allow what."""

    auto: int
    ask: int
    never: int

    @property
    def is_mixed(self) -> bool:
        """Whether some need nobody's word and others ask."""
        return self.auto > 0 and self.ask > 0


NOBODY: Final = Allowed(0, 0, 0)
_MOST_KNOWN: Final = 256
_KNOWN: Final[WeakKeyDictionary[Rig, dict[tuple[Sequence[Consent], Sequence[FaultSpec]], Allowed]]] = (
    WeakKeyDictionary()
)
"""What was counted, as long as the rig is there: a reload brings another one."""


def allowed(show: Show, incident: Incident) -> Allowed:
    """Count what the cells of an incident allow, once: every snapshot asks it of every incident it shows."""
    known = _KNOWN.setdefault(show.rig, {})
    asked = show.consents, tuple(show.trouble(fault.id) for fault in incident.faults)
    if asked not in known:
        if len(known) >= _MOST_KNOWN:
            known.clear()
        known[asked] = _counted(show, incident)
    return known[asked]


def starts_alone(show: Show, incident: Incident) -> bool:
    """Whether a recovery may start without anybody's word, at least on some of the cells."""
    spec = show.trouble(incident.fault.id)
    return incident.part != "ask" and (spec.consent == "auto" or allowed(show, incident).auto > 0)


def has_to_ask(show: Show, incident: Incident) -> bool:
    """Whether an incident waits for its turn, and the cells that needed nobody's word are not among its cells any more.

    Faults run out while it waits, and a show that was reloaded may ask where it did not. An approval stands.
    """
    return (
        incident.waits
        and incident.state is IncidentState.PROPOSED
        and incident.part != "ask"
        and not starts_alone(show, incident)
    )


def goes_on_unanswered(show: Show, incident: Incident) -> bool:
    """Whether an incident is proposed, and the policy and its cells allow to go on without an answer."""
    if incident.state is not IncidentState.PROPOSED or incident.waits or show.policy.unanswered == "wait":
        return False
    if incident.part == "ask":
        return False  # these cells have been asked about once more, and wait for somebody
    return show.policy.unanswered == "standby" or starts_alone(show, incident)


def part_alone(show: Show, incident: Incident) -> Part:
    """Say which of the cells a recovery takes that starts without anybody's word."""
    return incident.part or ("auto" if allowed(show, incident).is_mixed else "")


def part_asked(incident: Incident) -> Part:
    """Say which of the cells a recovery takes that somebody wants: all that are left."""
    return "ask" if incident.part == "ask" else ""


def words(show: Show, incident: Incident) -> str:
    """Say whom a recovery leaves alone, or asks first; empty where it need not."""
    if not show.consents or incident.recovery is None:
        return ""
    count = allowed(show, incident)
    asks = f"; {_cells(count.ask)} first" if incident.part == "auto" else ""
    return asks + (f"; {count.never} of its cells are never mended and left alone" if count.never else "")


def _cells(asking: int) -> str:
    return "1 of its cells asks" if asking == 1 else f"{asking} of its cells ask"


def _counted(show: Show, incident: Incident) -> Allowed:
    cells = hands.reachable(show, incident)
    if not show.consents:
        return Allowed(len(cells), 0, 0)
    auto, ask, never = np.bincount(_ranks(show.consents, show.rig.cell_count)[cells], minlength=3).tolist()
    return Allowed(auto, ask, never)


@lru_cache(maxsize=2)
def _ranks(consents: Sequence[Consent], cell_count: int) -> NDArray[np.int8]:
    return strictness(consents, cell_count)
