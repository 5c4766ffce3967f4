"""What is wrong in a show file, where, and how that is drawn for people."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Severity: TypeAlias = Literal["error", "warning"]

_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_WIDEST: Final = 120
_SYNONYMS: Final = {
    "intensity": "level",
    "brightness": "level",
    "dimmer": "level",
    "time": "fade",
    "duration": "for",
    "address": "at",
    "number": "cue",
    "name": "label",
    "type": "profile",
    "target": "zone",
    "rate": "period",
    "speed": "period",
    "frequency": "period",
    "ip": "to",
    "host": "to",
}
"""What people of other programs write, and what it is called here."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in one show file.

    Attributes:
        file: as the caller named it.
        line: from 1.
        col: from 1, in characters.
        text: what is wrong, with the value, what is allowed and what to do.
        severity: a ``warning`` does not keep the show from running.
        suggestion: what was probably meant, or None.
        width: characters the caret marks.
    """

    file: str
    line: int
    col: int
    text: str
    severity: Severity = "error"
    suggestion: str | None = None
    width: int = 1

    def __str__(self) -> str:
        grade = "warning: " if self.severity == "warning" else ""
        hint = f" - did you mean '{self.suggestion}'?" if self.suggestion is not None else ""
        return f"{self.file}:{self.line}:{self.col}: {grade}{self.text}{hint}"

    def render(self, source_text: str) -> str:
        """Draw the problem: its sentence, the line of the source, and a caret below the place."""
        return _draw(self, split_lines(source_text))


def render_all(problems: Iterable[Problem], source_text: str, used: Mapping[str, str] | None = None) -> str:
    """Draw the problems of a show, a blank line between them.

    Args:
        problems: to draw.
        source_text: the file that was asked for.
        used: texts of the files it uses, by the name that the problems have.
    """
    others = {file: split_lines(text) for file, text in (used or {}).items()}
    lines = split_lines(source_text)
    return "\n\n".join(_draw(problem, others.get(problem.file, lines)) for problem in problems)


def split_lines(text: str) -> list[str]:
    """Split a text where the YAML parser counts lines."""
    return _BREAK.split(text)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Find the name that was probably meant, or None."""
    names = list(known)
    lowered = {candidate.lower(): candidate for candidate in names}
    if (synonym := _SYNONYMS.get(name.lower())) in lowered:
        return lowered[synonym]
    if name and (whole := next((known for known in lowered if known.endswith(f"/{name.lower()}")), None)):
        return lowered[whole]
    close = difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.6)
    return lowered[close[0]] if close else None


def _draw(problem: Problem, lines: Sequence[str]) -> str:
    source = lines[problem.line - 1] if problem.line <= len(lines) else ""
    at = problem.col - 1
    begin = max(0, at - _WIDEST // 2) if len(source) > _WIDEST else 0
    shown = source[begin : begin + _WIDEST]
    before = source[begin:at]
    marked = source[at : at + problem.width][: begin + _WIDEST - at]
    margin = f"{problem.line:>5} | "
    blank = " " * (len(margin) - 2) + "| "
    pad = "".join("\t" if sign == "\t" else " " * _columns(sign) for sign in before)
    caret = "^" * max(1, sum(_columns(sign) for sign in marked))
    return f"{problem}\n{margin}{_printable(shown)}\n{blank}{pad}{caret}"


def _printable(text: str) -> str:
    """Keep control characters of a broken file away from the terminal."""
    return "".join(sign if sign == "\t" or sign.isprintable() else "\N{MIDDLE DOT}" for sign in text)


def _columns(sign: str) -> int:
    """Columns one character takes on a terminal."""
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
