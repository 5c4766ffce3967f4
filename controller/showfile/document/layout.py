"""The block of a layout: where the cells of fixtures stand."""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from controller.showfile.document.base import Block, preset
from controller.showfile.document.kind import Kind, Schema, WrongError, choice, limited, shown, text_up_to
from controller.showfile.document.values import FLAG, GRID, PLACE, POINTS

_LENGTH: Final = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*(mm|cm|m)")
_METRES: Final = {"mm": 0.001, "cm": 0.01, "m": 1.0}
_LENGTH_SCHEMA: Final[Schema] = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\d+(\.\d+)?\s*(mm|cm|m)$"}]
}
FORMS: Final = ("grid", "line", "ring", "arc", "sphere", "polyline", "points", "csv", "picture")


def length_between(low: float, high: float) -> Kind:
    """Make the kind of a length between two bounds, in metres."""

    def read(value: object) -> float:
        found = _LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
        if isinstance(value, str) and found is None:
            raise WrongError(f"{shown(value)} is not a length; write 0.25 (metres), 25cm or 250mm")
        return limited(value if found is None else float(found[1]) * _METRES[found[2]], low, high)

    return Kind(f"metres, {low:g} to {high:g}, or `25cm`", "25cm", read, _LENGTH_SCHEMA)


def _turn(value: object) -> tuple[float, float, float]:
    """Read a rotation: degrees within the picture, or about x, y and z."""
    if isinstance(value, list):
        if len(value) != 3:
            raise WrongError("a rotation is degrees, such as 45, or [x, y, z] degrees about the three axes")
        x, y, z = (limited(axis, -360, 360) for axis in value)
        return x, y, z
    return 0.0, 0.0, limited(value, -360, 360)


_SIZE: Final = length_between(0.001, 10_000)
_PITCH: Final = length_between(0.0001, 1000)
_DEGREES: Final = Kind("degrees", "90", lambda value: limited(value, -720, 720), {"type": "number"})
TURN: Final = Kind(
    "degrees, or [x, y, z] degrees",
    "45",
    _turn,
    {"anyOf": [{"type": "number"}, {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}]},
)
ALONG: Final[Mapping[str, tuple[float, float]]] = {
    "right": (1.0, 0.0),
    "left": (-1.0, 0.0),
    "up": (0.0, 1.0),
    "down": (0.0, -1.0),
}


class ArcBlock(Block):
    """A part of a ring; degrees clockwise from the top (or back)."""

    radius: Annotated[float, _SIZE] = Field(description="Its radius.")
    start: Annotated[float, _DEGREES] = Field(default=-90.0, alias="from", description="Where the first stands.")
    end: Annotated[float, _DEGREES] = Field(default=90.0, alias="to", description="Where the last stands.")


class PictureBlock(Block):
    """A picture as a map: a place for every dark pixel, or, if parts of it are transparent, for every opaque one."""

    file: Annotated[str, text_up_to(300)] = Field(description="A PNG or another picture beside the show file.")
    width: Annotated[float, _SIZE] = Field(description="How wide the picture is.")


class LayoutBlock(Block):
    """Where the cells of a fixture stand: exactly one of `grid`, `line`, `ring`, `arc`, `sphere`, `polyline`, `points`,
    `csv`, `picture`. x points to the right, y up, z towards the visitors.
    """

    grid: Annotated[tuple[int, int] | None, GRID] = Field(
        default=None, description="Rows read like a book: from the left, the top (or back) row first."
    )
    line: Annotated[float | None, _SIZE] = Field(
        default=None, description="Length from the first to the last, from left to right."
    )
    ring: Annotated[float | None, _SIZE] = Field(default=None, description="Radius; clockwise from the top (or back).")
    arc: ArcBlock | None = Field(default=None, description="A part of a ring.")
    sphere: Annotated[float | None, _SIZE] = Field(
        default=None, description="Radius; evenly spread in a spiral from the top down."
    )
    polyline: Annotated[tuple[tuple[float, float, float], ...] | None, POINTS] = Field(
        default=None, description="Corners of a way; cells stand on it at equal steps from its beginning to its end."
    )
    points: Annotated[tuple[tuple[float, float, float], ...] | None, POINTS] = Field(
        default=None, description="One place for each cell, counted from `origin`."
    )
    csv: Annotated[str | None, text_up_to(300)] = Field(
        default=None,
        description="A file beside the show file: x, y, z in metres, one place a line; a heading may name them.",
    )
    picture: PictureBlock | None = Field(default=None, description="A picture as a map, in reading order.")
    by: Annotated[Literal["rows", "columns"], choice("rows", "columns")] = Field(
        default="rows", description="Of a grid: counted along rows or down columns."
    )
    serpentine: Annotated[bool, FLAG] = Field(
        default=False, description="Of a grid: every other row (or column) runs backwards, as tapes are laid."
    )
    start: Annotated[
        Literal["top-left", "top-right", "bottom-left", "bottom-right"],
        choice("top-left", "top-right", "bottom-left", "bottom-right"),
    ] = Field(default="top-left", description="Of a grid: the corner of the first.")
    spacing: Annotated[float | None, _PITCH] = Field(
        default=None, description="Between neighbours of a grid; 0.25 m if left out."
    )
    pitch: Annotated[float | None, _PITCH] = Field(
        default=None,
        description="Between the cells of one fixture. With it, or with a profile of pixels (5cm if left out), the "
        "places above are those of whole fixtures; without it each cell has a place.",
    )
    along: Annotated[Literal["right", "left", "up", "down"], choice(*ALONG)] = Field(
        default="right", description="Which way the cells of one fixture run."
    )
    rotate: Annotated[tuple[float, float, float], TURN] = preset(0, "Turns the whole layout about its origin.")
    plane: Annotated[Literal["xy", "xz"], choice("xy", "xz")] = Field(
        default="xy", description="`xy` hangs like a picture, `xz` lies on the floor."
    )
    origin: Annotated[tuple[float, float, float], PLACE] = Field(
        default=(0.0, 0.0, 0.0),
        description="Where the middle of the layout stands (for `points`: where they count from).",
    )

    @model_validator(mode="after")
    def _one_form(self) -> "LayoutBlock":
        forms = [name for name in FORMS if getattr(self, name) is not None]
        listed = f"{', '.join(FORMS[:-1])} or {FORMS[-1]}"
        if len(forms) != 1:
            found = f"has {' and '.join(forms)}" if forms else "has none"
            raise ValueError(f"a layout is one of {listed}; this one {found}")
        for name in ("spacing", "by", "serpentine", "start"):
            if name in self.model_fields_set and forms != ["grid"]:
                raise ValueError(f"{name} belongs to a grid; a {forms[0]} does not need it, take it out")
        if self.polyline is not None and len(self.polyline) < 2:
            raise ValueError("a polyline has at least two corners; for one place use points")
        return self
