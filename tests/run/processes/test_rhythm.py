"""A child that beat evenly and stops hangs within a second; one that begins, or beats slowly, is given its time."""

import pytest

from controller.run.processes.pulse import BEAT_S
from controller.run.processes.rhythm import LATELY, Rhythm, Silence
from controller.run.processes.supervisor import ENGINE_SILENCE, WEB_SILENCE

LATE_S = 0.03
"""A frame's time: beats come after frames."""


def heard(*gaps: float) -> tuple[Rhythm, float]:
    """One that was told to begin at 100 and beat after some gaps, the last of them now."""
    rhythm, now = Rhythm(0.0), 100.0
    rhythm.begin(now)
    for gap in gaps:
        now += gap
        rhythm.beat(now)
    return rhythm, now


def left_s(rhythm: Rhythm, now: float) -> float:
    """How long an engine may still be silent."""
    return rhythm.heard + rhythm.patience_s(ENGINE_SILENCE) - now


EVENLY = (BEAT_S + LATE_S,) * (LATELY + 1)


def test_an_engine_that_beat_evenly_hangs_after_a_second() -> None:
    rhythm, now = heard(*EVENLY)
    assert left_s(rhythm, now + 0.99) > 0
    assert left_s(rhythm, now + 1.01) < 0


def test_a_first_frame_may_take_longer_than_a_second() -> None:
    rhythm, now = heard()
    assert left_s(rhythm, now + 3.9) > 0


def test_frames_just_after_the_first_may_too() -> None:
    rhythm, now = heard(3.0, 0.2, 0.2)
    assert left_s(rhythm, now + 3.9) > 0


def test_one_that_never_beats_hangs_all_the_same() -> None:
    rhythm, now = heard()
    assert left_s(rhythm, now + 4.01) < 0


def test_a_slow_first_beat_is_forgotten_when_it_beats_evenly() -> None:
    rhythm, now = heard(4.0, 2.0, *EVENLY)
    assert rhythm.patience_s(ENGINE_SILENCE) == ENGINE_SILENCE.even_s
    assert left_s(rhythm, now + 1.01) < 0


def test_one_whose_frames_are_heavy_is_not_taken_to_hang() -> None:
    rhythm, now = heard(*[0.6] * 20)
    assert left_s(rhythm, now + 1.7) > 0
    assert left_s(rhythm, now + 1.9) < 0


def test_nobody_is_waited_for_longer_than_the_most() -> None:
    rhythm, now = heard(*[3.0] * 20)
    assert left_s(rhythm, now + 4.01) < 0


def test_whatever_it_says_is_a_sign_of_life() -> None:
    rhythm, now = heard(*EVENLY)
    rhythm.hear(now + 0.9)
    assert left_s(rhythm, now + 1.8) > 0


def test_one_that_is_told_to_begin_anew_is_given_its_time_anew() -> None:
    rhythm, now = heard(*EVENLY)
    rhythm.begin(now)
    assert left_s(rhythm, now + 3.9) > 0


@pytest.mark.parametrize("silence", [ENGINE_SILENCE, WEB_SILENCE])
def test_beats_come_far_more_often_than_silence_is_borne(silence: Silence) -> None:
    assert silence.most_s >= silence.even_s > 4 * (BEAT_S + LATE_S)
