"""Ticks are kept in sixteen bits, and none ever comes back young."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.frame.guard.ages import OLD, ROUND, ages, keep_young, short
from controller.frame.memory import Memory


def memory_of(signals: int) -> Memory:
    return Memory.fresh(channels=1, edges=np.array([0, signals]))


@settings(max_examples=40, deadline=None)
@given(
    steps=st.lists(st.sampled_from([1, 1, 2, 50, 1000, ROUND - 1, ROUND, ROUND + 1, 70_000]), min_size=1, max_size=60),
    signals=st.integers(1, 40),
    start=st.integers(0, 1 << 40),
)
def test_ages_are_true_or_old_however_the_ticks_go_on(steps: list[int], signals: int, start: int) -> None:
    memory = memory_of(signals)
    draw = np.random.default_rng(signals)
    tick = start
    keep_young(memory, tick)
    true = np.full((6, signals), start - OLD)
    for step in steps:
        tick += step
        keep_young(memory, tick)
        known = ages(memory.ends, tick)
        assert np.array_equal(np.minimum(known, OLD), np.minimum(tick - true, OLD))
        assert known.max() <= OLD + ROUND
        new = draw.random(true.shape) < 0.2
        memory.ends[new] = short(tick)
        true[new] = tick


@pytest.mark.parametrize("tick", [0, 1, 65_535, 65_536, 1 << 33])
def test_all_is_long_ago_when_a_night_begins(tick: int) -> None:
    memory = memory_of(5)
    keep_young(memory, tick)
    assert ages(memory.stamps, tick).min() == OLD
