"""Faults: what can be broken, and whom it may reach."""

from collections.abc import Iterable, Mapping

from controller.model.chance import key
from controller.model.fault import LINK_KINDS, FaultKind, FaultSpec
from controller.model.rig import Cells
from controller.showfile.document.faults import FaultBlock
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


def _targets(path: Path, block: FaultBlock, selectors: Selectors, report: Report) -> Cells:
    """Find the cells that a fault may reach: those of its zone, or all that its node feeds."""
    if block.zone is not None:
        return reachable((*path, "zone"), block.zone, selectors, report)
    cells = selectors.fed_by((*path, "node"), block.node or "")
    for group in selectors.protected(cells):
        said = f"'{block.node}' also feeds '{group.id}' of class {group.cls}, whose way must never be broken"
        report.error((*path, "node"), f"{said}. Patch it to a node of its own")
    return cells


def reachable(path: Path, selector: str, selectors: Selectors, report: Report) -> Cells:
    """Find the cells of a selector; report fixtures among them that must never be reached."""
    cells = selectors.cells(path, selector)
    for group in selectors.protected(cells):
        said = f"'{group.id}' is of class {group.cls}; faults and recoveries reach only fixtures of class show"
        report.error(path, f"{said}. Leave it out")
    return cells
