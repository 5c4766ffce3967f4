"""Who holds a cell when two lists play: by what each cue moves. Tracking, cue-only, block and assert as on a desk."""

import numpy as np
import pytest

from controller.model.intent import Back, Go, Goto, Intent, Release
from tests.shows import Played, largest_step

SHOW = """
show: {name: Tracking, fps: 40}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  lamp: {profile: generic/dimmer-16bit, count: 4, at: lamps 1/1}
cues:
  - {cue: 1, look: {lamp 1-3: {level: 50%}}, fade: FADE, back: FADE}
  - {cue: 2, look: {lamp 1: {level: 80%}}, fade: FADE, back: FADE}
  - {cue: 3, look: {lamp 2: {level: 70%}}, fade: FADE, cue-only: true, back: FADE}
  - {cue: 4, look: {lamp 4: {level: 10%}}, fade: FADE, back: FADE}
  - {cue: 5, look: {lamp 4: {level: 20%}}, fade: FADE, assert: true}
  - {cue: 6, look: {lamp 3: {level: 90%}}, fade: FADE, block: true}
  - {cue: 7, look: {lamp 1: {level: 15%}}, fade: FADE}
lists:
  side:
    release: 2s
    cues:
      - {cue: 1, look: {lamp 2-3: {level: 30%}}, fade: FADE, back: FADE}
      - {cue: 2, look: {lamp 1: {level: 25%}}, fade: FADE, back: FADE}
policy: {go_lockout: 0s}
"""
MAIN, SIDE = Go(), Go("side")


def played(*given: Intent, fade: str = "0s") -> Played:
    """Play intents one after another, each to the end of its fade."""
    played = Played(SHOW.replace("FADE", fade))
    for intent in given:
        played.give(intent)
        played.run(2.1)
    return played


def levels(played: Played) -> list[float]:
    return [round(float(played.light[cell].max()), 3) for cell in range(4)]


def test_a_go_takes_only_what_its_cue_changes() -> None:
    each = played(MAIN, SIDE)
    assert levels(each) == [0.5, 0.3, 0.3, 0]
    each.give(MAIN)
    assert levels(each) == [0.8, 0.3, 0.3, 0]


def test_what_a_cue_writes_is_taken_even_if_it_changes_nothing_in_its_list() -> None:
    each = Played(SHOW.replace("FADE", "0s").replace("{lamp 1: {level: 80%}}", "{lamp 2: {level: 50%}}"))
    for intent in (MAIN, SIDE, MAIN):
        each.give(intent)
    assert levels(each) == [0.5, 0.5, 0.3, 0]


def test_leaving_a_cue_only_cue_takes_what_it_restores() -> None:
    each = played(MAIN, MAIN, MAIN)
    assert levels(each) == [0.8, 0.7, 0.5, 0]
    each.give(SIDE)
    assert levels(each) == [0.8, 0.3, 0.3, 0]
    each.give(MAIN)
    assert levels(each) == [0.8, 0.5, 0.3, 0.1]


def test_an_asserting_cue_takes_all_it_shows() -> None:
    each = played(MAIN, SIDE, Goto("4"), SIDE)
    assert levels(each) == [0.25, 0.3, 0.3, 0.1]
    each.give(MAIN)
    assert levels(each) == [0.8, 0.5, 0.5, 0.2]


def test_nothing_tracks_into_or_through_a_cue_that_blocks() -> None:
    each = played(Goto("5"), MAIN)
    assert levels(each) == [0, 0, 0.9, 0]
    each.give(MAIN)
    assert levels(each) == [0.15, 0, 0.9, 0]


def test_what_a_blocking_cue_gives_up_shows_the_other_list() -> None:
    assert levels(played(MAIN, SIDE, Goto("6"))) == [0, 0.3, 0.9, 0]


@pytest.mark.parametrize("fade", ["0s", "2s"])
def test_back_right_after_a_go_leaves_everything_as_it_was(fade: str) -> None:
    each = played(MAIN, SIDE, fade=fade)
    before = each.slots
    for intent in (MAIN, Back()):
        each.give(intent)
        each.run(2.1)
    assert np.array_equal(each.slots, before)


def test_back_gives_back_what_the_go_took_from_another_list() -> None:
    each = played(MAIN, SIDE, SIDE, fade="2s")
    assert levels(each) == [0.25, 0.3, 0.3, 0]
    each.give(MAIN)
    each.run(2.1)
    assert levels(each)[0] == 0.8
    each.give(Back())
    each.run(2.1)
    assert levels(each) == [0.25, 0.3, 0.3, 0]


def test_back_after_another_list_went_takes_what_it_changes() -> None:
    each = played(MAIN, MAIN, SIDE, SIDE)
    assert levels(each)[0] == 0.25
    each.give(Back())
    assert levels(each) == [0.5, 0.3, 0.3, 0]


def test_a_release_gives_its_cells_to_whoever_held_them_before() -> None:
    each = played(MAIN, SIDE, fade="2s")
    first = len(each.lit) - 1
    each.give(Release("side"))
    each.run(2.1)
    assert levels(each) == [0.5, 0.5, 0.5, 0]
    assert largest_step(each.lit[first:]) <= 0.2 / 80 + 0.001


def test_a_go_elsewhere_lets_a_running_fade_go_on_in_its_own_time() -> None:
    each = Played(SHOW.replace("fade: FADE,", "fade: 10s,", 1).replace("FADE", "1s"))
    each.give(MAIN)
    each.run(1)
    each.give(MAIN)
    each.run(4)
    assert levels(each) == pytest.approx([0.8, 0.25, 0.25, 0], abs=0.005)
    each.run(5.1)
    assert levels(each) == [0.8, 0.5, 0.5, 0]


def test_a_list_takes_over_in_mid_fade_without_a_dip() -> None:
    each = Played(SHOW.replace("FADE", "2s"))
    each.give(MAIN)
    each.run(1)
    each.give(SIDE)
    each.run(0.5)
    each.give(Back("side"), MAIN)
    each.run(3)
    assert largest_step(each.lit) <= 3 / 80 + 0.001
    assert levels(each)[:1] == [0.8]


def test_more_cues_than_are_remembered_still_know_who_was_last() -> None:
    each = played(MAIN, SIDE)
    for _ in range(100):
        each.give(Goto("2"))
        each.give(Goto("2", "side"))
    assert levels(each) == [0.25, 0.3, 0.3, 0]
    assert max(len(entry.steps[-1].takes) for entry in each.state.lists) <= 64
