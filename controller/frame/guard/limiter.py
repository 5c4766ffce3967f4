"""The guard itself: of each cell's way from the frame before to the one that is wanted, the largest safe part."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.columns import spread
from controller.frame.guard.followers import Room, Swings, follow, swings_of, too_often
from controller.frame.guard.groups import ROWS, Groups, Sums
from controller.frame.guard.house import House
from controller.frame.guard.kernels import Kernels, load_kernels
from controller.frame.guard.lateness import Lateness
from controller.frame.guard.levels import Whole, Wire
from controller.frame.guard.light import CURVE, Eyes, Light
from controller.frame.guard.limits import PLAIN, Conditions, Limits, loosened, strict
from controller.frame.guard.loss import Loss
from controller.frame.guard.pictures import Pictures
from controller.frame.guard.reading import Readings, Reds, parts_of, read
from controller.frame.guard.rules import FULL
from controller.frame.memory import LONG_AGO, RING, Memory
from controller.model.rig import Cells, Fixture
from controller.model.show import Show

STEPS = (0.5, 0.25, 0.125, 0.0)
"""Parts of the way from the last frame that are tried one after another."""
STEPS_OF_MANY = (0.125, 0.0)
"""The same where more than ``MANY`` signals ask for too much at once: a rig that strobes as a whole must cost no more
than a frame's time, and an eighth of the way each frame still follows the slow part."""
MANY = 4096
_ALL = 0.3
"""When more than this part of the cells changed, looking at all of them is quicker than picking."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the guard did to one frame.

    Attributes:
        zones: where light was held back, in words; empty when nothing was.
        cells: how many cells were held back.
        most: the largest part of full light that one channel was held back by, 0..1.
        transitions: the most in one second at any signal that swings with this frame.
        odd: how many drive values were no finite numbers.
    """

    zones: tuple[str, ...] = ()
    cells: int = 0
    most: float = 0.0
    transitions: int = 0
    odd: int = 0


@dataclass(frozen=True, eq=False, slots=True)
class Guarded:
    """What may be sent.

    Attributes:
        levels: int32 [channels], 0..65535; 8-bit channels hold multiples of 257.
        light: float32 [3, cells], linear, what a visitor will see.
        held: what was done for it.
    """

    levels: Whole
    light: Levels
    held: Held

    @property
    def zones(self) -> tuple[str, ...]:
        """Where light was held back."""
        return self.held.zones


@dataclass(frozen=True, eq=False, slots=True)
class _Look:
    """What levels would look like: the cells that change (None = all), their light, the sums and the swings."""

    levels: Whole
    cells: Cells | None
    light: Light
    sums: Sums
    swings: Swings


class Guard:
    """The guard of one show.

    Attributes:
        groups: the signals that follow those of the cells, in their order: a name, and the cells whose mean each is.
    """

    def __init__(self, show: Show) -> None:
        rig, patch = show.rig, show.patch
        self._strict, self._loosened = strict(show.policy, show.fps), loosened(show.policy, show.fps)
        self._ring = max(self._strict.transitions, self._loosened.transitions, RING)
        self._wire = Wire(show)
        self._eyes = Eyes(show, self._wire.shutters)
        self._house = House(show, self._eyes)
        self._loss = Loss(show)
        self._pictures = Pictures(show)
        self._lateness = Lateness(show)
        self._cells = rig.cell_count
        self._patch = patch
        self._zones: dict[str, Cells] = {name: cells for name, cells in rig.zones.items() if len(cells)}
        self.groups = (
            *((f"zone {name}", cells) for name, cells in self._zones.items()),
            *((f"fixture {each.id}", cells_of(each)) for each in rig.fixtures.where(lambda each: each.cell_count > 1)),
            ("the whole", np.arange(self._cells)),
        )
        self._groups = Groups([cells for _, cells in self.groups], self._cells)
        self._group_signals = np.arange(self._groups.count) + self._cells
        self._use(load_kernels(self._cells))
        self._parts = np.empty((2, 5, self._cells), np.int32)
        if self._kernels is not None:
            self._warm_up()

    def _warm_up(self) -> None:
        """Let the passes be compiled now: the first time on a machine takes seconds, and no frame may wait for them."""
        memory = self.fresh_memory()
        for tick, level in enumerate((1, 0), start=1):
            self.limit(np.full(len(self._patch.channel_cell), level, np.float32), memory, tick)

    def _use(self, kernels: Kernels | None) -> None:
        """Use the compiled passes, or those of numpy."""
        self._kernels = kernels
        self._room = Room(self._cells + self._groups.count, kernels)

    def fresh_memory(self) -> Memory:
        """Remember darkness: where every night begins."""
        memory = Memory.fresh(
            channels=len(self._patch.channel_cell),
            cells=self._cells,
            runs=self._groups.run_count,
            signals=self._cells + self._groups.count,
            ring=self._ring,
        )
        nodes, heads = len(self._loss.nodes), self._house.head_count
        memory = replace(
            memory, lost_since=np.full(nodes, LONG_AGO, np.int64), heads=np.full(heads, np.nan, np.float32)
        )
        self.settle(memory)
        memory.heads[:] = np.nan
        return memory

    def limits(self, given: Conditions) -> Limits:
        """Give the limits that hold."""
        return self._loosened if given.is_loosened else self._strict

    def refused(self, memory: Memory, tick: int, given: Conditions) -> frozenset[str]:
        """Name the nodes whose frame must not be lost on purpose; ask before ``limit``, and leave them out there."""
        return self._loss.refused(given.lost, memory, tick, self.limits(given))

    def settle(self, memory: Memory) -> None:
        """See the light and the sums of the levels that a memory was given."""
        light = self._eyes.see(memory.levels, None)
        memory.light[:] = _shown(light)
        memory.sums[:] = self._groups.sums(parts_of(light))
        self._house.settle(memory)

    def read_levels(self, memory: Memory) -> tuple[Readings, Reds]:
        """Read every signal of the frame that was sent last: int32 [readings, signals], and the saturated reds."""
        look = self._look(memory.levels, memory, anew=True)
        return look.swings.room.values.copy(), look.swings.room.reds.copy()

    def limit(self, drive: Levels, memory: Memory, tick: int, given: Conditions = PLAIN) -> Guarded:
        """Let through what is safe, and remember it.

        Args:
            drive: float32 [channels]; anything outside 0..1 and anything not a number is clamped.
            memory: changed in place.
            tick: of this frame; later than the last one, not always by one.
            given: what else holds now.
        """
        limits = self.limits(given)
        drive, odd = self._wire.clean(drive)
        self._house.land(memory, self._loss.back(given.lost, memory) | self._lateness.back(given.behind, memory))
        drive, heads = self._house.limit(drive, memory, tick, is_dark=given.is_dark)
        wanted = self._wire.carry(drive)
        self._lateness.shown(wanted, given.behind, memory, tick)
        wanted, forced = self._loss.shown(wanted, given.lost, memory, tick)
        wanted = self._pictures.limit(wanted, memory, tick, limits)
        part = np.ones(self._cells, np.float32)
        look = self._look(wanted, memory)
        bad, most = too_often(look.swings, memory, tick, limits)
        steps = STEPS if np.count_nonzero(bad) <= MANY else STEPS_OF_MANY
        for step in steps:
            if not bad.any():
                break
            part[self._blamed(bad, look)] = step
            look = self._look(self._wire.between(memory.levels, wanted, part, forced), memory)
            bad, most = too_often(look.swings, memory, tick, limits)
        if bad.any():
            part[:] = 0
            look = self._look(self._wire.between(memory.levels, wanted, part, forced), memory)
        self._keep(look, memory, tick)
        memory.heads[:] = heads
        return Guarded(look.levels, memory.light.copy(), self._held(part, wanted, look.levels, (most, odd)))

    def _look(self, levels: Whole, memory: Memory, *, anew: bool = False) -> _Look:
        """Look at levels that might be sent; ``anew`` = at all cells, changed or not."""
        cells = None if anew or memory.tick[0] == LONG_AGO else self._changed(levels, memory)
        light = self._eyes.see(levels, cells)
        sums, signals, room = self._read(light, cells, memory)
        count = light.shape[1]
        shown = memory.extreme if signals is None else memory.extreme[:, signals]
        read(self._groups.means(sums), shown[:, count:], room.values[:, count:], room.reds[:, count:])
        return _Look(levels, cells, light, sums, swings_of(room, signals, memory))

    def _read(self, light: Light, cells: Cells | None, memory: Memory) -> tuple[Sums, Cells | None, Room]:
        """Read the cells.

        Returns:
            The sums of the groups, the signals that are looked at (None = all), and a room for their readings, in which
            those of the cells are.
        """
        room, count = self._room, light.shape[1]
        if cells is not None:
            parts, before = parts_of(light), parts_of(self._eyes.see(memory.levels, cells))
            sums = self._groups.moved(memory.sums, cells, before, parts)
            signals = np.concatenate([cells, self._group_signals])
            room = Room(len(signals), self._kernels)
            read(parts, memory.extreme[:, cells], room.values[:, :count], room.reds[:, :count])
            return sums, signals, room
        if self._kernels is not None:
            sums = np.empty((ROWS, self._groups.run_count), np.int64)
            spans = self._groups.starts, self._groups.stops
            self._kernels.read(light, CURVE, *spans, memory.extreme, room.values, room.reds, sums)
            return sums, None, room
        parts = parts_of(light, out=self._parts)
        read(parts, memory.extreme[:, :count], room.values[:, :count], room.reds[:, :count])
        return self._groups.sums(parts), None, room

    def _changed(self, levels: Whole, memory: Memory) -> Cells | None:
        """Find the cells that would change, None = so many that all are looked at."""
        differs = levels != memory.levels
        if np.count_nonzero(differs) > _ALL * len(levels):
            return None
        channels = np.flatnonzero(differs)
        changed = np.zeros(self._cells, np.bool_)
        changed[spread(self._patch, channels)[0]] = True
        return np.flatnonzero(changed)

    def _keep(self, look: _Look, memory: Memory, tick: int) -> None:
        """Remember the frame that will be sent."""
        follow(look.swings, memory, tick, self._strict.second)
        memory.tick[0] = tick
        memory.levels[:] = look.levels
        memory.sums[:] = look.sums
        if look.cells is None:
            memory.light[:] = _shown(look.light)
        else:
            memory.light[:, look.cells] = _shown(look.light)

    def _blamed(self, bad: NDArray[np.bool_], look: _Look) -> NDArray[np.bool_]:
        """Say which cells must give way: bool [n] of the signals looked at → bool [cells]."""
        count = look.light.shape[1]
        blamed = self._groups.cells_of(bad[count:])
        if look.cells is None:
            blamed |= bad[:count]
        else:
            blamed[look.cells] |= bad[:count]
        return blamed

    def _held(self, part: Levels, wanted: Whole, levels: Whole, found: tuple[int, int]) -> Held:
        """Say what was done; ``found``: the most transitions, and the values that were no numbers."""
        held = part < 1
        cells = int(np.count_nonzero(held))
        if not cells:
            return Held(transitions=found[0], odd=found[1])
        zones = tuple(name for name, cells in self._zones.items() if held[cells].any()) or ("the whole",)
        most = float(np.abs(wanted - levels).max(initial=0)) / FULL
        return Held(zones, cells, most, *found)


def cells_of(fixture: Fixture) -> Cells:
    """Give the cells of a fixture."""
    return np.arange(fixture.first_cell, fixture.first_cell + fixture.cell_count)


def _shown(light: Light) -> Levels:
    """Give the light as eyes and screens take it: float32 [3, n], 0..1."""
    shown = light.astype(np.float32)
    shown *= np.float32(1 / FULL)
    return np.minimum(shown, np.float32(1), out=shown)
