"""Beside station 4. Where trouble is: the box round it and the zones it lies in, worked out once a show.

Hundreds of nodes may fall silent at one tick. Boxes tell of nearly all of them whether they are near each other; cells
are compared only where boxes are within reach.
"""

from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from controller.model.buckets import Places
from controller.model.cells import is_within
from controller.model.closeness import Box, box_of, comes_within
from controller.model.fault import FaultSpec
from controller.model.rig import Cells, Rig
from controller.model.show import Show


class Place(NamedTuple):
    """Where one trouble is.

    Attributes:
        box: round its cells.
        zones: those that hold all its cells, but not the whole rig.
    """

    box: Box
    zones: frozenset[str]


class _Zone(NamedTuple):
    """A zone that is not the whole rig: its name, its first and its last cell, and all of them."""

    name: str
    first: int
    last: int
    cells: Cells


_KNOWN: Final[WeakKeyDictionary[Rig, tuple[tuple[_Zone, ...], dict[FaultSpec, Place]]]] = WeakKeyDictionary()
"""Of each rig its zones, and what is known of its troubles, as long as the rig is there."""
_MOST_KNOWN: Final = 8192
"""Troubles of one rig whose places are kept; beyond it all are worked out anew."""


def place_of(show: Show, trouble: FaultSpec) -> Place:
    """Say where a trouble is that has cells."""
    if show.rig not in _KNOWN:
        _KNOWN[show.rig] = _zones(show.rig), {}
    zones, known = _KNOWN[show.rig]
    if trouble not in known:
        if len(known) >= _MOST_KNOWN:
            known.clear()
        cells = trouble.cells
        first, last = int(cells[0]), int(cells[-1])
        about = (zone for zone in zones if zone.first <= first and last <= zone.last)
        names = frozenset(zone.name for zone in about if is_within(cells, zone.cells))
        known[trouble] = Place(box_of(_positions(show.rig, cells)), names)
    return known[trouble]


def _zones(rig: Rig) -> tuple[_Zone, ...]:
    """List the zones that are not the whole rig, none of them empty."""
    whole = int(np.count_nonzero(rig.reachable))
    some = ((name, cells) for name, cells in rig.zones.items() if 0 < len(cells) < whole)
    return tuple(_Zone(name, int(cells[0]), int(cells[-1]), cells) for name, cells in some)


def are_near(show: Show, one: FaultSpec, other: FaultSpec) -> bool:
    """Whether two troubles are near: within some metres, or one within one of the zones around the other."""
    here, there = place_of(show, one), place_of(show, other)
    if not here.zones.isdisjoint(there.zones):
        return True
    limit = show.policy.join_m
    if here.box.is_beyond(there.box, limit):
        return False
    return comes_within(_positions(show.rig, one.cells), _positions(show.rig, other.cells), limit)


def _positions(rig: Rig, cells: Cells) -> Places:
    """Give the places of cells: float64 [cells, 3], metres."""
    first, last = int(cells[0]), int(cells[-1])
    is_run = last - first + 1 == len(cells)
    return (rig.position[first : last + 1] if is_run else rig.position[cells]).astype(np.float64)
