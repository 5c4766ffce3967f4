"""Chance that can be replayed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from controller.model import chance


def test_the_first_number_is_that_of_the_published_generator() -> None:
    assert chance.uniform(0, 1)[0] == (0xE220A8397B1DCDAF >> 11) / 2**53  # SplitMix64 of seed 0


def test_keys_are_the_same_on_every_machine() -> None:
    assert chance.key("storm", 7) == 0x4AA354E2365A8FA0


@given(st.integers(), st.integers(0, 200), st.integers(0, 200))
def test_a_number_does_not_depend_on_how_many_are_drawn(seed: int, few: int, many: int) -> None:
    shared = min(few, many)
    assert np.array_equal(chance.uniform(seed, few)[:shared], chance.uniform(seed, many)[:shared])


@given(st.integers())
def test_numbers_lie_between_nought_and_one(seed: int) -> None:
    drawn = chance.uniform(seed, 1000)
    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert 0.4 < drawn.mean() < 0.6


def test_every_part_of_a_key_matters() -> None:
    keys = [chance.key("a", 1), chance.key("a", 2), chance.key("b", 1), chance.key(1, "a"), chance.key("a")]
    assert len(set(keys)) == len(keys)
