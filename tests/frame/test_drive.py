"""Colour and intensity → slots, read back by the lamps."""

import numpy as np
import pytest

from tests.shows import Played, cell_of

LAMPS = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  tile: {profile: generic/rgb, at: lamps 1/1}
  spot: {profile: generic/rgb-dimmer, at: lamps 1/11}
  par: {profile: generic/rgbw-par, at: lamps 1/21}
  lamp: {profile: generic/dimmer, at: lamps 1/31}
  wide: {profile: generic/dimmer-16bit, at: lamps 1/41}
  flash: {profile: generic/strobe, at: lamps 1/51}
  bar: {profile: generic/rgb-dimmer, cells: 3, at: lamps 1/61}
zones: {all: "tile, spot, par, lamp, wide, flash, bar"}
cues: [{cue: 1, look: {all: {color: "#ffbc00", level: 40%}, bar: {level: 100%}}, fade: 0s}]
"""


@pytest.fixture
def played() -> Played:
    played = Played(LAMPS)
    played.go()
    return played


@pytest.mark.parametrize("fixture", ["tile", "spot", "par"])
def test_every_kind_of_coloured_lamp_shows_the_same_light(played: Played, fixture: str) -> None:
    light = played.light[cell_of(played.show, fixture)]
    assert np.allclose(light, [0.4, 0.4 * 0.502886, 0], atol=1.5 / 255)


def test_a_lamp_without_colours_shows_the_level(played: Played) -> None:
    assert np.allclose(played.light[cell_of(played.show, "lamp")], 0.4, atol=1 / 255)


def test_a_wide_channel_takes_two_slots_coarse_first(played: Played) -> None:
    coarse, fine = (int(slot) for slot in played.slots[0, 40:42])
    assert (256 * coarse + fine) / 65535 == pytest.approx(0.4, abs=1e-5)


def test_shutters_rest_at_open(played: Played) -> None:
    assert played.light[cell_of(played.show, "flash")].max() == pytest.approx(0.4, abs=1 / 255)
    assert played.slots[0, 25] == 255


def test_every_cell_of_a_bar_has_a_dimmer_of_its_own(played: Played) -> None:
    bar = cell_of(played.show, "bar")
    assert played.light[bar : bar + 3, 0].min() == 1


def test_white_is_what_red_green_and_blue_have_in_common() -> None:
    played = Played(LAMPS.replace("#ffbc00", "#ffffff"))
    played.go()
    assert played.slots[0, 20:25].tolist() == [102, 0, 0, 0, 255]


def test_the_console_sees_what_the_lamps_show(played: Played) -> None:
    assert np.allclose(played.lit[-1].frame.light.T, played.light, atol=1e-5)


def test_slots_that_nobody_uses_are_dark(played: Played) -> None:
    assert played.slots[0, 100:].max() == 0
