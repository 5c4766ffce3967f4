"""The picture in work: one buffer for every cell, allocated at load, written by one stage after another."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from controller.model.rig import Cells

Levels = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class Canvas:
    """What the cells are to show.

    Attributes:
        intensity: float32 [cells], 0..1.
        rgb: float32 [3, cells], linear, 0..1.
        text: int16 [cells], number of the text to show, 0 = none.
        values: float32 [parameters], 0..1, what the patch's parameters are driven with. A part of a canvas is light
            alone and has none.
    """

    intensity: Levels
    rgb: Levels
    text: NDArray[np.int16]
    values: Levels = field(default_factory=lambda: np.zeros(0, np.float32))

    @classmethod
    def blank(cls, cells: int, parameters: int = 0) -> "Canvas":
        """Make a dark canvas."""
        return cls(
            np.zeros(cells, np.float32),
            np.zeros((3, cells), np.float32),
            np.zeros(cells, np.int16),
            np.zeros(parameters, np.float32),
        )

    def part(self, cells: Cells) -> "Canvas":
        """Copy some cells into a canvas of their own."""
        return Canvas(self.intensity[cells], np.take(self.rgb, cells, axis=1), self.text[cells])

    def put(self, cells: Cells, part: "Canvas") -> None:
        """Put the light of some cells back; row by row, which is three times as fast as all rows at once."""
        self.intensity[cells] = part.intensity
        for row, own in zip(self.rgb, part.rgb, strict=True):
            row[cells] = own

    def copy(self) -> "Canvas":
        """Copy all cells."""
        return Canvas(self.intensity.copy(), self.rgb.copy(), self.text.copy(), self.values.copy())


def mix(under: Canvas, over: Canvas, weight: "Levels | float") -> Canvas:
    """Blend two canvases of equal size: weight 0 shows ``under`` exactly, 1 shows ``over`` exactly.

    Args:
        under: below.
        over: above; its text shows as soon as its weight passes one half.
        weight: float32 [cells] or one number, 0..1.
    """
    part = np.asarray(weight, np.float32)
    keep = np.float32(1) - part
    intensity = under.intensity * keep + over.intensity * part
    rgb = under.rgb * keep + over.rgb * part
    return Canvas(intensity, rgb, np.where(part > np.float32(0.5), over.text, under.text))
