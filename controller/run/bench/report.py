"""What a bench says: tables for people, JSON for programs, both with the machine they were measured on."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

from controller.model.snapshot import StageTiming
from controller.run.bench.machine import Machine, Meanwhile


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a Markdown table whose columns stand in line."""
    cells = [list(head), *([_shown(each) for each in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = [f"| {' | '.join(text.ljust(w) for text, w in zip(row, widths, strict=True))} |" for row in cells]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines)


def machine_line(machine: Machine) -> str:
    """Say in one line where this was measured."""
    return (
        f"{machine.when}, Kintsugi {machine.kintsugi} on {machine.processor}, {machine.cores} cores, "
        f"{machine.memory_gb:g} GB, {machine.system}, Python {machine.python}, numpy {machine.numpy}, "
        f"numba {machine.numba}; load before the run {machine.load:.2f}"
    )


def meanwhile_line(meanwhile: Meanwhile) -> str:
    """Say in one line what else ran."""
    if meanwhile.others_share is None or meanwhile.host_share is None:
        return "what else ran meanwhile, this system does not tell"
    return (
        f"meanwhile other programs took {meanwhile.others_share:.0%} of a core, "
        f"and the host of this machine {meanwhile.host_share:.0%}"
    )


def stage_table(stages: Sequence[StageTiming]) -> str:
    """Write how long each stage took."""
    rows = [(each.stage, round(each.p50_us), round(each.p99_us), round(each.max_us)) for each in stages]
    total = ("all stages", round(sum(each.p50_us for each in stages)), "", "")
    return table(("stage", "p50 us", "p99 us", "max us"), [*rows, total])


def write_json(file: Path, bench: str, machine: Machine, meanwhile: Meanwhile, found: object) -> None:
    """Keep what was found, for programs."""
    document = {"bench": bench, "machine": asdict(machine), "meanwhile": asdict(meanwhile), "found": _plain(found)}
    file.write_text(json.dumps(document, indent=2), encoding="utf-8")


def _plain(found: object) -> Any:  # Any: whatever JSON can hold
    if is_dataclass(found) and not isinstance(found, type):
        return asdict(found)
    if isinstance(found, Mapping):
        return {str(key): _plain(value) for key, value in found.items()}
    return [_plain(each) for each in found] if isinstance(found, (list, tuple)) else found


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
