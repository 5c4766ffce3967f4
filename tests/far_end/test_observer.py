"""The observer against signals whose flashes are known by the rules of WCAG 2.3.1."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fixtures.flash_report import Flashing, FlashReport, Measure, Place
from fixtures.observer import RING, Observer, observe

FPS = 44
SECONDS = np.arange(10 * FPS) / FPS
WHITE = (1.0, 1.0, 1.0)


def judge(*cells: NDArray[np.float64], fps: int = FPS) -> FlashReport:
    """Judge the cells, each [frames] grey or [frames, 3], as fixtures of their own, one zone and the whole."""
    colored = [cell if cell.ndim == 2 else np.outer(cell, WHITE) for cell in cells]
    frames = np.stack(colored, axis=1).astype(np.float32)
    everything = tuple(range(len(cells)))
    places = [Place("fixture", str(number), (number,)) for number in everything]
    places += [Place("zone", "all", everything), Place("whole", "", everything)]
    return observe(places, [number / fps for number in range(len(frames))], frames)


def worst(report: FlashReport, kind: str, measure: Measure = "general") -> float:
    return max((found.flashes for found in report.worst if (found.kind, found.measure) == (kind, measure)), default=0.0)


def sine(hertz: float, low: float = 0.0, high: float = 1.0) -> NDArray[np.float64]:
    return low + (high - low) * (0.5 - 0.5 * np.cos(2 * np.pi * hertz * SECONDS))


def square(hertz: float, low: float = 0.0, high: float = 1.0, *, lit: float = 0.5) -> NDArray[np.float64]:
    return np.where((hertz * SECONDS + 1e-9) % 1.0 < lit, high, low)


def steps(*values: float, hold: int = 2) -> NDArray[np.float64]:
    return np.repeat(np.array(values, np.float64), hold)


@pytest.mark.parametrize("hertz", [2, 3, 4, 5])
def test_a_sine_flashes_as_often_as_it_swings(hertz: int) -> None:
    report = judge(sine(hertz))
    assert report.flashes() == hertz
    assert bool(report.failures(3)) is (hertz > 3)


@pytest.mark.parametrize("hertz", [1, 2, 3, 4, 11])
def test_a_square_wave_flashes_as_often_as_it_blinks(hertz: int) -> None:
    assert judge(square(hertz)).flashes() == hertz


def test_in_a_closed_second_a_change_at_each_of_its_ends_counts() -> None:
    for is_closed, flashes in ((False, 3.0), (True, 3.5)):
        observer = Observer([Place("whole", "", (0,))], is_closed=is_closed)
        for number, level in enumerate(square(3)):
            observer.see(number / FPS, np.full((1, 3), level, np.float32))
        assert observer.report().flashes() == flashes


def test_the_seventh_change_in_a_second_is_one_too_many() -> None:
    six = steps(0, 1, 0, 1, 0, 1, 0, hold=4)
    seven = steps(0, 1, 0, 1, 0, 1, 0, 1, hold=4)
    assert judge(six).failures(3) == ()
    assert judge(seven).flashes() == 3.5
    assert judge(seven).failures(3)


def test_opposed_halves_count_per_fixture_though_the_mean_is_flat() -> None:
    report = judge(square(8, lit=0.5), 1 - square(8, lit=0.5))
    assert worst(report, "fixture") > 3
    assert worst(report, "zone") == 0


def test_fixtures_that_take_turns_flash_together_as_a_zone() -> None:
    """2.2 Hz each, in turns: 4.4 flashes a second over the zone, though no fixture flashes too often."""
    report = judge(square(2.2, lit=0.2), np.roll(square(2.2, lit=0.2), 10))
    assert worst(report, "fixture") <= 3
    assert worst(report, "zone") > 3
    assert worst(report, "whole") == worst(report, "zone")


def test_a_staircase_is_one_change_however_many_steps_it_has() -> None:
    assert judge(steps(*np.linspace(0, 1, 9), hold=3)).flashes() == 0.5


def test_a_rise_with_small_dips_is_one_change() -> None:
    assert judge(steps(0, 0.3, 0.25, 0.5, 0.45, 0.7, 0.66, 0.7)).flashes() == 0.5


def test_slow_swings_never_gather() -> None:
    assert judge(sine(0.4)).flashes() <= 1


def test_fades_are_harmless() -> None:
    fade = np.concatenate([np.linspace(0, 1, 66), np.ones(88), np.linspace(1, 0.2, 66), np.full(44, 0.2)])
    assert judge(fade).flashes() == 0.5


def test_changes_below_a_tenth_are_no_flashes() -> None:
    assert judge(square(10, 0.50, 0.59)).worst == ()


def test_a_change_of_exactly_a_tenth_is_one() -> None:
    assert judge(square(2, 0.3, 0.4)).flashes() == 2


def test_light_that_stays_above_four_fifths_on_any_dimmer_is_exempt() -> None:
    assert judge(square(10, 0.92, 1.0)).worst == ()


def test_a_gamma_like_dimmer_makes_flashes_of_what_a_linear_one_does_not() -> None:
    (found, *_) = judge(square(11, 0.82, 1.0)).worst
    assert (found.reading, found.flashes) == ("gamma", 11)


def test_a_linear_dimmer_makes_flashes_of_what_a_gamma_like_one_does_not() -> None:
    (found, *_) = judge(square(11, 0.05, 0.25)).worst
    assert (found.reading, found.flashes) == ("linear", 11)


def test_saturated_red_flashes_at_too_little_luminance_for_a_general_flash() -> None:
    red, green = np.array([0.4, 0, 0]), np.array([0, 0.1189, 0])
    report = judge(np.where(square(5)[:, None] > 0, red, green))
    assert worst(report, "fixture", "general") == 0
    assert worst(report, "fixture", "red") == 5


def test_a_saturated_red_on_the_way_makes_a_swing_one_of_red() -> None:
    """From pink by a red that is hardly less red into the dark: neither end is saturated, but a part begins so."""
    pink, red, dark = (0.2, 0.05, 0.06), (0.07, 0.0, 0.0), (0.0, 0.0, 0.0)
    way = np.array([pink, red, dark])[np.arange(len(SECONDS)) // 2 % 3]
    assert worst(judge(way), "fixture") == 0
    assert worst(judge(way), "fixture", "red") > 3
    assert worst(judge(np.array([pink, dark])[np.arange(len(SECONDS)) // 3 % 2]), "fixture", "red") == 0


def test_a_zone_whose_mean_light_goes_from_red_to_pink_flashes_red() -> None:
    """None of its lamps does: one stands still, and the other is a faint cyan that comes and goes."""
    red = np.tile((0.5, 0.0, 0.0), (len(SECONDS), 1))
    cyan = np.outer(square(8, 0, 0.1), (0, 1, 1))
    report = judge(red, cyan)
    assert worst(report, "fixture", "red") == worst(report, "fixture") == worst(report, "zone") == 0
    assert worst(report, "zone", "red") == 8


def test_orange_is_no_saturated_red() -> None:
    assert judge(np.outer(square(5), [0.15, 0.06, 0])).worst == ()


def test_faint_red_is_no_flash() -> None:
    assert judge(np.outer(square(5), [0.06, 0, 0])).worst == ()


def test_white_neighbours_do_not_hide_red_flashes_of_a_zone() -> None:
    ones = np.ones_like(SECONDS)
    first, second = square(2.2, lit=0.2), np.roll(square(2.2, lit=0.2), 10)
    red = [np.outer(blink, [1.0, 0, 0]) for blink in (first, second)]
    assert worst(judge(*red, ones), "fixture", "red") <= 3
    assert worst(judge(*red, ones), "zone", "red") > 3


def hues(hertz: float, *colors: tuple[float, float, float]) -> NDArray[np.float64]:
    return np.array(colors)[(SECONDS * 2 * hertz + 1e-9).astype(np.intp) % len(colors)]


def test_red_and_a_far_hue_flash_red_however_dim() -> None:
    """0.06 of redness is too little for the classic rule, and so is the luminance; WCAG 2.2 goes by the hue alone."""
    assert worst(judge(hues(5, (0.06, 0, 0), (0.03, 0.03, 0))), "fixture", "red") == 5
    assert judge(hues(5, (0.06, 0, 0), (0.06, 0.01, 0))).worst == ()


def test_a_light_in_the_dark_has_no_hue() -> None:
    assert judge(hues(8, (0.02, 0, 0), (0, 0.02, 0))).worst == ()
    assert judge(hues(8, (0.05, 0, 0), (0, 0, 0))).worst == ()


def test_a_long_run_of_two_flashes_a_second_is_told() -> None:
    report = judge(square(2))
    assert report.failures(3) == ()
    assert report.long_runs()
    assert report.long_runs()[0].run_s == pytest.approx(5)
    assert judge(square(1.4)).long_runs() == ()
    assert judge(square(2)[: 4 * FPS]).long_runs() == ()


def test_bursts_with_rests_are_no_long_run() -> None:
    burst = np.where(SECONDS % 2 < 0.6, square(5), 0)
    report = judge(burst)
    assert report.flashes() == 3
    assert report.long_runs() == ()
    assert report.worst[0].run_s == pytest.approx(2.4, abs=0.5)


def test_a_swing_under_way_is_not_counted_before_it_ends() -> None:
    observer = Observer([Place("fixture", "lamp", (0,))])
    for number, level in enumerate((0.0, 0.2, 0.4)):
        observer.see(number / FPS, np.full((1, 3), level, np.float32))
    assert observer.report().worst == ()
    observer.see(3 / FPS, np.full((1, 3), 0.4, np.float32))
    assert observer.report().worst == (Flashing("fixture", "lamp", "general", "linear", 1, 2 / FPS),)


def test_cells_that_trade_their_light_do_not_move_the_end_of_a_swing() -> None:
    """171 / 255 in five cells, in this way and in that; as float32 the second mean is a hair lower than the first."""
    first, last = np.array([0, 0, 76, 19, 76]), np.array([15, 17, 56, 14, 69])
    frames = [(np.outer(slots, WHITE) / 255).astype(np.float32) for slots in (np.full(5, 200), first, last, last)]
    (found,) = observe([Place("whole", "", (0, 1, 2, 3, 4))], [0.0, 0.1, 0.5, 0.9], frames).worst
    assert found.at_s == 0.1


@pytest.mark.parametrize("least", [1, 2, 3])
def test_a_swing_that_dies_away_ends_when_it_is_as_good_as_there(least: int) -> None:
    """The last steps are of a sixteen-bit dimmer; whether the very last one is a hair longer makes no difference."""
    light = [0.0, 1.0, *(level / 65535 for level in (1000, 100, 10, 2 * least, least, 0))]
    frames = [np.full((1, 3), level, np.float32) for level in [*light, 0.0]]
    (found,) = observe([Place("fixture", "lamp", (0,))], [tenth / 10 for tenth in range(9)], frames).worst
    assert (found.transitions, found.at_s) == (2, 0.5)


def test_asking_for_a_report_changes_nothing() -> None:
    observer = Observer([Place("whole", "", (0,))])
    for t, level in zip(SECONDS, square(4), strict=True):
        observer.see(float(t), np.full((1, 3), level, np.float32))
        observer.report()
    assert observer.report() == observer.report()
    assert observer.report().flashes() == 4


def test_changes_faster_than_the_ring_are_still_far_too_many() -> None:
    blink = (np.arange(400) % 2).astype(np.float64)
    assert judge(blink, fps=400).worst[0].transitions == RING


def turns_by_hand(levels: Sequence[float]) -> int:
    """Count the changes of a tenth or more by taking away the smallest swing until none below a tenth is left."""
    points = list(levels)
    while len(points) > 1:
        at = 1
        while at < len(points) - 1:
            here = (points[at] - points[at - 1]) * (points[at + 1] - points[at])
            if here >= 0:
                del points[at]
            else:
                at += 1
        swings = [abs(after - before) for before, after in pairwise(points)]
        smallest = min(swings)
        if smallest >= 0.1 - 1e-6:
            return len(swings)
        at = swings.index(smallest)
        if at == 0:
            del points[0]
        elif at == len(swings) - 1:
            del points[-1]
        else:
            del points[at : at + 2]
    return 0


@given(st.lists(st.integers(0, 39).map(lambda level: level / 50), min_size=1, max_size=60))
def test_it_agrees_with_a_count_by_hand_on_any_signal(levels: list[float]) -> None:
    """All below 0.80 and within one second, so every change of a tenth counts."""
    report = judge(np.array([*levels, levels[-1]]), fps=100)
    found = [flashing.transitions for flashing in report.worst if flashing.kind == "fixture"]
    linear = turns_by_hand(levels)
    gamma = turns_by_hand([level**2.2 for level in levels])
    assert max(found, default=0) == max(linear, gamma)
