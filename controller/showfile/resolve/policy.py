"""Policy: the selectors of its levels become cells."""

from collections.abc import Mapping

from controller.model.look import Look
from controller.model.policy import Loosening, Policy, ZoneLevel
from controller.showfile.document.policy import LoosenBlock, PolicyBlock
from controller.showfile.report import Report
from controller.showfile.resolve.selectors import Selectors


def build_policy(block: PolicyBlock, selectors: Selectors, report: Report, *, standby: Look | None) -> Policy:
    """Build the policy; a floor above a ceiling of the same lights is reported."""
    ceilings = _levels("ceilings", block.ceilings, selectors)
    floors = _levels("floors", block.floors, selectors)
    always = _levels("floors_always", block.floors_always, selectors)
    for key, found in (("floors", floors), ("floors_always", always)):
        for floor in found:
            _check(key, floor, ceilings, report)
    if block.unanswered == "standby" and standby is None:
        report.error(("policy", "unanswered"), "there is no standby look; name one: standby: dusk")
    loosen = block.loosen
    return Policy(
        flashes_per_second=block.flashes_per_second,
        fault_limit_s=block.fault_time_limit,
        go_lockout_s=block.go_lockout,
        standby=standby,
        recoveries_at_once=block.recoveries_at_once,
        ask_s=block.ask_for,
        unanswered=block.unanswered,
        ceilings=ceilings,
        floors=floors,
        floors_always=always,
        pan_deg_s=block.pan_speed,
        tilt_deg_s=block.tilt_speed,
        join_s=block.join_for,
        join_m=block.join_within,
        loosen=None if loosen is None else _loosening(loosen),
    )


def _loosening(block: LoosenBlock) -> Loosening:
    return Loosening(block.responsible, block.flashes_per_second, block.long_runs)


def _levels(key: str, written: Mapping[str, float], selectors: Selectors) -> tuple[ZoneLevel, ...]:
    return tuple(
        ZoneLevel(name, selectors.cells(("policy", key, name), name, key=True), level)
        for name, level in written.items()
    )


def _check(key: str, floor: ZoneLevel, ceilings: tuple[ZoneLevel, ...], report: Report) -> None:
    for ceiling in ceilings:
        if floor.level > ceiling.level and set(floor.cells.tolist()) & set(ceiling.cells.tolist()):
            said = f"the floor {floor.level:.0%} is above the ceiling {ceiling.level:.0%} of '{ceiling.name}'"
            report.error(("policy", key, floor.name), f"{said}; no light can keep both")
