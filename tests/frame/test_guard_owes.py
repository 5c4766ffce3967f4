"""Where any frame would be safe, the guard may let one through and look at it later; nothing comes out otherwise."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.random import Generator

from controller.frame.guard import Conditions, Guard
from controller.frame.guard.kernels import WORTH, load_kernels
from controller.frame.memory import Memory
from controller.model.show import Show
from tests.frame.adversaries import ADVERSARIES, CHANNELS, SHOW, Drives
from tests.shows import show_of

EVEN = show_of("""
show: {name: Wall, fps: 44}
nodes: {wall: {protocol: sacn, to: 127.0.1.2}, other: {protocol: sacn, to: 127.0.1.3, on_loss: black}}
fixtures:
  tile: {profile: generic/rgb, count: 300, at: wall 1/1}
  last: {profile: generic/rgb, count: 30, at: other 12/1}
zones: {left: tile 1-150, right: tile 151-300}
""")


def calm(draw: Generator, frames: int, channels: int = CHANNELS) -> Drives:
    """Snaps with a rest between them, all in one colour, and now and then a burst."""
    gaps = np.concatenate([np.r_[draw.integers(15, 90, 4), np.full(20, 3)] for _ in range(frames // 100)])
    colors = draw.random((len(gaps), 3), np.float32).repeat(gaps, axis=0)[:frames]
    return np.tile(colors, channels // 3 + 1)[:, :channels]


def assert_same(show: Show, drives: Drives, *, kernels: bool = False, lost: frozenset[str] = frozenset()) -> int:
    """Guard the same frames as ever, and with debts; give how many were let through before they were looked at."""
    plain, owing = Guard(show), Guard(show)
    for guard in (plain, owing):
        guard._use(load_kernels(WORTH) if kernels else None)
    first, second, owed = plain.fresh_memory(), owing.fresh_memory(), 0
    for tick, drive in enumerate(drives, 1):
        given = Conditions(lost=lost if tick % 100 < 3 else frozenset())
        one, other = plain.limit(drive, first, tick, given), owing.limit(drive, second, tick, given, may_owe=True)
        assert np.array_equal(one.levels, other.levels)
        assert np.array_equal(one.light, other.light)
        owed += other.is_owed
        assert one.held == (owing.remember() if other.is_owed else other.held)
        assert_equal(first, second)
    return owed


def assert_equal(first: Memory, second: Memory) -> None:
    arrays = second.to_arrays()
    for name, array in first.to_arrays().items():
        assert np.array_equal(array, arrays[name], equal_nan=array.dtype.kind == "f"), name


@pytest.mark.parametrize("adversary", ADVERSARIES.values(), ids=ADVERSARIES.keys())
def test_a_frame_that_is_looked_at_later_comes_out_as_ever(adversary: Callable[[Generator, int], Drives]) -> None:
    assert_same(SHOW, adversary(np.random.default_rng(1), 150))


def test_a_button_now_and_then_is_let_through_at_once_and_a_burst_is_looked_at_first() -> None:
    owed = assert_same(SHOW, calm(np.random.default_rng(5), 900))
    assert 200 < owed < 850


@pytest.mark.parametrize("kernels", [False, True])
def test_walls_in_one_colour_come_out_as_ever(kernels: bool) -> None:  # noqa: FBT001
    if kernels and load_kernels(WORTH) is None:
        pytest.skip("numba is not installed: pip install 'kintsugi-show[fast]'")
    drives = calm(np.random.default_rng(6), 600, len(EVEN.patch.channel_cell))
    owed = assert_same(EVEN, drives, kernels=kernels, lost=frozenset({"wall", "other"}))
    assert 50 < owed < 580


def test_what_is_owed_is_done_before_another_frame_is_let_through() -> None:
    """A memory that was copied meanwhile does not have it, so that frame is not sent either."""
    guard = Guard(SHOW)
    memory = guard.fresh_memory()
    bright, dark = np.ones(CHANNELS, np.float32), np.zeros(CHANNELS, np.float32)
    guard.limit(dark, memory, 1)
    assert guard.limit(bright, memory, 2, may_owe=True).is_owed
    with pytest.raises(RuntimeError, match="was not remembered when it had left"):
        guard.limit(dark, memory.copy(), 3)
    assert memory.tick[0] == 2
    assert not guard.limit(dark, memory, 4).levels.any()
