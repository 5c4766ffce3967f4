"""What the beams of moving heads draw: judged by the slots of pan and tilt."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.frame.effects.gallery import played
from tests.shows import FPS

HEADS = 5


def drawn(effect: str, seconds: float) -> NDArray[np.float64]:
    """Play an effect and read pan and tilt of every head off the slots: float64 [ticks, heads, 2], 0..1."""
    night = played(effect)
    row = next(number for number, universe in enumerate(night.show.patch.universes) if universe.node == "heads")
    night.run(seconds)
    slots = np.array([lit.frame.slots[row, : 8 * HEADS] for lit in night.lit[-round(seconds * FPS) :]], np.float64)
    heads = slots.reshape(-1, HEADS, 8)
    return np.stack([heads[:, :, 0] * 256 + heads[:, :, 1], heads[:, :, 2] * 256 + heads[:, :, 3]], axis=2) / 65535


def test_a_circle_is_round_and_as_large_as_it_says() -> None:
    way = drawn("{circle: {on: head, period: 4s, amount: 40%}}", 4)[:, 0]
    radius = np.hypot(*(way - 0.5).T)
    assert radius == pytest.approx(np.full(len(way), 0.2), abs=0.002)


def test_an_eight_crosses_itself_in_the_middle() -> None:
    way = drawn("{eight: {on: head, period: 4s, amount: 40%}}", 4)[:, 0] - 0.5
    assert np.ptp(way[:, 0]) == pytest.approx(0.4, abs=0.01)
    assert np.ptp(way[:, 1]) == pytest.approx(0.2, abs=0.01)
    crossings = np.flatnonzero(np.diff(np.sign(way[:, 0] + 1e-9)))
    assert len(crossings) == 2
    assert np.abs(way[crossings, 1]).max() < 0.03


def test_a_fan_opens_and_closes_while_its_middle_stands() -> None:
    way = drawn("{fan: {on: head, period: 4s, amount: 40%}}", 4)
    assert np.ptp(way[:, 2, 0]) == 0
    assert np.ptp(way[:, :, 1]) == 0
    assert way[:, 0, 0] + way[:, 4, 0] == pytest.approx(np.ones(len(way)), abs=0.001)
    assert np.ptp(way[:, 0, 0]) == pytest.approx(0.4, abs=0.01)
    assert np.ptp(way[:, 1, 0]) == pytest.approx(0.2, abs=0.01)


def test_spread_heads_draw_one_after_another() -> None:
    way = drawn("{circle: {on: head, period: 4s, amount: 40%, spread: 50%}}", 8)
    late = 2 * FPS
    assert way[late:, 4] == pytest.approx(way[:-late, 0], abs=0.002)


def test_a_wave_swings_tilt_through_the_row() -> None:
    way = drawn("{wave: {on: head, of: tilt, period: 4s, amount: 20%, length: 4}}", 4)
    assert np.ptp(way[:, :, 0]) == 0
    assert np.ptp(way[:, 0, 1]) == pytest.approx(0.2, abs=0.01)
    assert not np.allclose(way[:, 0, 1], way[:, 2, 1])


def test_a_figure_never_leaves_the_range_of_the_head() -> None:
    way = drawn("{circle: {on: head, period: 4s, amount: 100%}}", 4)
    assert way.min() >= 0
    assert way.max() <= 1
