"""Operators take fixtures in hand: judged at the lamps."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model import intent as intents
from controller.model.programmer import held_cells
from controller.run.engine import Position
from controller.run.snapshots import pack, unpack
from tests.shows import Played, largest_step

STAGE = """
show: {name: Stage, fps: 40, seed: 7}
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
fixtures:
  wash: {profile: generic/rgb, count: 4, at: lamps 1/1}
  work: {profile: generic/work-light, at: lamps 1/101}
  exit: {profile: generic/dimmer, at: lamps 1/102, class: egress}
zones:
  all: [wash, work, exit]
cues:
  - cue: 1
    look: {wash: {color: blue, level: 80%}, work: {level: 20%}, exit: {level: 90%}}
    fade: 0s
  - {cue: 2, look: {wash: {level: 20%}}, fade: 1s}
panic: {look: {wash: {color: green, level: 60%}}, fade: 1s}
faults:
  storm: {kind: colour-shift, zone: wash, share: 100%, amount: 100%, for: 10s}
"""
WORK, EXIT = 4, 5
EGRESS = "exit is an egress light and obeys its cue alone; select the others without it"


@pytest.fixture
def stage() -> Played:
    played = Played(STAGE)
    played.go()
    played.run(1)
    return played


def grab(selector: str, fade_s: float = 0.0, who: str | None = None, **values: float | str) -> intents.Grab:
    return intents.Grab(selector, values, fade_s, who)


def light(played: Played, cell: int) -> float:
    return float(played.light[cell].max())


def test_what_is_grabbed_shows_over_every_cue_and_goes_back_when_it_is_released(stage: Played) -> None:
    assert stage.give(grab("wash 1-2", color="red", level="50%")).text == "test holds wash 1-2: color red, level 50%"
    stage.run(0.5)
    np.testing.assert_allclose(stage.light[0], [0.5, 0, 0], atol=0.01)
    np.testing.assert_allclose(stage.light[2], [0, 0, 0.8], atol=0.01)
    stage.go()
    stage.run(2)
    assert light(stage, 0) == pytest.approx(0.5, abs=0.01)
    assert stage.give(intents.Ungrab("wash 1-2", fade_s=0.0)).ok
    stage.run(0.5)
    np.testing.assert_allclose(stage.light[0], [0, 0, 0.2], atol=0.01)
    assert stage.state.programmer == ()


def test_values_fade_in_from_what_is_shown_and_out_to_it(stage: Played) -> None:
    stage.give(grab("wash 1", fade_s=1.0, level=0.0))
    start = len(stage.lit)
    stage.run(1.1)
    levels = stage.levels(0)[start:]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] > 0.7
    assert levels[-1] == 0
    stage.give(intents.Ungrab(None, fade_s=1.0))
    start = len(stage.lit)
    stage.run(1.1)
    levels = stage.levels(0)[start:]
    assert levels == sorted(levels)
    assert levels[-1] == pytest.approx(0.8, abs=0.01)
    assert largest_step(stage.lit[-100:]) < 0.05
    assert stage.state.programmer == ()


def test_a_fixture_of_a_grabbed_zone_can_be_given_back_alone(stage: Played) -> None:
    stage.give(grab("wash", level=0.4))
    stage.give(intents.Ungrab("wash 2", fade_s=0.0))
    stage.run(0.5)
    assert [round(light(stage, cell), 1) for cell in range(4)] == [0.4, 0.8, 0.4, 0.4]
    assert held_cells(stage.show.rig, stage.state.programmer)[:5].tolist() == [True, False, True, True, False]


def test_of_two_hands_the_later_wins_and_what_it_gives_back_is_the_others(stage: Played) -> None:
    stage.give(grab("wash 1", who="ana", level=0.6))
    stage.give(grab("wash 1", who="bo", level=0.3))
    stage.run(0.5)
    assert light(stage, 0) == pytest.approx(0.3, abs=0.01)
    stage.give(intents.Ungrab(None, fade_s=0.0, who="bo"))
    stage.run(0.5)
    assert light(stage, 0) == pytest.approx(0.6, abs=0.01)
    assert stage.state.grabbed == (("ana", "wash 1"),)


def test_a_fader_that_is_dragged_leaves_one_value(stage: Played) -> None:
    for step in range(50):
        stage.give(grab("wash 1", level=step / 50))
    assert len(stage.state.programmer) == 1


def test_operators_may_set_work_lights_and_no_master_dims_them(stage: Played) -> None:
    stage.give(grab("work", level=1.0))
    stage.give(intents.Blackout(on=True))
    stage.run(0.5)
    assert light(stage, WORK) == 1.0
    assert not stage.light[:4].any()


def test_masters_blackout_and_panic_lie_over_every_hand(stage: Played) -> None:
    stage.give(grab("wash", level=1.0))
    stage.give(intents.GrandMaster(0.5))
    stage.run(0.5)
    assert light(stage, 0) == pytest.approx(0.5, abs=0.01)
    stage.give(intents.GrandMaster(1.0))
    stage.give(intents.Panic())
    stage.run(1.5)
    np.testing.assert_allclose(stage.light[0], [0, 0.6, 0], atol=0.01)
    stage.give(intents.Blackout(on=True))
    stage.run(0.5)
    assert not stage.light[:4].any()


def test_a_hand_lies_over_a_fault(stage: Played) -> None:
    stage.give(grab("wash 1", color="blue"))
    stage.give(intents.Inject("storm"))
    stage.run(1)
    np.testing.assert_allclose(stage.light[0], [0, 0, 0.8], atol=0.01)
    assert abs(stage.light[1] - [0, 0, 0.8]).max() > 0.1


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        (
            grab("exit", level=0.0),
            f"exit: {EGRESS}",
        ),
        (grab("all", level=0.0), f"all: {EGRESS}"),
        (grab("wsh", level=0.0), "wsh: there is no zone or fixture 'wsh' - did you mean 'wash'?"),
        (grab("wash", level="loud"), "wash: level: 'loud' is not a level; write 0.4 or 40%"),
        (grab("wash", level=1.2), "wash: level: 1.2 is out of range; a level is between 0 and 1 (0% and 100%)"),
        (grab("wash", color="reddish"), "wash: 'reddish' is not a colour; write #rrggbb or a name such as gold"),
        (grab("wash", pan=0.5), "wash: pan: none of these has it; there is level, color"),
        (grab("wash"), "wash: a grab sets 1 to 32 attributes, for example level or color"),
        (grab("wash", fade_s=-1.0, level=0), "wash: fade -1.0 is out of range; it is between 0 and 86400 s"),
        (intents.Ungrab("wash"), "test holds nothing of wash"),
        (intents.Ungrab(), "test holds nothing"),
    ],
)
def test_what_cannot_be_held_is_refused_with_a_sentence(stage: Played, intent: intents.Intent, text: str) -> None:
    before = stage.light.copy()
    record = stage.give(intent)
    assert (record.ok, record.text) == (False, text)
    stage.run(0.2)
    np.testing.assert_array_equal(stage.light, before)


def test_hands_cannot_be_filled_without_end(stage: Played) -> None:
    records = [stage.give(grab("wash 1", who=f"user-{number}", level=0.5)) for number in range(260)]
    assert [record.ok for record in records] == [True] * 256 + [False] * 4
    assert "256 values already" in records[-1].text
    stage.give(grab("wash", who="a", level=0.5))


def test_a_hand_survives_a_crash_of_the_engine(stage: Played) -> None:
    stage.give(grab("wash 1", fade_s=2.0, color="red", level=0.5))
    stage.give(intents.Ungrab("wash 1", fade_s=5.0))
    position = Position(stage.state, stage.memory, 3)
    assert unpack(pack(position)).state == stage.state


STEPS = st.lists(
    st.one_of(
        st.builds(
            grab,
            st.sampled_from(["wash", "wash 1-2", "wash 2-3", "wash-4"]),
            st.sampled_from([0.0, 0.5, 2.0]),
            st.sampled_from(["ana", "bo"]),
            level=st.floats(0, 1),
        ),
        st.builds(
            intents.Ungrab,
            st.sampled_from([None, "wash", "wash 1-2", "wash 3"]),
            st.sampled_from([0.0, 0.5, 2.0]),
            st.sampled_from(["ana", "bo"]),
        ),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_when_all_hands_are_empty_the_cue_shows_whatever_was_done(steps: list[intents.Intent]) -> None:
    played = Played(STAGE)
    played.go()
    for step in steps:
        played.give(step)
        played.jump(0.3)
    for who in ("ana", "bo"):
        played.give(intents.Ungrab(None, 1.0, who))
    played.jump(3)
    played.run(0.5)
    assert played.state.programmer == ()
    np.testing.assert_allclose(played.light[:4].max(axis=1), 0.8, atol=0.01)


HEADS = """
show: {name: Heads, fps: 40, seed: 7}
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
  web: {protocol: websocket}
fixtures:
  spot: {profile: generic/moving-spot, count: 2, layout: {line: 2}, at: lamps 1/1}
  wash: {profile: generic/moving-wash, count: 2, layout: {line: 2}, at: lamps 2/1}
  screen: {profile: generic/projector, at: web}
palettes:
  left: {pan: -40deg, gobo: Leaves}
  sunset: {color: {hsv: [25, 90%, 100%]}, level: 70%}
cues:
  - {cue: 1, look: {spot: {level: 80%}, wash: {level: 80%}, screen: {level: 50%, text: One}}, fade: 0s}
  - {cue: 2, look: {screen: {text: Two}}, fade: 0s}
"""


@pytest.fixture
def heads() -> Played:
    played = Played(HEADS)
    played.go()
    return played


def values(played: Played, attribute: str) -> list[float]:
    canvas = played.painter.compose(played.state, ("playback", "programmer"))
    own = played.show.patch.parameters(attribute, np.arange(played.show.rig.cell_count))
    return [round(float(value), 3) for value in canvas.values[own]]


def test_fixtures_of_several_kinds_are_turned_by_their_own_degrees(heads: Played) -> None:
    assert heads.give(grab("spot, wash", zoom="20deg")).ok
    written = Played(HEADS.replace("screen: {level: 50%", "'spot, wash': {zoom: 20deg}, screen: {level: 50%"))
    written.go()
    assert values(heads, "zoom") == values(written, "zoom")
    assert len(set(values(heads, "zoom"))) == 2


def test_palettes_are_taken_in_hand(heads: Played) -> None:
    assert heads.give(grab("spot, wash", palette="left, sunset")).ok
    assert {hold.attribute for hold in heads.state.programmer} == {"level", "color", "pan", "gobo"}
    assert heads.give(grab("wash", color="sunset", level="50%")).ok
    assert heads.state.programmer[-2].value == heads.show.palettes["sunset"].color


def test_a_channel_is_held_by_its_own_name(heads: Played) -> None:
    assert heads.give(intents.Grab("spot", {"raw.Pan": 200})).ok
    assert values(heads, "pan")[:2] == [round(200 / 255, 3)] * 2


def test_a_text_of_the_show_is_put_on_a_screen_and_taken_away(heads: Played) -> None:
    screen = 4
    assert heads.give(grab("screen", text="Two")).ok
    heads.run(0.1)
    assert heads.painter.compose(heads.state, ("playback", "programmer")).text[screen] == 2
    assert heads.give(grab("screen", text="")).ok
    assert heads.painter.compose(heads.state, ("playback", "programmer")).text[screen] == 0
    heads.give(intents.Ungrab(None, fade_s=0))
    assert heads.painter.compose(heads.state, ("playback", "programmer")).text[screen] == 1


@pytest.mark.parametrize(
    ("selector", "given", "said"),
    [
        ("spot", {"palette": "rigth"}, "spot: there is no palette 'rigth'; there is left, sunset"),
        ("screen", {"palette": "left"}, "screen: the palette left sets nothing that these have"),
        ("screen", {"text": "Three"}, "screen: text: none of these can show 'Three'; the show has the texts One, Two"),
        ("spot", {"text": "One"}, "spot: text: none of these can show 'One'; no look of the show writes on them"),
        ("spot", {"pan": "900deg"}, "spot: pan: 900deg is out of range; its pan goes from -270deg to 270deg"),
    ],
)
def test_what_cannot_be_taken_in_hand_is_told(
    heads: Played, selector: str, given: dict[str, float | str], said: str
) -> None:
    record = heads.give(intents.Grab(selector, given))
    assert (record.ok, record.text) == (False, said)


def test_what_was_written_survives_a_crash(heads: Played) -> None:
    heads.give(grab("spot", pan="30deg", level="40%"))
    assert unpack(pack(Position(heads.state, heads.memory, 3))).state == heads.state
