"""Whether two sets of places come near each other anywhere; which of them are nearest is not asked.

Boxes round the sets tell it of most of them. Those of which they do not are halved, and only what lies within reach of
the other's box is looked at again, so sets of any size are compared in little time.
"""

from typing import Final, NamedTuple

import numpy as np

from controller.model.buckets import Places

FEW: Final = 1 << 15
"""So many ways are measured one by one sooner than sets are halved again."""
ROUNDED: Final = 1e-9
"""What rounding may do to a way between boxes, as a part of it: so near the limit, places themselves are measured."""


class Box(NamedTuple):
    """What some places lie in: its low and its high corner, metres."""

    low: tuple[float, ...]
    high: tuple[float, ...]

    def is_beyond(self, other: "Box", within: float) -> bool:
        """Whether it is farther from another than some metres; not where rounding may decide."""
        squared = 0.0
        for low, high, their_low, their_high in zip(*self, *other, strict=True):
            gap = max(low - their_high, their_low - high, 0.0)
            squared += gap * gap
        return squared > within * within * (1 + ROUNDED)


def box_of(places: Places) -> Box:
    """Draw the box round some places, at least one.

    Args:
        places: float64 [n, 3], metres.
    """
    along = np.ascontiguousarray(places.T)
    return Box(tuple(along.min(axis=1).tolist()), tuple(along.max(axis=1).tolist()))


def comes_within(one: Places, other: Places, within: float) -> bool:
    """Whether a place of one set is no farther than some metres from a place of another.

    Args:
        one: float64 [n, 3], metres.
        other: float64 [m, 3].
        within: metres, >= 0.
    """
    return _comes_within(np.ascontiguousarray(one.T), np.ascontiguousarray(other.T), within)


def _comes_within(one: Places, other: Places, within: float) -> bool:
    """As ``comes_within``, of places [3, n]: one axis after the other lies together."""
    one = _in_reach(one, other, within)
    other = _in_reach(other, one, within)
    if not (one.size and other.size):
        return False
    if one.shape[1] * other.shape[1] <= FEW:
        return _is_measured(one, other, within)
    if _has_middle_near(one, other, within):
        return True
    extents = np.ptp(one, axis=1), np.ptp(other, axis=1)
    wide, extent, left = (one, extents[0], other) if extents[0].max() >= extents[1].max() else (other, extents[1], one)
    axis = int(np.argmax(extent))
    if extent[axis] == 0:  # two heaps, each in one place
        return _is_measured(one[:, :1], other[:, :1], within)
    along = wide[axis]
    middle = (along.min() + along.max()) / 2
    is_low = along < middle if middle > along.min() else along <= middle
    halves = wide[:, is_low], wide[:, ~is_low]
    return any(_comes_within(half, left, within) for half in halves)


def _has_middle_near(one: Places, other: Places, within: float) -> bool:
    """Whether the place of one set that is nearest to the middle of another is near enough: mostly that settles it."""
    middle = (other.min(axis=1) + other.max(axis=1)) / 2
    off = one - middle[:, None]
    off *= off
    nearest = int(np.argmin(off[0] + off[1] + off[2]))
    return _is_measured(one[:, nearest : nearest + 1], other, within)


def _in_reach(some: Places, others: Places, within: float) -> Places:
    """Leave out what is farther from the box round others than some metres."""
    if not others.size:
        return others
    low, high = others.min(axis=1)[:, None], others.max(axis=1)[:, None]
    off = np.maximum(np.maximum(low - some, some - high), 0)
    off *= off
    is_near = off[0] + off[1] + off[2] <= within * within * (1 + ROUNDED)
    return some if is_near.all() else some[:, is_near]


def _is_measured(one: Places, other: Places, within: float) -> bool:
    """Whether it is so where each way is measured."""
    squared = np.zeros((one.shape[1], other.shape[1]))
    for mine, theirs in zip(one, other, strict=True):
        offset = mine[:, None] - theirs
        squared += offset * offset
    return bool(np.sqrt(squared.min()) <= within)
