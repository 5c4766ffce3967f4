"""What nobody answers: faults and detectors without a recovery, and recoveries that are never reached."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.cue import CueList
from controller.model.fault import TIMECODE_KINDS, FaultKind, FaultSpec
from controller.model.found import FLAGGED, LATE, LOST, SATURATED, SILENT, THE_WHOLE, UNCONFIRMED
from controller.model.recovery import RecoverySpec
from controller.model.rig import Rig
from controller.showfile.report import Report
from controller.showfile.resolve.circles import recovery_circles

MOST_NAMED: Final = 5
"""So many places are named in one warning; the rest are counted."""


@dataclass(frozen=True, eq=False, slots=True)
class Troubles:
    """All that may go wrong in one show: what it declares, what may be found, and the rig in which."""

    faults: Mapping[str, FaultSpec]
    found: Mapping[str, FaultSpec]
    rig: Rig
    streams: frozenset[str]
    """Nodes whose fixtures confirm what they show."""
    lists: Mapping[str, CueList]


def warn_of_gaps(troubles: Troubles, recoveries: Mapping[str, RecoverySpec], report: Report) -> None:
    """Warn of faults and detectors that no recovery answers, and of recoveries that are never reached.

    Storms are answered by what answers their parts. A fault that consent lets nobody mend has no answer, whatever is
    meant for it; nor has what a detector finds there. Detectors are told only in a show that mends anything at all, in
    one line a kind, with the places where nothing answers it.
    """
    if report.failed:
        return
    others = tuple(_others(troubles))
    every = (*troubles.faults.values(), *troubles.found.values(), *others)
    meant = {r.id: np.array([r.is_meant_for(trouble) for trouble in every], np.bool_) for r in recoveries.values()}
    is_answered = np.any(tuple(meant.values()), axis=0) if meant else np.zeros(len(every), np.bool_)
    answered = frozenset(trouble.id for trouble, is_so in zip(every, is_answered, strict=True) if is_so)
    for name, fault in troubles.faults.items():
        if fault.parts:
            continue
        if fault.consent == "never":
            said = f"'{name}' is never mended: all light that it reaches says recovery: never; see consent:"
            report.warning(("faults", name), said)
        elif name not in answered:
            said = f"no recovery answers the fault '{name}' ({fault.kind} on {fault.zone})"
            report.warning(("faults", name), f"{said}; write a recovery with when: {{kind: {fault.kind}}}")
    _warn_of_sources(troubles.found, answered, report)
    if recoveries:
        _warn_of_unmended(troubles.found, report)
        silent = (trouble for name, trouble in troubles.found.items() if name.startswith(SILENT))
        _warn_of_detectors(filter(_may_be_mended, (*silent, *others)), answered, report)
    _warn_of_unreached(troubles, recoveries, every, meant, report)
    for name, recovery in recoveries.items():
        if recovery.kept:
            said = f"'{name}' keeps {recovery.kept:.0%} of each wound as it is until somebody mends it"
            report.warning(("recoveries", name), f"{said}: MEND on the console, or a binding with do: mend")
    for circle in recovery_circles(recoveries, troubles.faults, troubles.lists):
        way = " → ".join((*circle, circle[0]))
        said = f"these start each other: {way}; it ends after the third, or when one of them asks (mode: ask)"
        report.warning(("recoveries", circle[0]), said)


def _warn_of_unmended(found: Mapping[str, FaultSpec], report: Report) -> None:
    """Warn of nodes, sensors and a time code whose trouble consent lets nobody mend, each at its own line."""
    for name, trouble in found.items():
        if not len(trouble.cells) or _may_be_mended(trouble):
            continue
        path: tuple[str, ...]
        if name.startswith(SILENT):
            path, said = ("nodes", trouble.node), f"when '{trouble.node}' falls silent nothing is mended"
        elif trouble.kind is FaultKind.SENSOR_IMPLAUSIBLE:
            path, said = ("sensors", trouble.sensor), f"when '{trouble.sensor}' cannot be believed nothing is mended"
        elif name == LOST:
            path, said = ("timecode",), "when the time code stops or leaps nothing is mended"
        else:
            continue
        report.warning(path, f"{said}: all light that hangs on it says recovery: never; see consent:", key=True)


def _may_be_mended(trouble: FaultSpec) -> bool:
    return bool(len(trouble.cells)) and trouble.consent != "never"


def _warn_of_detectors(found: Iterable[FaultSpec], answered: AbstractSet[str], report: Report) -> None:
    """Warn of what may be found in this show and is answered nowhere in it, or not at all of its places."""
    kinds: dict[FaultKind, dict[bool, list[str]]] = {}
    for trouble in found:
        kinds.setdefault(trouble.kind, {}).setdefault(trouble.id in answered, []).append(trouble.zone)
    nowhere = [kind for kind, places in kinds.items() if True not in places]
    if FaultKind.NODE_SILENT in nowhere:
        nowhere.remove(FaultKind.NODE_SILENT)
        said = "no recovery answers a node that falls silent; add kind: node-silent to one"
        report.warning(("recoveries",), said)
    if nowhere:
        names = " or ".join(filter(None, (", ".join(nowhere[:-1]), nowhere[-1])))
        said = f"no recovery answers {names}, which may be found in any evening"
        report.warning(("recoveries",), f"{said}; write a recovery with when: {{kind: [{', '.join(nowhere)}]}}")
    for kind, places in kinds.items():
        if len(places) == 2:  # answered somewhere, and elsewhere not
            said = f"{kind} is answered, but not at {_some(places[False])}"
            report.warning(("recoveries",), f"{said}; widen the zone of its recovery, or write one for these")


def _some(places: Sequence[str]) -> str:
    """Name the first of many places, and count the rest."""
    more = len(places) - MOST_NAMED
    named = ", ".join(places[:MOST_NAMED])
    return f"{named} and {more} more" if more > 0 else named


def _others(troubles: Troubles) -> Iterator[FaultSpec]:
    """Give what may be found besides silent nodes, sensors and a time code; of fixtures, those that can be it."""
    yield troubles.found[LATE]
    for place in (*troubles.rig.zones, THE_WHOLE):
        yield troubles.found[f"{SATURATED}{place}"]
    for group in troubles.rig.groups:
        fixture = troubles.rig.fixtures[group.first_fixture]
        if not troubles.rig.reachable[group.first_cell]:
            continue
        yield troubles.found[f"{FLAGGED}{group.id}"]
        if fixture.node in troubles.streams:
            yield troubles.found[f"{UNCONFIRMED}{fixture.id}"]


def _warn_of_unreached(
    troubles: Troubles,
    recoveries: Mapping[str, RecoverySpec],
    every: Sequence[FaultSpec],
    meant: Mapping[str, NDArray[np.bool_]],
    report: Report,
) -> None:
    """Warn of recoveries that answer nothing, and of those that another one above leaves nothing to."""
    proposed = np.zeros((len(recoveries), len(every)), np.bool_)
    names: list[str] = []
    for recovery in recoveries.values():
        mine = [trouble for trouble, is_mine in zip(every, meant[recovery.id], strict=True) if is_mine]
        path = ("recoveries", recovery.id)
        if not any(trouble.id in troubles.faults or trouble.kind in recovery.kinds for trouble in mine):
            report.warning(path, f"'{recovery.id}' answers none of the faults of this show; check its kind and zone")
            continue
        if recovery.mode == "manual":
            continue
        if all(trouble.consent == "never" for trouble in mine):
            said = f"'{recovery.id}' is never proposed: nothing that it answers may be mended; see consent:"
            report.warning(path, said)
        above = np.flatnonzero((proposed[: len(names)] | ~meant[recovery.id]).all(axis=1))
        proposed[len(names)] = meant[recovery.id]
        names.append(recovery.id)
        if len(above):
            said = f"'{recovery.id}' is never proposed: '{names[above[0]]}' above it answers all that it would"
            report.warning(path, f"{said}; narrow that one's when:, or move this one up")


def _warn_of_sources(found: Mapping[str, FaultSpec], answered: AbstractSet[str], report: Report) -> None:
    """Warn of sensors and of a time code that no recovery answers."""
    for trouble in found.values():
        if not _may_be_mended(trouble) or trouble.id in answered:
            continue
        if trouble.kind is FaultKind.SENSOR_IMPLAUSIBLE:
            said = f"no recovery answers a sensor '{trouble.sensor}' that cannot be believed"
            said += "; write a recovery with when: {kind: sensor-implausible}"
            report.warning(("sensors", trouble.sensor), said, key=True)
        elif trouble.kind in TIMECODE_KINDS:
            word = "stops" if trouble.kind is FaultKind.TIMECODE_LOSS else "leaps"
            said = f"no recovery answers a time code that {word}"
            report.warning(("timecode",), f"{said}; write a recovery with when: {{kind: {trouble.kind}}}", key=True)
