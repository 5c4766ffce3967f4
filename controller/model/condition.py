"""Conditions of a steady state, in words of light: what must hold while something is broken on purpose."""

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from controller.model.rig import Cells
from controller.model.units import parse_duration, parse_level

ConditionKind: TypeAlias = Literal["level", "age", "budget", "saturation"]

FORMS: Final = (
    "zone stage level >= 20%",
    "no frame older than 200ms",
    "flash budget kept",
    "guard not saturated",
)
_LEVEL: Final = re.compile(r"zone\s+(\S.*?)\s+level\s*>=\s*(\S+)")
_AGE: Final = re.compile(r"no frame older than\s+(\S+)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A condition as it is written: its kind, the zone of a ``level``, and the level or the seconds."""

    text: str
    kind: ConditionKind
    zone: str
    bound: float


@dataclass(frozen=True, eq=False, slots=True)
class Condition:
    """What must hold.

    Attributes:
        text: as written.
        kind: ``level``: the mean light of ``cells`` is at least ``bound`` · ``age``: no node shows a frame that is
            older than ``bound`` seconds · ``budget``: the guard holds nothing back · ``saturation``: it does not hold
            something back in every frame of a second.
        cells: of ``level``; none for the others.
    """

    text: str
    kind: ConditionKind
    cells: Cells
    bound: float


def parse_condition(text: object) -> Sentence:
    """Read a condition.

    Raises:
        ValueError: not one; the text says what may be written.
    """
    written = text.strip() if isinstance(text, str) else ""
    if match := _LEVEL.fullmatch(written):
        return Sentence(written, "level", match[1], parse_level(match[2]))
    if match := _AGE.fullmatch(written):
        return Sentence(written, "age", "", parse_duration(match[1]))
    if written == "flash budget kept":
        return Sentence(written, "budget", "", 0.0)
    if written == "guard not saturated":
        return Sentence(written, "saturation", "", 1.0)
    raise ValueError(f"{str(text)[:60]!r} is not a condition; write one like {', '.join(FORMS)}")
