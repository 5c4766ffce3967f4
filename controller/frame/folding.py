"""Beside station 6: cells that no cue tells apart are painted as one; worked out at load.

Looks speak of zones and groups, so most rigs have few kinds of cells: those that every look, and every time of a fade,
reaches together or not at all. What one of them shows, all of its kind show. Playback works on kinds, and the picture
is spread over the cells where somebody looks at single ones: an effect, a fault, a hand.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.cue import Cue, CueList
from controller.model.look import Look
from controller.model.rig import Cells, Fixtures, Rig
from controller.model.show import Show

WORTH: Final = 4
"""Cells a kind, on average, from which on folding is worth its bookkeeping."""
MOST_RUNS: Final = 256
"""Runs of cells of one kind that are worth being filled one after another; of more, every cell looks its kind up."""
_WORD: Final = (1 << 64) - 1


@dataclass(frozen=True, eq=False, slots=True)
class Folding:
    """Which cells are of one kind.

    Attributes:
        kind: int32 [cells], the kind of each.
        count: how many kinds there are.
        show: the same show for a rig that has one cell of each kind; its parameters are those of the whole rig.
        runs: cells of one kind that follow one another: kind, first, and the one after the last; empty = too many.
    """

    kind: NDArray[np.int32]
    count: int
    show: Show
    runs: tuple[tuple[int, int, int], ...]


def fold(show: Show) -> Folding | None:
    """Find the kinds of a show's cells; None = nearly every cell is of a kind of its own."""
    sets = {id(cells): cells for cells in _sets(show)}
    kind, firsts = kinds_of(sets.values(), show.rig.cell_count)
    if len(firsts) * WORTH > len(kind):
        return None
    folded = {name: _inside(cells, kind, len(firsts)).nonzero()[0] for name, cells in sets.items()}
    return Folding(kind, len(firsts), _folded(show, kind, len(firsts), folded), runs_of(kind))


def runs_of(kind: NDArray[np.int32]) -> tuple[tuple[int, int, int], ...]:
    """Find the runs of cells of one kind: kind, first, and the one after the last; none if there are too many."""
    begins = np.concatenate([[0], np.flatnonzero(np.diff(kind)) + 1])
    if len(begins) > MOST_RUNS or not len(kind):
        return ()
    ends = np.append(begins[1:], len(kind))
    return tuple(zip(kind[begins].tolist(), begins.tolist(), ends.tolist(), strict=True))


def kinds_of(sets: Collection[Cells], count: int) -> tuple[NDArray[np.int32], Cells]:
    """Sort cells by the sets they are in.

    Args:
        sets: of cells.
        count: how many cells there are.

    Returns:
        The kind of each cell, int32 [cells], and the first cell of each kind, intp [kinds].
    """
    marks = np.zeros(count, np.uint64)
    for number, cells in enumerate(sets):
        marks[cells] += np.uint64(_word(number))
    _, firsts, numbers = np.unique(marks, return_index=True, return_inverse=True)
    kind: NDArray[np.int32] = numbers.reshape(-1).astype(np.int32)
    sizes = np.bincount(kind, minlength=len(firsts))
    if any(int(sizes[_inside(cells, kind, len(firsts))].sum()) != len(cells) for cells in sets):
        return np.arange(count, dtype=np.int32), np.arange(count)  # sums of words met by chance: each is itself
    return kind, firsts


def _inside(cells: Cells, kind: NDArray[np.int32], count: int) -> NDArray[np.bool_]:
    """Say which kinds some cells are of: bool [kinds]."""
    inside = np.zeros(count, np.bool_)
    inside[kind[cells]] = True
    return inside


def _sets(show: Show) -> Iterator[Cells]:
    """Give all cells that a cue speaks of together."""
    for cue_list in show.lists.values():
        for cue in cue_list.cues:
            yield from (part.cells for part in cue.look.parts)
            yield from (part.cells for part in cue.timing.parts if part.cells is not None)


def _word(number: int) -> int:
    """Give each number a word of its own of 64 bits, so that sums of different ones differ (splitmix64)."""
    word = (number + 1) * 0x9E3779B97F4A7C15 & _WORD
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & _WORD
    word = (word ^ word >> 27) * 0x94D049BB133111EB & _WORD
    return word ^ word >> 31


def _folded(show: Show, kind: NDArray[np.int32], count: int, folded: dict[int, Cells]) -> Show:
    """Give the show for one cell of each kind: as much of it as playback needs."""
    rig = Rig(
        fixtures=Fixtures(()),
        cell_fixture=np.zeros(count, np.intp),
        position=np.zeros((count, 3), np.float32),
        reachable=np.ones(count, np.bool_),
        zones={},
    )
    patch = replace(show.patch, parameter_cell=kind[show.patch.parameter_cell].astype(np.intp))
    lists = {name: _list(each, folded) for name, each in show.lists.items()}
    return replace(show, rig=rig, patch=patch, lists=lists)


def _list(cue_list: CueList, folded: dict[int, Cells]) -> CueList:
    return replace(cue_list, cues=tuple(_cue(cue, folded) for cue in cue_list.cues))


def _cue(cue: Cue, folded: dict[int, Cells]) -> Cue:
    parts = tuple(replace(part, cells=folded[id(part.cells)]) for part in cue.look.parts)
    timed = tuple(
        part if part.cells is None else replace(part, cells=folded[id(part.cells)]) for part in cue.timing.parts
    )
    return replace(cue, look=Look(cue.look.id, parts), timing=replace(cue.timing, parts=timed))
