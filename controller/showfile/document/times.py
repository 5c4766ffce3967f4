"""The blocks of times: fades and delays, what has times of its own, curves, loops."""

from itertools import pairwise
from typing import Annotated, Final, TypeAlias

from pydantic import Field, Tag

from controller.model.curve import CURVES, Curve
from controller.showfile.document.base import Block, one_of
from controller.showfile.document.kind import Kind, Words, WrongError, limited, shown, whole_between
from controller.showfile.document.values import CUE, FADE

MOST_POINTS: Final = 64


class SplitBlock(Block):
    """A time for what rises and another one for what falls. Only levels do; all else takes `up`."""

    up: Annotated[float | None, FADE] = Field(default=None, description="Of what rises; left out, the one of `down`.")
    down: Annotated[float | None, FADE] = Field(default=None, description="Of what falls; left out, the one of `up`.")


Times: TypeAlias = Annotated[
    Annotated[float, FADE, Tag("<word>")] | Annotated[SplitBlock, Tag("<keys>")],
    one_of("write a time such as 5s, or {up: 3s, down: 5s}"),
]
SPLIT: Final = Words("a time, 0s to 24h, or `{up: 3s, down: 5s}`")


class TimeBlock(Block):
    """Times of one attribute; what is left out is that of the cue."""

    fade: Annotated[Times | None, SPLIT] = Field(default=None, description="How long it takes.")
    delay: Annotated[Times | None, SPLIT] = Field(
        default=None, description="How long after the start of the cue it begins."
    )


AttributeTimes: TypeAlias = dict[
    str,
    Annotated[
        Annotated[float, FADE, Tag("<word>")] | Annotated[TimeBlock, Tag("<keys>")],
        one_of("write a time such as 5s, or {fade: 4s, delay: 1s}"),
    ],
]
ATTRIBUTE_TIMES: Final = Words("attribute: a time, or `{fade: 4s, delay: 1s}`")


class PartBlock(TimeBlock):
    """Times of a part of the rig; what is left out is that of the cue."""

    times: Annotated[AttributeTimes, ATTRIBUTE_TIMES] = Field(
        default={}, description="Times of single attributes, in this part alone."
    )


class LoopBlock(Block):
    """Where the list goes on after a cue: GO and follow go back, so many times."""

    to: Annotated[str, CUE] = Field(description="The cue that comes next instead.")
    count: Annotated[int | None, whole_between(1, 1000)] = Field(
        default=None, description="How many times; left out, until GOTO or LOAD leads away."
    )


def _curve(value: object) -> Curve:
    if isinstance(value, str):
        if value in CURVES:
            return CURVES[value]
        known = tuple(CURVES)
        raise WrongError(
            f"{shown(value)} is no curve; write {', '.join(known)} or points", known=known, wanted=value[:64]
        )
    if not isinstance(value, list):
        raise WrongError(f"{shown(value)} is no curve; write s-curve, or points such as [[0, 0], [0.3, 0.8], [1, 1]]")
    points = [_point(each) for each in value[: MOST_POINTS + 1]]
    if not 2 <= len(points) <= MOST_POINTS:
        raise WrongError(f"a curve has 2 to {MOST_POINTS} points")
    for (before, _), (after, _) in pairwise(points):
        if after <= before:
            raise WrongError(
                f"time runs back from {before:g} to {after:g}: each point stands later than the one before"
            )
    if points[0] != (0.0, 0.0) or points[-1] != (1.0, 1.0):
        raise WrongError("a curve begins at [0, 0] and ends at [1, 1]")
    return Curve("points", tuple(time for time, _ in points), tuple(done for _, done in points))


def _point(value: object) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2:
        raise WrongError(f"{shown(value)} is no point; write [time, done], both 0 to 1, e.g. [0.3, 0.8]")
    return limited(value[0], 0, 1), limited(value[1], 0, 1)


CURVE: Final = Kind(
    f"{', '.join(f'`{name}`' for name in CURVES)}, or points `[[0, 0], [0.3, 0.8], [1, 1]]` of [time, done]",
    "s-curve",
    _curve,
    {
        "anyOf": [
            {"enum": list(CURVES)},
            {
                "type": "array",
                "minItems": 2,
                "maxItems": MOST_POINTS,
                "items": {
                    "type": "array",
                    "items": {"type": "number", "minimum": 0, "maximum": 1},
                    "minItems": 2,
                    "maxItems": 2,
                },
            },
        ]
    },
)
