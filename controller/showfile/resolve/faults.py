"""Faults and recoveries: what can be broken, and how it is mended."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from controller.model.chance import key
from controller.model.fault import LINK_KINDS, FaultKind, FaultSpec
from controller.model.recovery import Phase, RecoverySpec
from controller.model.rig import Cells
from controller.showfile.document.faults import (
    EmbraceBlock,
    FaultBlock,
    MendBlock,
    PhaseBlock,
    RecoveryBlock,
    RippleBlock,
    SeamBlock,
)
from controller.showfile.document.kind import spell
from controller.showfile.report import Report
from controller.showfile.resolve.names import check_names
from controller.showfile.resolve.selectors import Selectors
from controller.showfile.tree import Path


def build_faults(
    blocks: Mapping[str, FaultBlock], selectors: Selectors, report: Report, *, seed: int, limit_s: float
) -> dict[str, FaultSpec]:
    """Build the faults.

    Args:
        blocks: by name.
        selectors: for their zones.
        report: takes protected fixtures among their targets, and time limits above the policy's.
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
        faults[name] = FaultSpec(
            id=name,
            kind=block.kind,
            label=block.label or name,
            cells=_targets(path, block, selectors, report),
            zone=block.zone or block.node or "",
            share=1.0 if block.kind in LINK_KINDS else block.share,
            amount=block.amount,
            seed=key(seed, name) if block.seed is None else block.seed,
            limit_s=block.limit,
            node=block.node or "",
            burst_s=block.burst,
        )
    return faults


def found_trouble(nodes: Iterable[str], selectors: Selectors) -> dict[str, FaultSpec]:
    """Build the trouble that detectors may find: each node can fall silent."""
    found: dict[str, FaultSpec] = {}
    for node in nodes:
        name = f"silent:{node}"
        found[name] = FaultSpec(
            id=name,
            kind=FaultKind.NODE_SILENT,
            label=f"{node} is silent",
            cells=selectors.of_node(node),
            zone=node,
            share=1.0,
            amount=1.0,
            seed=key(name),
            limit_s=0.0,
            node=node,
        )
    return found


def build_recoveries(
    blocks: Mapping[str, RecoveryBlock], faults: Mapping[str, FaultSpec], selectors: Selectors, report: Report
) -> dict[str, RecoverySpec]:
    """Build the recoveries.

    Args:
        blocks: by name.
        faults: those that may be answered.
        selectors: for their zones.
        report: takes protected fixtures, phases out of order, and recoveries that answer nothing.

    Returns:
        The recoveries by name.
    """
    check_names(report, "recoveries", blocks)
    recoveries: dict[str, RecoverySpec] = {}
    for name, block in blocks.items():
        path = ("recoveries", name)
        when = block.when
        zone = (*path, "when", "zone")
        recovery = RecoverySpec(
            id=name,
            label=block.label or name,
            kinds=_kinds(when.kind),
            cells=None if when.zone is None else _reachable(zone, when.zone, selectors, report),
            zone=when.zone or "",
            mode=block.mode,
            phases=_phases((*path, "phases"), block.phases, report),
        )
        recoveries[name] = recovery
        complete = not report.failed and report.is_whole(path)
        finds = FaultKind.NODE_SILENT in recovery.kinds
        if complete and not finds and not any(_answers(recovery, fault) for fault in faults.values()):
            report.warning(path, f"'{name}' answers none of the faults of this show; check its kind and zone")
    return recoveries


def _targets(path: Path, block: FaultBlock, selectors: Selectors, report: Report) -> Cells:
    """Find the cells that a fault may reach: those of its zone, or all that its node feeds."""
    if block.zone is not None:
        return _reachable((*path, "zone"), block.zone, selectors, report)
    cells = selectors.fed_by((*path, "node"), block.node or "")
    for group in selectors.protected(cells):
        said = f"'{block.node}' also feeds '{group.id}' of class {group.cls}, whose way must never be broken"
        report.error((*path, "node"), f"{said}. Patch it to a node of its own")
    return cells


def _kinds(written: FaultKind | list[FaultKind] | None) -> tuple[FaultKind, ...]:
    if written is None:
        return ()
    return tuple(dict.fromkeys(written)) if isinstance(written, list) else (written,)


def _reachable(path: Path, selector: str, selectors: Selectors, report: Report) -> Cells:
    """Find the cells of a selector; report fixtures among them that must never be reached."""
    cells = selectors.cells(path, selector)
    for group in selectors.protected(cells):
        said = f"'{group.id}' is of class {group.cls}; faults and recoveries reach only fixtures of class show"
        report.error(path, f"{said}. Leave it out")
    return cells


def _answers(recovery: RecoverySpec, fault: FaultSpec) -> bool:
    kind = not recovery.kinds or fault.kind in recovery.kinds
    return kind and (recovery.cells is None or bool(np.isin(recovery.cells, fault.cells).any()))


def _phases(path: Path, blocks: Sequence[PhaseBlock], report: Report) -> tuple[Phase, ...]:
    phases = tuple(_phase(block) for block in blocks)
    if not report.is_whole(path):
        return phases
    operators = [phase.operator for phase in phases]
    if "mend" not in operators:
        at = (*path, len(phases) - 1) if phases else path
        report.error(
            at, "a recovery ends with a mend, which lands on the present cue; add {mend: {from: wound}, for: 8s}"
        )
    for step, operator in enumerate(operators[:-1]):
        if operator == "mend":
            report.error((*path, step), "a mend is the last phase: after it nothing is broken; move it to the end")
    return phases


def _phase(block: PhaseBlock) -> Phase:
    """Build one phase from the one operator that it has."""
    if block.hold is not None:
        return Phase("hold", block.hold, {})
    if block.embrace is not None:
        embrace = block.embrace if isinstance(block.embrace, EmbraceBlock) else EmbraceBlock()
        return Phase("embrace", _seconds(block.embrace, block), {"gain": embrace.gain})
    if block.seam is not None:
        seam = block.seam if isinstance(block.seam, SeamBlock) else SeamBlock()
        return Phase("seam", _seconds(block.seam, block), {"color": seam.color})
    if block.ripple is not None:
        ripple = block.ripple if isinstance(block.ripple, RippleBlock) else RippleBlock()
        return Phase("ripple", _seconds(block.ripple, block), {"reach": ripple.reach})
    mend = block.mend if isinstance(block.mend, MendBlock) else MendBlock()
    return Phase("mend", _seconds(block.mend, block), {"from": mend.from_})


def _seconds(written: object, block: PhaseBlock) -> float:
    """Read the time of a phase: the operator's own value, or that of ``for``."""
    return written if isinstance(written, float) else block.seconds or 0.0
