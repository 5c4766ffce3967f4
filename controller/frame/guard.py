"""Station 13. The guard: the last stage that may alter light. Nothing passes it by.

Rules: WCAG 2.3.1 and ITU-R BT.1702: at most three general and three saturated-red flashes in any closed second. A
flash is two opposing swings of a tenth of full light, the darker end below 0.80; a red swing is a change of R-G-B by
20/320 to or from saturated red. Judged for every cell, every zone and the whole, for lamps that follow their level and
for lamps with a gamma-like dimmer, on the levels that will be sent.

How: a follower for each reading of each signal holds the running extreme of the *output* and the ends of its last
swings. While the budget of swings is spent, a frame that would swing again is moved only part of the way from the frame
before, and if need be not at all: holding never swings, so a safe answer always exists. A rise is taken only if a fall
still fits after it, so going dark (blackout, PANIC) is never held back. Harmless pictures pass untouched.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.drive import ROLE_NUMBER
from controller.frame.light import FULL, Eyes, gamma
from controller.frame.memory import RING, Memory
from controller.model.rig import Cells
from controller.model.show import Show
from fixtures.profile import Role

SWING = np.float32(0.088)
"""A tenth, less a margin for the rounding to 8 bit."""
RED_SWING = np.float32(0.055)
"""20/320, less a margin."""
DARK = np.float32(0.80)
RED_SHARE = np.float32(0.80)
READINGS = 4
"""General and red, each for a linear and for a gamma-like lamp."""
STEPS = (0.5, 0.25, 0.125, 0.0)
"""Parts of the way from the last frame that are tried one after another."""
WEIGHTS = np.array([[0.2126], [0.7152], [0.0722]], np.float32)
STEADY = (Role.TEXT, Role.OTHER, Role.SHUTTER)
"""Roles whose channels the guard does not blend."""


@dataclass(frozen=True, eq=False, slots=True)
class Guarded:
    """What may be sent.

    Attributes:
        levels: int32 [channels], 0..65535; 8-bit channels hold multiples of 257.
        light: float32 [3, cells], linear, what a visitor will see.
        zones: where light was held back, in words; empty when nothing was.
    """

    levels: NDArray[np.int32]
    light: Levels
    zones: tuple[str, ...]


class Guard:
    """The guard of one show."""

    def __init__(self, show: Show) -> None:
        rig, patch = show.rig, show.patch
        self._fps = show.fps
        self._swings = 2 * max(1, min(3, show.policy.flashes_per_second))
        self._eyes = Eyes(show)
        self._cells = rig.cell_count
        self._zones: dict[str, Cells] = {name: cells for name, cells in rig.zones.items() if len(cells)}
        groups = [*self._zones.values(), np.arange(self._cells)]
        self._members = np.concatenate(groups) if self._cells else np.zeros(0, np.intp)
        sizes = np.array([len(group) for group in groups])
        self._starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self._group_of = np.repeat(np.arange(len(groups)), sizes)
        self._sizes = sizes.astype(np.float64)
        self._cell = patch.channel_cell
        self._wide = patch.channel_wide
        steady = [ROLE_NUMBER[role] for role in STEADY]
        self._blends = ~np.isin(patch.channel_role, steady)
        self._fixture = rig.cell_fixture
        self._first_cell = np.array([fixture.first_cell for fixture in rig.fixtures], np.intp)
        red_row = np.array([[SWING], [SWING], [RED_SWING], [RED_SWING]], np.float32)
        self._swing = red_row
        self._dark = np.array([[DARK], [DARK], [2], [2]], np.float32)

    def fresh_memory(self) -> Memory:
        """Remember darkness: where every night begins."""
        signals = self._cells + len(self._sizes)
        return Memory.fresh(channels=len(self._cell), readings=READINGS, signals=signals)

    def limit(self, drive: Levels, memory: Memory, tick: int) -> Guarded:
        """Let through what is safe, and remember it.

        Args:
            drive: float32 [channels]; anything outside 0..1 and anything not a number is clamped.
            memory: changed in place.
            tick: of this frame; later than the last one, not always by one.
        """
        wanted = self._quantise(drive)
        levels = wanted
        part = np.ones(self._cells, np.float32)
        light = self._eyes.see(levels)
        seen = self._read(light)
        bad = self._swings_too_often(seen, memory, tick)
        for step in STEPS:
            if not bad.any():
                break
            part[self._blamed(bad)] = step
            part = self._same_for_dimmed(part)
            levels, light, seen, bad = self._try(wanted, part, memory, tick)
        if bad.any():
            part[:] = 0
            levels, light, seen, bad = self._try(wanted, part, memory, tick)
        self._follow(seen, memory, tick)
        memory.levels[:] = levels
        return Guarded(levels, light, self._named(part < 1))

    def _try(
        self, wanted: NDArray[np.int32], part: Levels, memory: Memory, tick: int
    ) -> tuple[NDArray[np.int32], Levels, Levels, NDArray[np.bool_]]:
        """Go each cell's part of the way from the last frame, and judge the result."""
        way = np.where(self._blends, part[self._cell], np.float32(1)).astype(np.float64)
        before = memory.levels.astype(np.float64)
        mixed = before + way * (wanted - before)
        levels = self._round(mixed)
        light = self._eyes.see(levels)
        seen = self._read(light)
        return levels, light, seen, self._swings_too_often(seen, memory, tick)

    def _quantise(self, drive: Levels) -> NDArray[np.int32]:
        """Round to what the wire can carry: 8 bit unless the channel is wide; also stops NaN and infinity."""
        finite = np.nan_to_num(drive, nan=0.0, posinf=1.0, neginf=0.0)
        return self._round(np.clip(finite, 0, 1).astype(np.float64) * FULL)

    def _round(self, levels: NDArray[np.float64]) -> NDArray[np.int32]:
        coarse = np.rint(levels / 257).astype(np.int32) * 257
        return np.where(self._wide, np.rint(levels).astype(np.int32), coarse)

    def _read(self, light: Levels) -> Levels:
        """Read every signal in every way: float32 [readings, cells + zones + 1]."""
        seen = np.empty((READINGS, self._cells + len(self._sizes)), np.float32)
        for row, reading in enumerate((light, gamma(light))):
            red = _saturated_red(reading)
            means = self._means(np.concatenate([reading, red[None]]))
            seen[row] = (np.concatenate([reading, means[:3]], axis=1) * WEIGHTS).sum(axis=0)
            seen[row + 2] = np.concatenate([red, means[3]])
        return seen

    def _means(self, light: Levels) -> Levels:
        """Give each group's mean of every row, summed in integers so that it is equal on every machine."""
        whole = np.rint(light[:, self._members].astype(np.float64) * FULL).astype(np.int64)
        sums = np.add.reduceat(whole, self._starts, axis=1) if whole.size else np.zeros((4, len(self._sizes)), np.int64)
        means: Levels = (sums / (np.maximum(self._sizes, 1) * FULL)).astype(np.float32)
        return means

    def _falls(self, seen: Levels, memory: Memory) -> NDArray[np.bool_]:
        down = np.greater_equal(memory.extreme - seen, self._swing)
        fell: NDArray[np.bool_] = (memory.direction > 0) & down & np.less(seen, self._dark)
        return fell

    def _rises(self, seen: Levels, memory: Memory) -> NDArray[np.bool_]:
        up = np.greater_equal(seen - memory.extreme, self._swing)
        rose: NDArray[np.bool_] = (memory.direction < 0) & up & np.less(memory.extreme, self._dark)
        return rose

    def _swings_too_often(self, seen: Levels, memory: Memory, tick: int) -> NDArray[np.bool_]:
        """Say where a frame would swing beyond the budget: bool [readings, signals]."""
        falls, rises = self._falls(seen, memory), self._rises(seen, memory)
        bad = np.zeros(seen.shape, np.bool_)
        turning = np.nonzero(falls | rises)
        if len(turning[0]):
            spent = (memory.stamps[turning] >= tick - self._fps).sum(axis=1)
            limit = np.where(falls[turning], self._swings, self._swings - 1)
            bad[turning] = spent + 1 > limit
        return bad

    def _blamed(self, bad: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say which cells must give way: bool [cells]."""
        signals: NDArray[np.bool_] = np.logical_or.reduce(bad, axis=0)
        cells = signals[: self._cells].copy()
        groups = signals[self._cells :]
        if groups.any():
            cells[self._members[groups[self._group_of]]] = True
        return cells

    def _same_for_dimmed(self, part: Levels) -> Levels:
        """Let all cells of one fixture give way together: they may share a dimmer."""
        least = np.minimum.reduceat(part, self._first_cell)
        shared: Levels = least[self._fixture]
        return shared

    def _follow(self, seen: Levels, memory: Memory, tick: int) -> None:
        """Remember the frame that will be sent."""
        falls, rises = self._falls(seen, memory), self._rises(seen, memory)
        turned = falls | rises
        further = np.where(memory.direction > 0, seen > memory.extreme, seen < memory.extreme)
        if turned.any():
            memory.newest[turned] = (memory.newest[turned] + 1) % RING
            memory.direction[turned] *= -1
        ended = np.nonzero(turned | further)
        memory.extreme[ended] = seen[ended]
        memory.stamps[ended[0], ended[1], memory.newest[ended]] = tick

    def _named(self, held: NDArray[np.bool_]) -> tuple[str, ...]:
        if not held.any():
            return ()
        return tuple(name for name, cells in self._zones.items() if held[cells].any()) or ("the whole",)


def _saturated_red(light: Levels) -> Levels:
    """Give R-G-B where red is saturated, else 0: float32 [signals]."""
    red, green, blue = light
    total = red + green + blue
    strength = np.maximum(red - green - blue, np.float32(0))
    saturated: Levels = np.where((total > 0) & (red >= RED_SHARE * total), strength, np.float32(0))
    return saturated
