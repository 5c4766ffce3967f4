"""Drive values → levels the wire can carry; and the part of the way from one frame to the next."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.columns import ROLE_NUMBER, spread
from controller.frame.guard.kernels import AT_ONCE, NOT_AT_ALL, PLAIN, WIDE, Kernels
from controller.frame.guard.rules import FULL
from controller.frame.guard.shutters import Shutters
from controller.model.rig import Cells
from controller.model.show import Show
from fixtures.profile import Role

Whole = NDArray[np.uint16]
"""uint16 [channels], 0..65535; 8-bit channels hold multiples of 257."""
Ways = tuple[NDArray[np.int32], NDArray[np.uint8]]
"""The first channel of each cell, and how each channel goes a part of its way: see ``kernels``."""
_FINE = FULL // 255
_STEPS = 255
_SLOW_PARTS, _SLOW_BITS = 3, 4
SLOWLY = _SLOW_PARTS / (1 << _SLOW_BITS)
"""The part of its way that a slow cell goes when it is its turn."""
NEAR = FULL // 32
"""Whoever has no longer way to go is near."""
FAR_OFF = FULL // 8
"""Farther than a harmless picture goes in a frame."""
_FEW_OTHERS = 16
"""Where fewer than one cell in so many goes all of its way, these are picked."""
STEADY = (Role.TEXT, Role.OTHER)
"""Roles whose channels the guard does not blend; a shutter stays where it was instead."""


class Wire:
    """What the channels of one show can carry; indices are worked out at load.

    Attributes:
        kernels: the compiled passes, or None.
        shares: some channels are those of several cells.
    """

    def __init__(self, show: Show) -> None:
        self.kernels: Kernels | None = None
        self._patch = patch = show.patch
        self._cell = patch.channel_cell
        self._shared = spread(patch, np.flatnonzero(patch.channel_reach > 1))
        self.shares = bool(len(self._shared[0]))
        self._wide = np.flatnonzero(patch.channel_wide)
        self._steady = np.flatnonzero(np.isin(patch.channel_role, [ROLE_NUMBER[role] for role in STEADY]))
        self.shutters = Shutters(show)
        self._shutter = np.flatnonzero(patch.channel_role == ROLE_NUMBER[Role.SHUTTER])
        self._cells = show.rig.cell_count
        self._are_threes = len(self._cell) == 3 * self._cells and bool(
            (self._cell == np.arange(len(self._cell)) // 3).all()
        )
        self._are_eights = self._are_threes and not (len(self._wide) or len(self._steady) or len(self._shutter))
        self._ways: Ways | None = None
        self._scaled = np.empty(len(self._cell), np.float32)
        self._firsts = np.zeros(len(self._cell), np.bool_)
        self._finite = np.empty(len(self._cell), np.bool_)

    def clean(self, drive: Levels) -> tuple[Levels, int]:
        """Turn what is no number into darkness and infinity into full.

        Returns:
            The drive values, float32 [channels], and how many were no finite numbers.
        """
        odd = len(drive) - int(np.count_nonzero(np.isfinite(drive, out=self._finite)))
        return (np.nan_to_num(drive, nan=0.0, posinf=1.0, neginf=0.0) if odd else drive), odd

    @property
    def takes_anything(self) -> bool:
        """Whether drive values need not be finite to be rounded."""
        return self.kernels is not None and not len(self._wide)

    def carry(self, drive: Levels) -> tuple[Whole, int]:
        """Round to what the wire can carry, and open shutters that would strobe by themselves.

        Args:
            drive: float32 [channels], finite, or see ``takes_anything``; outside 0..1 it is clamped.

        Returns:
            The levels, and how many drive values were no finite numbers.
        """
        if self.kernels is not None:
            levels = np.empty(len(drive), np.uint16)
            odd: int = self.kernels.carry(drive, levels)
            self.refine(drive, levels)
            return levels, odd
        scaled = self._scaled
        drive.clip(0, 1, out=scaled)
        scaled *= np.float32(255)
        np.rint(scaled, out=scaled)
        levels = scaled.astype(np.uint16)
        levels *= np.uint16(_FINE)
        self.refine(drive, levels)
        return levels, 0

    def refine(self, drive: Levels, levels: Whole) -> None:
        """Give wide channels their sixteen bits, and open shutters, in place."""
        if len(self._wide):
            wide = np.clip(drive[self._wide].astype(np.float64), 0, 1)
            levels[self._wide] = np.rint(wide * FULL)
        self.shutters.open_strobes(levels)

    def between(self, before: Whole, wanted: Whole, part: Levels, forced: NDArray[np.bool_] | None) -> Whole:
        """Go each cell's part of the way.

        Args:
            before: what was sent last.
            wanted: where it shall go.
            part: float32 [cells], 1 = all of the way, 0 = stay; eighths, so that nothing is rounded but once.
            forced: bool [channels], those that go all the way whatever the guard says; None = none.
        """
        if self.kernels is not None and forced is None and not self.shares:
            levels = np.empty_like(wanted)
            self.kernels.between(before, wanted, part, self.each_way(), levels)
            return levels
        way = self._scaled
        self._give_channels(part, way)
        cells, channels = self._shared  # what many cells share moves no further than the most careful of them
        if len(cells):
            np.minimum.at(way, channels, part[cells])
        way[self._steady] = 1
        way[self._shutter[way[self._shutter] < 1]] = 0
        if forced is not None:
            way[forced] = 1
        start = before.astype(np.float32)
        change = wanted.astype(np.float32)
        change -= start
        way *= change
        way += start
        wide = np.rint(way[self._wide]) if len(self._wide) else None
        way *= np.float32(1 / _FINE)
        np.rint(way, out=way)
        way *= np.float32(_FINE)
        went: Whole = way.astype(np.uint16)
        if wide is not None:
            went[self._wide] = wide
        return went

    def slowly(
        self, before: Whole, wanted: Whole, slow: NDArray[np.bool_], half: slice, forced: NDArray[np.bool_] | None
    ) -> Whole:
        """Go a part of the way with the slow cells of one half, and all of it with those that are not: as ``between``.

        Args:
            before: what was sent last.
            wanted: where it shall go.
            slow: bool [cells], those that are slow.
            half: the cells whose turn it is; slow ones among the others stay where they are.
            forced: bool [channels], those that go all the way; None = none.
        """
        if self.kernels is not None or forced is not None or not self._are_eights:
            part = (~slow).astype(np.float32)
            part[half][slow[half]] = SLOWLY
            return self.between(before, wanted, part, forced)
        went = before.copy()
        # in whole numbers of eight bits, rounded to even ones as ``between`` does
        channels = slice(3 * half.start, 3 * half.stop)
        going = went[channels]
        going &= np.uint16(_STEPS)
        going *= np.uint16((1 << _SLOW_BITS) - _SLOW_PARTS)
        going += (wanted[channels] & np.uint16(_STEPS)) * np.uint16(_SLOW_PARTS)
        odd = going >> np.uint16(_SLOW_BITS)
        odd &= np.uint16(1)
        going += odd
        going += np.uint16((1 << _SLOW_BITS - 1) - 1)
        going >>= np.uint16(_SLOW_BITS)
        going *= np.uint16(_FINE)
        others = np.flatnonzero(~slow)
        if len(others) * _FEW_OTHERS < len(slow):
            threes(went)[others] = threes(wanted)[others]
            return went
        firsts = self._firsts
        firsts[0::3] = slow
        theirs = firsts.copy()
        theirs[1:] |= firsts[:-1]
        theirs[2:] |= firsts[:-2]
        went ^= wanted
        went &= np.negative(theirs.astype(np.uint16))
        went ^= wanted
        return went

    def are_far(self, before: Whole, wanted: Whole, half: slice) -> NDArray[np.bool_]:
        """Say which of one half of the cells have a long way to go: bool [n]."""
        if self.kernels is not None and not self.shares:
            cells = np.empty(self._cells, np.bool_)
            self.kernels.are_far(before, wanted, np.uint16(NEAR), self.each_way(), cells)
            return cells[half]
        channels = slice(3 * half.start, 3 * half.stop) if self._are_threes else slice(None)
        way = np.maximum(before[channels], wanted[channels])
        way -= np.minimum(before[channels], wanted[channels])
        far = way > np.uint16(NEAR)
        if self._are_threes:
            return any_of_three(far)
        cells = np.zeros(self._cells, np.bool_)
        far &= self.each_way()[1] <= WIDE
        cells[spread(self._patch, np.flatnonzero(far))[0]] = True
        return cells[half]

    def are_far_off(self, before: Whole, wanted: Whole, cells: Cells) -> NDArray[np.bool_]:
        """Say which of some cells have a way to go that is longer still: bool [n]."""
        if self._are_eights:
            here, there = threes(before)[cells], threes(wanted)[cells]
            far = np.maximum(here, there) - np.minimum(here, there) > np.uint16(FAR_OFF)
            return far[:, 0] | far[:, 1] | far[:, 2]
        channels, lengths = channels_of(cells, self.each_way())
        far = np.abs(wanted[channels].astype(np.int32) - before[channels]) > FAR_OFF
        far &= self.each_way()[1][channels] <= WIDE
        off = np.zeros(len(cells), np.bool_)
        off[np.repeat(np.arange(len(cells)), lengths)[far]] = True
        return off

    def back(self, before: Whole, there: Whole, cells: NDArray[np.bool_]) -> Whole:
        """Put some cells back to where they were, as ``between`` would with no part of their way.

        Args:
            before: what was sent last.
            there: where all cells are; those that did not go all of their way are left so.
            cells: bool [cells], those to be put back; none of their channels is another cell's too.
        """
        if self.kernels is not None:
            return self.between(before, there, (~cells).astype(np.float32), None)
        channels = np.empty(len(before), np.uint16)
        self._give_channels(cells, channels)
        channels[self._steady] = 0
        change = before ^ there
        change &= np.negative(channels, out=channels)
        change ^= there
        return change

    def _give_channels(self, of_cells: NDArray[Any], to: NDArray[Any]) -> None:
        """Give each channel what its cell has."""
        if self._are_threes:
            for place in range(3):
                to[place::3] = of_cells
        else:
            to[:] = of_cells.take(self._cell)

    def each_way(self) -> Ways:
        """Give the first channel of each cell, one more at the end, and how each channel goes a part of its way."""
        if self._ways is None:
            kinds = np.full(len(self._cell), PLAIN, np.uint8)
            kinds[self._wide] = WIDE
            kinds[self._shutter] = NOT_AT_ALL
            kinds[self._steady] = AT_ONCE
            self._ways = np.searchsorted(self._cell, np.arange(self._cells + 1)).astype(np.int32), kinds
        return self._ways


def threes(levels: Whole) -> Whole:
    """Give the levels of cells with three channels each: [3 cells] → [cells, 3], a view."""
    return levels.reshape(-1, 3)


def any_of_three(channels: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Say in which threes of channels something holds: bool [3 cells] → bool [cells]."""
    somewhere = channels[:-2] | channels[1:-1]  # of all neighbours: numpy goes twice as fast without steps
    somewhere |= channels[2:]
    return somewhere[0::3].copy()  # and whoever asks twice as fast of what lies without gaps


def put_back(levels: Whole, before: Whole, cells: Cells, ways: Ways | None) -> None:
    """Put a few cells back to where they were in the frame before, in place; but for what goes at once.

    Args:
        levels: of all channels.
        before: what was sent last.
        cells: these.
        ways: how channels go a part of their way; None = every cell has three channels of eight bits.
    """
    if ways is None:
        threes(levels)[cells] = threes(before)[cells]
        return
    channels, _ = channels_of(cells, ways)
    channels = channels[ways[1][channels] != AT_ONCE]
    levels[channels] = before[channels]


def channels_of(cells: Cells, ways: Ways) -> tuple[Cells, Cells]:
    """List the channels of some cells, and how many each of them has."""
    firsts = ways[0]
    begins = firsts[cells].astype(np.intp)
    lengths = firsts[cells + 1] - begins
    within = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return np.repeat(begins, lengths) + within, lengths


def go(before: Whole, wanted: Whole, part: Levels, kinds: NDArray[np.uint8]) -> Whole:
    """Let some channels go a part of their way, each by its kind, as ``Wire.between`` does."""
    start = before.astype(np.float32)
    way = part * (wanted - start)
    way += start
    eight = np.rint(way * np.float32(1 / _FINE))
    eight *= np.float32(_FINE)
    went: Whole = eight.astype(np.uint16)
    if np.count_nonzero(kinds):
        np.copyto(went, np.rint(way), where=kinds == WIDE, casting="unsafe")
        np.copyto(went, wanted, where=kinds == AT_ONCE)
        np.copyto(went, before, where=(kinds == NOT_AT_ALL) & (part < 1))
    return went
