"""The shape of a wound: which cells are broken, who stands round them, where the gold runs. Computed once, at load."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.recovery.tree import NEVER, gold_turns
from controller.model import chance
from controller.model.buckets import Places
from controller.model.fault import FaultSpec
from controller.model.nearest import distances, nearest
from controller.model.rig import Cells, Rig


@dataclass(frozen=True, eq=False, slots=True)
class Wound:
    """The geometry of one wound.

    Attributes:
        cells: sorted, everything a recovery may touch: broken cells, those the gold passes over, and the neighbours.
        broken: intp [b], positions in ``cells`` of the broken ones, in the fault's own order.
        gold: float32 [n], when the gold reaches a cell, 0 first .. 1 last; infinite = never.
        distance: float32 [n], from the heart of the wound, 0..1.
        nearest: intp [n], position in ``cells`` of the nearest broken cell; a broken cell is its own.
        away: float32 [n], metres to it; infinite where no neighbours take part.
        place: float32 [n, 3], metres.
        fixture: intp [n], number of the fixture a cell belongs to.
        seed: for chance.
    """

    cells: Cells
    broken: Cells
    gold: Levels
    distance: Levels
    nearest: Cells
    away: Levels
    place: NDArray[np.float32]
    fixture: Cells
    seed: int


def wound(
    rig: Rig,
    fault: FaultSpec,
    broken: Cells,
    *,
    reach: float,
    with_gold: bool,
    willing: NDArray[np.bool_] | None = None,
) -> Wound:
    """Work out the wound of a fault.

    Args:
        rig: for the positions.
        fault: gold stays within its zone.
        broken: sorted cells that the fault reaches.
        reach: metres within which neighbours of any zone belong to the wound, 0 = none.
        with_gold: False = no gold will be drawn.
        willing: bool [cells], which cells that are not broken consent to take part; None = all.
    """
    zone = fault.cells[rig.reachable[fault.cells]]
    struck = _where(rig, broken)
    turn = gold_turns(_where(rig, zone), struck) if with_gold else np.full(len(zone), NEVER, np.float32)
    if with_gold and willing is not None:
        turn[~(willing[zone] | np.isin(zone, broken))] = NEVER
    cells = np.union1d(broken, zone[turn <= 1])
    if reach > 0 and len(broken):
        able = rig.reachable if willing is None else rig.reachable & willing
        free = np.flatnonzero(able & about(rig, broken, reach))
        cells = np.union1d(cells, free[nearest(_where(rig, free), struck, within=reach)[1] <= reach])
    gold = np.full(len(cells), NEVER, np.float32)
    gold[np.searchsorted(cells, zone[turn <= 1])] = turn[turn <= 1]
    heart = struck.mean(axis=0) if len(broken) else np.zeros(3)
    where = _where(rig, cells)
    apart = distances(where, heart)
    farthest = apart.max() if len(apart) and apart.max() > 0 else 1.0
    places = np.searchsorted(cells, broken)
    near, away = nearest(where, struck if reach > 0 else struck[:0])
    return Wound(
        cells=cells,
        broken=places,
        gold=gold,
        distance=(apart / farthest).astype(np.float32),
        nearest=places[near] if reach > 0 and len(places) else near,
        away=away.astype(np.float32),
        place=rig.position[cells],
        fixture=rig.cell_fixture[cells],
        seed=chance.key(fault.seed, "wound"),
    )


def _where(rig: Rig, cells: Cells) -> Places:
    """Give the places of cells: float64 [cells, 3], metres; of all cells it would take longer than a small wound."""
    return rig.position[cells].astype(np.float64)


def about(rig: Rig, broken: Cells, reach: float) -> NDArray[np.bool_]:
    """Say which cells lie in the box round some cells, so many metres larger to each side: bool [all cells]."""
    near = np.ones(rig.cell_count, np.bool_) if len(broken) else np.zeros(rig.cell_count, np.bool_)
    for axis in rig.position.T if len(broken) else ():
        where = axis.astype(np.float64)
        near &= (where >= where[broken].min() - reach) & (where <= where[broken].max() + reach)
    return near
