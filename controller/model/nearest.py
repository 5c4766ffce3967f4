"""Which of many places is nearest, so that a wound of any size is measured in little time.

Most points find theirs in the buckets round them; the rest, and places that lie too unevenly, are asked of a tree of
boxes.
"""

from dataclasses import dataclass

import numpy as np

from controller.model.buckets import FEW, Places, buckets_of
from controller.model.rig import Cells

LEAF = 32
"""Places in a box that is not divided further."""
MANY = 2048
"""Places from which on buckets are quicker than a tree."""
AT_ONCE = 1 << 15
"""Ways that are measured at once."""


@dataclass(frozen=True, eq=False, slots=True)
class _Box:
    """Some of the places and the box round them; ``halves`` is empty in a leaf."""

    numbers: Cells
    low: Places
    high: Places
    axis: int
    cut: float
    halves: tuple["_Box", ...]


def nearest(points: Places, targets: Places, *, within: float = float("inf")) -> tuple[Cells, Places]:
    """Find the nearest target of each point; of equals the one with the lowest number.

    Args:
        points: who asks.
        targets: among whom.
        within: metres; farther targets need not be found.

    Returns:
        intp [points], the target's number, 0 where there is none; float64 [points], metres, infinite where none.
    """
    number = np.zeros(len(points), np.intp)
    best = np.full(len(points), np.inf)
    if len(targets) and len(points):
        best[:] = within * within * (1 + 1e-12)
        number[:] = len(targets)
        buckets = buckets_of(targets) if len(targets) >= MANY else None
        left = np.arange(len(points)) if buckets is None else buckets.ask(points, number, best)
        if len(left):
            if len(left) * len(targets) <= FEW:
                _measure(np.arange(len(targets)), left, points, targets, (number, best))
            else:
                root = _grown(targets, np.arange(len(targets)))
                _go_home(root, left, points, targets, (number, best))
                _look_round(root, left, points, targets, (number, best))
        nowhere = number == len(targets)
        number[nowhere], best[nowhere] = 0, np.inf
    return number, np.sqrt(best)


def distances(points: Places, origin: Places) -> Places:
    """Measure each point's way to one place: float64 [points], metres."""
    offset = points - origin
    length: Places = np.sqrt((offset * offset).sum(axis=1))
    return length


def _grown(targets: Places, numbers: Cells) -> _Box:
    """Divide places in the middle of their longest side, until few are left in a box."""
    mine = targets[numbers]
    low, high = mine.min(axis=0), mine.max(axis=0)
    axis = int(np.argmax(high - low))
    if len(numbers) <= LEAF or low[axis] == high[axis]:
        return _Box(numbers, low, high, axis, 0.0, ())
    order = numbers[np.argsort(mine[:, axis], kind="stable")]
    middle = len(order) // 2
    halves = (_grown(targets, np.sort(order[:middle])), _grown(targets, np.sort(order[middle:])))
    return _Box(numbers, low, high, axis, float(targets[order[middle], axis]), halves)


def _go_home(box: _Box, who: Cells, points: Places, targets: Places, found: tuple[Cells, Places]) -> None:
    """Measure each point against the places of the leaf that it lies in, or nearest to."""
    if not len(who):
        return
    if not box.halves:
        _measure(box.numbers, who, points, targets, found)
        return
    is_low = points[who, box.axis] < box.cut
    _go_home(box.halves[0], who[is_low], points, targets, found)
    _go_home(box.halves[1], who[~is_low], points, targets, found)


def _look_round(box: _Box, who: Cells, points: Places, targets: Places, found: tuple[Cells, Places]) -> None:
    """Measure each point against every leaf that may hold something nearer."""
    here = points[who]
    off = np.maximum(np.maximum(box.low - here, here - box.high), 0)
    who = who[(off * off).sum(axis=1) <= found[1][who]]
    if not len(who):
        return
    if not box.halves:
        _measure(box.numbers, who, points, targets, found)
        return
    for half in box.halves:
        _look_round(half, who, points, targets, found)


def _measure(numbers: Cells, who: Cells, points: Places, targets: Places, found: tuple[Cells, Places]) -> None:
    """Measure some points against some places, so many at once that a table of them stays small and near."""
    number, best = found
    mine = np.ascontiguousarray(targets[numbers].T)
    step = max(1, AT_ONCE // max(1, len(numbers)))
    room = np.empty((2, min(step, len(who)), len(numbers)))
    for begin in range(0, len(who), step):
        asking = who[begin : begin + step]
        squared, offset = room[0, : len(asking)], room[1, : len(asking)]
        squared[:] = 0
        for axis, here in enumerate(points[asking].T):
            np.subtract(here[:, None], mine[axis], out=offset)
            offset *= offset
            squared += offset
        place = np.argmin(squared, axis=1)
        way, which = squared[np.arange(len(asking)), place], numbers[place]
        closer = (way < best[asking]) | ((way == best[asking]) & (which < number[asking]))
        best[asking[closer]], number[asking[closer]] = way[closer], which[closer]
