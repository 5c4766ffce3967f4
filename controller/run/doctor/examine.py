"""All the doctor looks at, in one list, and the report."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from controller.run.doctor import entrance, network, speed, surroundings, system
from controller.run.doctor.finding import Finding, fault

_MARKS: Final = {"ok": "●", "warn": "▲", "fault": "■"}


def examine(home: Path) -> Iterator[Finding]:
    """Look at everything; a look that fails is itself a finding.

    Args:
        home: where nights are kept.
    """
    looks: tuple[tuple[str, Callable[[], Iterable[Finding]]], ...] = (
        ("Python", system.python),
        ("speed", speed.speed),
        ("ports", network.ports),
        ("interfaces", network.interfaces),
        ("multicast", network.multicasts),
        ("socket buffers", network.buffers),
        ("floods", network.floods),
        ("real time", system.scheduling),
        ("wake-up", system.wakefulness),
        ("clock", system.wall_clock),
        ("nights", lambda: system.disk(home)),
        ("passcode", lambda: entrance.passcode(home)),
        ("console", surroundings.console),
        ("MIDI", surroundings.midi),
        ("browser", surroundings.browser),
    )
    for name, look in looks:
        try:
            yield from look()
        except Exception as error:  # noqa: BLE001 - one look that fails must not hide the others
            yield fault(name, f"could not be looked at: {type(error).__name__}: {error}", "")


def render(findings: Iterable[Finding]) -> str:
    """Write findings as people read them: a mark, a word, a sentence, and what to do."""
    lines = []
    for each in findings:
        lines.append(f"{_MARKS[each.grade]} {each.grade:5}  {each.name:22} {each.text}")
        if each.fix:
            lines.append(f"{'':32}→ {each.fix}")
    return "\n".join(lines)
