"""Cells and pixels: which pixel of a picture each cell shows, and a picture made as coarse as the cells."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.effects.place import Metres, Place

Pixels = NDArray[np.intp]
Fit: TypeAlias = Literal["cover", "contain", "stretch"]


@dataclass(frozen=True, eq=False, slots=True)
class Box:
    """The box round the cells, seen from the front.

    Attributes:
        across, down: float64 [n], 0..1, from the left and from the top.
        width, height: metres; never 0.
    """

    across: Metres
    down: Metres
    width: float
    height: float

    @classmethod
    def round(cls, place: Place) -> "Box":
        """Put a box round cells; a row of cells has a box of one cell's height."""
        right, up = place.flat()
        wide = float(np.ptp(right)) if place.count else 0.0
        high = float(np.ptp(up)) if place.count else 0.0
        longest = max(wide, high, 1e-6)
        thin = longest / max(1, place.count)
        across = (right - right.min()) / wide if wide > 0 else np.full(place.count, 0.5)
        down = (up.max() - up) / high if high > 0 else np.full(place.count, 0.5)
        return cls(across, down, max(wide, thin), max(high, thin))

    def metres_a_pixel(
        self, width: int, height: int, fit: Literal["cover", "contain", "stretch"]
    ) -> tuple[float, float]:
        """Say how large a pixel of a picture becomes, to the right and down."""
        wide, high = self.width / width, self.height / height
        if fit == "stretch":
            return wide, high
        size = max(wide, high) if fit == "cover" else min(wide, high)
        return size, size

    def pixels(self, width: int, height: int, fit: Fit) -> tuple[Pixels, Pixels]:
        """Find the pixel of each cell: column and row, both may lie outside; the picture stands in the middle."""
        wide, high = self.metres_a_pixel(width, height, fit)
        column = width / 2 + (self.across - 0.5) * (self.width / wide)
        row = height / 2 + (self.down - 0.5) * (self.height / high)
        return _whole(column, width), _whole(row, height)


def _whole(at: Metres, count: int) -> Pixels:
    """Round to whole pixels; the very edge belongs to the last one."""
    return np.where(at == count, count - 1, np.floor(at)).astype(np.intp)
