"""Split times, delays, curves and times of parts, seen at the lamps."""

from itertools import pairwise

import pytest

from controller.model.curve import CURVES
from controller.model.intent import Back, Go
from tests.shows import FPS, Played

SHOW = """
show: {name: Times, fps: 40}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  lamp: {profile: generic/dimmer-16bit, count: 4, at: lamps 1/1}
  tile: {profile: generic/rgb, count: 2, at: lamps 1/101}
cues:
  - {cue: 1, look: {lamp 1-2: {level: 100%}, tile: {level: 100%, color: red}}, fade: 0s}
  - cue: 2
    look: {lamp 1-2: {level: 0%}, lamp 3-4: {level: 100%}, tile: {color: blue}}
    TIMES
policy: {go_lockout: 0s}
"""
NEAR = 0.002


def played(times: str) -> Played:
    played = Played(SHOW.replace("TIMES", times))
    played.give(Go())
    played.run(0.1)
    return played


def levels(played: Played) -> list[float]:
    return [round(float(played.light[cell].max()), 3) for cell in range(4)]


def after(times: str, seconds: float) -> Played:
    """Play the second cue for some seconds."""
    each = played(times)
    each.give(Go())
    each.run(seconds)
    return each


def test_what_rises_and_what_falls_take_their_own_times() -> None:
    each = after("fade: {up: 1s, down: 4s}", 0.5)
    assert levels(each) == pytest.approx([0.875, 0.875, 0.5, 0.5], abs=NEAR)
    each.run(0.5)
    assert levels(each) == pytest.approx([0.75, 0.75, 1, 1], abs=NEAR)
    each.run(3)
    assert levels(each) == [0, 0, 1, 1]


def test_one_of_the_two_times_stands_for_both_where_the_other_is_left_out() -> None:
    assert levels(after("fade: {down: 2s}", 1)) == pytest.approx([0.5] * 4, abs=NEAR)


def test_a_delay_holds_the_fade_back_and_the_fade_keeps_its_length() -> None:
    each = after("fade: 1s\n    delay: {up: 2s, down: 0s}", 1)
    assert levels(each) == [0, 0, 0, 0]
    each.run(1.5)
    assert levels(each) == pytest.approx([0, 0, 0.5, 0.5], abs=NEAR)


def test_an_attribute_has_times_of_its_own() -> None:
    each = after("fade: 1s\n    times: {color: {fade: 2s, delay: 1s}}", 1)
    assert levels(each) == [0, 0, 1, 1]
    assert tuple(each.light[4]) == (1, 0, 0)
    each.run(1)
    assert each.light[4] == pytest.approx([0.5, 0, 0.5], abs=0.01)
    each.run(1)
    assert tuple(each.light[4]) == (0, 0, 1)


def test_a_part_of_the_rig_has_times_of_its_own_and_later_parts_win() -> None:
    times = "fade: 1s\n    parts: {lamp 2-3: {fade: 4s}, lamp 3: {delay: 1s}, tile: {times: {color: 2s}}}"
    each = after(times, 1)
    assert levels(each) == pytest.approx([0, 0.75, 0, 1], abs=NEAR)
    assert each.light[4] == pytest.approx([0.5, 0, 0.5], abs=0.01)
    each.run(4)
    assert levels(each) == [0, 0, 1, 1]


def test_a_follow_after_the_fade_waits_for_the_longest_of_all_times() -> None:
    each = after("fade: 1s\n    delay: 500ms\n    parts: {lamp 3: {fade: 3s}}", 0)
    step = each.state.lists[0].steps[-1]
    assert step.fade_ticks == round(3.5 * FPS)


@pytest.mark.parametrize(
    ("curve", "half"),
    [("linear", 0.5), ("ease-in", 0.25), ("ease-out", 0.75), ("s-curve", 0.5), ("ease-in-out", 0.5)],
)
def test_a_curve_shapes_the_fade(curve: str, half: float) -> None:
    assert levels(after(f"fade: 2s\n    curve: {curve}", 1))[2] == pytest.approx(half, abs=NEAR)


def test_a_curve_of_points_goes_through_them() -> None:
    each = after("fade: 2s\n    curve: [[0, 0], [0.25, 0.8], [1, 1]]", 0.5)
    assert levels(each)[2] == pytest.approx(0.8, abs=NEAR)
    each.run(0.75)
    assert levels(each)[2] == pytest.approx(0.9, abs=NEAR)


@pytest.mark.parametrize("name", CURVES)
def test_every_named_curve_rises_from_nothing_to_all(name: str) -> None:
    curve = CURVES[name]
    risen = [curve.at(step / 1000) for step in range(1001)]
    assert risen == sorted(risen)
    assert (risen[0], risen[-1]) == (0, 1)


def test_times_go_on_over_a_fade_that_still_runs_without_a_jump() -> None:
    each = after("fade: {up: 1s, down: 4s}", 0.5)
    each.give(Back())
    each.run(1)
    for cell in range(4):
        shown = each.levels(cell)
        steps = [abs(after - before) for before, after in pairwise(shown[8:])]
        assert max(steps) <= 1 / FPS + 0.01


def test_a_go_with_a_time_takes_it_for_everything() -> None:
    each = played("fade: {up: 9s, down: 5s}\n    delay: 3s")
    each.give(Go(fade_s=2))
    each.run(1)
    assert levels(each) == pytest.approx([0.5] * 4, abs=NEAR)


def test_a_go_with_a_time_out_of_range_is_refused() -> None:
    record = played("fade: 1s").give(Go(fade_s=-1))
    assert (record.ok, "out of range" in record.text) == (False, True)
