"""Whatever is painted, nobody sees more than three flashes in any second: judged at the lamps by the observer."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.frame.adversaries import ADVERSARIES, CHANNELS, SHOW, SHUTTER, Guarded
from tests.shows import seen

FRAMES = 110
SEEDS = st.integers(0, 2**32 - 1)


def play(guarded: Guarded, name: str, seed: int, frames: int = FRAMES) -> None:
    draw = np.random.default_rng(seed)
    skips = draw.random() < 0.3
    for drive in ADVERSARIES[name](draw, frames):
        drive[SHUTTER] = 1
        guarded.take(drive, skip=int(draw.integers(0, 6)) if skips and draw.random() < 0.2 else 0)


@pytest.mark.parametrize("name", ADVERSARIES)
@settings(max_examples=8, deadline=None)
@example(seed=2684)
@given(seed=SEEDS)
def test_no_adversary_makes_more_than_three_flashes_a_second_anywhere(name: str, seed: int) -> None:
    guarded = Guarded(SHOW)
    play(guarded, name, seed)
    assert seen(SHOW, guarded.lit, is_closed=True).failures(3) == ()


@settings(max_examples=8, deadline=None)
@example(first="wandering", second="bright_region", seed=164508)
@given(first=st.sampled_from(sorted(ADVERSARIES)), second=st.sampled_from(sorted(ADVERSARIES)), seed=SEEDS)
def test_nor_do_two_adversaries_one_after_the_other(first: str, second: str, seed: int) -> None:
    guarded = Guarded(SHOW)
    play(guarded, first, seed, FRAMES // 2)
    play(guarded, second, seed + 1, FRAMES // 2)
    assert seen(SHOW, guarded.lit, is_closed=True).failures(3) == ()


@settings(max_examples=5, deadline=None)
@given(period=st.integers(2, 30), seed=SEEDS, name=st.sampled_from(["blink", "sines", "steps_of_any_length", "hues"]))
def test_no_picture_flashes_on_and_on(period: int, seed: int, name: str) -> None:
    guarded = Guarded(SHOW)
    draw = np.random.default_rng(seed)
    if name == "blink":
        levels = (np.arange(9 * SHOW.fps) // period % 2).astype(np.float32)
        for level in levels:
            guarded.take(np.where(SHUTTER, 1, level).astype(np.float32))
    else:
        play(guarded, name, int(draw.integers(1 << 30)), 9 * SHOW.fps)
    report = seen(SHOW, guarded.lit)
    assert report.failures(3) == ()
    assert report.long_runs() == ()


@pytest.mark.parametrize(
    "name", ["noise", "opposed_halves", "reds", "dim_and_bright_reds", "reds_on_the_way", "cyan_beside_red", "hues"]
)
def test_the_observer_would_have_seen_these_without_the_guard(name: str) -> None:
    draw = np.random.default_rng(5)
    free = Guarded(SHOW)
    for drive in ADVERSARIES[name](draw, FRAMES):
        drive[SHUTTER] = 1
        free.memory = Guarded(SHOW).memory
        free.take(drive)
    assert seen(SHOW, free.lit).failures(3)


@settings(max_examples=25, deadline=None)
@given(name=st.sampled_from(sorted(ADVERSARIES)), seed=SEEDS, frames=st.integers(1, 60))
def test_blackout_is_dark_in_one_frame_after_any_history_and_stays_within_the_limit(
    name: str, seed: int, frames: int
) -> None:
    guarded = Guarded(SHOW)
    play(guarded, name, seed, frames)
    dark = np.where(SHUTTER, 1, 0).astype(np.float32)
    assert guarded.take(dark).max() == 0
    for _ in range(20):
        assert guarded.take(dark).max() == 0
    assert seen(SHOW, guarded.lit).failures(3) == ()


@settings(max_examples=20, deadline=None)
@given(name=st.sampled_from(sorted(ADVERSARIES)), seed=SEEDS, frames=st.integers(1, 60))
def test_holding_still_is_always_allowed(name: str, seed: int, frames: int) -> None:
    guarded = Guarded(SHOW)
    play(guarded, name, seed, frames)
    still = (guarded.memory.levels / 65535).astype(np.float32)
    held = guarded.held
    light = guarded.lit[-1][1]
    assert np.array_equal(guarded.take(still), light)
    assert guarded.held == held


@settings(max_examples=20, deadline=None)
@given(values=st.lists(st.floats(allow_nan=True, allow_infinity=True, width=32), min_size=CHANNELS, max_size=CHANNELS))
def test_what_is_no_number_or_beyond_full_is_clamped(values: list[float]) -> None:
    light = Guarded(SHOW).take(np.array(values, np.float32))
    assert np.isfinite(light).all()
    assert light.min() >= 0
    assert light.max() <= 2
