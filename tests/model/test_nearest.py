"""Which of many places is nearest: the tree of boxes gives what measuring everything gives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model import chance
from controller.model.nearest import Places, nearest


def places(seed: int, count: int, grid: int) -> Places:
    """Scattered places, many of them equal."""
    return np.floor(chance.uniform(seed, 3 * count).reshape(count, 3) * grid)


def measured(points: Places, targets: Places) -> tuple[list[int], Places]:
    away = np.sqrt(((points[:, None] - targets[None]) ** 2).sum(axis=2))
    return [int(row.argmin()) for row in away], away.min(axis=1)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 99), st.integers(1, 120), st.integers(1, 200), st.sampled_from([1, 3, 50]))
def test_the_nearest_of_equals_is_the_first(seed: int, points: int, targets: int, grid: int) -> None:
    here, there = places(seed, points, grid), places(seed + 1, targets, grid)
    numbers, ways = measured(here, there)
    found, away = nearest(here, there)
    assert found.tolist() == numbers
    assert np.array_equal(away, ways)


def test_what_is_too_far_is_not_found() -> None:
    found, away = nearest(np.array([[0.0, 0, 0], [9.0, 0, 0]]), np.array([[1.0, 0, 0]]), within=2.0)
    assert found.tolist() == [0, 0]
    assert away.tolist() == [1.0, np.inf]


def test_nobody_and_nowhere_are_answered_too() -> None:
    nobody = np.zeros((0, 3))
    assert nearest(np.zeros((2, 3)), nobody)[1].tolist() == [np.inf, np.inf]
    assert len(nearest(nobody, np.zeros((2, 3)))[0]) == 0
