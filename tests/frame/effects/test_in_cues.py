"""Effects: functions of place and time, while their cue is current."""

import numpy as np

from controller.frame.effects.tables import sine
from controller.model.intent import Go, Pause, Release, Resume
from tests.shows import FPS, Played, largest_step

ROW = """
show: {name: Row, fps: 40, seed: 3}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {lamp: {profile: generic/rgb, count: 20, layout: {line: 19}, at: lamps 1/1}}
cues:
  - {cue: 1, look: {lamp: {color: "#804020", level: 80%}}, effect: EFFECT, fade: 1s}
  - {cue: 2, look: {lamp: {level: 50%}}, fade: 1s}
"""


def row(effect: str) -> Played:
    played = Played(ROW.replace("EFFECT", effect))
    played.go()
    played.run(2)
    return played


def test_a_wave_travels_along_its_direction() -> None:
    played = row("{wave: {of: level, period: 4s, amount: 50%, length: 8, direction: right}}")
    before = played.light[:, 0].copy()
    played.run(1)
    assert np.allclose(played.light[2:, 0], before[:-2], atol=2 / 255)


def test_a_breath_moves_all_together_and_dips_as_deep_as_it_says() -> None:
    played = row("{breathe: {of: level, period: 4s, amount: 40%}}")
    played.run(4)
    brightest = np.array([lit.light[:, 0].max() for lit in played.lit[-4 * FPS :]])
    assert np.ptp(played.light, axis=0).max() == 0
    assert abs(brightest.min() / brightest.max() - 0.6) < 0.05


def test_a_sparkle_lights_some_cells_at_a_time() -> None:
    played = row("{sparkle: {of: level, period: 4s, amount: 60%}}")
    played.run(2)
    bright = played.light[:, 0] > played.light[:, 0].min() + 0.02
    assert 1 <= bright.sum() <= 12


def test_a_hue_wave_keeps_the_brightness() -> None:
    played = row("{wave: {of: hue, period: 4s, amount: 50%, length: 8}}")
    assert np.ptp(played.light.max(axis=1)) <= 2 / 255
    assert np.ptp(played.light[:, 1]) > 0.02


def test_an_effect_fades_in_and_out_with_its_cue() -> None:
    played = row("{wave: {of: level, period: 4s, amount: 90%, length: 8}}")
    played.go()
    played.run(1)
    assert np.ptp(played.light, axis=0).max() == 0
    assert largest_step(played.lit) < 0.05


def test_an_effect_is_the_same_however_many_ticks_were_skipped() -> None:
    effect = "{sparkle: {of: level, period: 4s, amount: 60%}}"
    smooth, late = row(effect), row(effect)
    smooth.run(7)
    late.jump(7)
    assert np.array_equal(smooth.slots, late.slots)


def test_a_pause_stops_the_effect_too() -> None:
    played = row("{breathe: {of: level, period: 4s, amount: 40%}}")
    played.give(Pause())
    before = played.slots
    played.run(1)
    assert np.array_equal(played.slots, before)
    played.give(Resume())
    played.run(1)
    assert not np.array_equal(played.slots, before)


def test_the_sine_table_is_a_sine() -> None:
    turns = np.linspace(-2, 2, 1001)
    assert np.allclose(sine(turns), np.sin(2 * np.pi * turns), atol=2e-3)


TWO = """
show: {name: Two, fps: 40, seed: 3}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {lamp: {profile: generic/rgb, count: 20, layout: {line: 19}, at: lamps 1/1}}
cues:
  - {cue: 1, look: {lamp: {color: red, level: 80%}}, effect: {strobe: {of: level, period: 600ms}}, fade: 0s}
lists:
  upper: {priority: UPPER, cues: [{cue: 1, look: {lamp 1-10: {level: 60%}}, EFFECT fade: 1s}], release: 1s}
"""


def test_an_effect_moves_nothing_that_a_list_of_higher_priority_holds() -> None:
    played = Played(TWO.replace("UPPER", "5").replace("EFFECT", ""))
    played.go()
    played.run(1)
    played.give(Go("upper"))
    played.run(1.1)
    start = len(played.lit)
    played.run(2)
    upper, lower = (np.array(played.levels(cell)[start:]) for cell in (3, 15))
    np.testing.assert_allclose(upper, 0.6, atol=0.01)
    assert np.ptp(lower) > 0.7
    played.give(Release("upper"))
    played.run(1.1)
    assert np.array_equal(played.light[3], played.light[15])


def test_the_effect_is_taken_over_as_smoothly_as_its_light() -> None:
    played = Played(
        TWO.replace("UPPER", "5")
        .replace("EFFECT", "")
        .replace("strobe: {of: level, period: 600ms}", "breathe: {of: level, period: 9s}")
    )
    played.go()
    played.run(1)
    played.give(Go("upper"))
    start = len(played.lit)
    played.run(1.1)
    assert largest_step(played.lit[start:]) < 0.04


def test_an_effect_that_shares_its_priority_or_has_a_higher_one_lies_over_the_picture() -> None:
    for priority, effect in (("0", ""), ("5", "effect: {breathe: {of: level, period: 1s}},")):
        played = Played(TWO.replace("UPPER", priority).replace("EFFECT", effect))
        played.go()
        played.run(0.5)
        played.give(Go("upper"))
        played.run(1.1)
        start = len(played.lit)
        played.run(2)
        assert np.ptp(played.levels(3)[start:]) > 0.15
