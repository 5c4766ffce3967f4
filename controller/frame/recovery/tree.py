"""Where the gold runs: along the shortest tree that joins the wounded places."""

import numpy as np

from controller.frame.canvas import Levels
from controller.model.buckets import Places
from controller.model.nearest import distances

PLACES = 14
"""Places that the gold joins; a wound of more cells is grouped to so many, so that a large one costs no more."""
NEVER = np.float32(np.inf)


def gold_turns(zone: Places, wounded: Places) -> Levels:
    """Say when gold reaches each place of a zone.

    Args:
        zone: places over which it may run.
        wounded: places that it joins.

    Returns:
        float32 [zone], 0 first .. 1 last; infinite = never.
    """
    turn = np.full(len(zone), NEVER, np.float32)
    places = grouped(wounded)
    width = spacing(zone) * 0.75
    edges = shortest_tree(places)
    for start, end, begins, ends in edges:
        away, along = _to_segment(zone, places[start], places[end])
        at = (begins + (ends - begins) * along).astype(np.float32)
        turn = np.where((away <= width) & (at < turn), at, turn)
    last = max((ends for *_, ends in edges), default=1.0) or 1.0
    return turn / np.float32(last)


def grouped(points: Places) -> Places:
    """Group places to at most ``PLACES``: each next one the farthest from all before it."""
    if not len(points):
        return points
    chosen = [int(np.argmin(distances(points, points.mean(axis=0))))]
    away = distances(points, points[chosen[0]])
    while len(chosen) < min(PLACES, len(points)) and away.max() > 0:
        chosen.append(int(np.argmax(away)))
        away = np.minimum(away, distances(points, points[chosen[-1]]))
    return points[chosen]


def shortest_tree(places: Places) -> list[tuple[int, int, float, float]]:
    """Join places by the shortest tree (Prim), grown from the first place.

    Returns:
        Edges (from, to, metres along the tree where it begins, where it ends).
    """
    edges: list[tuple[int, int, float, float]] = []
    if len(places) < 2:
        return edges
    reach = np.zeros(len(places))
    closest = np.zeros(len(places), np.intp)
    away = distances(places, places[0])
    waiting = np.ones(len(places), np.bool_)
    waiting[0] = False
    while waiting.any():
        to = int(np.argmin(np.where(waiting, away, np.inf)))
        start = int(closest[to])
        reach[to] = reach[start] + away[to]
        edges.append((start, to, float(reach[start]), float(reach[to])))
        waiting[to] = False
        fresh = distances(places, places[to])
        closer = waiting & (fresh < away)
        away[closer], closest[closer] = fresh[closer], to
    return edges


def spacing(points: Places) -> float:
    """Metres from a typical place to its nearest neighbour, judged by up to 32 of them."""
    if len(points) < 2:
        return 1.0
    closest = []
    for point in points[:: max(1, len(points) // 32)]:
        away = distances(points, point)
        away = away[away > 0]
        if len(away):
            closest.append(float(away.min()))
    return float(np.median(closest)) if closest else 1.0


def _to_segment(points: Places, start: Places, end: Places) -> tuple[Places, Places]:
    """Measure each point against a segment: (metres away, place along it 0..1)."""
    line = end - start
    squared = float((line * line).sum())
    offset = points - start
    along = np.clip((offset * line).sum(axis=1) / squared, 0, 1) if squared > 0 else np.zeros(len(points))
    off = offset - along[:, None] * line
    return np.sqrt((off * off).sum(axis=1)), along
