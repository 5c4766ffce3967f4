"""The guard itself: of each cell's way from the frame before to the one that is wanted, the largest safe part."""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from controller.frame.canvas import Levels
from controller.frame.guard.ages import any_ends, end_later, keep_young
from controller.frame.guard.followers import Followers, Mask
from controller.frame.guard.groups import Groups
from controller.frame.guard.house import House
from controller.frame.guard.kernels import Kernels, load_kernels
from controller.frame.guard.lateness import Lateness
from controller.frame.guard.levels import NEAR, Whole, Wire
from controller.frame.guard.light import Eyes, Light
from controller.frame.guard.limits import PLAIN, Conditions, Limits, loosened, strict
from controller.frame.guard.look import Look, Now
from controller.frame.guard.loss import Loss, kept_of
from controller.frame.guard.pictures import Pictures
from controller.frame.guard.plain import Plain
from controller.frame.guard.quick import Quick
from controller.frame.guard.reading import Readings, Reds
from controller.frame.guard.rules import FULL
from controller.frame.kept import NotCompiledError, kept_only
from controller.frame.memory import LONG_AGO, RING, Memory
from controller.model.rig import Cells, Fixture, everything
from controller.model.show import Show

STEPS = (0.5, 0.25, 0.125, 0.0)
"""Parts of the way from the last frame that are tried one after another."""
MANY = 512
"""Where more signals than this ask for too much at once, what must give way stays where it is, and goes only a part of
its way in the frames after that (``levels.SLOWLY``), until it is near where it should be: so it follows the slow part,
and a rig that strobes as a whole costs no more than a frame's time."""
TURNS = 128
"""Frames in which each has its turn to go all of its way once."""
NONE_SLOW = np.empty(0, np.bool_)


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
        levels: uint16 [channels], 0..65535; 8-bit channels hold multiples of 257.
        held: what was done for it.
        see: works out the light; nobody pays for it who does not look.
    """

    levels: Whole
    held: Held
    see: Callable[[], Levels]

    @property
    def zones(self) -> tuple[str, ...]:
        """Where light was held back."""
        return self.held.zones

    @property
    def light(self) -> Levels:
        """What a visitor will see: float32 [3, cells], linear."""
        return self.see()


class Guard:
    """The guard of one show.

    Attributes:
        groups: the signals that follow those of the cells, in their order: a name, and the cells whose mean each is.
            Each of several cells is there twice: who looks may see how red its cells are, or how red their mean is.
        kernels: the compiled passes that pay here, whether they are compiled yet or not; None = there are none.
    """

    def __init__(self, show: Show) -> None:
        rig, patch = show.rig, show.patch
        self._strict, self._loosened = strict(show.policy, show.fps), loosened(show.policy, show.fps)
        self._ring = max(self._strict.transitions, self._loosened.transitions, RING)
        self._wire = Wire(show)
        self._eyes = Eyes(show, self._wire.shutters)
        self._house = House(show, self._eyes)
        self._loss = Loss(show)
        self._pictures = Pictures(show, self._eyes)
        self._lateness = Lateness(show)
        self._cells = rig.cell_count
        self._patch = patch
        self._zones: dict[str, Cells] = {name: cells for name, cells in rig.zones.items() if len(cells)}
        groups = [
            *((f"zone {name}", cells) for name, cells in self._zones.items()),
            *((f"fixture {each.id}", cells_of(each)) for each in rig.fixtures.where(lambda each: each.cell_count > 1)),
            ("the whole", everything(rig)),
        ]
        as_one = [(f"{name} as one light", cells) for name, cells in groups if len(cells) > 1]
        self.groups = (*groups, *as_one)
        dark = self._loss.dark_cells
        self._groups = Groups([cells for _, cells in self.groups], self._cells, [dark], as_one=len(as_one))
        kept = kept_of(dark, [cells for _, cells in self.groups], self._cells, self._strict)
        self._plain = Plain(patch, self._eyes, self._groups, kept)
        middle = self._groups.middle
        self._halves = slice(0, middle), slice(middle, self._cells)
        self._is_in_order = bool((np.diff(patch.channel_cell) >= 0).all())
        self.kernels = load_kernels(self._cells) if self._is_in_order else None
        self._quick = None if self.kernels is None else self._quick_of(self.kernels)
        self._use(None)
        if self.kernels is not None:
            with suppress(NotCompiledError), kept_only():
                self._use(self.kernels)

    def quick(self, kernels: Kernels) -> Quick:
        """Give what looks with compiled passes, once each is loaded, or compiled: no frame waits for that.

        Nothing of this guard changes, so a show may be played meanwhile.
        """
        quick = self._quick or self._quick_of(kernels)
        quick.warm_up(self._blank_memory(), self._wire.each_way(), Now(1, self._strict))
        return quick

    def _quick_of(self, kernels: Kernels) -> Quick:
        return Quick(self._patch, self._plain, self._cells, kernels)

    def take(self, looks: Plain | Quick) -> None:
        """Look with numpy or with compiled passes from the next frame on: they remember and send the same."""
        self._wire.kernels = looks.kernels if isinstance(looks, Quick) else None
        self._takes_anything = self._wire.takes_anything and self._house.is_idle
        self._looks = looks

    def _use(self, kernels: Kernels | None) -> None:
        """Use the compiled passes, or those of numpy."""
        if kernels is None or not self._is_in_order:  # they take runs of cells to be runs of channels
            self.take(self._plain)
        else:
            self.take(self.quick(kernels))

    @property
    def could_be_quicker(self) -> bool:
        """Whether compiled passes would pay, and are not used."""
        return self.kernels is not None and self._wire.kernels is None

    def _blank_memory(self) -> Memory:
        """Make a memory that has seen nothing."""
        return Memory.fresh(
            channels=len(self._patch.channel_cell),
            edges=np.append(self._groups.starts, [self._cells, self._cells + self._groups.count]),
            ring=self._ring,
            wide=self._eyes.is_bright,
        )

    def fresh_memory(self) -> Memory:
        """Remember darkness: where every night begins."""
        memory = self._blank_memory()
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

    def miss(self, memory: Memory, last: int, tick: int, *, stood_still: bool, dark: Collection[str] = ()) -> None:
        """Remember what was seen while no frame left, as lost frames are remembered; ask before anything of ``tick``.

        Args:
            memory: changed in place.
            last: tick in which a frame left in time last; one that is remembered since is seen with the next.
            tick: in which the next one leaves.
            stood_still: more time passed than any node holds, and is no ticks of the night.
            dark: nodes that are taken to be dark, whatever passed; seen with the next frame at the latest.
        """
        if memory.tick[0] == LONG_AGO:
            return
        is_seen_late = tick > last + 1 and (bool(dark) or any_ends(memory, last + 1))
        for at, levels, gone in self._loss.missed(memory, last, tick, stood_still=stood_still, dark=dark):
            keep_young(memory, at)
            now = Now(at, self._strict, gone)
            look = self._looks.look(levels, memory, now)
            look.keep(now)
            memory.levels, memory.sums = look.levels, look.sums
        if is_seen_late:
            end_later(memory, last + 1, tick)

    @property
    def dark_after_s(self) -> Mapping[str, float]:
        """Which nodes go dark, and after how many seconds of silence."""
        return self._loss.dark_after_s

    def settle(self, memory: Memory) -> None:
        """See the sums of the levels that a memory was given."""
        for runs, cells in self._groups.blocks():
            memory.sums[:, runs] = self._groups.sums(self._plain.parts(memory.levels, cells), runs)
        self._house.settle(memory)

    def read_levels(self, memory: Memory) -> tuple[Readings, Reds]:
        """Read every signal of the frame that was sent last: [readings, signals], and the saturated reds."""
        parts = self._plain.parts(memory.levels, None)
        swings = self._plain.read(parts, self._groups.sums(parts), Followers.of(memory, slice(None)))
        return swings.values, swings.reds

    def limit(self, drive: Levels, memory: Memory, tick: int, given: Conditions = PLAIN) -> Guarded:
        """Let through what is safe, and remember it.

        Args:
            drive: float32 [channels]; anything outside 0..1 and anything not a number is clamped.
            memory: changed in place.
            tick: of this frame; later than the last one, not always by one.
            given: what else holds now.
        """
        keep_young(memory, tick)
        odd = 0
        if not self._takes_anything:
            drive, odd = self._wire.clean(drive)
        self._house.land(memory, self._loss.back(given.lost, memory) | self._lateness.back(given.behind, memory))
        drive, heads = self._house.limit(drive, memory, tick, is_dark=given.is_dark)
        wanted, more = self._wire.carry(drive)
        self._lateness.shown(wanted, given.behind, memory, tick)
        wanted, forced = self._loss.shown(wanted, given.lost, memory, tick)
        now = Now(tick, self.limits(given), forced)
        wanted = self._pictures.limit(wanted, memory, tick, now.limits)
        slowed, slow, now = self._slowed(wanted, memory, now, is_urgent=given.is_urgent)
        look, gave = self._give_way(self._looks.look(slowed, memory, now), memory, now)
        look.keep(now)
        memory.tick[0] = tick
        memory.levels = levels = look.levels
        memory.sums = look.sums
        memory.heads[:] = heads
        odd += more
        less = slow if gave is None else gave if slow is None else slow | gave
        held = Held(transitions=look.most, odd=odd) if less is None else self._held(less, wanted, look, odd)
        return Guarded(levels, held, lambda: _shown(self._eyes.see(levels, None)))

    def hold(self, memory: Memory, tick: int) -> Guarded | None:
        """Let everything stay as it is known to be seen, and remember that every node was reached; None = nothing was.

        Args:
            memory: changed in place.
            tick: of this frame.
        """
        if memory.tick[0] == LONG_AGO:
            return None
        self._house.land(memory, self._loss.back((), memory))
        memory.tick[0] = tick
        memory.lost_since[:] = LONG_AGO
        levels = memory.levels
        return Guarded(levels, Held(), lambda: _shown(self._eyes.see(levels, None)))

    def see(self, memory: Memory) -> Levels:
        """Say what a visitor sees of the frame that was sent last: float32 [3, cells], linear."""
        return _shown(self._eyes.see(memory.levels, None))

    def _slowed(self, wanted: Whole, memory: Memory, now: Now, *, is_urgent: bool) -> tuple[Whole, Mask | None, Now]:
        """Let those go only a part of their way that had to stay among many, and are still far; never into the dark.

        One half of the cells goes in one frame and the other in the next. What moves on and on is never near, so each
        has its turn to go all of its way, and is slow no more if it can follow from there. Also says who is slow: bool
        [cells], None = nobody; and what holds now.
        """
        if not len(memory.slow) or is_urgent:
            memory.slow = NONE_SLOW
            return wanted, None, now
        before, frames = memory.levels, int(memory.slowed[0])
        half, turn = self._halves[frames & 1], (frames >> 1) % (TURNS // 2)
        slow = memory.slow.copy()
        slow[half] &= self._wire.are_far(before, wanted, half)
        went = np.arange(half.start + (turn - 1) % (TURNS // 2), half.stop, TURNS // 2)
        slow[went] &= self._wire.are_far_off(before, wanted, went)
        if not np.count_nonzero(slow):
            memory.slow = NONE_SLOW
            return wanted, None, now
        memory.slow = slow
        memory.slowed += 1
        slow = slow & self._eyes.are_bright(wanted, NEAR)
        slow[half.start + turn : half.stop : TURNS // 2] = False
        return self._wire.slowly(before, wanted, slow, half, now.forced), slow, replace(now, half=half)

    def _give_way(self, look: Look, memory: Memory, now: Now) -> tuple[Look, Mask | None]:
        """Take less and less of the way, until all is well; also says who does: bool [cells], None = nobody."""
        count = np.count_nonzero(look.bad)
        if not count:
            return look, None
        wanted, part = look.levels, np.ones(self._cells, np.float32)
        are_many = count + np.count_nonzero(memory.slow) > MANY
        steps = (0.0,) if are_many else STEPS
        if not look.give_way(part, steps, self._wire.each_way(), now):
            look = self._give_way_together(look, part, steps, memory, now)
        if look.bad.any():
            part[:] = 0
            look = look.again(self._wire.between(memory.levels, wanted, part, now.forced), now)
        if are_many:
            stay = part == 0
            memory.slow = stay | memory.slow if len(memory.slow) else stay
        return look, part < 1

    def _give_way_together(self, look: Look, part: Levels, steps: tuple[float, ...], memory: Memory, now: Now) -> Look:
        """Look at all cells again after each step: what one does may change what another may."""
        wanted = look.levels
        may_go_back = now.forced is None and not self._wire.shares and self._looks.knows(memory)
        for step in steps:
            blamed = self._blamed(look.bad)
            np.copyto(part, np.float32(step), where=blamed)
            back = blamed if not step and may_go_back else None
            if back is None:
                levels = self._wire.between(memory.levels, wanted, part, now.forced)
            else:
                levels = self._wire.back(memory.levels, look.levels, back)
            look = look.again(levels, now, back)
            if not look.bad.any():
                break
        return look

    def _blamed(self, bad: Mask) -> Mask:
        """Say which cells must give way: bool [signals] → bool [cells]."""
        groups, cells = bad[self._cells :], bad[: self._cells]
        return self._groups.cells_of(groups) | cells if groups.any() else cells

    def _held(self, held: Mask, wanted: Whole, look: Look, odd: int) -> Held:
        """Say what was done."""
        touched = self._groups.touched(held)
        zones = tuple(name for name, is_touched in zip(self._zones, touched, strict=False) if is_touched)
        most = float((np.maximum(wanted, look.levels) - np.minimum(wanted, look.levels)).max(initial=0)) / FULL
        return Held(zones or ("the whole",), int(np.count_nonzero(held)), most, look.most, odd)


def cells_of(fixture: Fixture) -> Cells:
    """Give the cells of a fixture."""
    return np.arange(fixture.first_cell, fixture.first_cell + fixture.cell_count)


def _shown(light: Light) -> Levels:
    """Give the light as eyes and screens take it: float32 [3, n], 0..1."""
    shown = light.astype(np.float32)
    shown *= np.float32(1 / FULL)
    return np.minimum(shown, np.float32(1), out=shown)
