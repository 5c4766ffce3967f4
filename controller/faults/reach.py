"""Blast radius: which cells a fault reaches. The share grows in patches from seeded centres, as real damage does."""

import math
from functools import lru_cache

import numpy as np

from controller.model import chance
from controller.model.fault import FaultSpec
from controller.model.nearest import nearest
from controller.model.rig import Cells, Rig

PATCH_CELLS = 20
"""About how many cells one patch has."""


def reached(rig: Rig, fault: FaultSpec) -> Cells:
    """Choose the cells a fault reaches.

    Args:
        rig: for the positions.
        fault: its ``cells``, ``share`` or ``count``, and ``seed`` decide.

    Returns:
        Sorted cells, ``count`` or ``ceil(share * len(cells))`` of them; never one outside class ``show``.
    """
    free = rig.reachable[fault.cells]
    cells = fault.cells if free.all() else fault.cells[free]
    count = math.ceil(fault.share * len(cells) - 1e-9) if fault.count is None else min(fault.count, len(cells))
    if count <= 0:
        return cells[:0]
    if count == len(cells):
        return cells
    return _patches(rig, fault, count)


@lru_cache(maxsize=256)
def _patches(rig: Rig, fault: FaultSpec, count: int) -> Cells:
    """Grow patches from seeded centres; kept, since whoever decides asks again what painting found out at load."""
    cells = fault.cells[rig.reachable[fault.cells]]
    draw = chance.uniform(chance.key(fault.seed, "centres"), len(cells))
    centres = cells[np.argsort(draw, kind="stable")[: math.ceil(count / PATCH_CELLS)]]
    where = rig.position.astype(np.float64)
    distance = nearest(where[cells], where[centres])[1]
    ragged = distance * (0.6 + 0.8 * chance.uniform(chance.key(fault.seed, "edge"), len(cells)))
    chosen: Cells = np.sort(cells[np.argsort(ragged, kind="stable")[:count]])
    chosen.flags.writeable = False
    return chosen
