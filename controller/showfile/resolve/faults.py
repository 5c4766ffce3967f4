"""Faults: what can be broken, and whom it may reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from controller.model.cells import union
from controller.model.chance import key
from controller.model.consent import Consent, agreed
from controller.model.fault import (
    LIGHT_KINDS,
    LINK_KINDS,
    MOST_FAULTS,
    PICTURE_KINDS,
    PROCESS_KINDS,
    TIMECODE_KINDS,
    Envelope,
    FaultKind,
    FaultSpec,
    StormPart,
)
from controller.model.patch import Node, Protocol
from controller.model.rig import Cells
from controller.model.sensor import Sensor
from controller.model.surface import Part, attribute_of
from controller.showfile.document.faults import PARAMETERS, FaultBlock
from controller.showfile.document.kind import spell
from controller.showfile.report import Report
from controller.showfile.resolve.names import PROTOCOL_NAMES, check_names
from controller.showfile.resolve.selectors import Selectors
from controller.showfile.tree import Path

_BREAKS: Final = {
    FaultKind.BLANK: "go blank",
    FaultKind.TEAR: "tear",
    FaultKind.MISALIGN: "be misaligned",
    FaultKind.PIXELATE: "fall into blocks",
}

_COUNTS_NOT = "whose receivers do not count: a late frame would be shown in place of a newer one"
MEANINGLESS: Final[Mapping[tuple[FaultKind, Protocol], str]] = {
    (FaultKind.REORDER, "osc"): _COUNTS_NOT,
    (FaultKind.REORDER, "ddp"): _COUNTS_NOT,
    (FaultKind.REORDER, "websocket"): "which keeps its frames in order",
    (FaultKind.DUPLICATE, "websocket"): "which brings each frame once",
    (FaultKind.CORRUPT, "websocket"): "which sends anew what was damaged",
}
"""What cannot happen on the way to a node of a protocol, or would not end as the guard reckons; and why."""


@dataclass(frozen=True, eq=False, slots=True)
class Places:
    """What comes in and can be spoilt: the sensors, and whose light hangs on the time code (None: there is none)."""

    sensors: Mapping[str, Sensor]
    timecode: Cells | None


def build_faults(
    blocks: Mapping[str, FaultBlock],
    selectors: Selectors,
    report: Report,
    *,
    sources: Places,
    seed: int,
    limit_s: float,
) -> dict[str, FaultSpec]:
    """Build the faults.

    Args:
        blocks: by name.
        selectors: for their zones.
        report: takes protected fixtures among their targets, and time limits above the policy's.
        sources: what comes in and can be spoilt.
        seed: of the show.
        limit_s: the longest time limit, seconds.

    Returns:
        The faults by name.
    """
    check_names(report, "faults", blocks)
    faults: dict[str, FaultSpec] = {}
    for name, block in blocks.items():
        path = ("faults", name)
        if block.limit > limit_s:
            where, by_key = ((*path, "for"), False) if "limit" in block.model_fields_set else (path, True)
            allowed = spell(limit_s)
            said = f"{spell(block.limit)} is longer than policy: fault_time_limit allows; write for: {allowed} or less"
            report.error(where, said, key=by_key)
        fault = _fault(name, block, selectors, report, seed=seed)
        if block.sensor is not None:
            fault = _spoiling(fault, block.sensor, sources.sensors, report)
        elif block.kind in TIMECODE_KINDS:
            fault = _mistiming(fault, sources.timecode, report)
        faults[name] = _striking(fault)
    _check_storms(blocks, report)
    return {name: _whole(fault, faults, is_serial=blocks[name].order == "serial") for name, fault in faults.items()}


def _fault(name: str, block: FaultBlock, selectors: Selectors, report: Report, *, seed: int) -> FaultSpec:
    """Build one fault; whom a storm reaches is not known yet."""
    envelope = block.envelope
    cells = _targets(("faults", name), block, selectors, report)
    _check_reach(("faults", name), block, len(cells), report)
    return FaultSpec(
        id=name,
        kind=block.kind,
        label=block.label or name,
        cells=cells,
        zone=block.zone or block.node or ", ".join(block.nodes or ()),
        share=block.share if block.kind in LIGHT_KINDS else 1.0,
        amount=block.amount,
        seed=key(seed, name) if block.seed is None else block.seed,
        limit_s=block.limit,
        node=block.node or "",
        parameters={each: getattr(block, each) for each, kinds in PARAMETERS.items() if block.kind in kinds},
        count=block.count,
        nodes=tuple(block.nodes or ()),
        envelope=Envelope(envelope.attack, envelope.hold, envelope.decay),
        outlives=block.outlives,
        parts=_parts(block),
    )


AFTER_S: Final = 2.0
"""A stall acts so much longer than it lasts, and a kill so long: what is found of them by then is part of them."""
_PLACES: Final = {FaultKind.STALL: "the frame loop", FaultKind.DISK_FULL: "the disk"}


def _striking(fault: FaultSpec) -> FaultSpec:
    """Let a fault on the house itself end when it is over, and be for rehearsals only."""
    if fault.kind not in PROCESS_KINDS:
        return fault
    hang_s = fault.parameters.get("hang", 0.0)
    lasts_s = (float(hang_s) if isinstance(hang_s, (int, float)) else 0.0) + AFTER_S
    place = _PLACES.get(fault.kind, f"the {fault.parameters.get('process')} process")
    limit_s = fault.limit_s if fault.kind is FaultKind.DISK_FULL else lasts_s
    return replace(fault, zone=place, limit_s=limit_s, only_rehearsal=True)


def _spoiling(fault: FaultSpec, sensor: str, sensors: Mapping[str, Sensor], report: Report) -> FaultSpec:
    """Aim a fault at a sensor: whatever hangs on that is its wound."""
    found = sensors.get(sensor)
    if found is None:
        if not report.is_written("sensors", sensor):
            said = f"there is no sensor '{sensor[:60]}'; name it under 'sensors:'"
            report.error(("faults", fault.id, "sensor"), said, wanted=sensor[:60], known=sensors)
        return fault
    return replace(fault, sensor=sensor, cells=found.cells, zone=f"sensor {sensor}")


def _mistiming(fault: FaultSpec, cells: Cells | None, report: Report) -> FaultSpec:
    """Aim a fault at the time code: whatever hangs on that is its wound."""
    if cells is None:
        if not report.is_written("timecode"):
            said = "the show follows no time code that could fail; write timecode: {from: artnet}"
            report.error(("faults", fault.id, "kind"), said)
        return fault
    return replace(fault, cells=cells, zone="the time code")


def _parts(block: FaultBlock) -> tuple[StormPart, ...]:
    """Read the parts of a storm."""
    return tuple(StormPart(part.fault, part.at, part.every) for part in block.parts or ())


def _whole(fault: FaultSpec, faults: Mapping[str, FaultSpec], *, is_serial: bool) -> FaultSpec:
    """Let a storm reach what its parts reach, and be for rehearsals if one of them is."""
    parts = [faults[part.fault] for part in fault.parts if part.fault in faults]
    if not parts:
        return fault
    cells = union(part.cells for part in parts)
    times = fault.parts
    if is_serial:
        begin, times = 0.0, ()
        for part in fault.parts:
            times = (*times, StormPart(part.fault, begin + part.at_s, None))
            begin += part.at_s + (faults[part.fault].limit_s if part.fault in faults else 0.0)
    zone = ", ".join(dict.fromkeys(part.zone for part in parts))
    only_rehearsal = any(part.only_rehearsal for part in parts)
    return replace(fault, parts=times, cells=cells, zone=zone, only_rehearsal=only_rehearsal)


def _check_reach(path: Path, block: FaultBlock, cells: int, report: Report) -> None:
    """Report more cells than there are, and warn of an envelope that the end of the fault cuts off."""
    if block.count is not None and 0 < cells < block.count:
        said = f"{block.count} is more than the {cells} cell{'s' * (cells > 1)} of '{(block.zone or '')[:60]}'"
        report.error((*path, "count"), f"{said}; write {cells} or less, or share: 100%")
    envelope = block.envelope
    takes_s = envelope.attack + (envelope.hold or 0) + envelope.decay
    if takes_s > block.limit:
        said = f"the envelope takes {spell(takes_s)}, but the fault ends after {spell(block.limit)} and cuts it off"
        report.warning((*path, "envelope"), f"{said}; write for: {spell(takes_s)}, or shorten the envelope")


def _check_crowd(path: Path, block: FaultBlock, blocks: Mapping[str, FaultBlock], report: Report) -> None:
    """Warn of a storm of which more would act at once than ever may: what is too many does not begin."""
    parts = [part for part in block.parts or () if part.fault in blocks]
    for begin in sorted({part.at for part in parts}):
        acting = {
            part.fault
            for part in parts
            if part.at <= begin and (part.every is not None or begin < part.at + blocks[part.fault].limit)
        }
        if len(acting) >= MOST_FAULTS:
            said = f"{len(acting)} of these act at once {spell(begin)} after the storm began"
            hint = f"with the storm itself at most {MOST_FAULTS} may; leave some out, or write order: serial"
            report.warning((*path, "parts"), f"{said}; {hint}")
            return


def _begins(block: FaultBlock, blocks: Mapping[str, FaultBlock]) -> list[float]:
    """Say when each part of a storm begins, seconds after it: one after another where it is serial."""
    begin, begins = 0.0, []
    for part in block.parts or ():
        begins.append(part.at + begin)
        if block.order == "serial":
            begin += part.at + (blocks[part.fault].limit if part.fault in blocks else 0.0)
    return begins


def _check_storms(blocks: Mapping[str, FaultBlock], report: Report) -> None:
    """Report parts of storms that are no faults, or storms themselves."""
    plain = [name for name, block in blocks.items() if block.kind is not FaultKind.STORM]
    for name, block in blocks.items():
        if block.order == "parallel":
            _check_crowd(("faults", name), block, blocks, report)
        begins = _begins(block, blocks)
        for step, part in enumerate(block.parts or ()):
            where = ("faults", name, "parts", step, "fault")
            if part.fault in blocks and part.fault not in plain:
                report.error(where, f"'{part.fault[:60]}' is a storm itself; name the faults it is made of")
            elif part.fault in plain and begins[step] >= block.limit:
                said = f"this never begins: its time is {spell(begins[step])} after the storm began"
                hint = f"which ends after {spell(block.limit)}"
                report.warning(where, f"{said}, {hint}; let it begin sooner, or the storm last longer")
            elif part.fault not in blocks and not report.is_written("faults", part.fault):
                said = f"there is no fault '{part.fault[:60]}'; name it under 'faults:'"
                report.error(where, said, wanted=part.fault[:60], known=plain)


def keep_consent(faults: Mapping[str, FaultSpec], consents: Sequence[Consent], report: Report) -> dict[str, FaultSpec]:
    """Keep every fault within what its cells allow; one that they all deny, or any of a node, is reported."""
    kept: dict[str, FaultSpec] = {}
    for name, fault in faults.items():
        kept[name] = agreed(fault, consents)
        denied = len(fault.cells) - len(kept[name].cells)
        if denied and fault.kind in LINK_KINDS:
            report.error(("faults", name), f"'{fault.zone}' feeds lights that deny faults; see consent:", key=True)
        elif denied and not len(kept[name].cells):
            report.error(("faults", name), f"all of '{fault.zone}' denies faults; see consent:", key=True)
    return kept


def _targets(path: Path, block: FaultBlock, selectors: Selectors, report: Report) -> Cells:
    """Find the cells that a fault may reach: those of its zone, or all that its nodes feed."""
    if block.zone is not None:
        cells = reachable((*path, "zone"), block.zone, selectors, report)
        return _pictures(path, block, cells, selectors, report) if block.kind in PICTURE_KINDS else cells
    fed = [np.empty(0, np.intp)]
    named = [((*path, "node"), block.node)] if block.node is not None else []
    named += [((*path, "nodes", step), node) for step, node in enumerate(block.nodes or ())]
    for where, node in named:
        cells = selectors.fed_by(where, node)
        fed.append(cells)
        _check_meaning(where, block.kind, selectors.node(node), report)
        for group in selectors.protected(cells):
            said = f"'{node}' also feeds '{group.id}' of class {group.cls}, whose way must never be broken"
            report.error(where, f"{said}. Patch it to a node of its own")
    return union(fed)


def _pictures(path: Path, block: FaultBlock, cells: Cells, selectors: Selectors, report: Report) -> Cells:
    """Keep the cells whose picture can break in this way; report it if there are none."""
    part = Part.TOP_LEFT_X if block.kind is FaultKind.MISALIGN else Part[block.kind.name]
    able = selectors.projecting(cells, attribute_of(part))
    if len(cells) and not len(able):
        said = f"'{(block.zone or '')[:60]}' has no projector whose picture can {_BREAKS[block.kind]}"
        hint = "name one of profile generic/projector in its mode 35-channel"
        report.error((*path, "zone"), f"{said}; {hint}")
    return able


def _check_meaning(path: Path, kind: FaultKind, node: Node | None, report: Report) -> None:
    """Report a fault on the way to a node whose protocol knows no such trouble."""
    why = "" if node is None else MEANINGLESS.get((kind, node.protocol), "")
    if node is not None and why:
        report.error(path, f"'{node.id}' speaks {PROTOCOL_NAMES[node.protocol]}, {why}; take another kind than {kind}")


def reachable(path: Path, selector: str, selectors: Selectors, report: Report) -> Cells:
    """Find the cells of a selector; report fixtures among them that must never be reached."""
    cells = selectors.cells(path, selector)
    for group in selectors.protected(cells):
        said = f"'{group.id}' is of class {group.cls}; faults and recoveries reach only fixtures of class show"
        report.error(path, f"{said}. Leave it out")
    return cells
