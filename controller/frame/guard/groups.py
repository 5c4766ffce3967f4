"""Sums of light over zones, fixtures of several cells and the whole.

In whole numbers, so they are equal on every machine and can be carried from frame to frame without drift. Cells that
belong to the same groups and are neighbours form a *run*; a group is a sum of runs.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from controller.model.cells import union
from controller.model.rig import Cells

Parts = NDArray[np.int32]
"""int32 [2, 5, n]: red, green, blue, redness and the light of reddish cells; linear and gamma."""
Sums = NDArray[np.int64]
"""int64 [10, runs]."""
ROWS = 10
_LONGEST_RUN = 2048
"""So many cells of the brightest light, sixteen times full, still fit 32 bits."""


_BLOCK = 1 << 16
"""So many cells are seen at a time where all are only to be summed."""


class Groups:
    """The groups of one show; each has at least one cell.

    Attributes:
        starts, stops: first cell of each run, and the one after its last: intp [runs].
        run_of: int32 [cells], the run of each.
    """

    def __init__(self, groups: Sequence[Cells], cells: int, apart: Sequence[Cells] = (), *, as_one: int = 0) -> None:
        """Find the runs.

        Args:
            groups: cells of each.
            cells: how many there are.
            apart: cells that are no group; no run has some of them and some others.
            as_one: so many groups at the end are read as one light: their redness is that of their mean.
        """
        self.count = len(groups)
        self._as_one = slice(len(groups) - as_one, None)
        starts = np.zeros(cells + 1, np.bool_)
        starts[0:cells:_LONGEST_RUN] = True
        for group in (*groups, *(each for each in apart if len(each))):
            edges = np.flatnonzero(np.diff(group) != 1)
            starts[group[np.concatenate([[0], edges + 1])]] = True
            starts[group[np.concatenate([edges, [len(group) - 1]])] + 1] = True
        self.starts = np.flatnonzero(starts[:cells])
        self.stops = np.append(self.starts[1:], cells)
        self.run_of: NDArray[np.int32] = np.cumsum(starts[:cells], dtype=np.int32)
        self.run_of -= 1
        runs = [union([self.run_of[group].astype(np.intp)]) for group in groups]
        self._runs = np.concatenate(runs)
        self._edges = np.cumsum([0, *(len(run) for run in runs)])[:-1]
        self._group_of = np.repeat(np.arange(self.count), [len(run) for run in runs])
        self._sizes = np.array([len(group) for group in groups], np.int64)
        self._twice = 2 * self._sizes

    @property
    def run_count(self) -> int:
        """How many runs there are."""
        return len(self.starts)

    @property
    def middle(self) -> int:
        """Give the first cell of the second half of them; that of a run, if one begins near there."""
        cells = int(self.stops[-1])
        nearest = int(self.starts[np.argmin(np.abs(self.starts - cells / 2))])
        return nearest if abs(nearest - cells / 2) <= cells / 8 else cells // 2

    def blocks(self) -> Iterator[tuple[slice, Cells]]:
        """Give all runs in parts of so many cells, with their cells."""
        begins = np.unique(np.searchsorted(self.starts, np.arange(0, self.stops[-1], _BLOCK)))
        for begin, end in pairwise([*begins[begins < self.run_count].tolist(), self.run_count]):
            yield slice(begin, end), np.arange(self.starts[begin], self.stops[end - 1])

    def sums(self, parts: Parts, runs: slice = slice(None)) -> Sums:
        """Sum cells into runs: those of all of them, or of some."""
        rows = parts.reshape(ROWS, -1)
        if len(self.starts[runs]) == rows.shape[1]:
            return rows.astype(np.int64)
        starts = self.starts[runs] - self.starts[runs][0]
        # without a type numpy sums in 64 bits, and takes four times as long to copy into them
        summed: Sums = np.add.reduceat(rows.view(np.uint32), starts, axis=1, dtype=np.uint32).astype(np.int64)
        return summed

    def moved(self, sums: Sums, cells: Cells, before: Parts, after: Parts) -> Sums:
        """Carry sums on when only some cells changed."""
        change = (after - before).reshape(ROWS, -1)
        runs = self.run_of[cells]
        moved = sums.copy()
        first = np.flatnonzero(np.diff(runs, prepend=-1))
        moved[:, runs[first]] += np.add.reduceat(change.astype(np.int64), first, axis=1)
        return moved

    def means(self, sums: Sums) -> Parts:
        """Give the mean of every group: int32 [2, 5, groups].

        Its redness is the mean of that of its cells, or that of its mean light where it is read as one.
        """
        whole = sums.take(self._runs, axis=1)
        if len(self._runs) > self.count:
            whole = np.add.reduceat(whole, self._edges, axis=1)
        whole *= 2
        whole += self._sizes
        means: Parts = (whole // self._twice).astype(np.int32).reshape(2, 5, -1)
        red, green, blue, redness, reddish = means[:, :, self._as_one].swapaxes(0, 1)
        others = green + blue
        np.maximum(red - others, 0, out=redness)
        np.multiply(red + others, redness > 0, out=reddish)
        return means

    def touched(self, cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say which groups have any of some cells: bool [cells] → bool [groups]."""
        runs = np.logical_or.reduceat(cells, self.starts)
        touched: NDArray[np.bool_] = np.logical_or.reduceat(runs[self._runs], self._edges)
        return touched

    def cells_of(self, bad: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say which cells belong to any of some groups: bool [groups] → bool [cells]."""
        runs = np.zeros(self.run_count, np.bool_)
        runs[self._runs[bad[self._group_of]]] = True
        cells: NDArray[np.bool_] = runs[self.run_of]
        return cells
