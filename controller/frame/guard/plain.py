"""``Plain`` looks in numpy: at the cells that change, and once more at those alone that had to give way.

Only where most of a rig changes is it quicker to take all, and where many cells follow slowly, one half of them.
"""

import numpy as np

from controller.frame.columns import spread
from controller.frame.guard.budget import Kept, is_far
from controller.frame.guard.followers import Followers, Swings, compare
from controller.frame.guard.groups import Groups, Parts, Sums
from controller.frame.guard.half_look import HalfLook, other_half
from controller.frame.guard.levels import Whole, any_of_three
from controller.frame.guard.light import Eyes
from controller.frame.guard.look import Look, Now, Still
from controller.frame.guard.plain_looks import SomeLook, WholeLook
from controller.frame.guard.reading import parts_of, read, total_of
from controller.frame.guard.room import Room
from controller.frame.memory import LONG_AGO, Memory, Places
from controller.model.patch import Patch
from controller.model.rig import Cells

_ALL = 0.15
"""When more than this part of the cells changed, looking at all of them is quicker than picking."""
_MANY_OTHERS = 32
"""Where one cell in so many changes that is not of the half that moves, all are looked at."""
_NONE = np.empty(0, np.intp)


class Plain:
    """Looks at the frames of one show in numpy.

    Attributes:
        eyes, groups, kept: of the show.
        are_apart: the channels of each cell are a run of their own.
        group_signals: which they are.
        most_kept: by any signal.
        known: the levels that were looked at last, where all cells were.
        seen: the levels whose light lies in the room.
        gave_way: cells had to in the frame that was looked at last.
    """

    def __init__(self, patch: Patch, eyes: Eyes, groups: Groups, kept: Kept) -> None:
        self._patch, self.eyes, self.groups, self._cells = patch, eyes, groups, len(kept) - groups.count
        self.kept = kept
        self.are_apart = not (patch.channel_reach > 1).any() and not (np.diff(patch.channel_cell) < 0).any()
        self.group_signals = np.arange(groups.count) + self._cells
        self.most_kept = int(kept.max(initial=0))
        self._room: Room | None = None
        self.known: Whole | None = None
        self.seen: Whole | None = None
        self.gave_way = False

    def look(self, levels: Whole, memory: Memory, now: Now) -> Look:
        """Look at levels that might be sent."""
        if now.half is not None and self._may_be_halved(memory, now):
            others = self._others(levels, memory.levels, now.half)
            if others is not None:
                return HalfLook(self, levels, memory, now, (now.half, others))
        cells = None if memory.tick[0] == LONG_AGO else self.changed(levels, memory.levels)
        if cells is not None and not len(cells):
            return Still(memory.levels, memory)
        if cells is None:
            return WholeLook(self, levels, memory, now)
        return SomeLook(self, levels, memory, cells, now)

    def knows(self, memory: Memory) -> bool:
        """Whether all cells were looked at in the frame that was sent last: at those levels again, none of them swings.

        Levels that were carried over from another show, or resumed, may lie elsewhere than their followers.
        """
        return memory.levels is self.known

    def room(self, followers: Followers) -> Room:
        """Give room for all signals; it is the same at every call."""
        if self._room is None:
            self._room = Room(self.eyes, self.groups, self._cells, followers)
        return self._room

    def changed(self, levels: Whole, before: Whole) -> Cells | None:
        """Find the cells that would change, None = so many that all are looked at."""
        differs = levels != before
        count = np.count_nonzero(differs)
        if count > _ALL * len(levels):
            return None
        if not count:
            return _NONE
        if self.eyes.is_threes:
            changed = any_of_three(differs)
        else:
            changed = np.zeros(self._cells, np.bool_)
            changed[spread(self._patch, np.flatnonzero(differs))[0]] = True
        return None if np.count_nonzero(changed) > _ALL * self._cells else np.flatnonzero(changed)

    def are_alone(self, memory: Memory, now: Now) -> bool:
        """Whether no frame can bring a group beyond its limits, and each cell has channels of its own to give way."""
        is_free = memory.tick[0] != LONG_AGO and self.are_apart and now.forced is None
        groups = Followers.of(memory, slice(self._cells, self._cells + self.groups.count))
        return is_free and is_far(groups, now.tick, now.limits, self.kept[self.group_signals])

    def _may_be_halved(self, memory: Memory, now: Now) -> bool:
        """Whether the light of all cells lies in the room, and what one half does changes nothing for the other."""
        return self.knows(memory) and self.seen is memory.levels and self.are_alone(memory, now)

    def _others(self, levels: Whole, before: Whole, half: slice) -> Cells | None:
        """Find those that change of the other half; None = they are many, or have no three channels each."""
        if not self.eyes.is_threes:
            return None
        others = other_half(half, self._cells)
        channels = slice(3 * others.start, 3 * others.stop)
        changed = np.flatnonzero(any_of_three(levels[channels] != before[channels]))
        return None if len(changed) * _MANY_OTHERS > self._cells else changed + others.start

    def signals(self, cells: Cells) -> Places:
        """Name cells and all groups as signals."""
        return np.concatenate([cells, self.group_signals])

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
