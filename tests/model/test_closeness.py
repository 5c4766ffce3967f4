"""Whether sets of places come near each other is what measuring every way says, and far fewer ways are looked at."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model import chance
from controller.model.buckets import Places
from controller.model.closeness import box_of, comes_within


def places(seed: int, count: int, grid: int) -> Places:
    """Scattered places, many of them equal."""
    return np.floor(chance.uniform(seed, 3 * count).reshape(count, 3) * grid)


def wall(columns: int, rows: int, origin: tuple[float, float, float]) -> Places:
    across, up = np.meshgrid(np.arange(columns) * 0.05, np.arange(rows) * 0.05)
    found: Places = np.stack([across.ravel(), up.ravel(), np.zeros(across.size)], axis=1) + np.array(origin)
    return found


def measured(one: Places, other: Places, within: float) -> bool:
    return bool((np.sqrt(((one[:, None] - other[None]) ** 2).sum(axis=2)) <= within).any())


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 99),
    st.integers(1, 400),
    st.integers(1, 400),
    st.sampled_from([1, 6, 60]),
    st.sampled_from([0, 3, 30]),
    st.sampled_from([0.0, 1.0, 2.0, 5**0.5, 9.0]),
)
def test_it_is_what_measuring_every_way_says(
    seed: int, one: int, other: int, grid: int, off: int, within: float
) -> None:
    here, there = places(seed, one, grid), places(seed + 1, other, grid) + np.array([off, 0, 0])
    assert comes_within(here, there, within) == measured(here, there, within)
    if box_of(here).is_beyond(box_of(there), within):
        assert not measured(here, there, within)


def test_two_heaps_of_thousands_in_one_place_each_are_compared_by_one_of_each() -> None:
    heap = np.zeros((3000, 3))
    assert comes_within(heap, heap + np.array([0, 2.0, 0]), 2.0)
    assert not comes_within(heap, heap + np.array([0, 2.0001, 0]), 2.0)


def test_walls_side_by_side_and_one_behind_the_other() -> None:
    here = wall(100, 40, (0, 0, 0))
    assert comes_within(here, wall(100, 40, (6.95, 0, 0)), 2.0001)
    assert not comes_within(here, wall(100, 40, (6.95, 0, 0)), 1.9999)
    assert comes_within(here, wall(100, 40, (0, 0, 2.0)), 2.0)
    assert not comes_within(here, wall(100, 40, (0.025, 0.025, 0)), 0.03), "between each other, and yet not so near"
