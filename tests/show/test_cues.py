"""GO, BACK, GOTO, PAUSE, RESUME, RELEASE and follows, seen at the lamps."""

import numpy as np
import pytest

from controller.model.intent import Back, Go, Goto, Pause, Release, Resume
from controller.show.cues import MAX_STEPS
from tests.shows import CUES, FPS, Played, cell_of, largest_step, show_of, with_go_lockout

RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
STEP_8_BIT = 1.5 / 255


@pytest.fixture
def played() -> Played:
    return Played(CUES)


def test_go_starts_the_standby_cue_and_puts_the_next_on_standby(played: Played) -> None:
    record = played.go()
    assert (record.ok, record.text) == (True, "GO cue 1 Red")
    assert (played.state.lists[0].current, played.state.lists[0].standby) == ("1", "2")


def test_a_fade_rises_without_ever_falling_and_lands_exactly(played: Played) -> None:
    played.go()
    played.run(2)
    risen = played.levels(0)
    assert risen == sorted(risen)
    assert risen[-2] < 1
    assert tuple(played.light[0]) == RED


def test_a_fade_is_a_function_of_time_and_not_of_the_frames_painted(played: Played) -> None:
    late = Played(CUES)
    for each in (played, late):
        each.go()
    played.run(1.5)
    late.jump(0.7)
    late.jump(0.8)
    assert late.state.tick == played.state.tick
    assert np.array_equal(late.slots, played.slots)


def test_a_go_in_mid_fade_goes_on_from_what_is_shown(played: Played) -> None:
    played.go()
    played.run(1)
    before = played.light.copy()
    played.give(Go())
    assert np.abs(played.light - before).max() <= 1 / (2 * FPS) + STEP_8_BIT
    played.run(4)
    assert tuple(played.light[0]) == BLUE
    assert tuple(played.light[3]) == RED
    assert largest_step(played.lit) <= 1 / (2 * FPS) + 1 / (4 * FPS) + STEP_8_BIT


def test_cues_track_what_they_leave_out(played: Played) -> None:
    played.go()
    played.run(2)
    played.go()
    played.run(4)
    played.give(Go())
    assert tuple(np.round(played.light[0], 2)) == (0, 0, 0.2)
    assert tuple(np.round(played.light[3], 2)) == (0.2, 0, 0)
    assert played.light[cell_of(played.show, "wide")].max() == pytest.approx(0.8, abs=1e-4)


def test_back_restores_the_picture_of_the_cue_before_in_its_own_time(played: Played) -> None:
    played.go()
    played.run(2)
    first = played.slots
    played.go()
    played.run(4)
    assert played.give(Back()).text == "BACK cue 1 Red"
    played.run(3)
    assert np.array_equal(played.slots, first)
    assert played.state.lists[0].standby == "2"


def test_back_takes_the_time_of_the_cue_it_reaches() -> None:
    played = Played(CUES.replace("fade: 2s}", "fade: 2s, back: 500ms}"))
    played.go()
    played.run(2)
    played.go()
    played.run(4)
    played.give(Back())
    played.run(0.5)
    assert tuple(played.light[0]) == RED


def test_back_at_the_top_is_refused(played: Played) -> None:
    assert played.give(Back()).text == "list main is at its top; there is no cue before"
    played.go()
    assert not played.give(Back()).ok


def test_goto_starts_any_cue_with_all_that_tracks_into_it(played: Played) -> None:
    assert played.give(Goto("5")).ok
    played.run(1)
    assert tuple(np.round(played.light[0], 2)) == (0, 0, 0.2)
    assert tuple(np.round(played.light[3], 2)) == (0.2, 0, 0)


def test_goto_a_cue_that_is_not_there_is_refused_with_those_that_are(played: Played) -> None:
    record = played.give(Goto("9"))
    assert (record.ok, record.text) == (False, "no cue '9' in list main; it has 1, 2, 3, 4, 5")


def test_go_on_a_list_that_is_not_there_is_refused(played: Played) -> None:
    assert played.give(Go("side")).text == "no cue list 'side' in the show; it has main"


def test_go_at_the_end_of_the_list_is_refused(played: Played) -> None:
    played.give(Goto("5"))
    played.run(1)
    assert played.give(Go()).text == "list main is at its end; there is no cue to go to"


def test_a_follow_goes_at_its_exact_tick_counted_from_the_go(played: Played) -> None:
    played.give(Goto("3"))
    went = played.state.tick
    played.run(3)
    assert [(record.tick, record.text) for record in played.said("follow")] == [
        (went + FPS, "cue 4 went by itself"),
        (went + FPS + FPS + FPS // 2, "cue 5 went by itself"),
    ]


def test_follows_keep_their_exact_ticks_when_ticks_are_skipped(played: Played) -> None:
    late = Played(CUES)
    for each in (played, late):
        each.give(Goto("3"))
    played.run(3.25)
    late.jump(0.9)
    late.jump(2.35)
    assert [record.tick for record in late.said("follow")] == [record.tick for record in played.said("follow")]
    assert np.array_equal(late.slots, played.slots)


def test_follows_that_a_later_snap_hides_are_still_told_at_their_ticks() -> None:
    chain = CUES.replace("fade: 1s, cue-only: true", "fade: 0s, cue-only: true").replace(
        "level: 40%}}, fade: 1s", "level: 40%}}, fade: 0s"
    )
    late = Played(chain)
    late.give(Goto("3"))
    went = late.state.tick
    late.jump(3)
    assert [record.tick - went for record in late.said("follow")] == [FPS, FPS + FPS // 2]


def test_a_cue_only_change_goes_back_with_the_next_cue(played: Played) -> None:
    played.give(Goto("4"))
    played.run(1)
    assert played.light[0].max() == pytest.approx(0.9, abs=0.01)
    played.run(2)
    assert played.state.lists[0].current == "5"
    assert played.light[0].max() == pytest.approx(0.2, abs=0.01)


def test_a_pause_freezes_the_fade_and_its_follow_and_resume_lets_them_go_on(played: Played) -> None:
    free = Played(CUES)
    for each in (played, free):
        each.give(Goto("4"))
        each.run(0.5)
    played.give(Pause())
    frozen = played.slots
    played.run(5)
    assert np.array_equal(played.slots, frozen)
    played.give(Resume())
    free.beat()
    for _ in range(3 * FPS):
        played.beat()
        free.beat()
        assert np.array_equal(played.slots, free.slots)
    assert played.state.lists[0].current == "5"


def test_a_second_pause_and_a_second_resume_are_refused(played: Played) -> None:
    played.go()
    assert played.give(Pause()).ok
    assert played.give(Pause()).text == "list main is paused already"
    assert played.give(Resume()).ok
    assert played.give(Resume()).text == "list main is not paused"


def test_go_in_a_pause_goes_on_from_the_frozen_picture(played: Played) -> None:
    played.go()
    played.run(1)
    played.give(Pause())
    played.run(3)
    played.give(Go())
    played.run(4)
    assert tuple(played.light[0]) == BLUE
    assert largest_step(played.lit) <= 1 / FPS


def test_a_release_fades_to_nothing_and_returns_to_the_top(played: Played) -> None:
    played.go()
    played.run(2)
    played.give(Release(fade_s=2))
    played.run(1)
    assert played.light[0].max() == pytest.approx(0.5, abs=0.02)
    played.run(1)
    assert played.light.max() == 0
    assert (played.state.lists[0].current, played.state.lists[0].standby) == (None, "1")


@pytest.mark.parametrize("fade_s", [-1, float("nan"), float("inf"), 1e9])
def test_a_release_beyond_a_day_is_refused(played: Played, fade_s: float) -> None:
    record = played.give(Release(fade_s=fade_s))
    assert not record.ok
    assert "out of range" in record.text


def test_a_text_changes_in_the_middle_of_the_fade(played: Played) -> None:
    screen = next(f for f in played.show.rig.fixtures if f.id == "screen")
    patch = played.show.patch.fixtures[played.show.rig.fixtures.index(screen)]
    at = patch.row, patch.slot + 4
    played.go()
    played.run(0.9)
    assert played.slots[at] == 0
    played.run(0.2)
    assert screen.texts[played.slots[at] - 1] == "One"


def test_a_colour_fades_in_over_light_that_had_none() -> None:
    played = Played(CUES.replace("{color: red, level: 100%}", "{level: 100%}"))
    played.go()
    played.run(2)
    assert tuple(played.light[0]) == (1, 1, 1)
    first = len(played.lit) - 1
    played.go()
    played.run(4)
    assert tuple(played.light[0]) == BLUE
    assert largest_step(played.lit[first:]) <= 1 / (4 * FPS) + STEP_8_BIT


def test_more_fades_than_are_kept_still_never_jump() -> None:
    played = Played(with_go_lockout(show_of(CUES.replace("fade: 4s, back: 1s", "fade: 60s, back: 60s")), 0))
    played.give(Go())
    played.run(2)
    for turn in range(3 * MAX_STEPS):
        played.give(Go() if turn % 2 == 0 else Goto("1"))
    assert len(played.state.lists[0].steps) <= MAX_STEPS
    assert largest_step(played.lit[2 * FPS :]) <= 0.05
    assert played.light[3].max() == 1
