"""Submasters, zone levels, solo, flash and blackout, judged at the lamps."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model import intent as intents
from tests.shows import Played, cell_of

HALL = """
show: {name: Hall, fps: 40, seed: 7}
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
fixtures:
  wash: {profile: generic/rgb, count: 4, at: lamps 1/1}
  spot: {profile: generic/rgb, count: 2, at: lamps 1/21}
  work: {profile: generic/work-light, at: lamps 1/101}
  exit: {profile: generic/dimmer, at: lamps 1/102, class: egress}
zones:
  front: wash 1-2
  all: [wash, spot, work, exit]
looks:
  dusk: {wash: {color: red, level: 50%}}
cues:
  - cue: 1
    look: {wash: {color: white, level: 80%}, work: {level: 60%}, exit: {level: 100%}}
    fade: 0s
submasters:
  front: {of: wash 1-2}
  glow: {look: dusk, label: Glow}
  slow: {of: spot, mode: additive, fade: 1s}
  house: {of: all, level: 100%}
"""
WASH, SPOT, WORK, EXIT = 0, 4, 6, 7


@pytest.fixture
def hall() -> Played:
    played = Played(HALL)
    played.go()
    played.run(1)
    return played


def light(played: Played, cell: int) -> float:
    return float(played.light[cell].max())


def test_the_cells_are_where_the_tests_say(hall: Played) -> None:
    assert [cell_of(hall.show, name) for name in ("wash-1", "spot-1", "work", "exit")] == [WASH, SPOT, WORK, EXIT]


def test_an_inhibitive_submaster_scales_its_cells_alone(hall: Played) -> None:
    before = hall.light.copy()
    assert hall.give(intents.SetSubmaster("front", 0.5)).ok
    hall.run(0.5)
    np.testing.assert_allclose(hall.light[:2], before[:2] / 2, atol=0.01)
    np.testing.assert_array_equal(hall.light[2:], before[2:])


def test_no_master_touches_work_and_egress_lights(hall: Played) -> None:
    before = hall.light[[WORK, EXIT]].copy()
    for intent in (
        intents.SetSubmaster("house", 0.0),
        intents.ZoneLevel("all", 0.0),
        intents.SetSolo("spot"),
        intents.Blackout(on=True),
    ):
        assert hall.give(intent).ok
        hall.run(0.5)
        np.testing.assert_array_equal(hall.light[[WORK, EXIT]], before)
    assert not hall.light[:WORK].any()


def test_an_additive_submaster_wins_where_it_is_the_highest(hall: Played) -> None:
    hall.give(intents.GrandMaster(1.0))
    hall.give(intents.SetSubmaster("front", 1.0))
    hall.give(intents.SetSubmaster("slow", 0.5))
    hall.run(2)
    assert light(hall, SPOT) == pytest.approx(0.5, abs=0.01)
    hall.give(intents.SetSubmaster("glow", 1.0))
    hall.run(1)
    assert light(hall, WASH) == pytest.approx(0.8, abs=0.01)
    assert hall.light[WASH, 1] == pytest.approx(0, abs=0.01), "at full, the colour is the look's"


def test_a_submaster_with_a_fade_takes_its_time_and_lands_exactly(hall: Played) -> None:
    hall.give(intents.SetSubmaster("slow", 1.0))
    rising = []
    for _ in range(39):
        rising.append(light(hall, SPOT))
        hall.beat()
    assert rising == sorted(rising)
    assert 0.4 < rising[20] < 0.6
    hall.run(1)
    assert light(hall, SPOT) == 1.0


def test_a_flash_is_full_while_it_is_held_and_back_when_it_is_let_go(hall: Played) -> None:
    hall.give(intents.FlashSubmaster("slow", on=True))
    assert light(hall, SPOT) == 1.0
    hall.run(0.5)
    assert light(hall, SPOT) == 1.0
    hall.give(intents.FlashSubmaster("slow", on=False))
    hall.run(0.5)
    assert light(hall, SPOT) == 0.0


def test_a_flash_that_nobody_holds_any_more_ends_by_itself_and_says_so(hall: Played) -> None:
    hall.give(intents.FlashSubmaster("slow", on=True, hold_s=2.0))
    hall.run(1.5)
    assert light(hall, SPOT) == 1.0
    hall.run(1)
    assert light(hall, SPOT) == 0.0
    assert hall.said("flash")[-1].text == "flash of slow ended: test no longer holds it"


def test_a_flash_that_is_held_anew_goes_on(hall: Played) -> None:
    for _ in range(4):
        hall.give(intents.FlashSubmaster("slow", on=True, hold_s=1.0))
        hall.run(0.8)
    assert light(hall, SPOT) == 1.0


def test_a_source_that_is_gone_holds_nothing(hall: Played) -> None:
    hall.give(intents.FlashSubmaster("slow", on=True))
    hall.give(intents.LetGo())
    assert hall.state.flashes == ()


def test_a_flash_lifts_an_inhibitive_submaster_to_full(hall: Played) -> None:
    hall.give(intents.SetSubmaster("front", 0.0))
    hall.run(0.5)
    hall.give(intents.FlashSubmaster("front", on=True))
    hall.run(0.5)
    assert light(hall, WASH) == pytest.approx(0.8, abs=0.01)


def test_zone_levels_multiply_where_zones_overlap(hall: Played) -> None:
    hall.give(intents.ZoneLevel("front", 0.5))
    hall.give(intents.ZoneLevel("all", 0.5))
    hall.run(0.5)
    assert light(hall, WASH) == pytest.approx(0.2, abs=0.01)
    assert light(hall, WASH + 3) == pytest.approx(0.4, abs=0.01)
    hall.give(intents.ZoneLevel("front", 1.0))
    hall.give(intents.ZoneLevel("all", 1.0))
    hall.run(0.5)
    assert light(hall, WASH) == pytest.approx(0.8, abs=0.01)
    assert hall.state.zone_levels == ()


def test_solo_dims_all_others_to_its_level_until_it_ends(hall: Played) -> None:
    hall.give(intents.SetSolo("wash 1, wash-3", level=0.25))
    hall.run(0.5)
    assert [round(light(hall, cell), 2) for cell in range(4)] == [0.8, 0.2, 0.8, 0.2]
    hall.give(intents.SetSolo("wash 2"))
    hall.run(0.5)
    assert [round(light(hall, cell), 2) for cell in range(4)] == [0, 0.8, 0, 0]
    hall.give(intents.EndSolo())
    hall.run(0.5)
    assert light(hall, WASH) == pytest.approx(0.8, abs=0.01)


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        (
            intents.SetSubmaster("frnt", 0.5),
            "no submaster 'frnt' in the show; it has front, glow, slow, house - did you mean 'front'?",
        ),
        (intents.SetSubmaster("front", 1.5), "submaster front: 1.5 is out of range; a level is between 0 and 1"),
        (intents.ZoneLevel("frnt", 0.5), "no zone 'frnt' in the show; it has front, all - did you mean 'front'?"),
        (intents.SetSolo("wsh"), "solo: there is no zone or fixture 'wsh' - did you mean 'wash'?"),
        (intents.SetSolo("wash 1-9"), "solo: 1-9 is out of range; 'wash' has fixtures 1-4"),
        (intents.SetSolo("exit"), "solo: exit has no fixture of class show; solo dims no others"),
        (intents.FlashSubmaster("glow", hold_s=90.0), "hold 90.0 is out of range; it is above 0 and at most 60 s"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(hall: Played, intent: intents.Intent, text: str) -> None:
    before = hall.state
    record = hall.give(intent)
    assert (record.ok, record.text) == (False, text)
    assert hall.state.submasters == before.submasters


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(4)), st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_the_order_in_which_masters_are_moved_changes_no_light(order: list[int], levels: list[float]) -> None:
    def moved(places: list[int]) -> Played:
        played = Played(HALL)
        played.go()
        for place in places:
            name = ("front", "glow", "all", "front")[place]
            kind = (intents.SetSubmaster, intents.SetSubmaster, intents.ZoneLevel, intents.ZoneLevel)[place]
            played.give(kind(name, levels[place]))
        played.jump(3)
        return played

    np.testing.assert_allclose(moved(order).light, moved([0, 1, 2, 3]).light, atol=0.01)


def test_a_show_without_a_submaster_that_was_moved_goes_on_without_it(hall: Played) -> None:
    hall.give(intents.SetSubmaster("front", 0.5))
    hall.give(intents.SetSolo("wash 1"))
    other = Played(replace(hall.show, submasters={}))
    other.state = hall.state
    other.run(0.1)
    assert other.light[0].max() > 0
