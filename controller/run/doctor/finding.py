"""What the doctor finds."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Grade: TypeAlias = Literal["ok", "warn", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: what it is, in a word or two.
        grade: ``ok``; ``warn``: a show runs, but not as well as it could; ``fault``: something will not work.
        text: what was found, one sentence.
        fix: what to do; empty if nothing need be done.
    """

    name: str
    grade: Grade
    text: str
    fix: str = ""


def ok(name: str, text: str) -> Finding:
    """Say that all is well."""
    return Finding(name, "ok", text)


def warn(name: str, text: str, fix: str) -> Finding:
    """Say that it works, but not as well as it could."""
    return Finding(name, "warn", text, fix)


def fault(name: str, text: str, fix: str) -> Finding:
    """Say that it will not work."""
    return Finding(name, "fault", text, fix)
