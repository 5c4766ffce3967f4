"""The shape of a wound: which cells are broken, where the gold runs, and in which order cells mend. Computed once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.model import chance
from controller.model.fault import FaultSpec
from controller.model.rig import Cells, Rig

PLACES = 14
"""Places that the gold joins; a larger wound is grouped to so many."""
NEVER = np.float32(np.inf)


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
        seed: for chance.
    """

    cells: Cells
    broken: Cells
    gold: Levels
    distance: Levels
    nearest: Cells
    away: Levels
    place: NDArray[np.float32]
    seed: int


def wound(rig: Rig, fault: FaultSpec, broken: Cells, *, reach: float) -> Wound:
    """Work out the wound of a fault.

    Args:
        rig: for the positions.
        fault: gold stays within its zone.
        broken: sorted cells that the fault reaches.
        reach: metres within which neighbours of any zone belong to the wound, 0 = none.
    """
    zone = fault.cells[rig.reachable[fault.cells]]
    where = rig.position.astype(np.float64)
    reached = _gold(where, zone, broken)
    cells = np.union1d(broken, zone[reached <= 1])
    if reach > 0 and len(broken):
        free = np.flatnonzero(rig.reachable)
        cells = np.union1d(cells, free[_nearest(where[free], where[broken])[1] <= reach])
    gold = np.full(len(cells), NEVER, np.float32)
    gold[np.searchsorted(cells, zone[reached <= 1])] = reached[reached <= 1]
    heart = where[broken].mean(axis=0) if len(broken) else np.zeros(3)
    apart = _distances(where[cells], heart)
    farthest = apart.max() if len(apart) and apart.max() > 0 else 1.0
    places = np.searchsorted(cells, broken)
    near, away = _nearest(where[cells], where[broken] if reach > 0 else where[:0])
    return Wound(
        cells=cells,
        broken=places,
        gold=gold,
        distance=(apart / farthest).astype(np.float32),
        nearest=places[near] if reach > 0 and len(places) else near,
        away=away.astype(np.float32),
        place=rig.position[cells],
        seed=chance.key(fault.seed, "wound"),
    )


def mend_order(shape: Wound, way: str) -> Levels:
    """Give each cell its turn, 0 first .. 1 last: from the ``wound`` outwards, ``radial`` inwards, or ``sweep``."""
    if way == "radial":
        return np.float32(1) - shape.distance
    if way == "random":
        return chance.uniform(shape.seed, len(shape.cells)).astype(np.float32)
    if way == "sweep":
        along = shape.place[:, 0]
        span = np.ptp(along) if len(along) else np.float32(0)
        swept: Levels = (along - along.min()) / span if span > 0 else np.zeros_like(along)
        return swept
    return shape.distance


def _gold(where: NDArray[np.float64], zone: Cells, broken: Cells) -> Levels:
    """Say when gold reaches each cell of the zone: along the shortest tree that joins the wounded places."""
    turn = np.full(len(zone), NEVER, np.float32)
    places = _places(where[broken])
    width = _spacing(where[zone]) * 0.75
    edges = _tree(places)
    for start, end, begins, ends in edges:
        away, along = _to_segment(where[zone], places[start], places[end])
        at = (begins + (ends - begins) * along).astype(np.float32)
        turn = np.where((away <= width) & (at < turn), at, turn)
    last = max((ends for *_, ends in edges), default=1.0) or 1.0
    return turn / np.float32(last)


def _places(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Group wounded cells to at most ``PLACES`` places: each next one the farthest from all before it."""
    if not len(points):
        return points
    chosen = [int(np.argmin(_distances(points, points.mean(axis=0))))]
    away = _distances(points, points[chosen[0]])
    while len(chosen) < min(PLACES, len(points)) and away.max() > 0:
        chosen.append(int(np.argmax(away)))
        away = np.minimum(away, _distances(points, points[chosen[-1]]))
    return points[chosen]


def _tree(places: NDArray[np.float64]) -> list[tuple[int, int, float, float]]:
    """Join places by the shortest tree (Prim), grown from the first place.

    Returns:
        Edges (from, to, metres along the tree where it begins, where it ends).
    """
    edges: list[tuple[int, int, float, float]] = []
    if len(places) < 2:
        return edges
    reach = np.zeros(len(places))
    nearest = np.zeros(len(places), np.intp)
    away = _distances(places, places[0])
    waiting = np.ones(len(places), np.bool_)
    waiting[0] = False
    while waiting.any():
        to = int(np.argmin(np.where(waiting, away, np.inf)))
        start = int(nearest[to])
        reach[to] = reach[start] + away[to]
        edges.append((start, to, float(reach[start]), float(reach[to])))
        waiting[to] = False
        fresh = _distances(places, places[to])
        closer = waiting & (fresh < away)
        away[closer], nearest[closer] = fresh[closer], to
    return edges


def _distances(points: NDArray[np.float64], origin: NDArray[np.float64]) -> NDArray[np.float64]:
    offset = points - origin
    length: NDArray[np.float64] = np.sqrt((offset * offset).sum(axis=1))
    return length


def _nearest(points: NDArray[np.float64], targets: NDArray[np.float64]) -> tuple[Cells, NDArray[np.float64]]:
    """Find the nearest target of each point: (its number, metres away); the first of equals."""
    number = np.zeros(len(points), np.intp)
    best = np.full(len(points), np.inf)
    for index, target in enumerate(targets):
        away = _distances(points, target)
        closer = away < best
        number[closer], best[closer] = index, away[closer]
    return number, best


def _spacing(points: NDArray[np.float64]) -> float:
    """Metres from a typical cell to its nearest neighbour, judged by up to 32 cells."""
    if len(points) < 2:
        return 1.0
    nearest = []
    for point in points[:: max(1, len(points) // 32)]:
        away = _distances(points, point)
        away = away[away > 0]
        if len(away):
            nearest.append(float(away.min()))
    return float(np.median(nearest)) if nearest else 1.0


def _to_segment(
    points: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Measure each point against a segment: (metres away, place along it 0..1)."""
    line = end - start
    squared = float((line * line).sum())
    offset = points - start
    along = np.clip((offset * line).sum(axis=1) / squared, 0, 1) if squared > 0 else np.zeros(len(points))
    off = offset - along[:, None] * line
    return np.sqrt((off * off).sum(axis=1)), along
