"""A look at a frame in compiled passes: run by run of cells, and only at the runs that change.

Followers may follow at once, in the same pass that judges them, where nothing can undo what they saw: no zone and no
fixture of several cells is near its limit, no channel is shared by cells, and no frame is lost. A cell that must give
way then is looked at again by itself. Everywhere else one pass judges, and another follows when all is decided.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.columns import spread
from controller.frame.guard.ages import short
from controller.frame.guard.budget import is_far, longest_of, too_often
from controller.frame.guard.followers import Followers, Mask
from controller.frame.guard.following import follow
from controller.frame.guard.groups import Groups
from controller.frame.guard.kernels import EACH, EVEN, FOLLOW, FOLLOW_ALL, GO_BACK, JUDGE, Kernels
from controller.frame.guard.levels import Ways, Whole
from controller.frame.guard.light import Eyes, Light
from controller.frame.guard.look import Look, Now, Still
from controller.frame.guard.plain import Plain
from controller.frame.guard.rules import READINGS
from controller.frame.memory import LONG_AGO, Memory, Places
from controller.model.patch import Patch

_NO_PARTS = np.empty((2, 5, 0), np.int32)
_MANY: Final = 3
"""Where more than one cell of a run in so many must give way, going over all of it is quicker than picking."""
_TURNS: Final = 32
"""Frames after which each run has had its turn of being asked whether it is even again."""


class Quick:
    """Looks at the frames of one show with compiled passes.

    Attributes:
        kernels: the passes.
        plain: looks at zones and fixtures, of which there are few.
        known: the levels that were looked at last.
        asked: bool [runs], those that were looked at since a memory came whose levels were not.
    """

    def __init__(self, patch: Patch, plain: Plain, cells: int, kernels: Kernels) -> None:
        groups = plain.groups
        self.kernels, self.plain = kernels, plain
        self._firsts = np.searchsorted(patch.channel_cell, np.append(groups.starts, cells))
        shared = np.flatnonzero(patch.channel_reach > 1)
        self._shared_cells, self._shared = spread(patch, shared)
        self.shares = bool(len(shared))
        self._places = _places(plain.eyes, groups, patch)
        self._mixed = self._places[4] >= 0
        self.groups = slice(cells, cells + groups.count)
        self._places[5] = plain.kept[groups.starts]
        self.kept = plain.kept[self.groups]
        longest = int((groups.stops - groups.starts).max())
        number = np.int32 if plain.eyes.is_bright else np.int16
        self.known: Whole | None = None
        self.asked = np.zeros(groups.run_count, np.bool_)
        self._how = np.zeros(groups.run_count, np.uint8)
        self._same = np.zeros(groups.run_count, np.bool_)
        self._picked, self._told = np.empty(longest, np.int32), np.empty(longest, np.bool_)
        self._apart: tuple[NDArray[np.generic], ...] = ()
        self._room = (
            np.empty((2, 3, longest), np.int32),
            np.empty((READINGS, longest), number),
            *(np.empty((rows, longest), np.bool_) for rows in (2, READINGS, 2)),
            np.zeros(longest, np.bool_),
            np.empty(longest, np.uint8),
        )

    def look(self, levels: Whole, memory: Memory, now: Now) -> Look:
        """Look at levels that might be sent."""
        changed = self.changed(levels, memory.levels)
        changed |= memory.tick[0] == LONG_AGO
        if not self.knows(memory):
            self.asked[:] = False
        return _QuickLook(self, levels, memory, changed, now) if changed.any() else Still(levels, memory)

    def knows(self, memory: Memory) -> bool:
        """Whether the frame that was sent last was looked at; see ``Plain.knows``."""
        return memory.levels is self.known

    def changed(self, levels: Whole, before: Whole) -> Mask:
        """Say which runs of cells differ in two frames: bool [runs]."""
        changed = np.empty(self.plain.groups.run_count, np.bool_)
        self.kernels.differ(levels, before, self._firsts, changed)
        if self.shares:
            differs = levels[self._shared] != before[self._shared]
            changed[self.plain.groups.run_of[self._shared_cells[differs]]] = True
        return changed

    def walk(self, changed: Mask, look: "_QuickLook", now: Now, mode: int) -> int:
        """Take one pass over some runs; gives the most transitions of a cell that need not give way."""
        runs = np.flatnonzero(changed)
        groups, memory = self.plain.groups, look.memory
        mixed = runs[self._mixed[runs]]
        lengths = groups.stops[mixed] - groups.starts[mixed]
        self._places[4, mixed] = np.cumsum(lengths) - lengths
        cells = (
            np.flatnonzero((changed & self._mixed)[self.plain.groups.run_of]) if len(mixed) else np.empty(0, np.intp)
        )
        light = self.plain.eyes.see(look.levels, cells) if len(mixed) else np.empty((3, 0), np.int32)
        if mode != GO_BACK:
            self._sort(runs, (look.levels, light), memory, now)
        limits = now.limits
        rule = (short(now.tick), limits.second, limits.transitions, longest_of(limits))
        spans = (groups.starts, groups.stops, memory.firsts, self._how, self._places)
        seen, state = (look.levels, light), Followers.standing(memory, slice(None)).all
        most: int = self.kernels.walk(runs, spans, seen, state, rule, self._room, look.sums, look.bad, mode)
        return most

    def again(self, changed: Mask, look: "_QuickLook", before: Whole, now: Now, mode: int) -> int:
        """Take a pass over those cells of some runs alone that differ in two looks, as ``walk`` does."""
        groups = self.plain.groups
        blamed = np.add.reduceat(look.bad[: groups.stops[-1]].view(np.uint8), groups.starts, dtype=np.int32)
        apart = changed & (self._how == EACH) & ~self._mixed & (blamed * _MANY < groups.stops - groups.starts)
        whole = changed & ~apart
        most = self.walk(whole, look, now, mode) if whole.any() else 0
        return max(most, self._some(np.flatnonzero(apart), look, before, now, mode))

    def give_way(self, look: "_QuickLook", part: Levels, steps: tuple[float, ...], ways: Ways, now: Now) -> bool:
        """Let each cell that must go less of its way, if levels tell what it shows; says whether it was done."""
        groups, memory, limits = self.plain.groups, look.memory, now.limits
        runs = np.flatnonzero(np.logical_or.reduceat(look.bad[: groups.stops[-1]], groups.starts))
        if not ((self._how[runs] == EACH) & ~self._mixed[runs]).all():
            return False
        known = self.asked if self.knows(memory) else np.zeros_like(self.asked)
        wanted, look.levels = look.levels, look.levels.copy()
        state = Followers.standing(memory, slice(None)).all
        rule = (short(now.tick), limits.second, limits.transitions, longest_of(limits))
        spans = (groups.starts, groups.stops, self._places, ways)
        frames = (memory.levels, wanted, look.levels)
        seen = (frames, self._picked, self._room_apart(state), self._told)
        tried = np.array(steps, np.float32)
        most: int = self.kernels.give_way(
            runs, spans, seen, state, rule, self._room, look.sums, look.bad, part, tried, known
        )
        look.most = max(look.most, most)
        return True

    def _room_apart(self, state: tuple[NDArray[np.generic], ...]) -> tuple[NDArray[np.generic], ...]:
        """Give room for the followers of picked cells; it is the same at every call."""
        if not self._apart:
            longest = len(self._picked)
            self._apart = tuple(np.zeros((*array.shape[:-1], longest), array.dtype) for array in state)
        return self._apart

    def _some(self, runs: Places, look: "_QuickLook", before: Whole, now: Now, mode: int) -> int:
        groups, memory, limits = self.plain.groups, look.memory, now.limits
        state = Followers.standing(memory, slice(None)).all
        rule = (short(now.tick), limits.second, limits.transitions, longest_of(limits))
        spans = (groups.starts, groups.stops, self._places)
        seen = (look.levels, before, self._picked, self._room_apart(state), self._told)
        most: int = self.kernels.again(runs, spans, seen, state, rule, self._room, look.sums, look.bad, mode)
        return most

    def warm_up(self, memory: Memory, ways: Ways, now: Now) -> None:
        """Have every pass loaded or compiled: each is called with arrays as in a show, but for no runs and no cells.

        Args:
            memory: nobody else's.
            ways: as in ``give_way``.
            now: in any show.
        """
        none = np.zeros(len(self._how), np.bool_)
        nowhere, levels = np.flatnonzero(none), memory.levels
        self.kernels.carry(np.empty(0, np.float32), np.empty(0, np.uint16))
        self.kernels.between(levels[:0], levels[:0], np.empty(0, np.float32), ways, levels[:0])
        self.kernels.are_far(levels[:0], levels[:0], np.uint16(0), ways, none[:0])
        self.kernels.differ(levels[:0], levels[:0], self._firsts, none[:0])
        look = _QuickLook(self, levels, memory, none, now)
        self._settle(nowhere, memory, now.tick)
        self._some(nowhere, look, levels, now, FOLLOW)
        self.give_way(look, np.ones(self.groups.start, np.float32), (0.0,), ways, now)

    def _sort(self, runs: Places, seen: tuple[Whole, Light], memory: Memory, now: Now) -> None:
        """Say how some runs are taken; those whose cells show the same no more get followers for each."""
        groups = self.plain.groups
        self.kernels.show_one(runs, (groups.starts, groups.stops, self._places), *seen, self._same)
        if memory.is_narrow and self._same[runs].all():
            self._how[runs] = EVEN
            return
        memory.widen()
        self._settle(runs, memory, now.tick)
        memory.narrow()

    def _settle(self, runs: Places, memory: Memory, tick: int) -> None:
        groups, state = self.plain.groups, Followers.standing(memory, slice(None)).all
        spans, turn = (groups.starts, groups.stops, self._how), (tick % _TURNS, _TURNS)
        self.kernels.settle(runs, spans, state, self._same, memory.even, turn)


class _QuickLook:
    """A look in compiled passes; see ``Plain`` for the same in numpy."""

    def __init__(self, by: Quick, levels: Whole, memory: Memory, changed: Mask, now: Now) -> None:
        self._by, self.memory, self._changed = by, memory, changed
        self.levels, self.sums = levels, memory.sums.copy()
        self.bad = np.zeros(memory.signals, np.bool_)
        is_first = memory.tick[0] == LONG_AGO
        groups = Followers.of(memory, by.groups)
        self._at_once = not (is_first or by.shares or now.forced is not None) and is_far(
            groups, now.tick, now.limits, by.kept
        )
        self.most = 0
        self._see(self._changed, now)

    def again(self, levels: Whole, now: Now, back: Mask | None = None) -> Look:
        """Look at other levels: at the runs alone that differ from these."""
        before, self.levels = self.levels, levels
        changed = self._by.changed(levels, before)
        self._changed |= changed
        self._see(changed, now, before, goes_back=back is not None and bool(self._by.asked[changed].all()))
        return self

    def give_way(self, part: Levels, steps: tuple[float, ...], ways: Ways, now: Now) -> bool:
        """Where no zone and no fixture is near its limit, what one cell does changes nothing for any other."""
        return self._at_once and self._by.give_way(self, part, steps, ways, now)

    def keep(self, now: Now) -> None:
        """Let the followers follow that did not yet."""
        if not self._at_once:
            self.most = self._by.walk(self._changed, self, now, FOLLOW_ALL)
        groups = Followers.of(self.memory, self._by.groups)
        swings = self._by.plain.read(_NO_PARTS, self.sums, groups)
        _, spent = too_often(swings, groups, now.tick, now.limits, self._by.kept)
        self.most = max(self.most, int(spent.max(initial=0)))
        follow(swings, groups, now.tick, now.limits.second)
        self._by.known = self.levels
        self._by.asked |= self._changed

    def _see(self, changed: Mask, now: Now, before: Whole | None = None, *, goes_back: bool = False) -> None:
        """Look at some runs; if it is not for the first time, at what differs from the levels before."""
        mode = FOLLOW if self._at_once else JUDGE
        if goes_back:
            most = self._by.walk(changed, self, now, GO_BACK)
        elif before is None or self._by.shares:
            most = self._by.walk(changed, self, now, mode)
        else:
            most = self._by.again(changed, self, before, now, mode)
        if self._at_once:
            self.most = max(self.most, most)
            return
        groups = Followers.of(self.memory, self._by.groups)
        swings = self._by.plain.read(_NO_PARTS, self.sums, groups)
        self.bad[self._by.groups], _ = too_often(swings, groups, now.tick, now.limits, self._by.kept)


def _places(eyes: Eyes, groups: Groups, patch: Patch) -> NDArray[np.intp]:
    """Say where the channels of each run are, if its cells are three colours of eight bits and nothing else.

    Returns:
        intp [6, runs]: the first red, green and blue channel, the step from cell to cell, and -1; others have 0 there.
        The last row is for what each run keeps back of its transitions.
    """
    channels, is_plain = _plain_cells(eyes, patch)
    places = np.zeros((6, groups.run_count), np.intp)
    starts, ends = groups.starts, groups.stops - 1
    after = np.minimum(starts + 1, ends)
    step = np.where(ends > starts, channels[0, after] - channels[0, starts], 1)
    place_in_run = np.arange(channels.shape[1]) - np.repeat(starts, ends + 1 - starts)
    along = channels - place_in_run * np.repeat(step, ends + 1 - starts)
    first = channels[:, starts]
    is_even = is_plain & (along == np.repeat(first, ends + 1 - starts, axis=1)).all(axis=0)
    places[:3], places[3] = first, step
    places[4] = np.where(np.logical_and.reduceat(is_even, starts), -1, 0)
    return places


def _plain_cells(eyes: Eyes, patch: Patch) -> tuple[NDArray[np.intp], Mask]:
    """Find the red, green and blue channel of each cell, intp [3, cells], and the cells that have just these."""
    count = len(eyes.is_plain)
    channels = np.full((3, count), -1, np.intp)
    is_plain = eyes.is_plain.copy()
    for light, column in eyes.emitters:
        there = column >= 0
        component = light.index(1) if sorted(light) == [0, 0, 1] else None
        if component is None:
            is_plain &= ~there
            continue
        is_plain &= ~(there & (channels[component] >= 0))
        channels[component] = np.where(there, column, channels[component])
    is_plain &= (channels >= 0).all(axis=0)
    is_plain &= ~patch.channel_wide[channels].any(axis=0)
    return channels, is_plain
