"""Station 13. The guard: the last stage that may alter light. Nothing passes it by.

Rules: WCAG 2.3.1 and ITU-R BT.1702: at most three general and three saturated-red flashes in any closed second. A
flash is two opposing swings. A swing of light is a change by a tenth of full light whose darker end is below 0.80; a
red swing is a change of R-G-B by 20/320 with saturated red at either end. Judged for every cell, every fixture of
several cells, every zone and the whole, for lamps that follow their level and for lamps with a gamma-like dimmer, on
the levels that will be sent.

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
"""A tenth, less a margin for lamps that are not quite what they say."""
RED_SWING = np.float32(0.062)
"""20/320, less a hair: red swings that do not count still turn its follower, so it must turn where the rule turns."""
DARK = np.float32(0.80)
RED_PART = np.float32(0.59)
"""R / (R + G + B) >= 0.8 is the same as R - G - B >= 0.6 (R + G + B); less a margin."""
TIE = np.float32(1e-5)
"""Values so near each other are one, whatever their last bits say."""
READINGS = 4
"""General and red, each for a linear and for a gamma-like lamp."""
STEPS = (0.5, 0.25, 0.125, 0.0)
"""Parts of the way from the last frame that are tried one after another."""
WEIGHTS = np.array([[0.2126], [0.7152], [0.0722]], np.float32)
STEADY = (Role.TEXT, Role.OTHER, Role.SHUTTER)
"""Roles whose channels the guard does not blend."""

_LEAST = np.array([[SWING], [SWING], [RED_SWING], [RED_SWING]], np.float32)
_TURNS_ANYWAY = np.array([[False], [False], [True], [True]])
"""A change among bright lights is no swing, and what follows is measured from the brightest; among reds it is one."""


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


@dataclass(frozen=True, eq=False, slots=True)
class _Swings:
    """What one frame does to the followers; all [readings, signals].

    Attributes:
        value: float32, luminance or redness 0..1.
        telling: bool, dark enough or red enough to make a swing count.
        ahead: float32, how far the running swing would go on, below 0 = back.
        turns: bool, where a new swing begins.
        counts: bool, where a swing begins to count.
    """

    value: Levels
    telling: NDArray[np.bool_]
    ahead: Levels
    turns: NDArray[np.bool_]
    counts: NDArray[np.bool_]


class Guard:
    """The guard of one show.

    Attributes:
        groups: the signals that follow those of the cells, in their order: a name, and the cells whose mean each is.
    """

    def __init__(self, show: Show) -> None:
        rig, patch = show.rig, show.patch
        self._fps = show.fps
        self._budget = 2 * max(1, min(3, show.policy.flashes_per_second))
        self._eyes = Eyes(show)
        self._cells = rig.cell_count
        self._zones: dict[str, Cells] = {name: cells for name, cells in rig.zones.items() if len(cells)}
        strips = (
            np.arange(fixture.first_cell, fixture.first_cell + fixture.cell_count)
            for fixture in rig.fixtures
            if fixture.cell_count > 1
        )
        groups = [*self._zones.values(), *strips, np.arange(self._cells)]
        names = [f"zone {name}" for name in self._zones]
        names += [f"fixture {fixture.id}" for fixture in rig.fixtures if fixture.cell_count > 1]
        self.groups = tuple(zip([*names, "the whole"], groups, strict=True))
        self._members = np.concatenate(groups)
        sizes = np.array([len(group) for group in groups])
        self._starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        self._group_of = np.repeat(np.arange(len(groups)), sizes)
        self._sizes = sizes.astype(np.float64)
        self._cell = patch.channel_cell
        self._wide = patch.channel_wide
        steady = [ROLE_NUMBER[role] for role in STEADY]
        self._blends = ~np.isin(patch.channel_role, steady)

    def fresh_memory(self) -> Memory:
        """Remember darkness: where every night begins."""
        signals = self._cells + len(self._sizes)
        memory = Memory.fresh(channels=len(self._cell), readings=READINGS, signals=signals)
        _, memory.telling[:] = self._read(np.zeros((3, self._cells), np.float32))
        return memory

    def read_levels(self, levels: NDArray[np.int32]) -> tuple[Levels, NDArray[np.bool_]]:
        """Read every signal of a frame that was sent: values and whether they are telling, [readings, signals].

        Args:
            levels: int32 [channels], 0..65535.
        """
        return self._read(self._eyes.see(levels))

    def limit(self, drive: Levels, memory: Memory, tick: int, *, lost: NDArray[np.bool_] | None = None) -> Guarded:
        """Let through what is safe, and remember it.

        Args:
            drive: float32 [channels]; anything outside 0..1 and anything not a number is clamped.
            memory: changed in place.
            tick: of this frame; later than the last one, not always by one.
            lost: bool [channels], those whose node will not get this frame and go on showing the one before.
        """
        wanted = self._quantise(drive)
        if lost is not None:
            wanted = np.where(lost, memory.levels, wanted)
        levels = wanted
        part = np.ones(self._cells, np.float32)
        light = self._eyes.see(levels)
        swings = self._swings(light, memory)
        bad = self._is_too_often(swings, memory, tick)
        for step in STEPS:
            if not bad.any():
                break
            part[self._blamed(bad)] = step
            levels = self._blended(wanted, part, memory)
            light = self._eyes.see(levels)
            swings = self._swings(light, memory)
            bad = self._is_too_often(swings, memory, tick)
        if bad.any():
            part[:] = 0
            levels = self._blended(wanted, part, memory)
            light = self._eyes.see(levels)
            swings = self._swings(light, memory)
        _follow(swings, memory, tick)
        memory.levels[:] = levels
        return Guarded(levels, np.minimum(light, np.float32(1)), self._named(part < 1))

    def _blended(self, wanted: NDArray[np.int32], part: Levels, memory: Memory) -> NDArray[np.int32]:
        """Go each cell's part of the way from the last frame."""
        way = np.where(self._blends, part[self._cell], np.float32(1)).astype(np.float64)
        before = memory.levels.astype(np.float64)
        return self._round(before + way * (wanted - before))

    def _quantise(self, drive: Levels) -> NDArray[np.int32]:
        """Round to what the wire can carry: 8 bit unless the channel is wide; also stops NaN and infinity."""
        finite = np.nan_to_num(drive, nan=0.0, posinf=1.0, neginf=0.0)
        return self._round(np.clip(finite, 0, 1).astype(np.float64) * FULL)

    def _round(self, levels: NDArray[np.float64]) -> NDArray[np.int32]:
        coarse = np.rint(levels / 257).astype(np.int32) * 257
        return np.where(self._wide, np.rint(levels).astype(np.int32), coarse)

    def _swings(self, light: Levels, memory: Memory) -> _Swings:
        """Hold a frame against the followers."""
        value, telling = self._read(light)
        ahead = (value - memory.extreme) * memory.direction
        back = ahead <= -_LEAST
        tells = telling | memory.telling
        turns = back & (tells | _TURNS_ANYWAY)
        counts = (back & tells) | (~back & ~memory.counted & (ahead > -TIE) & telling)
        return _Swings(value, telling, ahead, turns, counts)

    def _read(self, light: Levels) -> tuple[Levels, NDArray[np.bool_]]:
        """Read every signal in every way: values and whether they are telling, [readings, cells + groups]."""
        shape = (READINGS, self._cells + len(self._sizes))
        value, telling = np.empty(shape, np.float32), np.empty(shape, np.bool_)
        for row, reading in enumerate((light, gamma(light))):
            others = reading[1] + reading[2]
            redness = np.maximum(reading[0] - others, np.float32(0))
            reddish = np.where(redness > 0, reading[0] + others, np.float32(0))
            parts = np.concatenate([reading, redness[None], reddish[None]])
            both = np.concatenate([parts, self._means(parts)], axis=1)
            value[row] = (both[:3] * WEIGHTS).sum(axis=0)
            value[row + 2] = both[3]
            telling[row] = value[row] < DARK
            telling[row + 2] = (both[3] > 0) & (both[3] >= RED_PART * both[4])
        return value, telling

    def _means(self, light: Levels) -> Levels:
        """Give each group's mean of every row, summed in integers so that it is equal on every machine."""
        whole = np.rint(light[:, self._members].astype(np.float64) * FULL).astype(np.int64)
        means: Levels = (np.add.reduceat(whole, self._starts, axis=1) / (self._sizes * FULL)).astype(np.float32)
        return means

    def _is_too_often(self, swings: _Swings, memory: Memory, tick: int) -> NDArray[np.bool_]:
        """Say where a frame would swing beyond the budget, or rise so that no fall fits then: [readings, signals]."""
        bad = np.zeros(swings.turns.shape, np.bool_)
        asks = np.nonzero(swings.turns | swings.counts)
        if len(asks[0]):
            spent = (memory.stamps[asks] >= tick - self._fps).sum(axis=1) + swings.counts[asks]
            rises = (memory.direction[asks] > 0) ^ swings.turns[asks]
            bad[asks] = spent > self._budget - rises
        return bad

    def _blamed(self, bad: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say which cells must give way: bool [cells]."""
        signals: NDArray[np.bool_] = np.logical_or.reduce(bad, axis=0)
        cells = signals[: self._cells].copy()
        groups = signals[self._cells :]
        if groups.any():
            cells[self._members[groups[self._group_of]]] = True
        return cells

    def _named(self, held: NDArray[np.bool_]) -> tuple[str, ...]:
        if not held.any():
            return ()
        return tuple(name for name, cells in self._zones.items() if held[cells].any()) or ("the whole",)


def _follow(swings: _Swings, memory: Memory, tick: int) -> None:
    """Remember the frame that will be sent; a swing is stamped with its end, wherever that will be."""
    turns, counts = swings.turns, swings.counts
    further = turns | (swings.ahead > 0)
    if counts.any():
        memory.newest[counts] = (memory.newest[counts] + 1) % RING
    memory.counted[:] = counts | (memory.counted & ~turns)
    memory.telling[:] = np.where(further, swings.telling, memory.telling | (swings.telling & (swings.ahead > -TIE)))
    memory.direction[turns] *= -1
    memory.extreme[further] = swings.value[further]
    ended = np.nonzero((further & memory.counted) | counts)
    memory.stamps[ended[0], ended[1], memory.newest[ended]] = tick
