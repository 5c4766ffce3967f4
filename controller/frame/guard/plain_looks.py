"""Looks at a frame in numpy: at some cells, or at all of them.

What followers did before is counted once a frame, and cells that go back to where they were are not read again: they
cannot swing. Where no zone and no fixture of several cells is near its limit, these are read once it is settled what
will be sent; and a few cells that must give way are then taken out once and tried at one part of their way after
another.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.guard.budget import SPARE, Past, judge, judge_some, too_often
from controller.frame.guard.followers import Followers, Mask, Swings, compare
from controller.frame.guard.following import follow
from controller.frame.guard.groups import Parts, Sums
from controller.frame.guard.levels import Ways, Whole, channels_of, go, put_back
from controller.frame.guard.look import Look, Now
from controller.frame.guard.picked import Picked
from controller.frame.guard.reading import read, total_of
from controller.frame.memory import Memory, Places
from controller.model.rig import Cells

if TYPE_CHECKING:
    from controller.frame.guard.plain import Plain

_MOST_AGAIN = 8
"""Where no more than one cell in so many is looked at again, these are picked."""
_MANY_TURN = 16
"""Where one reading in so many turns, all are judged."""
_FEW = 1024
"""Of so few signals none is picked."""


class _PlainLook:
    """A look in numpy: at cells, and at all groups after them."""

    levels: Whole
    sums: Sums
    bad: Mask
    _by: "Plain"
    _memory: Memory
    _followers: Followers
    _swings: Swings
    _bad: Mask
    _spent: NDArray[np.uint8]
    _groups: slice
    _picked: Picked | None = None

    @property
    def most(self) -> int:
        """Give the transitions of the busiest signal."""
        return int(self._spent.max(initial=0))

    def give_way(self, part: Levels, steps: tuple[float, ...], ways: Ways, now: Now) -> bool:
        """Try a few cells by themselves, where what one does changes nothing for any other."""
        places = np.flatnonzero(self._bad)
        if not self._may_be_tried(places, now):
            return False
        cells, before, wanted = self._cells_at(places), self._memory.levels, self.levels
        if not steps[0] and self._by.knows(self._memory):
            self._stay_at(places, part, ways, now)
            return True
        theirs, kept = self._followers.some(places), self._by.kept[cells]
        past = Past.of(theirs, now.tick, now.limits)
        channels, lengths = channels_of(cells, ways)
        swings = Swings.empty(len(cells), theirs.extreme.dtype)
        levels, bad, spent = wanted.copy(), np.ones(len(cells), np.bool_), np.zeros(len(cells), np.uint8)
        for step in steps:
            part[cells[bad]] = step
            way = np.repeat(part[cells], lengths)
            levels[channels] = go(before[channels], wanted[channels], way, ways[1][channels])
            if not step and self._by.knows(self._memory):
                swings.stay(bad)
                spent *= ~bad
                bad = np.zeros_like(bad)
                break
            parts = self._by.parts(levels, cells)
            read(parts, total_of(parts), theirs.extreme, swings.values, swings.reds, are_cells=True)
            compare(swings, theirs)
            bad, spent = judge(swings, theirs, (now.tick, now.limits), kept, past)
            if not np.count_nonzero(bad):
                break
        self._picked = None
        self._swings.put(swings, places)
        self._bad[places], self._spent[places] = bad, spent
        self._go(cells, levels, now)
        return True

    def _stay_at(self, places: Places, part: Levels, ways: Ways, now: Now) -> None:
        """Let some cells be where they were in the frame before: they neither swing nor go on."""
        cells, swings, levels = self._cells_at(places), self._swings, self.levels.copy()
        put_back(levels, self._memory.levels, cells, None if self._by.eyes.is_threes else ways)
        part[cells] = 0
        swings.stay_at(places)
        self._bad[places], self._spent[places] = False, 0
        self._go(cells, levels, now)

    def keep(self, now: Now) -> None:
        """Let the followers follow."""
        self._follow(now)

    def _follow(self, now: Now) -> None:
        follow(self._swings, self._followers, now.tick, now.limits.second, self._picked)

    def _may_be_tried(self, places: Places, now: Now) -> bool:
        """Whether those that must give way are alone, and better picked."""
        raise NotImplementedError

    def _cells_at(self, places: Places) -> Cells:
        """Say which cells stand at some places of this look."""
        raise NotImplementedError

    def _go(self, cells: Cells, levels: Whole, now: Now) -> None:
        """Take other levels, at which some cells were judged."""
        raise NotImplementedError

    def _look_at(self, cells: Cells, levels: Whole, now: Now) -> None:
        """Look once more at some cells."""
        by, memory = self._by, self._memory
        parts = by.parts(levels, cells)
        self.sums = by.groups.moved(self.sums, cells, by.parts(self.levels, cells), parts)
        self.levels = levels
        signals = by.signals(cells)
        followers = Followers.of(memory, signals)
        swings = by.read(parts, self.sums, followers)
        places, self._picked = self._places_of(signals), None
        self._swings.put(swings, places)
        found = too_often(swings, followers, now.tick, now.limits, by.kept[signals])
        self._bad[places], self._spent[places] = found

    def _places_of(self, signals: Places) -> Places:
        """Say where some signals stand in this look."""
        return signals

    def _read_groups(self, means: Parts, now: Now) -> tuple[Mask, NDArray[np.uint8]]:
        """Read and judge the groups alone."""
        swings, followers = self._swings.part(self._groups), self._followers.part(self._groups)
        read(means, total_of(means), followers.extreme, swings.values, swings.reds)
        compare(swings, followers)
        if np.count_nonzero(swings.turns):
            self._picked = None
        return too_often(swings, followers, now.tick, now.limits, self._by.kept[self._by.group_signals])


class SomeLook(_PlainLook):
    """A look at the cells that change.

    Args:
        by: whose look it is.
        levels: that might be sent.
        memory: of the frame before.
        cells: that change.
        now: when.
    """

    def __init__(self, by: "Plain", levels: Whole, memory: Memory, cells: Cells, now: Now) -> None:
        self._by, self._memory, self._cells = by, memory, cells
        self.levels = levels
        parts = by.parts(levels, cells)
        self.sums = by.groups.moved(memory.sums, cells, by.parts(memory.levels, cells), parts)
        self._signals, self._groups = by.signals(cells), slice(len(cells), None)
        self._followers = Followers.of(memory, self._signals)
        self._swings = by.read(parts, self.sums, self._followers)
        kept = by.kept[self._signals]
        self._bad, self._spent = too_often(self._swings, self._followers, now.tick, now.limits, kept)
        self.bad = self._spread()

    def again(self, levels: Whole, now: Now, back: Mask | None = None) -> Look:  # noqa: ARG002
        """Look at other levels: at the cells alone that differ from these."""
        cells = self._by.changed(levels, self.levels)
        if cells is None or 2 * len(cells) > len(self._bad):
            return self._by.look(levels, self._memory, now)
        self._look_at(cells, levels, now)
        self.bad = self._spread()
        return self

    def keep(self, now: Now) -> None:
        """Let the followers follow; what was known of all cells still is."""
        super().keep(now)
        turned: Mask = np.logical_or(self._swings.turns.any(axis=0), self._swings.joins.any(axis=0))
        self._followers.put(self._memory, self._signals, turned)
        if self._by.knows(self._memory):
            self._by.known = self.levels

    def _may_be_tried(self, places: Places, now: Now) -> bool:  # noqa: ARG002
        return self._by.are_alone(self._memory, now)

    def _cells_at(self, places: Places) -> Cells:
        return self._cells[places]

    def _places_of(self, signals: Places) -> Places:
        return np.searchsorted(self._signals, signals)

    def _go(self, cells: Cells, levels: Whole, now: Now) -> None:
        groups, by = self._by.groups, self._by
        self.sums = groups.moved(self.sums, cells, by.parts(self.levels, cells), by.parts(levels, cells))
        self.levels = levels
        _, self._spent[self._groups] = self._read_groups(groups.means(self.sums), now)
        self.bad = self._spread()

    def _spread(self) -> Mask:
        """Say which of all signals must give way."""
        bad = np.zeros(self._memory.signals, np.bool_)
        bad[self._signals] = self._bad
        return bad


class WholeLook(_PlainLook):
    """A look at all cells.

    Args:
        by: whose look it is.
        levels: that might be sent.
        memory: of the frame before.
        now: when.
    """

    def __init__(self, by: "Plain", levels: Whole, memory: Memory, now: Now) -> None:
        self._by, self._memory = by, memory
        self._followers = Followers.of(memory, slice(None))
        self._room = by.room(self._followers)
        self._swings = self._room.swings
        count = len(by.kept) - by.groups.count
        self._some, self._groups = slice(0, count), slice(count, None)
        self._alone = by.are_alone(memory, now)
        self._past: Past | None = None
        self.sums = memory.sums
        self._see(levels, now, groups=not (self._alone and by.gave_way))
        by.gave_way = False

    def again(self, levels: Whole, now: Now, back: Mask | None = None) -> Look:
        """Look at other levels: at all cells again where many differ."""
        if back is not None:
            self._go_back(levels, back, now)
            return self
        cells = None if self._alone else self._by.changed(levels, self.levels)
        if cells is not None and len(cells) * _MOST_AGAIN < len(self._bad):
            self._look_at(cells, levels, now)
        else:
            self._by.gave_way = True
            self._see(levels, now, groups=not self._alone)
        return self

    def keep(self, now: Now) -> None:
        """Let the followers follow; groups that were not yet read are so now."""
        if not self._is_whole:
            self._sum_up()
            _, self._spent[self._groups] = self._read_groups(self._room.means, now)
        self._follow(now)
        self._by.known, self._by.seen = self.levels, self._seen

    def _see(self, levels: Whole, now: Now, *, groups: bool) -> None:
        """See, read and judge; what followers did before is the same in every look."""
        by, swings, followers, room = self._by, self._swings, self._followers, self._room
        self.levels, self._is_whole = levels, groups
        self._light()
        self._read_cells()
        if groups:
            self._sum_up()
            room.read_groups(followers)
        self._compare()
        if not groups:
            room.of_groups.turns[...] = room.of_groups.joins[...] = False
        self._picked = None
        few_turn = _MANY_TURN * np.count_nonzero(swings.turns) < swings.turns.size
        if few_turn and len(by.kept) > _FEW:
            self._picked = Picked.of(swings, followers)
            least = self._least(now) if by.gave_way else 0  # else hardly anybody is near the limits
            found = judge_some(self._picked, followers, (now.tick, now.limits), by.kept, least)
        elif few_turn:
            found = too_often(swings, followers, now.tick, now.limits, by.kept)
        else:
            if self._past is None:
                self._past = Past.of(followers, now.tick, now.limits, self._least(now))
            found = judge(swings, followers, (now.tick, now.limits), by.kept, self._past)
        self._bad, self._spent = found
        self.bad = self._bad

    def _least(self, now: Now) -> int:
        """Say with how few transitions no cell can be beyond the limits; 0 = groups may let others give way."""
        return max(0, now.limits.transitions - SPARE - self._by.most_kept) if self._alone else 0

    def _read_cells(self) -> None:
        """Read all cells."""
        self._room.read_cells(self._followers)

    def _compare(self) -> None:
        """Hold all against their followers."""
        compare(self._swings, self._followers)

    def _light(self) -> None:
        """See the light of all cells."""
        self._room.see(self.levels)
        self._seen = self.levels

    def _sum_up(self) -> None:
        """Sum it over the groups."""
        if self._seen is not self.levels:
            self._light()
        self.sums = self._room.sum_up()

    def _may_be_tried(self, places: Places, now: Now) -> bool:  # noqa: ARG002
        return self._alone and len(places) * _MOST_AGAIN <= len(self._bad)

    def _cells_at(self, places: Places) -> Cells:
        return places

    def _go(self, cells: Cells, levels: Whole, now: Now) -> None:  # noqa: ARG002
        self._room.see_some(cells, self._by.parts(levels, cells))
        self.levels = self._seen = levels
        self._is_whole, self._by.gave_way = False, True

    def _go_back(self, levels: Whole, back: Mask, now: Now) -> None:
        """Let some cells be where they were in the frame before: they neither swing nor go on."""
        self.levels, self._is_whole = levels, not self._alone
        self._stay(back)
        others = ~back
        self._bad[self._some] &= others
        self._spent[self._some] *= others
        if self._is_whole:
            self._sum_up()
            self._bad[self._groups], self._spent[self._groups] = self._read_groups(self._room.means, now)

    def _stay(self, back: Mask) -> None:
        """Let some cells neither swing nor go on."""
        self._room.of_cells.stay(back)
