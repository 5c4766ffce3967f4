"""The explanation of a fixture names whoever holds it, at every step of its way."""

import numpy as np
import pytest

from controller.frame.explain.fixture import Sent, explain
from controller.model import facts
from controller.model import intent as intents
from controller.model.explanation import Explanation, Trace
from controller.run.explaining import explanation_lines
from tests.shows import CUES, Played

SHOW = """
show: {name: Why, fps: 40, seed: 7, on_exit: fade 1s}
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
fixtures:
  wash: {profile: generic/rgb, count: 4, at: lamps 1/1}
  bar: {profile: generic/rgb, cells: 40, at: lamps 2/1}
zones:
  front: wash 1-2
cues:
  - {cue: 1, label: Red, look: {wash: {color: red, level: 80%}, bar: {level: 50%}}, fade: 0s}
  - {cue: 2, label: Dim, look: {wash: {level: 40%}}, fade: 0s}
  - {cue: 3, look: {wash: {level: 40%}}, fade: 0s, effect: {breathe: {of: level, period: 1s, amount: 50%}}}
lists:
  rain: {priority: 5, cues: [{cue: 1, look: {wash 2: {level: 10%}}, fade: 0s}]}
submasters:
  front: {of: front}
  glow: {look: {wash 1: {level: 90%}}}
panic: {look: {wash: {color: green, level: 60%}}, fade: 0s}
faults:
  storm: {kind: colour-shift, zone: wash, share: 100%, amount: 100%, for: 10s}
  hole: {kind: blackhole, node: lamps, for: 10s}
recoveries:
  mended: {when: {kind: colour-shift}, mode: manual, phases: [{hold: 1s}, {mend: 2s}]}
"""


@pytest.fixture
def played() -> Played:
    played = Played(SHOW)
    played.go()
    played.go()
    return played


def told(played: Played, fixture: str) -> Explanation:
    sent = Sent(played.memory.levels, played.lit[-1].frame)
    found = explain(played.show, played.painter, played.state, sent, fixture)
    assert found is not None
    return found


def trace(played: Played, fixture: str, attribute: str) -> Trace:
    return next(each for each in told(played, fixture).traces if each.attribute == attribute)


def steps(played: Played, fixture: str, attribute: str) -> list[tuple[str, str, str]]:
    return [(step.stage, step.value, step.by[0]) for step in trace(played, fixture, attribute).steps]


def test_a_cue_and_where_it_tracked_from_are_named(played: Played) -> None:
    assert steps(played, "wash-1", "level") == [("playback", "40%", "cue 2 Dim of main")]
    color = "cue 2 Dim of main, tracked from cue 1"
    assert steps(played, "wash-1", "color") == [("playback", "#ff0000", color)]


def test_what_no_cue_sets_stands_at_its_home(played: Played) -> None:
    assert steps(played, "bar", "color") == [("playback", "#ffffff", "no cue sets it: it stands at its home")]


def test_the_list_that_holds_it_comes_first_and_those_under_it_after(played: Played) -> None:
    played.give(intents.Go("rain"))
    played.run(0.3)
    played.give(intents.Go("rain"))
    assert trace(played, "wash-2", "level").steps[0].by == ("cue 1 of rain", "cue 2 Dim of main")
    assert steps(played, "wash-2", "level")[0][1] == "10%"


def test_every_stage_that_moves_a_value_is_named_in_order(played: Played) -> None:
    played.give(intents.SetSubmaster("glow", 1.0))
    played.give(intents.Grab("wash-1", {"level": 0.5}, who="ana"))
    played.give(intents.SetSubmaster("front", 0.5))
    played.give(intents.ZoneLevel("front", 0.5))
    played.give(intents.GrandMaster(0.8))
    assert steps(played, "wash-1", "level") == [
        ("playback", "40%", "cue 2 Dim of main"),
        ("submasters", "90%", "submaster glow at 100%"),
        ("programmer", "50%", "programmer of ana, by wash-1"),
        ("masters", "10%", "submaster front at 50%"),
    ]
    masters = trace(played, "wash-1", "level").steps[-1]
    assert masters.by == ("submaster front at 50%", "zone front at 50%", "grand master at 80%")


def test_effects_faults_recoveries_panic_and_blackout_are_named(played: Played) -> None:
    played.go()
    played.run(0.8)
    assert ("effects", "effect breathe of cue 3 of main") in [(s, by) for s, _, by in steps(played, "wash-1", "level")]
    played.give(intents.Inject("storm"))
    played.run(0.5)
    assert steps(played, "wash-1", "color")[1][2] == "fault storm, colour-shift, injected"
    played.give(intents.Recover("mended"))
    played.run(0.5)
    assert steps(played, "wash-1", "color")[1][2] == "recovery mended of incident i1, hold"
    played.give(intents.Panic())
    played.run(0.5)
    assert steps(played, "wash-1", "color")[-1] == ("panic", "#00ff00", "PANIC at 100%")
    played.give(intents.Blackout(on=True))
    assert steps(played, "wash-1", "level")[-1] == ("masters", "0%", "blackout")


def test_the_channels_say_what_was_sent_and_where(played: Played) -> None:
    played.run(0.5)
    red, green, _blue = told(played, "wash-2").channels
    assert (red.name, red.universe, red.slot, red.why) == ("Red", 1, 4, "")
    assert red.driven == pytest.approx(0.4)
    assert red.slots == (int(played.slots[0, 3]),)
    assert green.slots == (0,)


def test_what_the_guard_holds_back_is_told(played: Played) -> None:
    for number in range(40):
        played.give(intents.Blackout(on=bool(number % 2)))
        if (found := told(played, "wash-1")).channels[0].why:
            break
    assert found.channels[0].why.startswith("the guard held it back")


def test_a_frame_that_its_node_does_not_get_is_told(played: Played) -> None:
    assert told(played, "wash-1").unsent == ""
    played.give(intents.Inject("hole"))
    assert told(played, "wash-1").unsent == "the way to node lamps swallowed this frame: fault hole"


def test_cells_that_went_the_same_way_stand_together(played: Played) -> None:
    found = told(played, "bar")
    assert [(each.cells, each.attribute) for each in found.traces] == [("1-32", "level"), ("1-32", "color")]
    assert (found.cell_count, len(found.channels)) == (40, 96)


def test_no_such_fixture_has_no_explanation(played: Played) -> None:
    assert explain(played.show, played.painter, played.state, Sent(played.memory.levels, None), "wsh") is None


def test_looking_changes_no_frame_and_no_memory(played: Played) -> None:
    other = Played(SHOW)
    other.go()
    other.go()
    for intent in (intents.Go(), intents.Inject("storm"), intents.Grab("wash", {"color": "gold"}, 1.0)):
        played.give(intent)
        other.give(intent)
        for _ in range(20):
            told(played, "wash-1")
            played.beat()
            other.beat()
            np.testing.assert_array_equal(played.slots, other.slots)
    np.testing.assert_array_equal(played.memory.levels, other.memory.levels)


def test_the_text_of_a_screen_is_told() -> None:
    played = Played(CUES)
    played.go()
    played.run(2)
    assert steps(played, "screen", "text") == [("playback", "'One'", "cue 1 Red of main")]
    played.give(intents.Grab("screen", {"text": "Two"}))
    assert steps(played, "screen", "text")[1] == ("programmer", "'Two'", "programmer of test, by screen")


def test_it_reads_well(played: Played) -> None:
    played.give(intents.Grab("wash-1", {"level": 0.5}, who="ana"))
    played.run(0.5)
    seconds = f"{played.seconds:.2f}"
    assert (
        "\n".join(explanation_lines(told(played, "wash-1")))
        == f"""\
wash-1 (class show, node lamps) at {seconds} s
  level
    playback         40%  cue 2 Dim of main
    programmer       50%  programmer of ana, by wash-1
  color
    playback     #ff0000  cue 2 Dim of main, tracked from cue 1
  channels
    Red            50.0%  sent 50.2%  universe 1 slot 1 = 128
    Green           0.0%  sent 0.0%  universe 1 slot 2 = 0
    Blue            0.0%  sent 0.0%  universe 1 slot 3 = 0"""
    )


def test_of_two_lists_the_one_that_wrote_it_last_holds_it() -> None:
    played = Played(SHOW.replace("{priority: 5, cues: [", "{cues: [{cue: 0, look: {bar: {level: 10%}}, fade: 0s}, "))
    played.go()
    played.run(0.3)
    played.give(intents.Go("rain"))
    played.run(0.3)
    played.give(intents.Go("rain"))
    played.go()
    assert steps(played, "bar", "level") == [("playback", "10%", "cue 1 of rain, tracked from cue 0")]
    assert steps(played, "wash-2", "level") == [("playback", "40%", "cue 2 Dim of main")]


def test_a_level_that_a_sensor_set_names_the_sensor_until_a_hand_moves_it() -> None:
    drives = "sensors: {door: {to: [zone front level, sub front, grandmaster]}, other: {to: zone front level}}\n"
    played = Played(SHOW + drives)
    played.go()
    played.give(facts.Sense("door", 0.5))
    played.run(0.1)
    by = {word for step in trace(played, "wash-1", "level").steps for word in step.by}
    assert {
        "submaster front at 50%, set by sensor door",
        "zone front at 50%, set by sensor door",
        "grand master at 50%, set by sensor door",
    } <= by
    played.give(intents.ZoneLevel("front", 0.25))
    by = {word for step in trace(played, "wash-1", "level").steps for word in step.by}
    assert "zone front at 25%" in by
