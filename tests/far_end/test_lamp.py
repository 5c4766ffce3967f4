"""Lamps: which light comes of which slots."""

import numpy as np
import pytest

from fixtures.lamp import lamp_of, seen_light
from fixtures.library import load_profiles

PROFILES = load_profiles()


def light_of(model: str, *slots: int, t: float = 0.0) -> list[float]:
    lamp = lamp_of(PROFILES[f"generic/{model}"].modes[0])
    return [float(part) for part in seen_light(lamp, np.array([slots], np.uint8), t)[0]]


def test_light_is_proportional_to_the_slot() -> None:
    assert light_of("rgb", 255, 51, 0) == pytest.approx([1.0, 0.2, 0.0])


def test_a_dimmer_multiplies_its_colours() -> None:
    assert light_of("rgb-dimmer", 51, 255, 0, 255) == pytest.approx([0.2, 0.0, 0.2])


def test_a_lamp_without_colours_is_white() -> None:
    assert light_of("dimmer", 102) == pytest.approx([0.4, 0.4, 0.4])


def test_sixteen_bits_are_read_coarse_then_fine() -> None:
    assert light_of("dimmer-16bit", 0x12, 0x34)[0] == pytest.approx(0x1234 / 65535)


def test_white_adds_to_every_colour() -> None:
    assert light_of("rgbw-par", 255, 102, 0, 0, 51, 255) == pytest.approx([0.6, 0.2, 0.2])


def test_a_closed_shutter_is_dark() -> None:
    assert light_of("rgbw-par", 255, 255, 255, 255, 0, 0) == [0, 0, 0]


def test_a_strobing_shutter_blinks_by_itself() -> None:
    """20 Hz: lit for 25 ms, dark for 25 ms."""
    assert light_of("rgbw-par", 255, 255, 0, 0, 0, 223, t=0.01)[0] == 1.0
    assert light_of("rgbw-par", 255, 255, 0, 0, 0, 223, t=0.03)[0] == 0.0


def test_fog_gives_no_light() -> None:
    assert light_of("fog", 255) == [0, 0, 0]


def test_many_fixtures_are_lit_at_once_and_apart() -> None:
    lamp = lamp_of(PROFILES["generic/rgb"].modes[0])
    slots = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255]], np.uint8)
    light = seen_light(lamp, slots, 0.0)
    assert light.dtype == np.float32
    assert np.array_equal(light, np.eye(3, dtype=np.float32))
