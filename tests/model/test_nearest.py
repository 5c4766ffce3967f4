"""Which of many places is nearest: buckets and the tree of boxes give what measuring everything gives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model import chance
from controller.model.buckets import Places
from controller.model.nearest import nearest


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


@settings(deadline=None, max_examples=40)
@given(
    st.integers(0, 99),
    st.integers(2048, 2500),
    st.sampled_from([(1.0, 1.0, 1.0), (1.0, 1.0, 0.0), (1.0, 0.001, 0.0), (9.0, 0.0, 4.0), (0.0, 0.0, 2.0)]),
    st.sampled_from([0.0, 0.5, 8.0]),
    st.sampled_from([0.05, 0.4, float("inf")]),
)
def test_scattered_places_of_any_shape_are_found(
    seed: int, count: int, extent: tuple[float, float, float], off: float, within: float
) -> None:
    there = chance.uniform(seed, 3 * count).reshape(count, 3) * extent
    here = (chance.uniform(seed + 7, 600).reshape(200, 3) * 1.4 - 0.2) * extent + off * chance.uniform(seed, 1)
    numbers, ways = measured(here, there)
    found, away = nearest(here, there, within=within)
    near = ways <= within
    assert found[near].tolist() == np.array(numbers)[near].tolist()
    assert np.array_equal(away[near], ways[near])
    assert not np.isfinite(away[~near]).any()


def test_a_crowd_in_one_place_is_measured_too() -> None:
    there = np.concatenate([np.zeros((2500, 3)), np.array([[5.0, 5.0, 0.0]]), np.full((400, 3), 0.001)])
    here = np.array([[4.0, 4.0, 0.0], [0.0, 0.0, 0.1], [0.002, 0.002, 0.0]])
    assert nearest(here, there)[0].tolist() == measured(here, there)[0]


def test_what_is_too_far_is_not_found() -> None:
    found, away = nearest(np.array([[0.0, 0, 0], [9.0, 0, 0]]), np.array([[1.0, 0, 0]]), within=2.0)
    assert found.tolist() == [0, 0]
    assert away.tolist() == [1.0, np.inf]


def test_nobody_and_nowhere_are_answered_too() -> None:
    nobody = np.zeros((0, 3))
    assert nearest(np.zeros((2, 3)), nobody)[1].tolist() == [np.inf, np.inf]
    assert len(nearest(nobody, np.zeros((2, 3)))[0]) == 0
