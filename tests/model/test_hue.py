"""The colour wheel without trigonometry."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.model.hue import rotate, wheel

UNIT = st.floats(0, 1, width=32)


def test_the_wheel_goes_from_red_by_green_and_blue_back_to_red() -> None:
    thirds = wheel(np.array([0, 1 / 3, 2 / 3, 1, -1], np.float32))
    assert np.allclose(thirds.T, [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0], [1, 0, 0]], atol=1e-6)


@given(st.floats(-10, 10, width=32))
def test_every_colour_of_the_wheel_is_pure(turn: float) -> None:
    color = wheel(np.array([turn], np.float32))
    assert color.max() == pytest.approx(1, abs=1e-5)
    assert color.min() == pytest.approx(0, abs=1e-5)


@given(st.tuples(UNIT, UNIT, UNIT), st.floats(-3, 3, width=32))
def test_a_turned_colour_keeps_its_brightest_and_its_darkest_component(
    color: tuple[float, float, float], turn: float
) -> None:
    rgb = np.array([color], np.float32).T
    turned = rotate(rgb, np.array([turn], np.float32))
    assert turned.max() == pytest.approx(rgb.max(), abs=1e-5)
    assert turned.min() == pytest.approx(rgb.min(), abs=1e-5)


@given(st.tuples(UNIT, UNIT, UNIT))
def test_a_third_of_a_turn_three_times_is_no_turn(color: tuple[float, float, float]) -> None:
    rgb = turned = np.array([color], np.float32).T
    for _ in range(3):
        turned = rotate(turned, np.array([1 / 3], np.float32))
    assert np.allclose(turned, rgb, atol=1e-4)


def test_grey_has_no_hue_to_turn() -> None:
    grey = np.full((3, 1), 0.3, np.float32)
    assert np.array_equal(rotate(grey, np.array([0.4], np.float32)), grey)
