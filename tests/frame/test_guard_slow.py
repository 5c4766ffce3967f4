"""Where many cells ask for too much at once, each follows the slow part of what is asked of it."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from controller.frame.guard import Conditions, Guard, limiter
from controller.frame.guard.half_look import HalfLook
from controller.frame.guard.kernels import WORTH, load_kernels
from controller.frame.guard.levels import SLOWLY, Wire
from controller.frame.guard.plain import Plain
from controller.frame.memory import Memory
from controller.model.show import Show
from tests.frame.adversaries import ADVERSARIES, SHOW, SHUTTER, Guarded
from tests.shows import seen, show_of

WALL = show_of("""
show: {name: Wall, fps: 44}
nodes: {wall: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 700, at: wall 1/1}}
zones: {left: tile 1-350, right: tile 351-700}
""")
LARGE = show_of("""
nodes: {wall: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 2500, at: wall 1/1}}
zones: {left: tile 1-900, right: tile 901-2500}
""")
"""Large enough for the ways that numpy takes where there are many cells."""
SQUARE = """
nodes: {wall: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 65536, at: wall 1/1}}
"""
CHANNELS = len(WALL.patch.channel_cell)
SEEDS = st.integers(0, 2**32 - 1)
Drive = NDArray[np.float32]


@pytest.fixture(scope="module")
def few_are_many() -> Iterator[None]:
    """Let what holds among many hold in a small rig, whose every cell the observer can watch."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limiter, "MANY", 0)
        yield


def noise(seed: int, frames: int, channels: int = CHANNELS) -> Iterator[Drive]:
    draw = np.random.default_rng(seed)
    for _ in range(frames):
        yield draw.random(channels, np.float32)


def strobed(frames: int) -> tuple[Guard, Memory, list[Drive]]:
    """Let a wall be noise for so many frames; gives what was sent in each, 0..1."""
    guard = Guard(WALL)
    memory, sent = guard.fresh_memory(), list[Drive]()
    for tick, drive in enumerate(noise(1, frames), start=1):
        sent.append(guard.limit(drive, memory, tick).levels.astype(np.float32) / np.float32(65535))
    return guard, memory, sent


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize("name", ADVERSARIES)
@settings(max_examples=6, deadline=None)
@given(seed=SEEDS)
def test_no_adversary_gets_more_than_three_flashes_a_second_out_of_it(name: str, seed: int) -> None:
    guarded = Guarded(SHOW)
    draw = np.random.default_rng(seed)
    skips = draw.random() < 0.3
    for drive in ADVERSARIES[name](draw, 150):
        drive[SHUTTER] = 1
        guarded.take(drive, skip=int(draw.integers(0, 6)) if skips and draw.random() < 0.2 else 0)
    assert guarded.held or name != "noise"
    assert seen(SHOW, guarded.lit, is_closed=True).failures(3) == ()


@pytest.mark.usefixtures("few_are_many")
@settings(max_examples=15, deadline=None)
@given(name=st.sampled_from(sorted(ADVERSARIES)), seed=SEEDS, frames=st.integers(1, 60))
def test_what_goes_dark_is_dark_in_one_frame(name: str, seed: int, frames: int) -> None:
    """By whatever makes it dark: nobody has to say that it is a blackout."""
    guarded = Guarded(SHOW)
    for drive in ADVERSARIES[name](np.random.default_rng(seed), frames):
        drive[SHUTTER] = 1
        guarded.take(drive)
    dark = np.where(SHUTTER, 1, 0).astype(np.float32)
    assert guarded.take(dark).max() == 0
    assert guarded.take(dark).max() == 0
    assert seen(SHOW, guarded.lit).failures(3) == ()


def test_noise_is_shown_as_what_it_is_in_the_mean() -> None:
    _, memory, sent = strobed(300)
    steady = np.stack(sent[150:])
    assert np.count_nonzero(memory.slow) > 0.9 * len(memory.slow)
    assert np.abs(np.diff(steady, axis=0)).mean() < 0.05, "and not as jumps of a third of full light"
    assert abs(float(steady.mean()) - 0.5) < 0.02
    assert float(steady.std(axis=0).mean()) > 0.03, "it moves on: nothing is frozen"


def test_a_wall_is_as_it_should_be_a_second_and_a_half_after_the_noise() -> None:
    guard, memory, _ = strobed(150)
    calm = np.resize(np.array([0.9, 0.4, 0.1], np.float32), CHANNELS)
    for tick in range(151, 151 + 66):
        levels = guard.limit(calm, memory, tick).levels
    assert np.abs(levels / 65535 - calm).max() <= 1 / 255
    assert not len(memory.slow)
    snap = np.full(CHANNELS, 0.1, np.float32)
    for tick in range(300, 302):
        levels = guard.limit(snap, memory, tick).levels
    assert np.abs(levels / 65535 - snap).max() <= 1 / 255, "and what is harmless passes unchanged again"


def test_a_blackout_does_not_wait_for_those_that_are_slow() -> None:
    guard, memory, _ = strobed(150)
    drive = np.random.default_rng(2).random(CHANNELS, np.float32)
    drive[: CHANNELS // 2] = 0
    assert len(memory.slow)
    levels = guard.limit(drive, memory, 151, Conditions(is_dark=True, is_urgent=True)).levels
    assert levels[: CHANNELS // 2].max() == 0
    assert not len(memory.slow) or not memory.slow[: CHANNELS // 6].any()


def test_nor_does_panic_and_whoever_may_is_at_its_look_at_once() -> None:
    guard, memory, _ = strobed(150)
    look = np.full(CHANNELS, 0.8, np.float32)
    was_slow = memory.slow
    levels = guard.limit(look, memory, 151, Conditions(is_urgent=True)).levels
    there = (np.abs(levels / 65535 - look) <= 1 / 255).reshape(-1, 3).all(axis=1)
    assert np.count_nonzero(there & was_slow) > 0.1 * len(was_slow)


def test_what_goes_nearly_dark_is_there_in_one_frame() -> None:
    guard, memory, _ = strobed(150)
    nearly = np.full(CHANNELS, 2 / 255, np.float32)
    levels = guard.limit(nearly, memory, 151).levels
    assert np.abs(levels / 65535 - nearly).max() <= 1 / 255


def test_a_picture_that_moves_on_and_on_is_let_go_all_the_same() -> None:
    """Its colours go round, so one of the three is always far: no cell would be near at any time."""
    guard, memory, _ = strobed(44)
    around = np.arange(CHANNELS) // 3 / 700 + np.arange(CHANNELS) % 3 / 3
    held = list[int]()
    for tick in range(45, 45 + 8 * 44):
        drive = (0.5 + 0.4 * np.sin(2 * np.pi * (around + tick / 176))).astype(np.float32)
        held.append(guard.limit(drive, memory, tick).held.cells)
    assert held[0]
    assert not any(held[6 * 44 :])


def test_a_part_of_the_way_in_whole_numbers_is_that_part_in_fractions() -> None:
    """From each of the 256 levels to each other one: rounded alike, also where it lies between two."""
    half = slice(0, 40000)
    wire = Wire(show_of(SQUARE))
    before, wanted = (np.repeat(each.ravel() * 257, 3).astype(np.uint16) for each in np.indices((256, 256)))
    for slow in (np.ones(65536, np.bool_), np.arange(65536) % 3 == 0, np.arange(65536) % 50 != 7):
        part = np.where(slow, np.where(np.arange(65536) < half.stop, SLOWLY, 0), 1).astype(np.float32)
        went = wire.slowly(before, wanted, slow, half, None)
        assert np.array_equal(went, wire.between(before, wanted, part, None))
        stays = np.zeros(len(went), np.bool_)  # so it goes the long way round
        assert np.array_equal(went, wire.slowly(before, wanted, slow, half, stays))


def test_harmless_pictures_on_a_wall_make_nobody_slow() -> None:
    guard = Guard(WALL)
    memory = guard.fresh_memory()
    cells = np.arange(CHANNELS, dtype=np.float32) // 3
    for tick in range(1, 200):
        drive = (0.5 + 0.5 * np.sin(cells / 50 + tick * 2 * np.pi / 88)).astype(np.float32)
        guarded = guard.limit(drive, memory, tick)
        assert not len(memory.slow)
        assert guarded.held.cells == 0
        assert np.abs(guarded.levels / 65535 - drive).max() <= 1 / 255


def test_a_memory_knows_who_was_slow_and_goes_on_from_there() -> None:
    guard, memory, _ = strobed(100)
    kept = Memory.from_arrays(memory.to_arrays())
    assert np.count_nonzero(kept.slow)
    for tick, drive in enumerate(noise(3, 60), start=101):
        one, other = guard.limit(drive, memory, tick), guard.limit(drive, kept, tick)
        assert np.array_equal(one.levels, other.levels)
    assert np.array_equal(memory.slow, kept.slow)


@pytest.mark.skipif(load_kernels(WORTH) is None, reason="numba is not installed: pip install 'kintsugi-show[fast]'")
@pytest.mark.parametrize("show", [WALL, LARGE], ids=["wall", "large wall"])
def test_compiled_passes_make_the_same_cells_slow(show: Show) -> None:
    plain, compiled = Guard(show), Guard(show)
    channels = len(show.patch.channel_cell)
    plain._use(None)
    compiled._use(load_kernels(WORTH))
    first, second = plain.fresh_memory(), compiled.fresh_memory()
    fading = np.linspace(0, 1, 120, dtype=np.float32)
    for tick, drive in enumerate(noise(4, 240, channels), start=1):
        given = drive if tick % 120 < 60 else np.full(channels, fading[tick % 120], np.float32)
        one, other = plain.limit(given, first, tick), compiled.limit(given, second, tick)
        assert np.array_equal(one.levels, other.levels)
        assert np.array_equal(first.slow, second.slow)
        assert one.held == other.held


def evening(seed: int, channels: int) -> Iterator[Drive]:
    """Noise on a wall, some of whose cells rest, fade, snap or leave the noise, and at times all of it together."""
    draw = np.random.default_rng(seed)
    rests, fades, snaps = (np.repeat(draw.random(channels // 3) < share, 3) for share in (0.05, 0.02, 0.01))
    for frame in range(260):
        drive = draw.random(channels, np.float32)
        drive[rests] = 0.4
        drive[fades] = 0.5 + 0.5 * np.sin(frame / 20)
        drive[snaps] = frame // 90 % 2
        if frame % 100 > 80:
            drive[: channels // 2] = 0.7
        if 120 < frame < 140:
            drive[:] = frame // 2 % 2
        yield drive


@settings(max_examples=8, deadline=None)
@given(seed=SEEDS)
def test_who_looks_at_one_half_sees_what_who_looks_at_all_sees(seed: int) -> None:
    """Of what the guard remembers nothing differs, whatever the cells do that are not slow."""
    channels = len(LARGE.patch.channel_cell)
    sparing, thorough, halves = Guard(LARGE), Guard(LARGE), 0
    for guard in (sparing, thorough):
        guard._use(None)
    first, second = sparing.fresh_memory(), thorough.fresh_memory()
    ticks = np.cumsum(1 + (np.random.default_rng(seed).random(260) < 0.1))
    for tick, drive in zip(ticks.tolist(), evening(seed, channels), strict=True):
        with pytest.MonkeyPatch.context() as patch:
            looked = list[HalfLook]()
            patch.setattr(HalfLook, "_light", spied(HalfLook._light, looked))
            one = sparing.limit(drive, first, tick)
            halves += bool(looked)
            patch.setattr(Plain, "_others", lambda *_: None)
            other = thorough.limit(drive, second, tick)
        assert np.array_equal(one.levels, other.levels)
        assert one.held == other.held
    assert halves > 50
    kept, known = first.to_arrays(), second.to_arrays()
    assert all(np.array_equal(kept[name], known[name], equal_nan=kept[name].dtype.kind == "f") for name in known)


def spied(way: Callable[[HalfLook], None], told: list[HalfLook]) -> Callable[[HalfLook], None]:
    """Note each call."""

    def spy(look: HalfLook) -> None:
        told.append(look)
        way(look)

    return spy


def test_an_engine_that_skips_every_other_tick_lets_each_half_follow() -> None:
    guard = Guard(WALL)
    memory = guard.fresh_memory()
    for tick, drive in enumerate(noise(5, 100), start=1):
        guard.limit(drive, memory, 2 * tick)
    before, moved = memory.levels, np.zeros(CHANNELS, np.bool_)
    for tick, drive in enumerate(noise(6, 4), start=101):
        moved |= guard.limit(drive, memory, 2 * tick).levels != before
        before = memory.levels
    assert moved.reshape(-1, 3).any(axis=1).mean() > 0.9
