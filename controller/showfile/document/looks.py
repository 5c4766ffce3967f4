"""The lines of looks and palettes: what fixtures are set to, attribute by attribute."""

import re
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from pydantic import Field, Tag

from controller.model.attribute import Written
from controller.model.color import FORMS, read_color
from controller.model.units import COLORS, Color
from controller.showfile.document.base import Block, one_of
from controller.showfile.document.kind import Kind, Words, WrongError, shown, text_up_to
from controller.showfile.document.values import COLOR, LEVEL, NAME

_PALETTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Named:
    """A colour that is not one of ours by name: a palette of the show, or a slip."""

    name: str


LineColor: TypeAlias = Color | Named


def _color(value: object) -> LineColor:
    """Read a colour in any form, or the name of a palette."""
    if isinstance(value, str) and _PALETTE.fullmatch(value) and value.lower() not in COLORS:
        if re.fullmatch(r"[0-9a-fA-F]{6}", value):
            COLOR.read(value)
        return Named(value)
    if not isinstance(value, dict):
        return COLOR.read(value)  # type: ignore[return-value]  # it gives a colour
    try:
        return read_color(value)
    except ValueError as error:
        raise WrongError(str(error)) from None


def _written(value: object) -> Written:
    if not isinstance(value, (str, int, float)):
        raise WrongError(f"{shown(value)} cannot stand here; write a word, a number or a percentage")
    if isinstance(value, str) and len(value) > 100:
        raise WrongError(f"this has {len(value)} characters; at most 100 fit")
    return value


def _raw(value: object) -> dict[str, Written]:
    if not isinstance(value, dict) or not value:
        raise WrongError(f"{shown(value)} cannot stand here; write channels with their values: {{Macro: 50%}}")
    return {str(name): _written(each) for name, each in value.items()}


LINE_COLOR: Final = Kind(
    'a colour: a name such as gold, "#rrggbb" in quotes, `{rgb: [1, 0.5, 0]}`, `{hsv: [30, 100%, 80%]}`, '
    "`{xy: [0.31, 0.33]}`, `{cct: 3200K}`, or a palette",
    'gold or "#203050"',
    _color,
    {
        "anyOf": [
            {"type": "string", "pattern": r"^#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$|^[A-Za-z][A-Za-z0-9_-]*$"},
            {
                "type": "object",
                "properties": {form: {"type": ["array", "string", "number"]} for form in FORMS},
                "additionalProperties": False,
                "minProperties": 1,
                "maxProperties": 1,
            },
        ]
    },
    empty=" ('#' begins a comment: put the colour in quotes)",
)


def _attribute(words: str, example: str) -> Kind:
    return Kind(words, example, _written, {"type": ["string", "number", "boolean"]})


_ANGLE: Final = _attribute("degrees, or a percentage of the way", "30deg")
_AMOUNT: Final = _attribute("a percentage, or 0 to 1", "50%")
_SLOT: Final = _attribute("the name or number of a slot", "2")
RAW: Final = Kind("channel: 0 to 255, or a percentage", "{Macro: 50%}", _raw, {"type": "object"})


class AttributeLine(Block):
    """What fixtures are set to; what is left out stays as it is. A line over several kinds sets those that have it."""

    color: Annotated[LineColor | None, LINE_COLOR] = Field(default=None, description="Its colour.")
    level: Annotated[float | None, LEVEL] = Field(default=None, description="Its intensity.")
    pan: Annotated[Written | None, _ANGLE] = Field(default=None, description="Where it turns to, by its profile.")
    tilt: Annotated[Written | None, _ANGLE] = Field(default=None, description="Where it tips to, by its profile.")
    zoom: Annotated[Written | None, _ANGLE] = Field(default=None, description="How wide its beam is.")
    focus: Annotated[Written | None, _AMOUNT] = Field(default=None, description="Where it is sharp, near to far.")
    iris: Annotated[Written | None, _AMOUNT] = Field(default=None, description="How far its iris is open.")
    frost: Annotated[Written | None, _AMOUNT] = Field(default=None, description="How soft it is.")
    prism: Annotated[Written | None, _attribute("on, off, or a name", "on")] = Field(
        default=None, description="Whether its prism is in the beam."
    )
    gobo: Annotated[Written | None, _SLOT] = Field(default=None, description="A picture of its wheel.")
    color_wheel: Annotated[Written | None, _SLOT] = Field(
        default=None, alias="color-wheel", description="A colour of its wheel; `color` does not turn it."
    )
    shutter: Annotated[Written | None, _attribute("open, closed, strobe or strobe 2Hz", "open")] = Field(
        default=None, description="What its shutter does. The guard lets no fixture strobe by itself."
    )
    uv: Annotated[float | None, LEVEL] = Field(default=None, description="Its ultraviolet; it follows the level.")
    speed: Annotated[Written | None, _AMOUNT] = Field(default=None, description="How fast it moves, by its profile.")
    blank: Annotated[Written | None, _AMOUNT] = Field(
        default=None, description="How much of its picture is gone; a projector's."
    )
    tear: Annotated[Written | None, _AMOUNT] = Field(
        default=None, description="How far the pieces of its picture are pushed aside; a projector's."
    )
    pixelate: Annotated[Written | None, _AMOUNT] = Field(
        default=None, description="How coarse its picture is; a projector's."
    )
    seam: Annotated[Written | None, _AMOUNT] = Field(
        default=None, description="How much of the lines between the pieces of its picture is drawn; a projector's."
    )
    raw: Annotated[dict[str, Written] | None, RAW] = Field(
        default=None, description="Any channel that is not light, by its own name."
    )


class PaletteBlock(AttributeLine):
    """A palette: values with a name. Looks use it, and change with it."""


_PaletteName: TypeAlias = Annotated[str, NAME]
Palettes: TypeAlias = Annotated[
    Annotated[_PaletteName, Tag("<word>")] | Annotated[list[_PaletteName], Tag("<list>")],
    one_of("write the name of a palette, or a list of names"),
]


class LookLine(AttributeLine):
    """What one selector of a look shows; what is left out stays as it is."""

    text: Annotated[str | None, text_up_to(500)] = Field(
        default=None,
        description='What a fixture with a text channel writes; `""` clears it. At most 255 different texts a fixture.',
    )
    palette: Annotated[Palettes | None, Words("a palette, or a list of palettes; later ones win")] = Field(
        default=None, description="Values by name; what the line says itself wins."
    )
