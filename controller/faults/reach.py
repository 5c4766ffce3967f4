"""Blast radius: which cells a fault reaches. The share grows in patches from seeded centres, as real damage does."""

import math
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np

from controller.model import chance
from controller.model.fault import FaultSpec
from controller.model.nearest import nearest
from controller.model.rig import Cells, Rig

PATCH_CELLS = 20
"""About how many cells one patch has."""
_MOST_KNOWN: Final = 8192
_KNOWN: Final[WeakKeyDictionary[Rig, dict[FaultSpec, Cells]]] = WeakKeyDictionary()
"""What was grown, as long as the rig is there: a reload brings another one."""


def reached(rig: Rig, fault: FaultSpec) -> Cells:
    """Choose the cells a fault reaches; whoever decides asks again what painting found out at load.

    Args:
        rig: for the positions.
        fault: its ``cells``, ``share`` or ``count``, and ``seed`` decide.

    Returns:
        Sorted cells, ``count`` or ``ceil(share * len(cells))`` of them; never one outside class ``show``.
    """
    known = _KNOWN.setdefault(rig, {})
    if fault not in known:
        if len(known) >= _MOST_KNOWN:
            known.clear()
        known[fault] = _chosen(rig, fault)
    return known[fault]


def _chosen(rig: Rig, fault: FaultSpec) -> Cells:
    free = rig.reachable[fault.cells]
    cells = fault.cells if free.all() else fault.cells[free]
    count = math.ceil(fault.share * len(cells) - 1e-9) if fault.count is None else min(fault.count, len(cells))
    if count <= 0:
        return cells[:0]
    return cells if count == len(cells) else _patches(rig, fault, cells, count)


def _patches(rig: Rig, fault: FaultSpec, cells: Cells, count: int) -> Cells:
    """Grow patches from seeded centres."""
    draw = chance.uniform(chance.key(fault.seed, "centres"), len(cells))
    centres = cells[np.argsort(draw, kind="stable")[: math.ceil(count / PATCH_CELLS)]]
    where = rig.position.astype(np.float64)
    distance = nearest(where[cells], where[centres])[1]
    ragged = distance * (0.6 + 0.8 * chance.uniform(chance.key(fault.seed, "edge"), len(cells)))
    chosen: Cells = np.sort(cells[np.argsort(ragged, kind="stable")[:count]])
    chosen.flags.writeable = False
    return chosen
