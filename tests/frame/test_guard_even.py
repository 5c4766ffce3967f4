"""A wall in one colour is followed as one, and nobody can tell: not when it falls apart, nor when it comes together."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from controller.frame.carry import Carry
from controller.frame.guard import Conditions, Guard
from controller.frame.guard.ages import OLD
from controller.frame.guard.kernels import WORTH, load_kernels
from controller.frame.guard.limits import PLAIN
from controller.frame.memory import FOLLOWERS, Memory
from tests.shows import show_of

KERNELS = load_kernels(WORTH)
needs_numba = pytest.mark.skipif(KERNELS is None, reason="numba is not installed: pip install 'kintsugi-show[fast]'")
SHOW = show_of("""
show: {name: Wall, fps: 44}
nodes: {wall: {protocol: sacn, to: 127.0.1.2}, other: {protocol: sacn, to: 127.0.1.3, on_loss: black}}
fixtures:
  tile: {profile: generic/rgb, count: 90, at: wall 1/1}
  wash: {profile: generic/rgb-dimmer, count: 20, at: other 11/1}
  last: {profile: generic/rgb, count: 30, at: other 12/1}
zones: {left: tile 1-50, right: "tile 51-90, wash"}
""")
CHANNELS = len(SHOW.patch.channel_cell)
TILES, WASHES = 3 * 90, 4 * 20
Drive = NDArray[np.float32]
Turn = Callable[[Memory], Memory]


def painted(colors: Drive) -> Drive:
    """Show each zone in one colour: float32 [zones, 3] → float32 [channels]."""
    left, right, last = colors
    wash = np.append(right, np.float32(1))
    return np.concatenate([np.tile(left, 50), np.tile(right, 40), np.tile(wash, 20), np.tile(last, 30)])


class Pair:
    """A guard in numpy and a compiled one that take the same frames; whatever they differ in is an error."""

    def __init__(self) -> None:
        self.guards = Guard(SHOW), Guard(SHOW)
        self.guards[0]._use(None)
        self.guards[1]._use(KERNELS)
        self.memories = [guard.fresh_memory() for guard in self.guards]
        self.tick = 0
        self.narrow = self.even = self.uneven = 0

    def take(self, drive: Drive, given: Conditions = PLAIN, *, step: int = 1) -> None:
        self.tick += step
        pairs = zip(self.guards, self.memories, strict=True)
        plain, compiled = (guard.limit(drive, memory, self.tick, given) for guard, memory in pairs)
        assert np.array_equal(plain.levels, compiled.levels)
        assert plain.held == compiled.held
        memory = self.memories[1]
        self.narrow += memory.is_narrow
        self.even += int(memory.even.sum())
        self.uneven += int((~memory.even[:-1]).sum())

    def change(self, turn: Turn) -> None:
        self.memories = [turn(memory) for memory in self.memories]

    def compare(self) -> None:
        plain, compiled = self.memories[0].copy(), self.memories[1].copy()
        assert np.array_equal(plain.sums, compiled.sums)
        for memory in (plain, compiled):
            memory.spread(slice(None))
        for name in FOLLOWERS:
            assert np.array_equal(getattr(plain, name), getattr(compiled, name)), name


def resumed(memory: Memory) -> Memory:
    """Go on from a snapshot."""
    return Memory.from_arrays(memory.to_arrays())


def reloaded(memory: Memory) -> Memory:
    """Go on after a live reload of the same show."""
    return Carry((SHOW, Guard(SHOW)), (SHOW, Guard(SHOW))).memory(memory)


def broken(draw: np.random.Generator, drive: Drive) -> None:
    """Let something befall a frame: a hand on one cell, a fault on a tenth, noise, all in one flash."""
    kind = draw.integers(4)
    if kind == 0:
        drive[3 * draw.integers(90) + draw.integers(3)] = draw.random()
    elif kind == 1:
        drive[draw.choice(CHANNELS, CHANNELS // 10, replace=False)] = draw.random()
    elif kind == 2:
        drive[:] = draw.random(CHANNELS)
    else:
        drive[:] = draw.integers(2)


@needs_numba
@pytest.mark.parametrize("seed", range(4))
def test_walls_fall_apart_and_come_together_with_the_same_bytes(seed: int) -> None:
    draw, pair = np.random.default_rng(seed), Pair()
    was, wanted, begun, takes = np.zeros((3, 3)), draw.random((3, 3)), 0, 1
    trouble, trouble_draw, lost = 0, draw.spawn(1)[0], frozenset[str]()
    for frame in range(400):
        if frame >= begun + takes:
            was, begun, takes = wanted, frame, int(draw.integers(1, 60))
            wanted = draw.random((3, 3)) * [[1, *draw.integers(0, 2, 2)]]  # reds too
        drive = painted((was + (wanted - was) * ((frame - begun) / takes)).astype(np.float32))
        if frame > 120 and draw.random() < 0.02:
            trouble = int(draw.integers(1, 12))
        if trouble:
            trouble -= 1
            broken(trouble_draw, drive)
        if draw.random() < 0.03:
            lost = frozenset({"other"}) if draw.random() < 0.5 else frozenset()
        pair.take(drive, Conditions(lost=lost), step=1 if draw.random() < 0.95 else int(draw.integers(1, 300)))
        if draw.random() < 0.02:
            pair.change(resumed if draw.random() < 0.5 else reloaded)
        if frame % 25 == 0:
            pair.compare()
    pair.compare()
    assert pair.narrow > 50
    assert pair.even > 500
    assert pair.uneven > 500


@needs_numba
def test_one_touched_cell_costs_the_other_runs_nothing_and_is_forgotten_when_all_is_long_ago() -> None:
    pair, color = Pair(), np.full((3, 3), 0.4, np.float32)
    for frame in range(60):
        pair.take(painted(color * np.float32(frame / 60)))
    assert pair.memories[1].is_narrow
    touched = painted(color)
    touched[7] = 1
    pair.take(touched)
    assert pair.memories[1].even.tolist() == [False, True, True, True, False]
    for frame in range(80):
        pair.take(painted(color * np.float32(1 - frame / 100)), step=1 + (frame % 40 == 0) * OLD)
    pair.compare()
    assert pair.memories[1].is_narrow


@needs_numba
@pytest.mark.parametrize("turn", [resumed, reloaded, Memory.copy])
def test_an_even_memory_stays_small_wherever_it_goes(turn: Turn) -> None:
    pair = Pair()
    for frame in range(60):
        pair.take(painted(np.full((3, 3), frame / 60, np.float32)))
    memory = turn(pair.memories[1])
    assert memory.is_narrow
    assert memory.size < pair.memories[0].size / 4
    assert memory.size == sum(array.nbytes for array in memory.to_arrays().values())


@needs_numba
@pytest.mark.parametrize("turn", [resumed, reloaded, Memory.copy])
def test_nothing_is_compiled_again_when_a_wall_falls_apart_comes_together_or_goes_on_elsewhere(turn: Turn) -> None:
    pair, color = Pair(), np.full((3, 3), 0.5, np.float32)
    walk = KERNELS.walk if KERNELS else None
    pair.take(painted(color))
    touched = painted(color)
    touched[0] = 0.8
    pair.take(touched)
    known = len(walk.signatures)  # type: ignore[union-attr]
    for frame in range(80):
        pair.take(painted(color * np.float32(1 - frame / 100)), step=1 + (frame % 40 == 0) * OLD)
    assert pair.memories[1].is_narrow
    pair.change(turn)
    pair.take(painted(color))
    assert len(walk.signatures) == known  # type: ignore[union-attr]
    for memory in (pair.memories[1], turn(pair.memories[1])):
        assert all(getattr(memory, name).flags.c_contiguous for name in FOLLOWERS)


def fresh(draw: np.random.Generator | None) -> Memory:
    """Give a memory of four runs of ten cells and two groups, of which each column says which it is."""
    memory = Memory.fresh(channels=1, edges=np.array([0, 10, 20, 30, 40, 42]))
    memory.extreme[:] = np.arange(6)
    if draw is not None:
        memory.spread(np.array([draw.integers(40)]))
    return memory


@pytest.mark.parametrize("signal", [0, 9, 10, 25, 39, 40, 41])
def test_a_cell_says_the_same_before_and_after_its_run_falls_apart(signal: int) -> None:
    whole, memory = fresh(None), fresh(None)
    whole.spread(slice(None))
    assert memory.extreme[0, memory.columns(np.array([signal]))] == whole.extreme[0, signal]
    memory.spread(np.array([signal]))
    assert memory.even.sum() == (3 if signal < 40 else 4)
    assert np.array_equal(memory.extreme[0, memory.columns(np.arange(42))], whole.extreme[0])


@pytest.mark.parametrize(("begin", "end", "left"), [(0, 42, 0), (10, 20, 3), (9, 11, 2), (40, 42, 4), (5, 5, 4)])
def test_those_of_a_slice_fall_apart_and_no_others(begin: int, end: int, left: int) -> None:
    memory = fresh(None)
    memory.spread(slice(begin, end))
    assert memory.even.sum() == left


@pytest.mark.parametrize("seed", range(5))
def test_what_is_kept_up_is_all_that_a_copy_needs(seed: int) -> None:
    memory = fresh(np.random.default_rng(seed))
    assert len(memory.extreme[0, memory.written()]) == 3 + 10 + 2
    for copied in (memory.copy(), resumed(memory)):
        copied.spread(slice(None))
        assert copied.extreme[0].tolist() == [number for number in range(4) for _ in range(10)] + [4, 5]
        copied.gather()
        assert copied.is_narrow
        assert copied.extreme[0].tolist() == list(range(6))
