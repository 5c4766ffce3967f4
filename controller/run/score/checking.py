"""What ``kintsugi check`` says: of several files, for people, for programs, for a build server."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

from controller.run.reading import Reading, ShowError, read_text, read_whole_show
from controller.run.score.kept import write_whole
from controller.showfile.edit.apply import upgraded
from controller.showfile.edit.marks import EditError
from controller.showfile.problem import Problem

Format: TypeAlias = Literal["text", "json", "github"]
FORMATS: Final[tuple[Format, ...]] = ("text", "json", "github")


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be printed; lines of ``errors`` go to the error output."""

    lines: tuple[str, ...]
    errors: tuple[str, ...]
    is_good: bool


def check_files(names: Sequence[str], form: Format) -> Report:
    """Check show files with all that they use.

    Args:
        names: paths, or shows that come along.
        form: how to say it.
    """
    readings: list[Reading] = []
    errors: list[str] = []
    for name in names:
        try:
            readings.append(read_whole_show(*read_text(name)))
        except ShowError as error:
            errors.append(str(error))
    lines = {"text": _text, "json": _json, "github": _github}[form](readings)
    is_good = not errors and all(reading.show is not None for reading in readings)
    return Report(tuple(lines), tuple(errors), is_good)


def upgrade_files(names: Sequence[str]) -> Report:
    """Write show files as files of today's version, comments kept."""
    lines: list[str] = []
    errors: list[str] = []
    for name in names:
        try:
            text, path = read_text(name)
            after = upgraded(text)
            if after == text:
                lines.append(f"{path}: is of today's version")
                continue
            write_whole(Path(path), after.encode())
            lines.append(f"{path}: upgraded")
        except ShowError as error:
            errors.append(str(error))
        except EditError as error:
            errors.append(f"{name}: {error}")
        except OSError as error:
            errors.append(f"{name}: cannot be written: {error.strerror or error}")
    return Report(tuple(lines), tuple(errors), not errors)


def _text(readings: Sequence[Reading]) -> list[str]:
    """Draw what is wrong with each, and say of those that can be played that they can."""
    lines: list[str] = []
    for reading in readings:
        lines += [reading.told] * bool(reading.problems)
        if reading.show is not None:
            count = len(reading.problems)
            warned = f", with {count} warning{'s' * (count > 1)}" if count else ""
            lines.append(f"{reading.path}: good{warned}")
    return lines


def _json(readings: Sequence[Reading]) -> list[str]:
    files = [
        {
            "file": reading.path,
            "good": reading.show is not None,
            "uses": sorted(reading.parts),
            "problems": [_fields(problem) for problem in reading.problems],
        }
        for reading in readings
    ]
    return [json.dumps({"files": files}, ensure_ascii=False, indent=1)]


def _fields(problem: Problem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "col": problem.col,
        "width": problem.width,
        "severity": problem.severity,
        "text": problem.text,
        "suggestion": problem.suggestion,
    }


def _github(readings: Sequence[Reading]) -> list[str]:
    """Write workflow commands, so that a build server shows each problem at its line."""
    lines = []
    for reading in readings:
        for problem in reading.problems:
            where = f"file={_property(problem.file)},line={problem.line},col={problem.col}"
            end = f"endColumn={problem.col + problem.width - 1}"
            hint = f" - did you mean '{problem.suggestion}'?" if problem.suggestion is not None else ""
            lines.append(f"::{problem.severity} {where},{end}::{_escaped(problem.text + hint)}")
        if not reading.problems:
            lines.append(f"{reading.path}: good")
    return lines


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
