"""What all effects share: whom they move, what of them, how much, and how they meet the look under them."""

import re
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from controller.model.effect import Blend, Motion, Moved, Period
from controller.model.units import Color
from controller.showfile.document.base import Block, preset
from controller.showfile.document.kind import (
    TIME_PATTERN,
    Kind,
    Words,
    WrongError,
    choice,
    duration,
    number_between,
    shown,
    spell,
    whole_between,
)
from controller.showfile.document.values import COLOR, NAME, SELECTOR, SHARE

_BEATS: Final = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)\s*beats?")
_SHORTEST_S: Final = 0.1
_LONGEST_S: Final = 3600.0
_FEWEST_BEATS: Final = 0.25
_MOST_BEATS: Final = 1024.0


def _period(value: object) -> Period:
    beats = _BEATS.fullmatch(value.strip()) if isinstance(value, str) else None
    if beats is not None:
        length = float(beats[1])
        if not _FEWEST_BEATS <= length <= _MOST_BEATS:
            said = f"{shown(value)} is out of range; a cycle takes {_FEWEST_BEATS:g} to {_MOST_BEATS:g} beats"
            raise WrongError(said)
        return Period(length, "beats")
    seconds = duration(value)
    if not _SHORTEST_S <= seconds <= _LONGEST_S:
        said = f"this time is between {spell(_SHORTEST_S)} and {spell(_LONGEST_S)}"
        raise WrongError(f"{shown(value)} is out of range; {said}")
    return Period(seconds)


PERIOD: Final = Kind(
    "a time, 100ms to 1h, or `0.25 beats` to `1024 beats`",
    "6s",
    _period,
    {
        "anyOf": [
            {"type": "number", "minimum": _SHORTEST_S, "maximum": _LONGEST_S},
            {"type": "string", "pattern": rf"^({TIME_PATTERN}|\d+(\.\d+)?\s*beats?)$"},
        ]
    },
)

Colors: TypeAlias = Annotated[
    list[Annotated[Color, COLOR]], Field(min_length=1, max_length=16), Words("a list of 1 to 16 colours")
]
Length: TypeAlias = Annotated[float, number_between(0.01, 1000)]
Count: TypeAlias = Annotated[int, whole_between(1, 64)]
Seed: TypeAlias = Annotated[int, whole_between(0, 2**31 - 1)]
_MOVED: Final = ("level", "hue", "color", "pan", "tilt")
_BLENDS: Final = ("replace", "add", "multiply", "max", "screen")


class Moving(Block):
    """An effect."""

    on: Annotated[str | None, SELECTOR] = Field(
        default=None, description="Whom it moves; left out: all that the cue's looks set."
    )
    of: Annotated[Moved | None, choice(*_MOVED)] = Field(
        default=None,
        description="What it moves: `level` dims, `hue` turns the colour, `color` paints with `colors`, `pan` and "
        "`tilt` swing the beam round where the look has put it. Left out: `color` where there are `colors`, else "
        "`level`.",
    )
    amount: Annotated[float, SHARE] = preset(
        "100%",
        "How much of it shows; `hue`: the part of the colour wheel it sweeps; `pan`, `tilt`: the part of their range.",
    )
    blend: Annotated[Blend | None, choice(*_BLENDS)] = Field(
        default=None,
        description="How `level` and `color` meet the look under them. Left out: `multiply` for `level`, `replace` "
        "for `color`.",
    )
    colors: Annotated[Colors | None, Words("a list of 1 to 16 colours")] = Field(
        default=None, description="From the lowest to the highest value."
    )
    master: Annotated[str | None, NAME] = Field(default=None, description="The submaster that sizes it.")

    def motion(self) -> Motion | None:
        """Give the motion; None where more than the block is needed to make it."""
        return None


class Turning(Moving):
    """An effect that goes round and round."""

    period: Annotated[Period, PERIOD] = preset("6s", "Time of one cycle; in beats it follows the tempo of the show.")


Direction: TypeAlias = Literal["left", "right", "up", "down"]
