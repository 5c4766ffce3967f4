"""Beside station 13: what painting remembers goes on under another show, so that a reload neither blinks nor blinds.

Channels are known by their fixture and their place in it, cells by their fixture and their number, zones by name. A
fixture with a new name is known by its address, if one of its kind stood there that is gone. The guard goes on counting
where it stood. What is frozen stays so where its fault reaches the same cells, and what is sorted in a rig that did not
change. A zone that is new has the past of its busiest cells: at worst it is held back
for a second, and no flash gets through because its zone had another name.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.guard import Guard
from controller.frame.guard.ages import Ticks, ages, make_old
from controller.frame.memory import LONG_AGO, Memory
from controller.model.rig import Cells, Fixture
from controller.model.show import Show

Reach: TypeAlias = Callable[[str], Cells]
_Pairs = tuple[NDArray[np.intp], NDArray[np.intp]]


class Carry:
    """The way of a memory from one show to another.

    Args:
        old: the show and the guard that remembered.
        new: those that will.
        reach: of the old and the new show: the cells that a declared fault reaches.
    """

    def __init__(
        self, old: tuple[Show, Guard], new: tuple[Show, Guard], *, reach: tuple[Reach, Reach] | None = None
    ) -> None:
        self.old = old[0]
        self._reach = reach
        self._faults = frozenset(old[0].faults) & frozenset(new[0].faults)
        self._fresh = new[1].fresh_memory
        self._channels = _channels(old[0], new[0])
        old_names, new_names = old[1].groups, new[1].groups
        cells = _cells(old[0], new[0])
        places = {name: place for place, (name, _) in enumerate(old_names)}
        known = [(places[name], at) for at, (name, _) in enumerate(new_names) if name in places]
        groups = np.array(known, np.intp).reshape(-1, 2)
        self._signals: _Pairs = (
            np.concatenate([cells[0], groups[:, 0] + old[0].rig.cell_count]),
            np.concatenate([cells[1], groups[:, 1] + new[0].rig.cell_count]),
        )
        count = new[0].rig.cell_count
        self._origin = np.full(count, -1)
        self._origin[cells[1]] = cells[0]
        self._is_same_rig = count == old[0].rig.cell_count and np.array_equal(self._origin, np.arange(count))
        self._unknown = [(count + at, member) for at, (name, member) in enumerate(new_names) if name not in places]
        self._settle, self._read = new[1].settle, new[1].read_levels

    def memory(self, memory: Memory) -> Memory:
        """Give what the new show's guard remembers; the old memory is left as it is."""
        fresh = self._fresh()
        fresh.spread(slice(None))
        if memory.aged[0] != LONG_AGO:
            make_old(fresh, int(memory.aged[0]))
        (signals, now), (channel_was, channel_now) = self._signals, self._channels
        was = memory.columns(signals)
        fresh.levels[channel_now] = memory.levels[channel_was]
        self._settle(fresh)
        extreme = memory.extreme[:, was].astype(np.int32)  # a rig without bright lights keeps them in sixteen bits
        fresh.extreme[:, now] = np.minimum(extreme, np.iinfo(fresh.extreme.dtype).max)
        for name in ("direction", "ends", "telling", "counted", "run"):
            getattr(fresh, name)[:, now] = getattr(memory, name)[:, was]
        ring = min(len(fresh.stamps), len(memory.stamps))
        fresh.stamps[:ring, :, now] = memory.stamps[:ring, :, was]
        if self._unknown:
            values, reds = self._read(fresh)
            for signal, members in self._unknown:
                fresh.extreme[:, signal] = values[:, signal]
                fresh.telling[:, signal] = reds[:, signal]
                fresh.stamps[:, :, signal] = _busiest(fresh.stamps[:, :, members], int(fresh.aged[0]))
                fresh.run[:, signal] = fresh.run[:, members].max(axis=1)
        fresh.gather()
        fresh.held.update(self._held(memory))
        if self._is_same_rig:
            fresh.orders.update({name: order.copy() for name, order in memory.orders.items()})
        return fresh

    def _held(self, memory: Memory) -> dict[str, Levels]:
        """Give what faults that live in the past remember of cells that they still reach, all of them."""
        held: dict[str, Levels] = {}
        for key, picture in memory.held.items():
            fault = key.rpartition("@")[0]
            if self._reach is None or fault not in self._faults:
                continue
            was, origin = self._reach[0](fault), self._origin[self._reach[1](fault)]
            places = np.searchsorted(was, origin)
            if np.array_equal(was.take(places, mode="clip"), origin):
                held[key] = picture[:, places]
        return held


def _busiest(stamps: Ticks, tick: int) -> Ticks:
    """Give for each reading the ring of the member whose swings are the most recent.

    Args:
        stamps: uint16 [ring, readings, members].
        tick: up to which they were kept.

    Returns:
        uint16 [ring, readings].
    """
    latest = ages(stamps[-1], tick).argmin(axis=1)
    ring: Ticks = stamps[:, np.arange(len(latest)), latest]
    return ring


def _fixtures(old: Show, new: Show) -> list[tuple[int, int, Fixture, Fixture]]:
    """Give the fixtures that both shows have: index in the old, in the new, and themselves."""
    known = {fixture.id: (index, fixture) for index, fixture in enumerate(old.rig.fixtures)}
    strange = {index: fixture for index, fixture in enumerate(new.rig.fixtures) if fixture.id not in known}
    renamed = _renamed(old, new, known, strange) if strange else {}
    return [
        (was[0], index, was[1], fixture)
        for index, fixture in enumerate(new.rig.fixtures)
        if (was := renamed.get(index) or known.get(fixture.id)) is not None
    ]


def _renamed(
    old: Show, new: Show, known: Mapping[str, tuple[int, Fixture]], strange: Mapping[int, Fixture]
) -> dict[int, tuple[int, Fixture]]:
    """Find the fixtures that only have another name now: of the same kind, at the place of one that is gone.

    Args:
        old: the show that had them.
        new: the one that has another name for them.
        known: those of the old show, by name: index and fixture.
        strange: those of the new show whose names the old one does not know, by index.

    Returns:
        By index in the new show: index in the old one, and the fixture there.
    """
    names = {fixture.id for fixture in new.rig.fixtures}
    gone = {
        _stand(old, index, fixture): (index, fixture) for index, fixture in known.values() if fixture.id not in names
    }
    found = {index: gone.pop(_stand(new, index, fixture), None) for index, fixture in strange.items()}
    return {index: was for index, was in found.items() if was is not None}


def _stand(show: Show, index: int, fixture: Fixture) -> Hashable:
    """Say what a fixture is and where it is patched."""
    place = show.patch.fixtures[index]
    address = (fixture.node, show.patch.universes[place.row].number, place.slot)
    return address, fixture.profile.key, fixture.mode, fixture.cell_count


def _cells(old: Show, new: Show) -> _Pairs:
    """Pair the cells that both shows have."""
    runs = [
        (was.first_cell, now.first_cell, min(was.cell_count, now.cell_count)) for _, _, was, now in _fixtures(old, new)
    ]
    return _spread(runs)


def _channels(old: Show, new: Show) -> _Pairs:
    """Pair the channels of fixtures that are of one kind in both shows."""
    first_old, first_new = _first_channels(old), _first_channels(new)
    runs = [
        (first_old[at_old], first_new[at_new], len(now.mode.channels) * now.cell_count)
        for at_old, at_new, was, now in _fixtures(old, new)
        if (was.profile.key, was.mode, was.cell_count) == (now.profile.key, now.mode, now.cell_count)
    ]
    return _spread(runs)


def _first_channels(show: Show) -> dict[int, int]:
    fixtures, first = np.unique(show.patch.channel_fixture, return_index=True)
    return dict(zip(fixtures.tolist(), first.tolist(), strict=True))


def _spread(runs: list[tuple[int, int, int]]) -> _Pairs:
    """Turn runs (first in the old, first in the new, length) into pairs of indices."""
    table = np.array(runs, np.intp).reshape(-1, 3)
    lengths = table[:, 2]
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.repeat(table[:, 0], lengths) + within, np.repeat(table[:, 1], lengths) + within
