"""Scenarios press pads: through the bytes of a device, by the bindings of the show."""

from functools import cache

import pytest

from controller.model.show import Show
from controller.run.headless.reading import check_scenario
from controller.run.headless.simulate import Result, simulate
from controller.showfile.load import check_show
from fixtures.library import load_profiles
from tests.fakes.small_show import SMALL, small_show

BINDINGS = """
bindings:
  - {surface: apc-mini-mk2}
  - {midi: note 3, do: cue 2, device: APC mini}
  - {midi: cc 64, do: go}
  - {midi: note 36, do: panic, device: drum, channel: 10}
"""


@cache
def bound_show() -> Show:
    show, problems = check_show(SMALL + BINDINGS, file="small.show.yaml", profiles=load_profiles())
    assert show is not None, problems
    return show


def play(*steps: str, show: Show | None = None) -> Result:
    text = "\n".join(["scenario: Pads", "steps:", *(f"  - {step}" for step in steps)])
    scenario, problems = check_scenario(text, file="s.yaml", show=show or bound_show())
    assert scenario is not None, problems
    return simulate(show or bound_show(), scenario, record=False)


def test_go_is_pressed_on_a_pad_and_on_a_pedal() -> None:
    result = play(
        "{at: 1s, do: press note 112}",
        "{at: 2s, expect: {cue: 1, standby: 2}}",
        "{at: 3s, do: press cc 64}",
        "{at: 4s, expect: {cue: 2}}",
    )
    assert result.failures == ()
    assert {record.source for record in result.snapshot.log if record.what == "go"} == {
        "midi:APC mini mk2",
        "midi:MIDI device",
    }


def test_a_fault_fires_only_under_the_shift() -> None:
    result = play(
        "{at: 1s, do: press note 24}",
        "{at: 1.1s, expect: {fault: tint, active: false}}",
        "{at: 2s, do: hold note 122}",
        "{at: 2s, do: press note 24}",
        "{at: 2s, do: let-go note 122}",
        "{at: 2.2s, expect: {fault: tint, active: true}}",
        "{at: 3s, do: press note 24}",
        "{at: 3.1s, expect: {fault: tint, active: false}}",
    )
    assert result.failures == ()


def test_a_binding_of_the_surface_and_one_of_a_channel_are_found() -> None:
    result = play("{at: 1s, do: press note 3}", "{at: 1.5s, expect: {cue: 2}}")
    assert result.failures == ()
    drum = play("{at: 1s, do: press note 36}")
    assert drum.snapshot.panic == "off", "note 36 is a pad of the surface"


def test_a_fader_moves_the_grand_master_once_it_has_come_across_it() -> None:
    assert play("{at: 1s, do: move cc 56 40%}").snapshot.grand_master == 1.0
    moved = play("{at: 1s, do: move cc 56 100%}", "{at: 2s, do: move cc 56 40%}")
    assert moved.snapshot.grand_master == pytest.approx(0.4, abs=0.005)


def test_a_pad_that_is_bound_to_nothing_is_a_failure_unless_it_is_expected() -> None:
    [failure] = play("{at: 1s, do: press note 99}").failures
    assert "note 99 on channel 1 is bound to nothing" in failure.text
    assert play("{at: 1s, do: press note 99, refused: true}").failures == ()


def test_what_the_engine_refuses_is_a_failure_too() -> None:
    [failure] = play("{at: 1s, do: press note 112}", "{at: 1.1s, do: press note 112}").failures
    assert "lock-out" in failure.text


@pytest.mark.parametrize(
    ("deed", "mistake"),
    [
        ("press note 112", "the show hears no MIDI; bind a device under 'bindings:'"),
        ("press", "press needs a pad after it: press note 56"),
        ("press pad 3", "'pad 3' is no pad or fader; write note 36 or cc 48"),
        ("hold note 200", "note 200 is out of range"),
        ("move note 3 40%", "'note 3' is no fader; write move cc 56 40%"),
        ("move cc 3 140%", "out of range"),
        ("move cc 3", "'cc' is no pad or fader"),
    ],
)
def test_a_wrong_touch_is_told(deed: str, mistake: str) -> None:
    text = f"scenario: Pads\nsteps:\n  - {{at: 1s, do: {deed}}}\n"
    _, problems = check_scenario(text, file="s.yaml", show=small_show())
    assert [mistake in str(problem) for problem in problems] == [True], problems
