"""Attributes of looks, read back from the slots that are sent and from the lamps at the far end."""

import numpy as np
import pytest

from tests.shows import Played, cell_of

RIG = """
show: {name: Heads, fps: 40}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  spot: {profile: generic/moving-spot, count: 2, at: lamps 1/1}
  head: {profile: generic/moving-spot-cmy, at: lamps 1/101}
  par: {profile: generic/rgbaw-uv, at: lamps 1/201}
  white: {profile: generic/cct, at: lamps 1/211}
  bar: {profile: generic/bar, at: lamps 1/221}
  box: {profile: generic/relay, at: lamps 1/301}
zones: {all: "spot, head, par", movers: "spot, head"}
palettes:
  front: {pan: 90deg, tilt: -45, zoom: 25deg}
  sunset: {color: {cct: 3000K}, level: 50%}
"""


def _played(*lines: str) -> Played:
    cues = "\n".join(f"  - {{cue: {n}, fade: 1s, look: {{{line}}}}}" for n, line in enumerate(lines, start=1))
    played = Played(f"{RIG}cues:\n{cues}\n")
    for _ in lines:
        played.go()
        played.run(1.5)
    return played


def _wide(played: Played, slot: int) -> float:
    return (256 * int(played.slots[0, slot - 1]) + int(played.slots[0, slot])) / 65535


def test_pan_and_tilt_are_degrees_of_the_profile() -> None:
    played = _played("movers: {pan: 90deg, tilt: -45}")
    for first in (1, 16, 101):
        assert _wide(played, first) == pytest.approx((90 + 270) / 540, abs=1e-4)
        assert _wide(played, first + 2) == pytest.approx((-45 + 135) / 270, abs=1e-4)


def test_what_is_not_set_stands_at_home() -> None:
    played = _played("spot: {level: 100%}")
    assert _wide(played, 1) == pytest.approx(0.5, abs=1e-4)
    assert played.slots[0, 7] == 255
    assert played.slots[0, 13] == 255


def test_pan_fades_smoothly() -> None:
    played = _played("spot 1: {pan: -270}")
    panned = [256 * int(lit.frame.slots[0, 0]) + int(lit.frame.slots[0, 1]) for lit in played.lit]
    assert max(np.abs(np.diff(panned))) < 65535 / 2 / 30


@pytest.mark.parametrize(
    ("line", "slot", "value"),
    [
        ("spot: {gobo: leaves}", 10, 79),
        ("spot: {gobo: 4}", 10, 111),
        ("spot: {color-wheel: Blue}", 9, 193),
        ("spot: {prism: on}", 11, 191),
        ("spot: {prism: 3-facet}", 11, 191),
        ("spot: {focus: 50%}", 12, 128),
        ("spot: {zoom: 25deg}", 13, 128),
        ("spot: {zoom: 100%}", 13, 255),
        ("spot: {iris: 20%}", 14, 51),
        ("spot: {frost: 0.4}", 15, 102),
        ("spot: {shutter: closed}", 8, 0),
        ("spot: {speed: 100%}", 5, 0),
        ("spot: {raw: {Gobo: 200}}", 10, 200),
        ("box: {raw: {Relay: 100%}}", 301, 255),
    ],
)
def test_an_attribute_reaches_its_slot(line: str, slot: int, value: int) -> None:
    assert int(_played(line).slots[0, slot - 1]) == pytest.approx(value, abs=1)


def test_a_line_over_mixed_fixtures_sets_those_that_have_it() -> None:
    played = _played("all: {pan: 0, color: red, level: 100%}")
    assert _wide(played, 1) == pytest.approx(0.5, abs=1e-4)
    assert played.light[cell_of(played.show, "par")].tolist() == pytest.approx([1, 0, 0], abs=0.01)


def test_ultraviolet_follows_the_level() -> None:
    played = _played("par: {uv: 100%, level: 100%, color: black}", "par: {level: 0}")
    lit = played.lit[60].light[cell_of(played.show, "par")]
    assert lit.tolist() == pytest.approx([0.05, 0, 0.1], abs=0.01)
    assert played.light[cell_of(played.show, "par")].max() == 0


def test_cyan_magenta_and_yellow_leave_the_colour_that_was_asked_for() -> None:
    played = _played("head: {color: {rgb: [1, 0.5, 0.25]}, level: 80%}")
    assert played.light[cell_of(played.show, "head")].tolist() == pytest.approx([0.8, 0.4, 0.2], abs=0.01)


def test_a_temperature_is_seen_on_warm_and_cold_white_as_on_colours() -> None:
    played = _played("'par, white': {color: {cct: 4000K}, level: 100%}")
    par, white = (played.light[cell_of(played.show, name)] for name in ("par", "white"))
    assert par.tolist() == pytest.approx([1, 0.653, 0.377], abs=0.02)
    assert white.tolist() == pytest.approx([1, 0.653, 0.377], abs=0.05)


def test_pixels_of_a_bar_are_cells_under_one_open_dimmer() -> None:
    played = _played("bar: {level: 50%, color: red}, bar cell 3: {color: blue}")
    first = cell_of(played.show, "bar")
    assert played.light[first : first + 8].tolist() == [
        pytest.approx([0, 0, 0.5] if cell == 2 else [0.5, 0, 0], abs=0.01) for cell in range(8)
    ]
    assert played.slots[0, 220] == 255
    assert np.allclose(played.lit[-1].frame.light.T, played.light, atol=0.01)


def test_a_palette_gives_its_values_and_the_line_wins() -> None:
    played = _played("spot: {palette: front, tilt: 0}, par: {palette: [front, sunset], level: 100%}")
    assert _wide(played, 1) == pytest.approx((90 + 270) / 540, abs=1e-4)
    assert _wide(played, 3) == pytest.approx(0.5, abs=1e-4)
    assert played.light[cell_of(played.show, "par")].tolist() == pytest.approx([1, 0.479, 0.154], abs=0.02)


def test_a_palette_stands_for_its_colour() -> None:
    played = _played("par: {color: sunset, level: 100%}")
    assert played.light[cell_of(played.show, "par")].tolist() == pytest.approx([1, 0.479, 0.154], abs=0.02)
