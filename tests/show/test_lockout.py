"""The lock-out: no second GO shortly after the first, whoever sends it."""

from controller.model.intent import Back, Entry, Go, Goto
from controller.show.reduce import advance, initial, reduce
from controller.show.reducers.playback import lockout_ticks
from tests.shows import CUES, Played, show_of, with_go_lockout


def test_a_second_go_within_the_lock_out_is_refused_and_says_what_is_left() -> None:
    played = Played(CUES)
    played.go()
    record = played.give(Go())
    assert (record.ok, record.what) == (False, "refused")
    assert record.text == "GO disregarded: 225 ms of the lock-out after the last GO are left"
    assert played.state.lists[0].current == "1"


def test_two_gos_in_one_tick_from_two_sources_start_one_cue() -> None:
    show = show_of(CUES)
    state, _ = advance(show, initial(show), 1)
    state, first = reduce(show, state, Entry(1, 1, "console:a", "operator", Go()))
    state, second = reduce(show, state, Entry(1, 2, "osc:10.0.0.9:50000", "operator", Go()))
    assert (first.ok, second.ok) == (True, False)
    assert state.lists[0].current == "1"


def test_goto_is_locked_out_too_but_back_is_not() -> None:
    played = Played(CUES)
    played.go()
    played.go()
    assert not played.give(Goto("5")).ok
    assert played.give(Back()).ok


def test_the_lock_out_is_over_when_its_time_is() -> None:
    played = Played(CUES)
    played.go()
    assert lockout_ticks(played.show, played.state) == 10
    played.run(0.225)
    assert lockout_ticks(played.show, played.state) == 1
    assert played.give(Go()).ok


def test_a_refused_go_does_not_prolong_the_lock_out() -> None:
    played = Played(CUES)
    played.go()
    for _ in range(9):
        assert not played.give(Go()).ok
    assert played.give(Go()).ok


def test_a_show_may_do_without_a_lock_out() -> None:
    played = Played(with_go_lockout(show_of(CUES), 0))
    assert played.give(Go()).ok
    assert played.give(Go()).ok
