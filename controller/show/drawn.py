"""Which cells people are shown of a large rig: some of those that stand close together, all that stand alone.

A screen has no room for a million lights, and no console time: of the cells in one small cube of space one is drawn.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.rig import Cells, Rig

MOST_DRAWN: Final = 20_000
"""Cells of one frame of a console: 60 kB, and as many dots as a tablet draws."""
_AT_ONCE: Final = 1 << 16
"""Cells that are looked through in one go: what that takes does not grow with the rig."""
_MOST_CUBES: Final = 1 << 19
"""Cubes side by side: a place is told by 20 bits for each axis."""
_TRIES: Final = 12
"""Sizes of a cube that are tried: the last is within a third of a per cent of the best."""


def drawn_cells(rig: Rig, most: int = MOST_DRAWN) -> Cells:
    """Choose the cells that are drawn.

    Args:
        rig: for positions and zones.
        most: how many may be drawn, at least 1; of each zone one is, however many zones there are.

    Returns:
        Sorted, each once; none = all are drawn, for the rig has no more than ``most``.
    """
    if rig.cell_count <= most:
        return np.empty(0, np.intp)
    drawn = _thinned(rig.position, most)
    is_drawn = np.zeros(rig.cell_count, np.bool_)
    is_drawn[drawn] = True
    unseen = [cells[len(cells) // 2] for cells in rig.zones.values() if len(cells) and not is_drawn[cells].any()]
    return np.union1d(drawn, np.array(unseen, np.intp))


def _thinned(position: NDArray[np.float32], most: int) -> Cells:
    """Take the first cell of each cube, the cubes as small as they may be: sorted, ``most`` or fewer."""
    low = position.min(axis=0)
    room = float((position.max(axis=0) - low).max()) + 1e-6
    some = position[:: max(1, len(position) // (8 * most))]  # enough to tell where cubes are much too small
    chosen = np.zeros(1, np.intp)  # all in one cube
    small, large = room / _MOST_CUBES, 2 * room
    for _ in range(_TRIES):
        size = math.sqrt(small * large)
        found = None if _firsts(some, low, size, most) is None else _firsts(position, low, size, most)
        if found is None:
            small = size
        else:
            large, chosen = size, found
    return chosen


def _firsts(position: NDArray[np.float32], low: NDArray[np.float32], size: float, most: int) -> Cells | None:
    """Find the first cell of each cube that has any; None = there are more than ``most``."""
    keys, firsts = np.empty(0, np.int64), np.empty(0, np.intp)
    for begin in range(0, len(position), _AT_ONCE):
        cubes = ((position[begin : begin + _AT_ONCE] - low) / size).astype(np.int64)
        here = cubes[:, 0] << 40 | cubes[:, 1] << 20 | cubes[:, 2]
        keys, places = np.unique(np.concatenate([keys, here]), return_index=True)
        if len(keys) > most:
            return None
        firsts = np.concatenate([firsts, np.arange(begin, begin + len(here))])[places]
    return np.sort(firsts)
