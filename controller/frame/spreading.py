"""Beside station 12: what the kinds of cells are driven with → the channels of all their cells.

Runs of cells of one kind are filled as wholes. What has not moved since the frame before is left as it stands.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.columns import Index, cut, length
from controller.frame.folding import Folding
from controller.model.rig import Cells

MOST_RUNS: Final = 256
"""Runs of a bank; of more, every cell is looked up by itself."""
BLOCK: Final = 1 << 12
"""Cells that are filled before the next channel comes: the same bytes are then still near."""


class Fold:
    """The cells of one bank, by kind.

    Attributes:
        kinds: intp [n], those that the bank has.
    """

    def __init__(self, cells: Index, channels: tuple[Index, ...], folding: Folding) -> None:
        """Sort the cells.

        Args:
            cells: of the bank.
            channels: for each of its duties, parallel to the cells.
            folding: of all cells.
        """
        kind = folding.kind[cells]
        self.kinds: Cells = np.unique(kind).astype(np.intp)
        self._channels = channels
        self._shown: tuple[Levels, ...] | None = None
        begins = np.concatenate([[0], np.flatnonzero(np.diff(kind)) + 1]) if len(kind) else np.empty(0, np.intp)
        self._which: NDArray[np.int32] | None = None
        self._runs: tuple[tuple[int, int, int], ...] = ()
        if len(begins) > MOST_RUNS:
            self._which = np.searchsorted(self.kinds, kind).astype(np.int32)
            return
        at = np.searchsorted(self.kinds, kind[begins])
        ends = np.append(begins[1:], length(cells))
        self._runs = tuple(zip(at.tolist(), begins.tolist(), ends.tolist(), strict=True))

    def forget(self) -> None:
        """Take the channels to stand anywhere: something else was written to them."""
        self._shown = None

    def spread(self, amounts: tuple[Levels, ...], drive: Levels) -> None:
        """Write what each kind is driven with to the channels of its cells.

        Args:
            amounts: for each duty, float32 [kinds].
            drive: float32 [channels], those of this bank are overwritten unless they stand so already.
        """
        shown = self._shown
        if shown is not None and all(map(np.array_equal, amounts, shown)):
            return
        self._shown = tuple(amount.copy() for amount in amounts)
        if self._which is not None:
            for begin in range(0, len(self._which), BLOCK):
                which = self._which[begin : begin + BLOCK].astype(np.intp)
                for channels, amount in zip(self._channels, amounts, strict=True):
                    drive[cut(channels, begin, begin + len(which))] = amount[which]
            return
        for kind, begin, end in self._runs:
            self._fill(tuple(amount[kind] for amount in amounts), begin, end, drive)

    def _fill(self, values: tuple[np.float32, ...], begin: int, end: int, drive: Levels) -> None:
        """Fill one run: the first block channel by channel, the others by copies of it where they are alike."""
        first = self._row(begin, min(begin + BLOCK, end))
        for channels, value in zip(self._channels, values, strict=True):
            drive[cut(channels, begin, min(begin + BLOCK, end))] = value
        done = begin + BLOCK
        if first is not None and end - begin >= 2 * BLOCK:
            blocks = (end - begin) // BLOCK
            row = drive[first.start : first.stop]
            rest = drive[first.stop : first.start + blocks * len(row)]
            rest.reshape(blocks - 1, len(row))[:] = row
            done = begin + blocks * BLOCK
        for at in range(done, end, BLOCK):
            for channels, value in zip(self._channels, values, strict=True):
                drive[cut(channels, at, min(at + BLOCK, end))] = value

    def _row(self, begin: int, end: int) -> slice | None:
        """Find the channels of some cells if they are neighbours and all of them are ours; None = they are not."""
        some = [cut(channels, begin, end) for channels in self._channels]
        slices = [each for each in some if isinstance(each, slice)]
        if len(slices) < len(some) or any(each.step != len(some) for each in slices):
            return None
        starts = sorted(each.start for each in slices)
        if starts != list(range(starts[0], starts[0] + len(starts))):
            return None
        return slice(starts[0], starts[0] + (end - begin) * len(some))
