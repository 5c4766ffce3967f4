"""The picture in work: one buffer for every cell, allocated at load, written by one stage after another."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from controller.frame.columns import Index
from controller.frame.folding import Folding
from controller.model.rig import Cells

Levels = NDArray[np.float32]
_BLOCK = 1 << 15


class Canvas:
    """What the cells are to show.

    A canvas may be *folded*: then it holds the picture of each kind of cells (see ``folding``), and its own buffers
    are filled as soon as anybody asks for them.

    Attributes:
        values: float32 [parameters], 0..1, what the patch's parameters are driven with. A part of a canvas is light
            alone and has none.
    """

    __slots__ = ("_folded", "_folding", "_intensity", "_rgb", "_text", "values")

    def __init__(self, intensity: Levels, rgb: Levels, text: NDArray[np.int16], values: Levels | None = None) -> None:
        """Take the buffers: as the attributes of the same names are."""
        self._intensity = intensity
        self._rgb = rgb
        self._text = text
        self._folded: Canvas | None = None
        self._folding: Folding | None = None
        self.values = np.zeros(0, np.float32) if values is None else values

    @property
    def intensity(self) -> Levels:
        """Light of each cell: float32 [cells], 0..1."""
        self.unfold()
        return self._intensity

    @property
    def rgb(self) -> Levels:
        """Colour of each cell: float32 [3, cells], linear, 0..1."""
        self.unfold()
        return self._rgb

    @property
    def text(self) -> NDArray[np.int16]:
        """Number of the text that each cell shows, 0 = none: int16 [cells]."""
        self.unfold()
        return self._text

    @property
    def folded(self) -> "Canvas | None":
        """The picture of each kind, as long as it is all that is known of the cells; must not be changed."""
        return self._folded

    @property
    def runs(self) -> tuple[tuple[int, int, int], ...]:
        """Cells that follow one another and are alike: kind, first, the one after the last; empty = none are known."""
        return () if self._folding is None else self._folding.runs

    @classmethod
    def blank(cls, cells: int, parameters: int = 0) -> "Canvas":
        """Make a dark canvas."""
        return cls(
            np.zeros(cells, np.float32),
            np.zeros((3, cells), np.float32),
            np.zeros(cells, np.int16),
            np.zeros(parameters, np.float32),
        )

    def fold(self, kinds: "Canvas", folding: Folding) -> None:
        """Show from now on the picture of each kind; ``kinds`` must stay as it is until the canvas is painted anew."""
        self._folded, self._folding = kinds, folding
        np.copyto(self.values, kinds.values)

    def unfold(self, colored: Collection[int] = ()) -> None:
        """Fill the buffers of the cells if they are not filled yet.

        Args:
            colored: numbers of runs whose colours are not filled: whoever asks gives them others at once.
        """
        kinds, folding = self._folded, self._folding
        if kinds is None or folding is None:
            return
        self._folded = self._folding = None
        for place, (number, begin, end) in enumerate(folding.runs):
            self._intensity[begin:end] = kinds.intensity[number]
            for row, own in zip(kinds.rgb, self._rgb, strict=True) if place not in colored else ():
                own[begin:end] = row[number]
            self._text[begin:end] = kinds.text[number]
        if folding.runs:
            return
        for begin in range(0, len(self._intensity), _BLOCK):
            some = slice(begin, begin + _BLOCK)
            kind = folding.kind[some].astype(np.intp)
            np.take(kinds.intensity, kind, out=self._intensity[some], mode="clip")
            for row, own in zip(kinds.rgb, self._rgb, strict=True):
                np.take(row, kind, out=own[some], mode="clip")
            np.take(kinds.text, kind, out=self._text[some], mode="clip")

    def dim(self, level: np.float32) -> None:
        """Scale the light of every cell."""
        if self._folded is None:
            np.multiply(self._intensity, level, out=self._intensity)
        else:
            kinds = self._folded
            self._folded = Canvas(kinds.intensity * level, kinds.rgb, kinds.text, kinds.values)

    def part(self, cells: Cells) -> "Canvas":
        """Copy some cells into a canvas of their own."""
        light, rgb = np.take(self.intensity, cells, mode="clip"), np.take(self.rgb, cells, axis=1, mode="clip")
        return Canvas(light, rgb, np.take(self.text, cells, mode="clip"))

    def among(self, cells: Index) -> "Canvas":
        """See some cells: those of an even stride as they stand in this canvas, so the part must not be changed."""
        if not isinstance(cells, slice):
            return self.part(cells)
        return Canvas(self.intensity[cells], self.rgb[:, cells], self.text[cells])

    def put(self, cells: Index, part: "Canvas", was: "Canvas | None" = None) -> None:
        """Put the light of some cells back; row by row, which is three times as fast as all rows at once.

        Args:
            cells: which.
            part: their light.
            was: what ``among`` gave of them; of what is the very same there, nothing needs to be put back.
        """
        if was is None or part.intensity is not was.intensity:
            self.intensity[cells] = part.intensity
        if was is None or part.rgb is not was.rgb:
            for row, own in zip(self.rgb, part.rgb, strict=True):
                row[cells] = own

    def copy(self) -> "Canvas":
        """Copy all cells."""
        return Canvas(self.intensity.copy(), self.rgb.copy(), self.text.copy(), self.values.copy())

    def take(self, other: "Canvas") -> None:
        """Copy another canvas of equal size into this one."""
        np.copyto(self.intensity, other.intensity)
        np.copyto(self.rgb, other.rgb)
        np.copyto(self.text, other.text)
        np.copyto(self.values, other.values)


def mix(under: Canvas, over: Canvas, weight: "Levels | np.float32 | float") -> Canvas:
    """Blend two canvases of equal size: weight 0 shows ``under`` exactly, 1 shows ``over`` exactly.

    Args:
        under: below.
        over: above; its text shows as soon as its weight passes one half.
        weight: float32 [cells] or one number, 0..1.
    """
    part = np.asarray(weight, np.float32)
    keep = np.float32(1) - part
    intensity, rgb = under.intensity * keep, under.rgb * keep
    intensity += over.intensity * part
    for row, other in zip(rgb, over.rgb, strict=True):
        np.add(row, other * part, out=row)
    return Canvas(intensity, rgb, np.where(part > np.float32(0.5), over.text, under.text))
