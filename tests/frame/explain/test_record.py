"""Record from live: what is written shows the same picture, in as few lines as it needs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.frame.explain.live import live
from controller.frame.explain.record import look_lines, selector_of
from controller.model import intent as intents
from controller.model.explanation import LookLines
from controller.model.selector import select
from tests.shows import CUES, Played

SHOW = """
show: {name: Live, fps: 40, seed: 7}
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
fixtures:
  wash: {profile: generic/rgb, count: 8, at: lamps 1/1}
  bar: {profile: generic/rgb, cells: 4, at: lamps 1/101}
  spot: {profile: generic/rgb, at: lamps 1/201}
zones:
  front: wash 1-4
cues:
  - {cue: 1, look: {wash: {color: red, level: 80%}}, fade: 0s}
  - {cue: 2, look: {front: {level: 40%}}, fade: 0s, effect: {breathe: {of: level, period: 1s, amount: 50%}}}
faults:
  storm: {kind: colour-shift, zone: wash, share: 100%, amount: 100%, for: 10s}
"""


@pytest.fixture
def played() -> Played:
    played = Played(SHOW)
    played.go()
    played.go()
    return played


def lines(played: Played, selector: str | None = None, *, hands_only: bool = False) -> LookLines:
    cells = None if selector is None else select(played.show.rig, selector)
    shown = live(played.show, played.painter, played.state, hands_only=hands_only)
    return look_lines(played.show, shown, cells)


def test_equal_cells_stand_in_one_line_under_their_zone(played: Played) -> None:
    assert lines(played) == {
        "front": {"level": "40%", "color": "#ff0000"},
        "wash 5-8": {"level": "80%", "color": "#ff0000"},
    }


def test_the_text_of_a_screen_and_a_channel_held_by_its_name_are_recorded() -> None:
    played = Played(CUES)
    played.go()
    played.run(2)
    assert lines(played, "screen") == {"screen": {"level": "50%", "text": "One"}}
    played.give(intents.Grab("screen", {"text": "Two"}))
    assert lines(played, hands_only=True) == {"screen": {"text": "Two"}}
    played.give(intents.Ungrab(None, fade_s=0))
    played.give(intents.Grab("par", {"raw.Shutter": 255}))
    assert lines(played, hands_only=True) == {"par": {"raw": {"Shutter": "100%"}}}


def test_effects_faults_and_masters_are_not_recorded(played: Played) -> None:
    before = lines(played)
    for intent in (
        intents.Inject("storm"),
        intents.GrandMaster(0.3),
        intents.SetSolo("spot"),
        intents.Blackout(on=True),
    ):
        played.give(intent)
    played.run(0.4)
    assert lines(played) == before


def test_hands_are_recorded_over_the_cues_or_alone(played: Played) -> None:
    played.give(intents.Grab("wash 2, spot", {"level": "33.3%"}))
    assert lines(played)["wash 2"] == {"level": "33.3%", "color": "#ff0000"}
    assert lines(played)["wash 1, 3-4"] == {"level": "40%", "color": "#ff0000"}
    assert lines(played, hands_only=True) == {"wash 2, spot": {"level": "33.3%"}}


def test_a_part_of_the_rig_can_be_recorded(played: Played) -> None:
    assert list(lines(played, "wash 1-2")) == ["wash 1-2"]
    assert lines(played, "spot") == {}


def test_cells_of_a_fixture_are_named(played: Played) -> None:
    played.give(intents.Grab("bar cell 2-3", {"color": "gold"}))
    assert lines(played, hands_only=True) == {"bar cell 2-3": {"color": "#ffc846"}}


@settings(max_examples=100, deadline=None)
@given(st.sets(st.integers(0, 12), min_size=1))
def test_a_selector_names_just_the_cells_it_was_made_from(chosen: set[int]) -> None:
    rig = Played(SHOW).show.rig
    cells = np.array(sorted(chosen), np.intp)
    assert select(rig, selector_of(rig, cells)).tolist() == sorted(chosen)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 8), st.integers(0, 1000)), max_size=6))
def test_what_was_recorded_shows_the_same_picture(held: list[tuple[int, int]]) -> None:
    played = Played(SHOW)
    played.go()
    for number, level in held:
        played.give(intents.Grab(f"wash {number}", {"level": level / 1000}))
    played.run(0.5)
    again = Played(SHOW)
    again.run(0.5)
    for selector, values in lines(played).items():
        again.give(intents.Grab(selector, {name: str(value) for name, value in values.items()}))
    again.run(2)
    np.testing.assert_allclose(again.light, played.light, atol=0.005)


HEADS = """
show: {name: Heads, fps: 40, seed: 7}
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
fixtures:
  head: {profile: PROFILE, count: 2, at: lamps 1/1}
cues:
  - {cue: 1, look: {head: {level: 50%}}, fade: 0s}
"""


def test_a_head_is_turned_in_degrees_and_recorded_so_that_it_turns_there_again() -> None:
    played = Played(HEADS.replace("PROFILE", "generic/moving-head"))
    record = played.give(intents.Grab("head 2", {"pan": "30deg"}))
    assert record.ok, record.text
    [(selector, line)] = lines(played, hands_only=True).items()
    again = Played(HEADS.replace("PROFILE", "generic/moving-head"))
    again.give(intents.Grab(selector, {"pan": str(line["pan"])}))
    np.testing.assert_allclose(again.slots.astype(int), played.slots.astype(int), atol=1)
