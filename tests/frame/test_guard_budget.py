"""Which swings are too many: to ask only those that may be near a limit finds the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.frame.guard.budget import SPARE, judge_some
from controller.frame.guard.followers import Followers, Swings
from controller.frame.guard.limits import Limits
from controller.frame.guard.picked import Picked
from controller.frame.guard.rules import READINGS
from controller.frame.memory import RING

SIGNALS = 600
TICK = 40_000
STRICT = Limits.of(3, 44)
SHAPE = (READINGS, SIGNALS)


def followers_of(draw: np.random.Generator, gap: int) -> Followers:
    """Let all have swung at most so many ticks apart, the newest first."""
    ages = np.cumsum(draw.integers(1, gap + 1, (RING + 1, *SHAPE)), axis=0)
    ticks = (TICK - ages).astype(np.uint16)
    return Followers(
        direction=draw.choice(np.array([-1, 1], np.int16), SHAPE),
        extreme=draw.integers(0, 32768, SHAPE).astype(np.int16),
        ends=ticks[0],
        telling=draw.random((2, SIGNALS)) < 0.5,
        counted=draw.random(SHAPE) < 0.8,
        stamps=ticks[1:].copy(),
        run=(draw.random(SHAPE) ** 4 * 1430).astype(np.int16),
    )


def swings_of(draw: np.random.Generator, part: float) -> Swings:
    """Let a part of all readings swing; of redness some join instead."""
    swings = Swings.empty(SIGNALS, np.dtype(np.int16))
    swings.turns[:] = draw.random(SHAPE) < part
    swings.joins[:] = (draw.random((2, SIGNALS)) < part) & ~swings.turns[2:4]
    swings.reds[:] = draw.random((2, SIGNALS)) < 0.5
    return swings


@pytest.mark.parametrize("gap", [6, 12, 20, 44, 200])
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), part=st.floats(0, 0.2), kept=st.integers(0, 2))
def test_whoever_made_few_transitions_and_has_run_for_a_short_time_need_not_be_asked(
    gap: int, seed: int, part: float, kept: int
) -> None:
    draw = np.random.default_rng(seed)
    followers, swings = followers_of(draw, gap), swings_of(draw, part)
    back = draw.integers(0, kept + 1, SIGNALS).astype(np.int8)
    picked = Picked.of(swings, followers)
    bad, most = judge_some(picked, followers, (TICK, STRICT), back)
    least = STRICT.transitions - SPARE - int(back.max(initial=0))
    also, told = judge_some(picked, followers, (TICK, STRICT), back, least)
    assert np.array_equal(bad, also)
    assert most.max(initial=0) == told.max(initial=0)
