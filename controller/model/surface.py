"""Surfaces: the parameters of a projector's picture, by which a picture breaks and is mended.

The page draws them, docs/reference/projector.md says how. Every one has a home at which the picture is whole.
"""

from enum import IntEnum
from typing import Final


class Part(IntEnum):
    """One parameter of a surface: a row of what a surface shows."""

    BLANK = 0
    TEAR = 1
    PIXELATE = 2
    TOP_LEFT_X = 3
    TOP_LEFT_Y = 4
    TOP_RIGHT_X = 5
    TOP_RIGHT_Y = 6
    BOTTOM_RIGHT_X = 7
    BOTTOM_RIGHT_Y = 8
    BOTTOM_LEFT_X = 9
    BOTTOM_LEFT_Y = 10
    SEAM = 11
    SEAM_RED = 12
    SEAM_GREEN = 13
    SEAM_BLUE = 14
    FRACTURE = 15


def attribute_of(part: Part) -> str:
    """Name the attribute that a part is set by, as profiles name it."""
    if part in _OWN:
        return part.name.lower()
    return f"raw.{part.name.replace('_', ' ').capitalize()}".replace(" X", " x").replace(" Y", " y")


_OWN: Final = (Part.BLANK, Part.TEAR, Part.PIXELATE, Part.SEAM)
CORNERS: Final = tuple(part for part in Part if Part.TOP_LEFT_X <= part <= Part.BOTTOM_LEFT_Y)
DAMAGE: Final = (Part.BLANK, Part.TEAR, Part.PIXELATE, *CORNERS)
"""What faults do to a picture; the others say where it broke, and in what it is mended."""
CENTRE: Final = 0.5
"""Where a corner stands when the picture is straight."""
