"""What a run has to tell: lines for people, JUnit XML for machines, a bar while it runs."""

import sys
from collections.abc import Iterator
from typing import Final, TextIO
from xml.etree import ElementTree as ET

from controller.run.headless.judge import Finding
from controller.run.headless.simulate import Result
from fixtures.far_end import FarEnd

_WIDTH: Final = 30


def report_lines(result: Result) -> Iterator[str]:
    """Say every failure and a summary, one line each."""
    for finding in result.failures:
        yield f"FAILED {_where(result, finding)}{finding.text}"
    count = len(result.findings)
    held = count - sum(not finding.held for finding in result.findings)
    speed = result.seconds / max(result.wall_s, 1e-9)
    engine = result.snapshot.engine
    parts = [
        f"{result.scenario.name}: {result.seconds:.1f} s simulated in {result.wall_s:.1f} s ({speed:.0f} x)",
        f"{held} of {count} expectations held" if count else "nothing was expected",
        f"most flashes in one second: {result.flashes:g}",
        f"late ticks: {engine.late}",
    ]
    if engine.stage_errors:
        parts.append(f"{engine.stage_errors} frames held: {engine.last_error}")
    yield ", ".join(parts)


def junit(result: Result) -> bytes:
    """Write the run as JUnit XML: a case for each expectation, and one for the flashes."""
    findings = (*result.findings, result.safety)
    suite = ET.Element(
        "testsuite",
        name=result.scenario.name,
        tests=str(len(findings)),
        failures=str(len(result.failures)),
        errors="0",
        skipped="0",
        time=f"{result.wall_s:.3f}",
    )
    for finding in findings:
        is_safety = finding is result.safety
        name = f"{finding.expected} flashes a second" if is_safety else _name(finding)
        case = ET.SubElement(suite, "testcase", classname=result.scenario.name, name=name, time="0")
        if finding.line:
            case.set("file", result.scenario.file)
            case.set("line", str(finding.line))
        if not finding.held:
            said = f"expected {finding.expected}, seen {finding.seen}"
            ET.SubElement(case, "failure", message=said).text = _where(result, finding) + finding.text
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


class ProgressBar:
    """Draws how far a run has come; nothing where nobody looks."""

    def __init__(self, for_s: float, out: TextIO = sys.stderr) -> None:
        self._for_s = for_s
        self._out = out if out.isatty() else None
        self._drawn = -1

    def watch(self, seconds: float, far_end: FarEnd) -> None:
        """Draw one step further, a hundred times at most."""
        del far_end
        percent = min(100, int(100 * seconds / self._for_s)) if self._for_s else 100
        if self._out is None or percent == self._drawn:
            return
        self._drawn = percent
        full = _WIDTH * percent // 100
        self._out.write(f"\r[{'#' * full}{'.' * (_WIDTH - full)}] {seconds:6.1f} of {self._for_s:.1f} s")
        self._out.flush()

    def clear(self) -> None:
        """Take the bar away."""
        if self._out is not None and self._drawn >= 0:
            self._out.write("\r\x1b[K")
            self._out.flush()


def _name(finding: Finding) -> str:
    return f"at {finding.at_s:g} s: {finding.what} {finding.expected}"


def _where(result: Result, finding: Finding) -> str:
    return f"{result.scenario.file}:{finding.line}: " if finding.line else ""
