"""A silent child is restarted; one that was silent because the whole machine stood still is not."""

from controller.run.processes.patience import LOOK_S, STALL_S, Patience

SILENCE_S = 1.0


def test_a_child_that_says_nothing_while_we_listen_hangs() -> None:
    patience, now = Patience(0.0), 10.0
    while patience.left(10.0, now, SILENCE_S) > 0:
        due = now + min(patience.left(10.0, now, SILENCE_S), LOOK_S)
        now = due + 0.01
        assert patience.woke(10.0, due, now) == 0
    assert 11.0 <= now < 11.1


def test_time_in_which_we_stood_still_is_not_held_against_it() -> None:
    patience = Patience(0.0)
    assert patience.woke(9.9, 10.25, 17.0) == 6.75
    assert patience.left(9.9, 17.0, SILENCE_S) == 1.0


def test_a_child_that_stays_silent_after_a_stall_hangs_however_late_we_are_from_then_on() -> None:
    patience = Patience(0.0)
    patience.woke(9.9, 10.25, 17.0)
    assert patience.woke(9.9, 17.25, 18.0) == 0
    assert patience.left(9.9, 18.0, SILENCE_S) <= 0


def test_a_second_stall_is_forgiven_a_child_that_spoke_between_the_two() -> None:
    patience = Patience(0.0)
    patience.woke(9.9, 10.25, 17.0)
    assert patience.woke(17.1, 17.25, 20.25) == 3.0
    assert patience.left(17.1, 20.25, SILENCE_S) == 1.0


def test_a_stall_just_long_enough_to_silence_an_engine_is_seen() -> None:
    beat_s, silence_s = 0.2, SILENCE_S
    heard = 10.0  # just before a stall of all but a beat of the silence that is hung
    assert (silence_s - beat_s) - LOOK_S > STALL_S
    assert Patience(0.0).woke(heard, heard + LOOK_S, heard + silence_s - beat_s)


def test_silence_that_nobody_listened_to_is_not_held_against_it() -> None:
    assert Patience(16.0).left(9.9, 16.0, SILENCE_S) == 1.0
