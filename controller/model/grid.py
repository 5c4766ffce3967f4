"""Grids: in which order places are counted, and in which row and column each of them lies."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Corner: TypeAlias = Literal["top-left", "top-right", "bottom-left", "bottom-right"]


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of places.

    Attributes:
        columns: places from left to right, at least 1.
        rows: places from top to bottom, at least 1.
        by: ``rows`` counts along a row, then the next; ``columns`` down a column, then the next.
        serpentine: every other line is counted backwards, as a tape is laid.
        start: where the first place is.
    """

    columns: int
    rows: int
    by: Literal["rows", "columns"] = "rows"
    serpentine: bool = False
    start: Corner = "top-left"

    @property
    def places(self) -> int:
        """How many places it has."""
        return self.columns * self.rows

    def column_and_row(self, count: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Say where the first places lie: intp [count] columns from the left and rows from the top, from 0."""
        index = np.arange(count, dtype=np.intp)
        along = self.columns if self.by == "rows" else self.rows
        line, step = index // along, index % along
        if self.serpentine:
            step = np.where(line % 2 == 1, along - 1 - step, step)
        column, row = (step, line) if self.by == "rows" else (line, step)
        if self.start.endswith("right"):
            column = self.columns - 1 - column
        if self.start.startswith("bottom"):
            row = self.rows - 1 - row
        return column, row
