"""Beside station 12: what the kinds of cells are driven with → the channels of all their cells.

Runs of cells of one kind are filled as wholes. What has not moved since the frame before is left as it stands.
"""

from dataclasses import dataclass
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
        kinds: those that the bank has, rising: intp [n], or a slice where they are neighbours.
    """

    def __init__(self, cells: Index, channels: tuple[Index, ...], folding: Folding) -> None:
        """Sort the cells.

        Args:
            cells: of the bank.
            channels: for each of its duties, parallel to the cells.
            folding: of all cells.
        """
        kind = folding.kind[cells]
        found: Cells = np.unique(kind).astype(np.intp)
        self.kinds = _span(found)
        self._channels = channels
        self._shown: tuple[bytes, ...] | None = None
        begins = np.concatenate([[0], np.flatnonzero(np.diff(kind)) + 1]) if len(kind) else np.empty(0, np.intp)
        self._which: NDArray[np.int32] | None = None
        self._runs: tuple[_Run, ...] = ()
        if len(begins) > MOST_RUNS:
            self._which = np.searchsorted(found, kind).astype(np.int32)
            return
        at = np.searchsorted(found, kind[begins])
        ends = np.append(begins[1:], length(cells))
        places = zip(at.tolist(), begins.tolist(), ends.tolist(), strict=True)
        self._runs = tuple(self._run(*place) for place in places)

    def forget(self) -> None:
        """Take the channels to stand anywhere: something else was written to them."""
        self._shown = None

    def spread(self, amounts: tuple[Levels, ...], drive: Levels) -> None:
        """Write what each kind is driven with to the channels of its cells.

        Args:
            amounts: for each duty, float32 [kinds].
            drive: float32 [channels], those of this bank are overwritten unless they stand so already.
        """
        shown = tuple(amount.tobytes() for amount in amounts)
        if shown == self._shown:
            return
        self._shown = shown
        if self._which is not None:
            for begin in range(0, len(self._which), BLOCK):
                which = self._which[begin : begin + BLOCK].astype(np.intp)
                for channels, amount in zip(self._channels, amounts, strict=True):
                    drive[cut(channels, begin, begin + len(which))] = amount[which]
            return
        for run in self._runs:
            run.fill(tuple(amount[run.kind] for amount in amounts), drive)

    def _run(self, kind: int, begin: int, end: int) -> "_Run":
        """Prepare one run: the first block channel by channel, the others by copies of it where they are alike."""
        row = self._row(begin, min(begin + BLOCK, end))
        blocks = 1 if row is None or end - begin < 2 * BLOCK else (end - begin) // BLOCK
        ways = [(begin, min(begin + BLOCK, end))]
        ways += [(at, min(at + BLOCK, end)) for at in range(begin + blocks * BLOCK, end, BLOCK)]
        written = tuple(tuple(cut(channels, *way) for channels in self._channels) for way in ways)
        return _Run(kind, written, row or slice(0, 0), blocks)

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


@dataclass(frozen=True, eq=False, slots=True)
class _Run:
    """Cells of one kind that lie one after another, and how their channels are filled.

    Attributes:
        kind: place of their kind among those of the bank.
        written: block by block, the channels of each duty; the first block, and those that are no copies of it.
        row: the channels of the first block.
        blocks: how many blocks are like the first, itself included.
    """

    kind: int
    written: tuple[tuple[Index, ...], ...]
    row: slice
    blocks: int

    def fill(self, values: tuple[np.float32, ...], drive: Levels) -> None:
        """Write one value for each duty to the channels of all cells, in place."""
        for block in self.written:
            for channels, value in zip(block, values, strict=True):
                drive[channels] = value
        if self.blocks > 1:
            size = self.row.stop - self.row.start
            rest = drive[self.row.stop : self.row.start + self.blocks * size]
            rest.reshape(self.blocks - 1, size)[:] = drive[self.row]


def _span(kinds: Cells) -> Index:
    """Give kinds as a slice if they are neighbours: so they are seen, and not copied."""
    is_span = len(kinds) and kinds[-1] - kinds[0] == len(kinds) - 1
    return slice(int(kinds[0]), int(kinds[-1]) + 1) if is_span else kinds
