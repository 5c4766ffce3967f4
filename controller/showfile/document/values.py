"""The kinds of values artists write: times, levels, colours, addresses, directions."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from controller.model.condition import FORMS, parse_condition
from controller.model.cue import Follow
from controller.model.policy import OnExit
from controller.model.units import COLORS, Color, parse_color, parse_level
from controller.showfile.document.kind import (
    TIME_PATTERN,
    Kind,
    Schema,
    WrongError,
    duration,
    limited,
    shown,
    text_up_to,
    time_between,
)

_DIRECTIONS: Final = {
    "right": (1.0, 0.0, 0.0),
    "left": (-1.0, 0.0, 0.0),
    "up": (0.0, 1.0, 0.0),
    "down": (0.0, -1.0, 0.0),
    "towards": (0.0, 0.0, 1.0),
    "away": (0.0, 0.0, -1.0),
}
_LOOSE_LEVEL: Final = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s*(percent|per cent|pct)?")
_TIME_OF_DAY: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_BEATS: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s+beats?")
MOST_BEATS: Final = 1000
_CUE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}")
_AT: Final = re.compile(r"(\S+)(?:\s+(\d{1,9})/(\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class Address:
    """Where fixtures are patched: a node, and for Art-Net and sACN the first universe and slot (from 1)."""

    node: str
    universe: int | None
    slot: int | None


def vector(axes: tuple[int, ...], reach: float) -> Callable[[object], tuple[float, ...]]:
    """Make a reader of coordinates: so many numbers as ``axes`` allows, each within ± ``reach``."""

    def read(value: object) -> tuple[float, ...]:
        if not isinstance(value, list) or len(value) not in axes:
            raise WrongError(f"{shown(value)} is not a place; write [x, y, z] in metres, e.g. [0, 2.5, 0]")
        return tuple(limited(axis, -reach, reach) for axis in value)

    return read


def _level(value: object) -> float:
    try:
        return parse_level(value)
    except ValueError as error:
        if isinstance(value, bool):
            raise WrongError(f"{shown(value)} is not a level; write 0.4 or 40%") from None
        raise WrongError(str(error), suggestion=_meant_level(value)) from None


def _meant_level(value: object) -> str | None:
    """Guess the level that was meant: percent without its sign, or a slot's value."""
    is_near = isinstance(value, int | float) and 0 <= value <= 255
    written = str(value) if is_near or isinstance(value, str) else ""
    loose = _LOOSE_LEVEL.fullmatch(written.strip().lower())
    if loose is None or not 2 <= float(loose[1]) <= 255:
        return None
    if float(loose[1]) <= 100:
        return f"{loose[1]}%"
    return None if loose[2] else f"{round(float(loose[1]) / 255 * 100)}%"


def _share(value: object) -> float:
    level = _level(value)
    if level == 0:
        raise WrongError(f"{shown(value)} reaches nothing; write a share above 0, up to 100%")
    return level


def _color(value: object) -> Color:
    try:
        return parse_color(value if not isinstance(value, int) else str(value))
    except ValueError as error:
        if re.fullmatch(r"[0-9a-fA-F]{6}", str(value)):
            raise WrongError(
                f"{shown(value)} is not a colour; write it with '#' and in quotes", suggestion=f'"#{value}"'
            ) from None
        raise WrongError(
            str(error), known=tuple(COLORS), wanted=str(value)[:64], otherwise=f"; the names are {', '.join(COLORS)}"
        ) from None


def _flag(value: object) -> bool:
    return _truth(value, "neither true nor false; write true or leave the key out", {"yes": "true", "no": "false"})


def _switch(value: object) -> bool:
    return _truth(value, "not known here; write on or off", {"yes": "on", "no": "off"})


def _truth(value: object, wrong: str, meant: Mapping[str, str]) -> bool:
    """Read a yes or no: other tools write the one as the other, and both are plain."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in {"on", "off"}:
        return value == "on"
    raise WrongError(f"{shown(value)} is {wrong}", suggestion=meant.get(str(value).lower()))


def _follow(value: object) -> Follow:
    if value == "mended":
        return Follow("mended", 0.0)
    if isinstance(value, str) and value.startswith("after "):
        return Follow("fade", duration(value.removeprefix("after ")))
    if isinstance(value, str) and (match := _BEATS.fullmatch(value.strip())):
        if not 0 < float(match[1]) <= MOST_BEATS:
            raise WrongError(
                f"{shown(value)} is out of range; a follow waits for more than 0 and at most {MOST_BEATS} beats"
            )
        return Follow("beats", float(match[1]))
    if isinstance(value, str) and value.startswith("at "):
        return Follow("clock", float(time_of_day(value.removeprefix("at "))))
    try:
        return Follow("go", duration(value))
    except WrongError:
        raise
    except ValueError:
        raise WrongError(
            f"{shown(value)} is not a follow; write 20s (from its start), after 5s (from the end of the fade), "
            "4 beats, at 21:30 (by the clock) or mended (when an incident has ended)"
        ) from None


def time_of_day(text: str) -> int:
    """Read a time of day: seconds since midnight."""
    match = _TIME_OF_DAY.fullmatch(text.strip())
    hour, minute, second = (int(part or 0) for part in match.groups()) if match else (24, 0, 0)
    if hour > 23 or minute > 59 or second > 59:
        raise WrongError(f"{shown(text)} is not a time of day; write it from 00:00 to 23:59, e.g. at 21:30")
    return hour * 3600 + minute * 60 + second


def _on_exit(value: object) -> OnExit:
    if value == "hold":
        return OnExit("hold", 0.0)
    if value == "black":
        return OnExit("black", 0.0)
    if isinstance(value, str) and value.startswith("fade "):
        seconds = duration(value.removeprefix("fade "))
        if seconds > 60:
            raise WrongError(f"{shown(value)} is out of range; a fade on exit takes at most 60s")
        return OnExit("fade", seconds)
    raise WrongError(f"{shown(value)} is not an ending; write hold, black or fade 3s")


def _cue(value: object) -> str:
    written = str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    if not _CUE.fullmatch(written):
        raise WrongError(
            f"{shown(value)} is not a cue number; write 1, 2.5 or A1 (letters, digits, '.', '-', '_', at most 32)"
        )
    return written


def _at(value: object) -> Address:
    match = _AT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise WrongError(f"{shown(value)} is not an address; write a node and, for DMX, universe/slot: mosaic 1/1")
    if match[2] is None:
        return Address(match[1], None, None)
    universe, slot = int(match[2]), int(match[3])
    if not 1 <= slot <= 512:
        raise WrongError(f"slot {slot} is out of range; a slot is between 1 and 512")
    return Address(match[1], universe, slot)


def _grid(value: object) -> tuple[int, int]:
    sizes = value if isinstance(value, list) else []
    if len(sizes) != 2 or not all(isinstance(n, int) and not isinstance(n, bool) and 1 <= n <= 10_000 for n in sizes):
        raise WrongError(
            f"{shown(value)} is not a grid; write [columns, rows], each a whole number between 1 and 10000"
        )
    return sizes[0], sizes[1]


def _points(value: object) -> tuple[tuple[float, ...], ...]:
    if not isinstance(value, list) or not value:
        raise WrongError(f"{shown(value)} is not a list of places; write [[x, y, z], …] in metres")
    read = vector((2, 3), 10_000)
    return tuple(((*read(point), 0.0))[:3] for point in value)


def _direction(value: object) -> tuple[float, ...]:
    if isinstance(value, str):
        if value not in _DIRECTIONS:
            known = tuple(_DIRECTIONS)
            raise WrongError(
                f"{shown(value)} is not a direction; write {', '.join(known)} or [x, y, z]",
                known=known,
                wanted=value[:64],
            )
        return _DIRECTIONS[value]
    axes = vector((3,), 10_000)(value)
    length = math.sqrt(sum(axis * axis for axis in axes))
    if length < 1e-6:
        raise WrongError("[0, 0, 0] has no direction; write e.g. [1, 0, 0]")
    return tuple(round(axis / length, 9) for axis in axes)


_PLACE_SCHEMA: Final[Schema] = {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}
_LEVEL_SCHEMA: Final[Schema] = {
    "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "pattern": r"^\d+(\.\d+)?\s*%$"}]
}

FADE: Final = time_between(0, 24 * 3600)
LEVEL: Final = Kind("a level, 0 to 1 or 0% to 100%", "40%", _level, _LEVEL_SCHEMA)
SHARE: Final = Kind("a share, above 0 up to 1 or 100%", "30%", _share, _LEVEL_SCHEMA)
COLOR: Final = Kind(
    'a colour: "#rrggbb" in quotes, or a name such as gold',
    'gold or "#203050"',
    _color,
    {"anyOf": [{"enum": list(COLORS)}, {"type": "string", "pattern": "^#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$"}]},
    empty=" ('#' begins a comment: put the colour in quotes)",
)
_TRUTH: Final = {"enum": [True, False, "on", "off"]}
FLAG: Final = Kind("true or false", "true", _flag, _TRUTH)
SWITCH: Final = Kind("on or off", "on", _switch, _TRUTH)
FOLLOW: Final = Kind(
    "`20s` (from its start), `after 5s` (from the end of the fade), `4 beats`, `at 21:30` (by the clock of the house) "
    "or `mended` (when the last open incident has ended)",
    "20s",
    _follow,
    {
        "anyOf": [
            {"type": "number", "minimum": 0},
            {"type": "string", "pattern": f"^(after )?({TIME_PATTERN})$"},
            {"type": "string", "pattern": r"^at \d{1,2}:\d{2}(:\d{2})?$"},
            {"type": "string", "pattern": r"^\d+(\.\d+)?\s+beats?$"},
            {"const": "mended"},
        ]
    },
)
ON_EXIT: Final = Kind(
    "`hold`, `black` or `fade 2s` (shortened to 2.4s: stopping takes no longer than three seconds)",
    "fade 3s",
    _on_exit,
    {"anyOf": [{"enum": ["hold", "black"]}, {"type": "string", "pattern": f"^fade ({TIME_PATTERN})$"}]},
)
CUE: Final = Kind("a cue number: 1, 2.5 or A1", "1", _cue, {"type": ["string", "number"]})
AT: Final = Kind(
    "`node universe/slot` (Art-Net from universe 0, sACN from 1), or `node` (OSC, WebSocket)",
    "mosaic 1/1",
    _at,
    {"type": "string", "pattern": r"^\S+(\s+\d+/\d+)?$"},
)
GRID: Final = Kind(
    "[columns, rows]",
    "[16, 16]",
    _grid,
    {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 2, "maxItems": 2},
)
PLACE: Final = Kind("[x, y, z] in metres", "[0, 2.5, 0]", vector((3,), 10_000), _PLACE_SCHEMA)
POINTS: Final = Kind(
    "a list of [x, y, z] or [x, y], in metres",
    "[[0, 0, 0], [1, 0, 0]]",
    _points,
    {"type": "array", "minItems": 1, "items": {**_PLACE_SCHEMA, "minItems": 2}},
)
DIRECTION: Final = Kind(
    f"{', '.join(_DIRECTIONS)} or [x, y, z]",
    "right",
    _direction,
    {"anyOf": [{"enum": list(_DIRECTIONS)}, _PLACE_SCHEMA]},
)
CONDITION: Final = Kind("a condition", FORMS[0], parse_condition, {"type": "string"})
PROFILE: Final = Kind(
    "a profile: maker/model, or a file of one: `lamps/spot.json`",
    "generic/rgb",
    text_up_to(200).read,
    {"type": "string"},
)
NAME: Final = Kind("a name", "dusk", text_up_to(200).read, {"type": "string"})
SELECTOR: Final = Kind(
    "a selector: `tile`, `tile 1-128`, `tile odd`, `tile row 3`, `wall x<0`, a zone, several with commas",
    "tile 1-128",
    text_up_to(4000).read,
    {"type": "string"},
)
