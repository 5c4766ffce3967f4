"""``Plain`` looks in numpy: at the cells that change, and once more at those alone that had to give way.

Only where most of a rig changes is it quicker to take all. What followers did before is counted once a frame then, and
cells that go back to where they were are not read again: they cannot swing. Where no zone and no fixture of several
cells is near its limit, these are read once it is settled what will be sent; and a few cells that must give way are
then taken out once and tried at one part of their way after another.
"""

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.columns import spread
from controller.frame.guard.budget import SPARE, Kept, Past, is_far, judge, too_often
from controller.frame.guard.followers import Followers, Mask, Swings, compare, follow
from controller.frame.guard.groups import Groups, Parts, Sums
from controller.frame.guard.levels import Ways, Whole, channels_of, go
from controller.frame.guard.light import Eyes, Light
from controller.frame.guard.look import Look, Now, Still
from controller.frame.guard.reading import parts_of, read, take_apart, total_of
from controller.frame.memory import LONG_AGO, Memory, Places
from controller.model.patch import Patch
from controller.model.rig import Cells

_ALL = 0.3
"""When more than this part of the cells changed, looking at all of them is quicker than picking."""
_MOST_AGAIN = 8
"""Where no more than one cell in so many is looked at again, these are picked."""
_MANY_TURN = 16
"""Where one reading in so many turns, all are judged."""
_NONE = np.empty(0, np.intp)


class Room:
    """Room for what is read of all signals, cells before groups.

    Attributes:
        parts: int32 [2, 5, n], their light.
        total: int32 [2, n], all of it.
        swings: what they do.
    """

    def __init__(self, signals: int, followers: Followers) -> None:
        self.parts: Parts = np.zeros((2, 5, signals), np.int32)
        self.total: Light = np.zeros((2, signals), np.int32)
        self.swings = Swings.empty(signals, followers.extreme.dtype)


class Plain:
    """Looks at the frames of one show in numpy.

    Attributes:
        eyes, groups, kept: of the show.
        are_apart: the channels of each cell are a run of their own.
        most_kept: by any signal.
        known: the levels that were looked at last, where all cells were.
        gave_way: cells had to in the frame that was looked at last.
    """

    def __init__(self, patch: Patch, eyes: Eyes, groups: Groups, kept: Kept) -> None:
        self._patch, self.eyes, self.groups, self._cells = patch, eyes, groups, len(kept) - groups.count
        self.kept = kept
        self.are_apart = not (patch.channel_reach > 1).any() and not (np.diff(patch.channel_cell) < 0).any()
        self._group_signals = np.arange(groups.count) + self._cells
        self.most_kept = int(kept.max(initial=0))
        self._room: Room | None = None
        self.known: Whole | None = None
        self.gave_way = False

    def look(self, levels: Whole, memory: Memory, now: Now) -> Look:
        """Look at levels that might be sent."""
        cells = None if memory.tick[0] == LONG_AGO else self.changed(levels, memory.levels)
        if cells is not None and not len(cells):
            return Still(levels, memory)
        if cells is None:
            return _WholeLook(self, levels, memory, now)
        return _PlainLook(self, levels, memory, cells, now)

    def knows(self, memory: Memory) -> bool:
        """Whether all cells were looked at in the frame that was sent last: at those levels again, none of them swings.

        Levels that were carried over from another show, or resumed, may lie elsewhere than their followers.
        """
        return memory.levels is self.known

    def room(self, followers: Followers) -> "Room":
        """Give room for all signals; it is the same at every call."""
        if self._room is None:
            self._room = Room(len(self.kept), followers)
        return self._room

    def changed(self, levels: Whole, before: Whole) -> Cells | None:
        """Find the cells that would change, None = so many that all are looked at."""
        differs = levels != before
        count = np.count_nonzero(differs)
        if count > _ALL * len(levels):
            return None
        if not count:
            return _NONE
        channels = np.flatnonzero(differs)
        changed = np.zeros(self._cells, np.bool_)
        changed[spread(self._patch, channels)[0]] = True
        return np.flatnonzero(changed)

    def signals(self, cells: Cells) -> Places:
        """Name cells and all groups as signals."""
        return np.concatenate([cells, self._group_signals])

    def parts(self, levels: Whole, cells: Cells | None) -> Parts:
        """See some cells, and take their light apart."""
        return parts_of(self.eyes.see(levels, cells))

    def read(self, parts: Parts, sums: Sums, followers: Followers) -> Swings:
        """Read cells and all groups, and hold them against their followers."""
        swings = Swings.empty(parts.shape[2] + self.groups.count, followers.extreme.dtype)
        count = parts.shape[2]
        means = self.groups.means(sums)
        together = np.concatenate([parts, means], axis=2) if count else means
        read(together, total_of(together), followers.extreme, swings.values, swings.reds)
        compare(swings, followers)
        return swings


class _PlainLook:
    """A look in numpy.

    Args:
        by: whose look it is.
        levels: that might be sent.
        memory: of the frame before.
        cells: that change, None = all.
        now: when.
    """

    def __init__(self, by: Plain, levels: Whole, memory: Memory, cells: Cells | None, now: Now) -> None:
        self._by, self._memory, self._cells = by, memory, cells
        self.levels = levels
        parts = by.parts(levels, cells)
        if cells is None:
            self.sums = by.groups.sums(parts)
        else:
            self.sums = by.groups.moved(memory.sums, cells, by.parts(memory.levels, cells), parts)
        self._signals = None if cells is None else by.signals(cells)
        mine = slice(None) if self._signals is None else self._signals
        self._followers = Followers.of(memory, mine)
        self._swings = by.read(parts, self.sums, self._followers)
        self._bad, self._spent = too_often(self._swings, self._followers, now.tick, now.limits, by.kept[mine])
        self.bad = self._spread()

    @property
    def most(self) -> int:
        """Give the transitions of the busiest signal."""
        return int(self._spent.max(initial=0))

    def again(self, levels: Whole, now: Now, back: Mask | None = None) -> Look:  # noqa: ARG002
        """Look at other levels: at the cells alone that differ from these."""
        cells = self._by.changed(levels, self.levels)
        if cells is None or 2 * len(cells) > len(self._bad):
            return self._by.look(levels, self._memory, now)
        self._look_at(cells, levels, now)
        return self

    def give_way(self, part: Levels, steps: tuple[float, ...], ways: Ways, now: Now) -> bool:  # noqa: ARG002
        """All cells are looked at together here."""
        return False

    def keep(self, now: Now) -> None:
        """Let the followers follow."""
        follow(self._swings, self._followers, now.tick, now.limits.second)
        if self._signals is not None:
            self._followers.put(self._memory, self._signals)

    def _look_at(self, cells: Cells, levels: Whole, now: Now) -> None:
        """Look once more at some cells."""
        by, memory = self._by, self._memory
        parts = by.parts(levels, cells)
        self.sums = by.groups.moved(self.sums, cells, by.parts(self.levels, cells), parts)
        self.levels = levels
        signals = by.signals(cells)
        followers = Followers.of(memory, signals)
        swings = by.read(parts, self.sums, followers)
        columns = signals if self._signals is None else np.searchsorted(self._signals, signals)
        self._swings.put(swings, columns)
        found = too_often(swings, followers, now.tick, now.limits, by.kept[signals])
        self._bad[columns], self._spent[columns] = found
        self.bad = self._spread()

    def _spread(self) -> Mask:
        """Say which of all signals must give way."""
        if self._signals is None:
            return self._bad
        bad = np.zeros(self._memory.signals, np.bool_)
        bad[self._signals] = self._bad
        return bad


class _WholeLook(_PlainLook):
    """A look at all cells.

    Args:
        by: whose look it is.
        levels: that might be sent.
        memory: of the frame before.
        now: when.
    """

    def __init__(self, by: Plain, levels: Whole, memory: Memory, now: Now) -> None:
        self._by, self._memory, self._cells, self._signals = by, memory, None, None
        self._followers = Followers.of(memory, slice(None))
        self._room = by.room(self._followers)
        self._swings = self._room.swings
        count = len(by.kept) - by.groups.count
        self._some, self._groups = slice(0, count), slice(count, None)
        self._theirs = self._followers.part(self._groups)
        self._alone = (
            memory.tick[0] != LONG_AGO
            and by.are_apart
            and now.forced is None
            and is_far(self._theirs, now.tick, now.limits, by.kept[self._groups])
        )
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

    def give_way(self, part: Levels, steps: tuple[float, ...], ways: Ways, now: Now) -> bool:
        """Try a few cells alone, where what one does changes nothing for any other."""
        cells = np.flatnonzero(self._bad)
        if not self._alone or len(cells) * _MOST_AGAIN > len(self._bad):
            return False
        by, before, wanted = self._by, self._memory.levels, self.levels
        theirs, kept = self._followers.some(cells), by.kept[cells]
        past = Past.of(theirs, now.tick, now.limits)
        channels, lengths = channels_of(cells, ways)
        swings = Swings.empty(len(cells), theirs.extreme.dtype)
        levels, bad, spent = wanted.copy(), np.ones(len(cells), np.bool_), np.zeros(len(cells), np.uint8)
        for step in steps:
            part[cells[bad]] = step
            way = np.repeat(part[cells], lengths)
            levels[channels] = go(before[channels], wanted[channels], way, ways[1][channels])
            if not step and by.knows(self._memory):
                _stay(swings, bad)
                spent *= ~bad
                bad = np.zeros_like(bad)
                break
            parts = by.parts(levels, cells)
            read(parts, total_of(parts), theirs.extreme, swings.values, swings.reds)
            compare(swings, theirs)
            bad, spent = judge(swings, theirs, (now.tick, now.limits), kept, past)
            if not np.count_nonzero(bad):
                break
        self._swings.put(swings, cells)
        self._bad[cells], self._spent[cells] = bad, spent
        self._room.parts[:, :, cells] = by.parts(levels, cells)
        self.levels = self._seen = levels
        self._is_whole, by.gave_way = False, True
        return True

    def keep(self, now: Now) -> None:
        """Let the followers follow; groups that were not yet read are so now."""
        if not self._is_whole:
            self._sum_up()
            _, self._spent[self._groups] = self._read_groups(now)
        super().keep(now)
        self._by.known = self.levels

    def _see(self, levels: Whole, now: Now, *, groups: bool) -> None:
        """See, read and judge; what followers did before is the same in every look."""
        by, swings, followers, room = self._by, self._swings, self._followers, self._room
        self.levels, self._is_whole = levels, groups
        self._light()
        if groups:
            self._sum_up()
        read(room.parts, room.total, followers.extreme, swings.values, swings.reds)
        compare(swings, followers)
        if not groups:
            swings.turns[:, self._groups] = False
            swings.joins[:, self._groups] = False
        if _MANY_TURN * np.count_nonzero(swings.turns) < swings.turns.size:
            found = too_often(swings, followers, now.tick, now.limits, by.kept)
        else:
            if self._past is None:
                least = max(0, now.limits.transitions - SPARE - by.most_kept) if self._alone else 0
                self._past = Past.of(followers, now.tick, now.limits, least)
            found = judge(swings, followers, (now.tick, now.limits), by.kept, self._past)
        self._bad, self._spent = found
        self.bad = self._bad

    def _light(self) -> None:
        """See the light of all cells, and take it apart."""
        parts = self._room.parts[:, :, self._some]
        self._by.eyes.see_both(self.levels, parts[:, :3])
        take_apart(parts, self._room.total[:, self._some])
        self._seen = self.levels

    def _sum_up(self) -> None:
        """Sum the light of all cells over the groups."""
        if self._seen is not self.levels:
            self._light()
        room, groups = self._room, self._by.groups
        self.sums = groups.sums(room.parts[:, :, self._some])
        means = groups.means(self.sums)
        room.parts[:, :, self._groups], room.total[:, self._groups] = means, total_of(means)

    def _read_groups(self, now: Now) -> tuple[Mask, NDArray[np.uint8]]:
        """Read and judge the groups alone."""
        room, groups, followers = self._room, self._groups, self._theirs
        swings = self._swings.part(groups)
        parts, total = room.parts[:, :, groups], room.total[:, groups]
        read(parts, total, followers.extreme, swings.values, swings.reds)
        compare(swings, followers)
        return too_often(swings, followers, now.tick, now.limits, self._by.kept[groups])

    def _go_back(self, levels: Whole, back: Mask, now: Now) -> None:
        """Let some cells be where they were in the frame before: they neither swing nor go on."""
        self.levels, self._is_whole = levels, not self._alone
        _stay(self._swings.part(self._some), back)
        others = ~back
        self._bad[self._some] &= others
        self._spent[self._some] *= others
        if self._is_whole:
            self._sum_up()
            self._bad[self._groups], self._spent[self._groups] = self._read_groups(now)


def _stay(swings: Swings, back: Mask) -> None:
    """Let some neither swing nor go on, in place."""
    others = ~back
    turns, joins, ahead = swings.turns, swings.joins, swings.ahead
    turns &= others
    joins &= others
    ahead |= np.negative(back.view(np.int8), dtype=ahead.dtype)
