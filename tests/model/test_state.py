"""Steps, lists and PANIC as functions of time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.model.state import ListState, PanicState, Transition


@given(st.integers(0, 1000), st.integers(0, 500), st.integers(0, 2000))
def test_a_step_never_goes_back_and_lands_exactly(start: int, length: int, time: int) -> None:
    step = Transition("1", start, length, start)
    assert 0 <= step.progress(time) <= step.progress(time + 1) <= 1
    assert step.progress(start + length) == 1


def test_the_time_of_a_list_stands_still_in_a_pause() -> None:
    playing = ListState("main", (), None, paused_tick=None, shift_ticks=30)
    paused = ListState("main", (), None, paused_tick=100, shift_ticks=30)
    assert [playing.time(tick) for tick in (100, 150)] == [70, 120]
    assert [paused.time(tick) for tick in (100, 150)] == [70, 70]


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_a_panic_that_is_lifted_begins_its_way_out_where_it_was(fade: int, lifted: int, out: int) -> None:
    held = PanicState(0, 0, fade)
    leaving = PanicState(0, 0, fade, release_tick=lifted, release_ticks=out)
    if out:
        assert leaving.weight(lifted) == pytest.approx(held.weight(lifted))
    assert leaving.weight(lifted + out) == 0
    assert leaving.is_over(lifted + out)
