"""``Plain`` looks in numpy: at the cells that change, and once more at those alone that had to give way.

Only where most of a rig changes is it quicker to take all. What followers did before is counted once a frame then, and
cells that go back to where they were are not read again: they cannot swing.
"""

import numpy as np

from controller.frame.canvas import Levels
from controller.frame.columns import spread
from controller.frame.guard.budget import Kept, Past, judge, too_often
from controller.frame.guard.followers import Followers, Mask, Swings, bits, compare, follow
from controller.frame.guard.groups import Groups, Parts, Sums
from controller.frame.guard.levels import Ways, Whole
from controller.frame.guard.light import FEW, Eyes
from controller.frame.guard.look import Look, Now, Still
from controller.frame.guard.reading import parts_of, read
from controller.frame.memory import LONG_AGO, Memory, Places
from controller.model.patch import Patch
from controller.model.rig import Cells

_ALL = 0.3
"""When more than this part of the cells changed, looking at all of them is quicker than picking."""
_MOST_AGAIN = 8
"""The same in a second look at all of them: one cell in so many."""
_MANY_TURN = 16
"""Where one reading in so many turns, all are judged."""
_NONE = np.empty(0, np.intp)


class Plain:
    """Looks at the frames of one show in numpy."""

    def __init__(self, patch: Patch, eyes: Eyes, groups: Groups, kept: Kept) -> None:
        self._patch, self.eyes, self.groups, self._cells = patch, eyes, groups, len(kept) - groups.count
        self.kept = kept
        cells = self._cells
        self._group_signals = np.arange(groups.count) + cells
        self._swings: Swings | None = None
        self.known: Whole | None = None

    def look(self, levels: Whole, memory: Memory, now: Now) -> Look:
        """Look at levels that might be sent."""
        cells = None if memory.tick[0] == LONG_AGO else self.changed(levels, memory.levels)
        if cells is not None and not len(cells):
            return Still(levels, memory)
        if cells is None and self._cells > FEW:
            return _WholeLook(self, levels, memory, now)
        return _PlainLook(self, levels, memory, cells, now)

    def knows(self, memory: Memory) -> bool:
        """Whether all cells were looked at in the frame that was sent last: at those levels again, none of them swings.

        Levels that were carried over from another show, or resumed, may lie elsewhere than their followers.
        """
        return memory.levels is self.known

    def room(self, followers: Followers) -> Swings:
        """Give room for the swings of all signals; it is the same at every call."""
        if self._swings is None:
            self._swings = Swings.empty(len(self.kept), followers.extreme.dtype)
        return self._swings

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
        self.read_into(swings, parts, sums, followers)
        return swings

    def read_into(self, swings: Swings, parts: Parts, sums: Sums, followers: Followers) -> None:
        """Read as ``read`` does, into swings there are."""
        count = parts.shape[2]
        means = self.groups.means(sums)
        if count + self.groups.count <= FEW:
            together = np.concatenate([parts, means], axis=2) if count else means
            read(together, followers.extreme, swings.values, swings.reds)
        else:
            read(parts, followers.extreme[:, :count], swings.values[:, :count], swings.reds[:, :count])
            read(means, followers.extreme[:, count:], swings.values[:, count:], swings.reds[:, count:])
        compare(swings, followers)


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
    """A look at all cells of a large rig."""

    def __init__(self, by: Plain, levels: Whole, memory: Memory, now: Now) -> None:
        self._by, self._memory, self._cells, self._signals = by, memory, None, None
        self._followers = Followers.of(memory, slice(None))
        self._swings = by.room(self._followers)
        self._past: Past | None = None
        self._see(levels, now)

    def again(self, levels: Whole, now: Now, back: Mask | None = None) -> Look:
        """Look at other levels: at all cells again where many differ."""
        if back is not None:
            self._go_back(levels, back, now)
            return self
        cells = self._by.changed(levels, self.levels)
        if cells is not None and len(cells) * _MOST_AGAIN < len(self._bad):
            self._look_at(cells, levels, now)
        else:
            self._see(levels, now)
        return self

    def keep(self, now: Now) -> None:
        """Let the followers follow."""
        super().keep(now)
        self._by.known = self.levels

    def _see(self, levels: Whole, now: Now) -> None:
        """See, read and judge; what followers did before is the same in every look."""
        by, swings = self._by, self._swings
        parts = by.parts(levels, None)
        self.levels, self.sums = levels, by.groups.sums(parts)
        by.read_into(swings, parts, self.sums, self._followers)
        if _MANY_TURN * np.count_nonzero(swings.turns) < swings.turns.size:
            found = too_often(swings, self._followers, now.tick, now.limits, by.kept)
        else:
            if self._past is None:
                self._past = Past.of(self._followers, now.tick, now.limits)
            found = judge(swings, self._followers, (now.tick, now.limits), by.kept, self._past)
        self._bad, self._spent = found
        self.bad = self._bad

    def _go_back(self, levels: Whole, back: Mask, now: Now) -> None:
        """Let some cells be where they were in the frame before: they neither swing nor go on."""
        by, swings, followers = self._by, self._swings, self._followers
        self.levels, self.sums = levels, by.groups.sums(by.parts(levels, None))
        others = np.ones(len(self._bad), np.bool_)
        np.logical_not(back, out=others[: len(back)])
        turns, joins, ahead = swings.turns, swings.joins, swings.ahead
        turns &= others
        joins &= others
        ahead |= bits(~others).view(np.int16)
        self._bad &= others
        self._spent *= others
        groups = slice(len(back), None)
        theirs, few = swings.part(groups), followers.part(groups)
        read(by.groups.means(self.sums), few.extreme, theirs.values, theirs.reds)
        compare(theirs, few)
        self._bad[groups], self._spent[groups] = too_often(theirs, few, now.tick, now.limits, by.kept[groups])
