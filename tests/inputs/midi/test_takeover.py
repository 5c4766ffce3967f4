"""Faders take over softly: a level never jumps to where a fader happens to stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.inputs.midi.takeover import Takeover


def test_a_fader_that_stands_elsewhere_does_nothing() -> None:
    fader = Takeover()
    assert not fader.is_driving(0.2, 0.8)
    assert not fader.is_driving(0.3, 0.8)


@pytest.mark.parametrize("moves", [(0.7, 0.9), (0.9, 0.7), (0.0, 1.0), (1.0, 0.0), (0.7, 0.8)])
def test_a_fader_that_crosses_the_level_takes_it_however_fast(moves: tuple[float, float]) -> None:
    fader = Takeover()
    assert not fader.is_driving(moves[0], 0.8)
    assert fader.is_driving(moves[1], 0.8)


def test_a_fader_that_stands_at_the_level_has_it_at_once() -> None:
    assert Takeover().is_driving(1.0, 1.0)
    assert Takeover().is_driving(126 / 127, 1.0)
    assert not Takeover().is_driving(125 / 127, 1.0)


def test_what_the_engine_has_not_acted_on_yet_is_no_other_hand() -> None:
    fader = Takeover()
    assert [fader.is_driving(level, 1.0) for level in (1.0, 0.9, 0.8, 0.7)] == [True] * 4
    assert fader.is_driving(0.6, 0.9)
    assert fader.is_driving(0.5, 0.6)


def test_a_level_moved_by_another_hand_is_let_go() -> None:
    fader = Takeover()
    assert fader.is_driving(1.0, 1.0)
    assert fader.is_driving(0.5, 1.0)
    assert fader.is_driving(0.4, 0.5)
    assert not fader.is_driving(0.3, 0.9)
    assert fader.is_driving(0.95, 0.9)


def test_a_level_that_the_fader_once_had_is_another_hand_once_it_has_gone_on() -> None:
    fader = Takeover()
    for level, present in ((1.0, 1.0), (0.5, 1.0), (0.4, 0.5), (0.3, 0.4)):
        assert fader.is_driving(level, present)
    assert not fader.is_driving(0.2, 1.0)


@given(st.lists(st.integers(0, 127), min_size=1, max_size=40), st.floats(0, 1))
def test_the_first_step_that_drives_is_no_jump_away_from_the_level(values: list[int], present: float) -> None:
    fader, before = Takeover(), None
    for value in values:
        level = value / 127
        if fader.is_driving(level, present):
            nearest = min(abs(level - present), abs((level if before is None else before) - present))
            between = before is not None and min(before, level) <= present <= max(before, level)
            assert between or nearest <= 1 / 127
            return
        before = level
