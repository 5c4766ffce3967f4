"""Colours in all their forms, and temperatures by two ways that know nothing of each other."""

import re

import pytest

from controller.model.color import of_temperature, of_xy, read_color
from controller.model.units import parse_color
from fixtures.temperature import light_of_temperature


def test_names_and_hex_are_read_as_before() -> None:
    assert read_color("gold") == parse_color("gold")


def test_rgb_is_linear_light() -> None:
    assert read_color({"rgb": [1, "50%", 0]}) == (1, 0.5, 0)


@pytest.mark.parametrize(
    ("hsv", "hex_"),
    [([0, 1, 1], "#ff0000"), ([30, 1, 1], "#ff8000"), ([120, "100%", "50%"], "#008000"), ([240, 0.5, 1], "#8080ff")],
)
def test_hsv_is_what_a_colour_picker_shows(hsv: list[object], hex_: str) -> None:
    assert read_color({"hsv": hsv}) == pytest.approx(parse_color(hex_), abs=0.005)


def test_the_white_point_of_srgb_is_white() -> None:
    assert of_xy(0.3127, 0.3290) == pytest.approx((1, 1, 1), abs=0.002)


@pytest.mark.parametrize("kelvin", [1667, 2000, 2700, 3200, 4000, 5600, 6500, 9300, 20000, 25000])
def test_temperatures_agree_with_the_law_of_planck(kelvin: int) -> None:
    assert of_temperature(kelvin) == pytest.approx(light_of_temperature(kelvin), abs=0.02)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"cct": "900K"}, "900K is out of range; a temperature is between 1667K and 25000K"),
        ({"cct": "warm"}, "'warm' is not a colour temperature; write 3200K"),
        ({"xy": [0.3, 0]}, "is no chromaticity"),
        ({"hsv": [400, 1, 1]}, "400 is no hue; write degrees between 0 and 360"),
        ({"rgb": [1, 1]}, "rgb needs a list of 3 numbers, such as [1, 0.5, 0]"),
        ({"cmyk": [1]}, "a colour is one of rgb, hsv, xy, cct"),
        ({}, "a colour is one of rgb, hsv, xy, cct"),
    ],
)
def test_what_is_no_colour_is_told(written: object, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        read_color(written)
