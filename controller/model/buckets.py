"""Places sorted into buckets of equal size, so that whoever asks for the nearest looks into few of them.

Finds exactly what measuring everything finds, for all whose nearest lies in the buckets round them; the others are
left to somebody else. All points are asked together: 27,000 take a tenth of the time that a tree of boxes takes.
"""

from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.rig import Cells

Places = NDArray[np.float64]
"""float64 [n, 3], metres."""
FULL: Final = 2.0
"""Places in a bucket, on average."""
CROWD: Final = 64
"""Places in the fullest bucket from which on buckets are of no use."""
RINGS: Final = (1, 3, 9)
"""How many buckets to each side are looked into: first for all, then for those who found nothing near enough."""
FEW: Final = 1 << 22
"""So many ways are measured at once sooner than more buckets are looked into."""
_NARROWED: Final = 1 - 1e-9
"""Keeps what rounding may do away from the edges of buckets."""


@dataclass(frozen=True, eq=False, slots=True)
class Buckets:
    """Places in buckets.

    Attributes:
        places: in the order of the buckets, float64 [3, n].
        numbers: intp [n], which they are.
        low: float64 [3], the corner of the first bucket; ``high`` that of the last place.
        size: metres, of a bucket.
        counts: buckets along each axis; 1 = the axis does not matter.
        begins: intp [buckets + 1], where each begins in the order.
    """

    places: Places
    numbers: Cells
    low: Places
    high: Places
    size: float
    counts: tuple[int, int, int]
    begins: Cells

    def ask(self, points: Places, number: Cells, best: Places) -> Cells:
        """Find the nearest place of each point, of equals the one with the lowest number.

        Args:
            points: float64 [n, 3], who asks.
            number: intp [n], changed to what was found.
            best: float64 [n], square of what must be undercut; changed likewise.

        Returns:
            intp [m], those that may have something nearer elsewhere.
        """
        who = np.arange(len(points))
        inside = np.clip(points, self.low, self.high)
        at = [
            np.minimum(((inside[:, axis] - self.low[axis]) / self.size).astype(np.intp), count - 1)
            for axis, count in enumerate(self.counts)
        ]
        outside = points - inside
        outside *= outside
        gap = outside[:, 0] + outside[:, 1] + outside[:, 2]
        for rings in RINGS:
            for steps in product(*(range(-rings, rings + 1) if count > 1 else (0,) for count in self.counts[:2])):
                self._look(who, points, (at, steps, rings), number, best)
            edge = rings * self.size
            who = who[best[who] >= (gap[who] + edge * edge) * _NARROWED]
            if len(who) * len(self.numbers) <= FEW:
                break
        return who

    def _look(
        self, who: Cells, points: Places, where: tuple[list[Cells], tuple[int, ...], int], number: Cells, best: Places
    ) -> None:
        """Look into a row of buckets along the last axis."""
        at, steps, rings = where
        row, inside = np.zeros(len(who), np.intp), np.ones(len(who), np.bool_)
        for axis, step in enumerate(steps):
            if self.counts[axis] > 1:
                bucket = at[axis][who] + step
                inside &= (bucket >= 0) & (bucket < self.counts[axis])
                row = row * self.counts[axis] + bucket
        who, row = who[inside], row[inside] * self.counts[2]
        first = np.maximum(at[2][who] - rings, 0)
        last = np.minimum(at[2][who] + rings, self.counts[2] - 1)
        place, end = self.begins[row + first], self.begins[row + last + 1]
        here, way, which = points[who], best[who], number[who]
        for further in range(int((end - place).max(initial=0))):
            left = np.flatnonzero(place + further < end)
            some = place[left] + further
            squared = np.zeros(len(left))
            for axis, places in enumerate(self.places):
                offset = here[left, axis] - places[some]
                squared += offset * offset
            one, known = self.numbers[some], way[left]
            closer = (squared < known) | ((squared == known) & (one < which[left]))
            mine = left[closer]
            way[mine], which[mine] = squared[closer], one[closer]
        best[who], number[who] = way, which


def buckets_of(places: Places) -> Buckets | None:
    """Sort places into buckets; None = too many of them lie in one."""
    low, high = places.min(axis=0), places.max(axis=0)
    size = _size(high - low, len(places))
    counts = tuple(int(extent / size) + 1 if extent > size else 1 for extent in (high - low).tolist())
    key = np.zeros(len(places), np.intp)
    for axis, count in enumerate(counts):
        if count > 1:
            at = np.floor((places[:, axis] - low[axis]) / size).astype(np.intp)
            key = key * count + np.minimum(at, count - 1)
    held = np.bincount(key, minlength=counts[0] * counts[1] * counts[2])
    if held.max() > CROWD:
        return None
    order = np.argsort(key, kind="stable")
    begins = np.concatenate([[0], np.cumsum(held)])
    mine = np.ascontiguousarray(places[order].T)
    return Buckets(mine, order, low, high, size, (counts[0], counts[1], counts[2]), begins)


def _size(extents: Places, count: int) -> float:
    """Choose how large buckets are: axes along which the places lie closer than that do not matter."""
    wide: list[float] = sorted((extent for extent in extents.tolist() if extent > 0), reverse=True)
    while wide:
        room = 1.0
        for extent in wide:
            room *= extent
        size = float(np.power(room * FULL / count, 1 / len(wide)))
        if wide[-1] > size or len(wide) == 1:
            return max(size, wide[0] * 1e-6)
        wide.pop()
    return 1.0
