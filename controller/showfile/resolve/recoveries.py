"""Recoveries: how a wound is mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from controller.model.fault import FaultKind, Parameter
from controller.model.look import Look
from controller.model.recovery import OperatorName, Phase, RecoverySpec
from controller.showfile.document.base import Block
from controller.showfile.document.recoveries import (
    BlendBlock,
    BreatheBlock,
    EmbraceBlock,
    GatherBlock,
    MendBlock,
    PhaseBlock,
    QuantiseBlock,
    RecoveryBlock,
    RippleBlock,
    SafeBlock,
    ScatterBlock,
    SeamBlock,
    SortBlock,
)
from controller.showfile.report import Report
from controller.showfile.resolve.faults import reachable
from controller.showfile.resolve.names import check_names
from controller.showfile.resolve.selectors import Selectors
from controller.showfile.tree import Path


@dataclass(frozen=True, slots=True)
class Standby:
    """The looks that ``safe`` may go to, and whether the policy names one for all."""

    named: Mapping[str, Look]
    has_standby: bool


_BLOCKS: Final[Mapping[OperatorName, type[Block]]] = {
    "hold": Block,
    "embrace": EmbraceBlock,
    "quantise": QuantiseBlock,
    "ripple": RippleBlock,
    "blend": BlendBlock,
    "sort": SortBlock,
    "scatter": ScatterBlock,
    "gather": GatherBlock,
    "seam": SeamBlock,
    "breathe": BreatheBlock,
    "safe": SafeBlock,
    "mend": MendBlock,
}


def build_recoveries(
    blocks: Mapping[str, RecoveryBlock],
    selectors: Selectors,
    report: Report,
    *,
    looks: Standby,
) -> dict[str, RecoverySpec]:
    """Build the recoveries.

    Args:
        blocks: by name.
        selectors: for their zones.
        report: takes protected fixtures, and phases out of order.
        looks: those that ``safe`` may go to.

    Returns:
        The recoveries by name.
    """
    check_names(report, "recoveries", blocks)
    recoveries: dict[str, RecoverySpec] = {}
    for name, block in blocks.items():
        path = ("recoveries", name)
        when = block.when
        zone = (*path, "when", "zone")
        recoveries[name] = RecoverySpec(
            id=name,
            label=block.label or name,
            kinds=_kinds(when.kind),
            cells=None if when.zone is None else reachable(zone, when.zone, selectors, report),
            zone=when.zone or "",
            mode=block.mode,
            again=block.again,
            phases=_phases((*path, "phases"), block.phases, report, looks),
        )
    return recoveries


def _kinds(written: FaultKind | list[FaultKind] | None) -> tuple[FaultKind, ...]:
    if written is None:
        return ()
    return tuple(dict.fromkeys(written)) if isinstance(written, list) else (written,)


def _phases(path: Path, blocks: Sequence[PhaseBlock], report: Report, looks: Standby) -> tuple[Phase, ...]:
    phases = tuple(_phase(block) for block in blocks)
    if not report.is_whole(path):
        return phases
    mends = [phase for phase in phases if phase.operator == "mend"]
    if not mends or (phases[-1].operator != "mend" and all(mend.parameters["part"] != 1.0 for mend in mends)):
        at = (*path, len(phases) - 1) if phases else path
        report.error(
            at, "a recovery ends with a mend, which lands on the present cue; add {mend: {from: wound}, for: 8s}"
        )
    for step, phase in enumerate(phases):
        is_whole = phase.parameters.get("part") == 1.0
        if phase.operator == "mend" and step < len(phases) - 1 and is_whole:
            said = "after a whole mend nothing is broken; move it to the end, or mend a part of the cells: part: 60%"
            report.error((*path, step), said)
        if phase.operator == "mend":
            _check_rest((*path, step, "mend"), phase, report, is_last=step == len(phases) - 1)
        if phase.operator == "safe":
            _check_look((*path, step, "safe"), phase, report, looks)
    return (*phases, _rest(phases[-1])) if phases and "rest" in phases[-1].parameters else phases


def _check_rest(path: Path, phase: Phase, report: Report, *, is_last: bool) -> None:
    """Report a last mend that leaves cells to nobody, and a rest that is kept where none is left."""
    part, keeps = phase.parameters["part"], "rest" in phase.parameters
    if is_last and part != 1.0 and not keeps:
        said = "the last mend is whole: no wound stays for ever by itself; leave part out"
        report.error((*path, "part"), f"{said}, or keep the others until somebody mends them: rest: keep")
    if keeps and not is_last:
        report.error((*path, "rest"), "only the last mend keeps a rest; after any other the recovery goes on with it")
    if keeps and is_last and part == 1.0:
        report.error((*path, "rest"), "nothing is left to keep after a whole mend; say how much it mends: part: 60%")


def _rest(mend: Phase) -> Phase:
    """Make the mend of what a last mend keeps: as long, in the same order."""
    parameters = {name: value for name, value in mend.parameters.items() if name != "rest"}
    return Phase("mend", mend.seconds, {**parameters, "part": 1.0, "after": mend.parameters["part"]}, is_rest=True)


def _check_look(path: Path, phase: Phase, report: Report, looks: Standby) -> None:
    """Report a standby look that is not there."""
    name = str(phase.parameters["look"])
    if not name and not looks.has_standby:
        report.error(path, "there is no standby look; write safe: {look: …}, or name one for all: policy: {standby: …}")
    elif name and name not in looks.named and not report.is_written("looks", name):
        said = f"there is no look '{name[:60]}'; name it under 'looks:'"
        report.error((*path, "look"), said, wanted=name[:60], known=looks.named)


def _phase(block: PhaseBlock) -> Phase:
    """Build one phase from the one operator that it has."""
    operator: OperatorName = block.operator
    written = getattr(block, operator)
    keys = written if isinstance(written, Block) else _BLOCKS[operator]()
    parameters = {
        field.alias or name: "" if (value := getattr(keys, name)) is None else value
        for name, field in type(keys).model_fields.items()
        if name != "rest" or getattr(keys, name) is not None
    }
    return Phase(operator, written if isinstance(written, float) else block.seconds or 0.0, parameters)


def standby_recovery() -> RecoverySpec:
    """Build the recovery that leads to the standby look, where nobody answers."""
    shared: dict[str, Parameter] = {"from": "wound", "direction": (1.0, 0.0, 0.0)}
    phases = (
        Phase("safe", 3.0, {**shared, "look": ""}),
        Phase("hold", 30.0, {}),
        Phase("mend", 5.0, {**shared, "part": 1.0}),
    )
    return RecoverySpec("standby", "Standby look", (), None, "", "manual", phases)
