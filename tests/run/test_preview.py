"""What a fault would do is told before it is fired, and nothing changes by asking."""

import numpy as np
import pytest

from controller.model.intent import GrandMaster, Inject
from controller.run.preview import preview
from tests.shows import WALL, Played

TEXT = WALL.replace("recoveries:", "  off: {kind: dead, zone: north, share: 100%, amount: 50%, for: 9s}\nrecoveries:")


BRIGHT = TEXT.replace("#4060a0", "white")


def begun(text: str = TEXT) -> Played:
    played = Played(text + "conditions: ['zone north level >= 40%']\n")
    played.go()
    played.run(2)
    return played


def test_a_preview_tells_whom_how_long_how_dark_and_who_answers() -> None:
    told = preview((played := begun()).show, played.state, played.memory, "off")
    assert (told.refused, told.fixture_count, told.seconds) == ("", 32, 9.0)
    assert told.fixtures[0] == "tile-1"
    assert 0.48 <= told.worst_drop <= 0.52
    assert told.broken_conditions == ("zone north level >= 40%",)
    assert (told.recovery, told.starts, told.held_zones) == ("", "detected", ())
    storm = preview(played.show, played.state, played.memory, "storm")
    assert (storm.recovery, storm.starts) == ("golden-seam", "proposed")


PART = """  few: {kind: dead, zone: wall, count: 4, amount: 50%, for: 9s}
  half: {kind: dead, zone: wall, share: 50%, amount: 100%, for: 9s}
  cyan: {kind: channel-loss, zone: north, share: 100%, amount: 100%, channel: red, for: 9s}
  yellow: {kind: channel-loss, zone: north, share: 100%, amount: 100%, channel: blue, for: 9s}
recoveries:"""


@pytest.mark.parametrize(("fault", "drop"), [("few", 0.5), ("half", 1.0), ("cyan", 0.21), ("yellow", 0.07)])
def test_the_drop_is_what_people_see_vanish_of_what_is_broken_and_not_of_its_whole_zone(
    fault: str, drop: float
) -> None:
    played = begun(BRIGHT.replace("recoveries:", PART))
    told = preview(played.show, played.state, played.memory, fault)
    assert told.worst_drop == pytest.approx(drop, abs=0.02)


def test_asking_changes_nothing() -> None:
    asked, plain = begun(), begun()
    preview(asked.show, asked.state, asked.memory, "off")
    for played in (asked, plain):
        played.run(0.5)
    assert np.array_equal(asked.slots, plain.slots)
    assert not asked.state.faults


def test_what_would_be_refused_says_so() -> None:
    played = begun()
    assert "no fault 'nothing' in the show" in preview(played.show, played.state, played.memory, "nothing").refused
    played.give(Inject("storm"))
    assert preview(played.show, played.state, played.memory, "storm").refused == "fault storm acts already"


BLINK = "  blink: {kind: flicker, zone: north, share: 100%, amount: 100%, for: 9s}\nrecoveries:"


def test_a_preview_tells_how_near_the_limit_of_flashes_it_comes() -> None:
    played = begun(BRIGHT)
    off = preview(played.show, played.state, played.memory, "off")
    assert (off.transitions, off.transitions_without, off.allowed) == (1, 0, 6)


def test_what_went_before_counts_towards_the_flashes_of_a_preview() -> None:
    played = begun(BRIGHT)
    for level in (0.0, 1.0):
        played.give(GrandMaster(level))
    told = preview(played.show, played.state, played.memory, "off")
    assert told.transitions_without == 2
    assert told.transitions == 3


def test_a_preview_says_where_the_guard_would_have_to_hold_light_back() -> None:
    played = begun(BRIGHT.replace("recoveries:", BLINK))
    told = preview(played.show, played.state, played.memory, "blink")
    assert told.transitions == told.allowed == 6
    assert "north" in told.held_zones


def test_a_preview_says_from_when_it_is_and_in_which_mode_the_recovery_starts() -> None:
    played = begun()
    told = preview(played.show, played.state, played.memory, "storm")
    assert (told.tick, told.revision) == (played.state.tick, played.state.revision)
    assert (told.recovery, told.mode) == ("golden-seam", "ask")


def test_what_would_join_an_open_incident_says_which() -> None:
    played = begun()
    assert preview(played.show, played.state, played.memory, "whole").joins == ""
    played.give(Inject("storm"))
    told = preview(played.show, played.state, played.memory, "whole")
    assert (told.joins, told.recovery, told.starts) == ("i1", "golden-seam", "proposed")


LATE = """  swell: {kind: dead, zone: north, share: 100%, amount: 100%, for: 60s, envelope: {attack: 20s}}
  late: {kind: storm, for: 40s, parts: [{fault: shy, at: 1s}, {fault: off, at: 5s}, {fault: storm, at: 12s}]}
  shy: {kind: noise, zone: south, share: 100%, amount: 1%}
recoveries:"""


def test_what_becomes_worse_later_is_told_as_bad_as_it_will_be() -> None:
    played = begun(TEXT.replace("recoveries:", LATE).replace("zones:", "zones:\n  south: tile 33-64", 1))
    swell = preview(played.show, played.state, played.memory, "swell")
    assert swell.worst_drop > 0.98
    assert swell.broken_conditions == ("zone north level >= 40%",)
    assert swell.looked_ahead_s == 21
    late = preview(played.show, played.state, played.memory, "late")
    assert 0.15 < late.worst_drop < 0.8
    assert late.broken_conditions == ("zone north level >= 40%",)


def test_of_a_storm_the_recovery_is_told_that_answers_a_later_part() -> None:
    played = begun(TEXT.replace("recoveries:", LATE).replace("zones:", "zones:\n  south: tile 33-64", 1))
    told = preview(played.show, played.state, played.memory, "late")
    assert (told.recovery, told.mode, told.starts) == ("golden-seam", "ask", "proposed")
