"""Scenario files: every mistake at its place, every name found in the show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.model.intent import Blackout, Go, GrandMaster, Inject
from controller.run.headless.reading import check_scenario, named_show
from controller.run.headless.scenario import (
    Bound,
    ColorCheck,
    CueCheck,
    Decision,
    Deed,
    Expectation,
    IncidentCheck,
    LevelCheck,
    PhaseCheck,
    Scenario,
    shortened,
    walk_through,
)
from tests.fakes.small_show import small_show

SHOW = small_show()


def _scenario(*steps: str, for_: str = "") -> Scenario:
    scenario, problems = check_scenario(_text(*steps, for_=for_), file="s.yaml", show=SHOW)
    assert scenario is not None, problems
    return scenario


def _text(*steps: str, for_: str = "") -> str:
    return "\n".join(["scenario: Test", *([f"for: {for_}"] if for_ else []), "steps:", *(f"  - {s}" for s in steps)])


def _mistakes(*steps: str, for_: str = "") -> list[str]:
    scenario, problems = check_scenario(_text(*steps, for_=for_), file="s.yaml", show=SHOW)
    assert scenario is None
    return [str(problem) for problem in problems]


def test_deeds_become_the_intents_of_the_console() -> None:
    deeds = _scenario(
        "{at: 1s, do: go}",
        "{at: 2s, do: inject tint}",
        "{at: 3s, do: blackout on}",
        "{at: 4s, do: blackout}",
        "{at: 5s, do: grandmaster 50%}",
        "{at: 6s, do: approve tint}",
    ).steps
    acts = [deed.act for deed in deeds if isinstance(deed, Deed)]
    assert acts == [Go(), Inject("tint"), Blackout(on=True), Blackout(), GrandMaster(0.5), Decision("approve", "tint")]


def test_a_step_may_expect_several_things_and_each_is_judged_alone() -> None:
    steps = _scenario('{at: 1s, expect: {zone: stage, level: ">= 20%", color: cyan}}').steps
    assert [type(step.check) for step in steps if isinstance(step, Expectation)] == [LevelCheck, ColorCheck]


def test_a_level_beside_a_colour_is_a_part_of_that_colour() -> None:
    (level, _) = _scenario("{at: 1s, expect: {zone: stage, level: 40%, color: turquoise}}").steps
    assert isinstance(level, Expectation)
    assert isinstance(level.check, LevelCheck)
    assert level.check.full == pytest.approx(0.665, abs=0.001)


def test_a_cue_number_is_the_one_that_was_written() -> None:
    (step,) = _scenario("{at: 1s, expect: {cue: 2.10}}").steps
    assert isinstance(step, Expectation)
    assert step.check == CueCheck("main", "cue", "2.10")


def test_none_stands_for_no_cue_and_no_incident() -> None:
    steps = _scenario("{at: 1s, expect: {standby: none}}", "{at: 1s, expect: {incident: tint, state: none}}").steps
    assert [step.check for step in steps if isinstance(step, Expectation)] == [
        CueCheck("main", "standby", None),
        IncidentCheck("tint", None),
    ]


def test_a_phase_of_a_recovery_can_be_expected() -> None:
    (step,) = _scenario("{at: 1s, expect: {incident: tint, phase: seam}}").steps
    assert isinstance(step, Expectation)
    assert step.check == PhaseCheck("tint", "seam")


def test_a_fixture_name_stands_for_all_of_its_group() -> None:
    (step,) = _scenario("{at: 1s, expect: {fixture: exit, level: 60%}}").steps
    assert isinstance(step, Expectation)
    assert isinstance(step.check, LevelCheck)
    assert step.check.cells == (4, 5)


@pytest.mark.parametrize(
    ("words", "holds", "fails"),
    [
        ('">= 20%"', 0.2, 0.19),
        ('"<= 20%"', 0.2, 0.21),
        ('"> 20%"', 0.21, 0.2),
        ('"< 20%"', 0.19, 0.2),
        ('"40% +- 2%"', 0.42, 0.43),
        ('"40% ± 2%"', 0.38, 0.37),
        ("40%", 0.41, 0.42),
        ("0.4", 0.39, 0.38),
        ('"= 0.4"', 0.41, 0.42),
    ],
)
def test_a_bound_says_what_it_means(words: str, holds: float, fails: float) -> None:
    (step,) = _scenario(f"{{at: 1s, expect: {{zone: stage, level: {words}}}}}").steps
    assert isinstance(step, Expectation)
    assert isinstance(step.check, LevelCheck)
    assert step.check.bound.holds(holds)
    assert not step.check.bound.holds(fails)


def test_a_scenario_ends_a_second_after_its_last_step_unless_it_says_otherwise() -> None:
    assert _scenario("{at: 5s, do: go}").for_s == 6.0
    assert _scenario("{at: 5s, do: go}", for_="1:30").for_s == 90.0


@pytest.mark.parametrize(
    ("step", "mistake"),
    [
        ("{at: 1s, do: inject ^tnit}", "the show has no fault 'tnit'; it has tint - did you mean 'tint'?"),
        ("{at: 1s, do: ^goto}", "goto needs a cue after it: goto 3"),
        ("{at: 1s, do: goto ^9}", "the show has no cue '9'; it has 1, 2, 2.10"),
        ("{at: 1s, do: ^go on}", "nothing stands after go; take 'on' out"),
        ("{at: 1s, do: ^blackout now}", "'now' cannot stand after blackout; write on, off, or nothing"),
        ("{at: 1s, do: ^grandmaster 150%}", "'150%' is out of range"),
        ("{at: ^1 sec, do: go}", "'1 sec' is not a time"),
        ("^{do: go}", "the key 'at' is missing"),
        ("^{at: 1s}", "a step is exactly one of do or expect"),
        ("^{at: 1s, do: go, expect: {cue: 1}}", "a step is exactly one of do or expect"),
        ("^{at: 1s, refused: true, expect: {cue: 1}}", "only what somebody does can be refused"),
        ("{at: 1s, ^expect: {}}", "nothing is expected here"),
        ("{at: 1s, ^expect: {level: 40%}}", "level, color and text need a zone or a fixture"),
        ("{at: 1s, ^expect: {zone: stage}}", "a zone or a fixture needs level, color or text"),
        ("{at: 1s, ^expect: {zone: stage, text: Hello}}", "text needs a fixture"),
        ("{at: 1s, ^expect: {zone: stage, fixture: par, level: 1}}", "zone and fixture are two targets"),
        ("{at: 1s, expect: {^zone: par, level: 1}}", "'par' is a fixture; write fixture: par"),
        ("{at: 1s, expect: {^fixture: stage, level: 1}}", "'stage' is a zone; write zone: stage"),
        ("{at: 1s, expect: {fixture: ^pra, level: 1}}", "the show has no fixture 'pra'"),
        ("{at: 1s, expect: {fixture: ^par, text: Hello}}", "fixture 'par' shows no text; those that do are screen"),
        (
            "{at: 1s, expect: {fixture: screen, text: ^Helo}}",
            "fixture 'screen' never shows this text; its looks say 'Hello' - did you mean 'Hello'?",
        ),
        ("{at: 1s, expect: {cue: ^7}}", "the show has no cue '7'; it has 1, 2, 2.10"),
        ("{at: 1s, expect: {cue: 1, list: ^mian}}", "the show has no cue list 'mian'; it has main"),
        ("{at: 1s, ^expect: {incident: tint}}", "an incident needs its state or its phase"),
        ("{at: 1s, ^expect: {state: mending}}", "state and phase need an incident"),
        ("{at: 1s, expect: {incident: tint, state: ^mendig}}", "'mendig' is not known here"),
        ("{at: 1s, ^expect: {fault: tint}}", "fault and active belong together"),
        ('{at: 1s, expect: {flashes: ^"<= many"}}', "'many' is not a number of flashes"),
        ('{at: 1s, expect: {zone: stage, level: ^"=> 3"}}', "'=> 3' is not a bound"),
        ('{at: 1s, expect: {zone: stage, color: ^"#20305"}}', "'#20305' is not a colour"),
        ("{at: 1s, expect: {zone: stage, color: ^glod}}", "'glod' is not a colour; "),
    ],
)
def test_a_mistake_is_told_at_its_place(step: str, mistake: str) -> None:
    (told,) = _mistakes(step.replace("^", ""))
    assert told.startswith(f"s.yaml:3:{len('  - ^') + step.index('^')}: {mistake}")


def test_all_mistakes_are_told_at_once() -> None:
    assert len(_mistakes("{at: 1s, do: fly}", "{at: 2s, expect: {zone: nowhere, level: 1}}", "{at: 3s, od: go}")) == 3


def test_steps_stand_in_the_order_of_their_times_and_before_the_end() -> None:
    assert _mistakes("{at: 5s, do: go}", "{at: 4s, do: go}", "{at: 9s, do: go}", for_="6s") == [
        "s.yaml:5:10: this step comes before the one above it (5s); put steps in the order of their times",
        "s.yaml:6:10: this step comes after the end: the scenario takes 6s; make 'for:' longer",
    ]


def test_an_empty_file_is_told_what_it_should_begin_with() -> None:
    _, (problem,) = check_scenario("", file="s.yaml", show=SHOW)
    assert str(problem) == "s.yaml:1:1: the file is empty; begin with 'scenario:', 'show:' and 'steps:'"


def test_the_show_that_a_scenario_names_is_found_even_if_the_rest_is_broken() -> None:
    assert named_show("scenario: A\nshow: a.show.yaml\nsteps: oops\n") == "a.show.yaml"
    assert named_show("scenario: A\n") is None
    assert named_show("{{{") is None


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fall(text: str) -> None:
    scenario, problems = check_scenario(text, file="s.yaml", show=SHOW)
    assert scenario is None
    assert problems


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=8), st.lists, max_leaves=4))
def test_no_value_makes_the_reader_fall(value: object) -> None:
    for key in ("at", "do", "expect", "refused"):
        _, problems = check_scenario(_text(f"{{at: 1s, {key}: {value!r}}}"), file="s.yaml", show=SHOW)
        assert problems is not None


def test_a_shortened_scenario_tells_what_it_leaves_out() -> None:
    scenario, left_out = shortened(_scenario("{at: 1s, do: go}", "{at: 5s, expect: {cue: 1}}"), 3.0)
    assert (scenario.for_s, len(scenario.steps), left_out) == (3.0, 1, 1)


def test_the_walk_through_starts_every_cue_that_does_not_follow_by_itself() -> None:
    scenario = walk_through(SHOW)
    assert [step.words for step in scenario.steps if isinstance(step, Deed)] == ["goto 1", "goto 2"]
    assert scenario.for_s == pytest.approx(1 + (1 + 2) + 4 + (1 + 2))


def test_a_bound_forgives_what_float32_cannot_hold() -> None:
    assert Bound(">=", 0.3, 0.0, ">= 30%").holds(0.29999998)
