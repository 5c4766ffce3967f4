"""Where an effect's cells stand: projections, distances and angles, worked out once for each effect.

Only + - * / and square roots (which IEEE 754 rounds in one way): equal on every machine.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model.effect import Direction

Metres: TypeAlias = NDArray[np.float64]

_ARC = (0.9998660, -0.3302995, 0.1801410, -0.0851330, 0.0208351)
"""Polynomial of the arc tangent on 0..1 (Abramowitz and Stegun 4.4.49), good to 1e-5."""
_TAU = 6.283185307179586


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """The cells of one effect.

    Attributes:
        position: float64 [n, 3], metres.
    """

    position: Metres

    @property
    def count(self) -> int:
        """How many cells there are."""
        return len(self.position)

    def along(self, direction: Direction) -> Metres:
        """Project the cells on a line: float64 [n], metres."""
        x, y, z = direction
        where = self.position
        along: Metres = where[:, 0] * x + where[:, 1] * y + where[:, 2] * z
        return along

    def spots(self, direction: Direction, few: int) -> "tuple[Place, NDArray[np.intp]] | None":
        """Take cells that lie equally far along a line for one, where there are at least so many to each in the middle.

        Returns:
            The place of one cell of each spot, and the spot of each cell: intp [n]. None = there are too few, and no
            cell was told its spot.
        """
        along = self.along(direction)
        in_order = np.sort(along)
        begins = np.ones(len(along), np.bool_)
        np.not_equal(in_order[1:], in_order[:-1], out=begins[1:])
        if np.count_nonzero(begins) * few > len(along):
            return None
        spots = in_order[begins]
        which = np.searchsorted(spots, along).astype(np.intp, copy=False)
        one = np.empty(len(spots), np.intp)
        one[which] = np.arange(len(along))
        return Place(self.position[one]), which

    def share(self, direction: Direction) -> Metres:
        """Say how far along their own extent the cells lie: float64 [n], 0..1; all 0.5 where they have none."""
        return _share(self.along(direction))

    def steps(self, direction: Direction) -> int:
        """Count the places along a line that differ by more than a tenth of a millimetre."""
        return len(np.unique(np.rint(self.along(direction) * 10_000)))

    def flat(self) -> tuple[Metres, Metres]:
        """Look at the cells from the front: to the right, and up (the wider of y and z), metres."""
        spread = np.ptp(self.position, axis=0) if self.count else np.zeros(3)
        return self.position[:, 0], self.position[:, 2 if spread[2] > spread[1] else 1]

    def from_center(self, center: Direction | None) -> tuple[Metres, Metres, Metres]:
        """Give the offsets from a place, or from the middle of the box round the cells: x, y, z, metres."""
        middle = np.asarray(center if center is not None else self._middle(), np.float64)
        x, y, z = (self.position - middle).T
        return x, y, z

    def distance(self, center: Direction | None) -> Metres:
        """Give the distance from a place: float64 [n], metres."""
        x, y, z = self.from_center(center)
        return np.sqrt(x * x + y * y + z * z)

    def angle(self, center: Direction | None) -> Metres:
        """Give the angle about a place, seen from the front, against the clock from the right: float64 [n], turns."""
        x, y, z = self.from_center(center)
        is_floor = bool(self.count) and np.ptp(z) > np.ptp(y)
        return turn_of(x, z if is_floor else y)

    def _middle(self) -> Metres:
        if not self.count:
            return np.zeros(3)
        low, high = self.position.min(axis=0), self.position.max(axis=0)
        middle: Metres = (low + high) / 2
        return middle


def turn_of(right: Metres, up: Metres) -> Metres:
    """Give the direction of an offset in turns, 0..1, against the clock from the right."""
    wide, high = np.abs(right), np.abs(up)
    longer = np.maximum(wide, high)
    ratio = np.minimum(wide, high) / np.where(longer > 0, longer, 1.0)
    square = ratio * ratio
    arc = np.full_like(ratio, _ARC[-1])
    for factor in _ARC[-2::-1]:
        arc = arc * square + factor
    turns = arc * ratio / _TAU
    turns = np.where(high > wide, 0.25 - turns, turns)
    turns = np.where(right < 0, 0.5 - turns, turns)
    turned: Metres = np.where(up < 0, 1.0 - turns, turns)
    return turned


def _share(along: Metres) -> Metres:
    low = along.min() if len(along) else 0.0
    extent = (along.max() - low) if len(along) else 0.0
    if extent <= 0:
        return np.full_like(along, 0.5)
    share: Metres = (along - low) / extent
    return share
