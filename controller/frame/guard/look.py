"""A look at a frame that might be sent: what it would do to the followers, and what of it is too much.

``Plain`` looks in numpy. It takes the cells that change, and once more those alone that had to give way; only where
most of a rig changes is it quicker to take all.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from controller.frame.columns import spread
from controller.frame.guard.budget import Kept, too_often
from controller.frame.guard.followers import Followers, Mask, Swings, compare, follow
from controller.frame.guard.groups import Groups, Parts, Sums
from controller.frame.guard.levels import Whole
from controller.frame.guard.light import FEW, Eyes
from controller.frame.guard.limits import Limits
from controller.frame.guard.reading import parts_of, read
from controller.frame.memory import LONG_AGO, Memory, Places
from controller.model.patch import Patch
from controller.model.rig import Cells

_ALL = 0.3
"""When more than this part of the cells changed, looking at all of them is quicker than picking."""


_NONE = np.empty(0, np.intp)


@dataclass(frozen=True, eq=False, slots=True)
class Now:
    """When a look is taken, and what holds then.

    Attributes:
        tick: of the frame.
        limits: in force.
        forced: bool [channels], those that cannot be sent otherwise; None = all can.
    """

    tick: int
    limits: Limits
    forced: Mask | None = None


class Look(Protocol):
    """What levels would do.

    Attributes:
        levels: that were looked at.
        sums: of the groups.
        bad: bool [signals], those that must give way.
        most: transitions in one second at the busiest signal that swings and need not give way.
    """

    levels: Whole
    sums: Sums
    bad: Mask

    @property
    def most(self) -> int:
        """Once the look is kept."""

    def again(self, levels: Whole, now: Now) -> "Look":
        """Look at other levels that lie on the way to these."""

    def keep(self, now: Now) -> None:
        """Remember that these levels will be sent."""


class Still:
    """A look at a frame in which no light changes: no follower would do anything."""

    most = 0

    def __init__(self, levels: Whole, memory: Memory) -> None:
        self.levels, self.sums = levels, memory.sums
        self.bad = np.zeros(memory.signals, np.bool_)

    def again(self, levels: Whole, now: Now) -> Look:
        """Nobody has to give way, so nobody asks."""
        raise NotImplementedError

    def keep(self, now: Now) -> None:
        """Remember nothing."""


class Plain:
    """Looks at the frames of one show in numpy."""

    def __init__(self, patch: Patch, eyes: Eyes, groups: Groups, kept: Kept) -> None:
        self._patch, self.eyes, self.groups, self._cells = patch, eyes, groups, len(kept) - groups.count
        self.kept = kept
        cells = self._cells
        self._group_signals = np.arange(groups.count) + cells

    def look(self, levels: Whole, memory: Memory, now: Now) -> Look:
        """Look at levels that might be sent."""
        cells = None if memory.tick[0] == LONG_AGO else self.changed(levels, memory.levels)
        if cells is not None and not len(cells):
            return Still(levels, memory)
        return _PlainLook(self, levels, memory, cells, now)

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
        count = parts.shape[2]
        swings = Swings.empty(count + self.groups.count, followers.extreme.dtype)
        means = self.groups.means(sums)
        if count + self.groups.count <= FEW:
            together = np.concatenate([parts, means], axis=2) if count else means
            read(together, followers.extreme, swings.values, swings.reds)
        else:
            read(parts, followers.extreme[:, :count], swings.values[:, :count], swings.reds[:, :count])
            read(means, followers.extreme[:, count:], swings.values[:, count:], swings.reds[:, count:])
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

    def again(self, levels: Whole, now: Now) -> Look:
        """Look at other levels: at the cells alone that differ from these."""
        by, memory = self._by, self._memory
        cells = by.changed(levels, self.levels)
        if cells is None or 2 * len(cells) > len(self._bad):
            return by.look(levels, memory, now)
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
        return self

    def keep(self, now: Now) -> None:
        """Let the followers follow."""
        follow(self._swings, self._followers, now.tick, now.limits.second)
        if self._signals is not None:
            self._followers.put(self._memory, self._signals)

    def _spread(self) -> Mask:
        """Say which of all signals must give way."""
        if self._signals is None:
            return self._bad
        bad = np.zeros(self._memory.signals, np.bool_)
        bad[self._signals] = self._bad
        return bad
