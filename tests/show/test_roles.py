"""Who may say what: viewers only look, whatever they say; the clock lifts no PANIC."""

from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model.intent import Back, Entry, Go, Goto, Halt, Intent, Panic, Resume
from controller.model.role import LIFTING
from controller.run.lanes import Lanes, Waiting
from controller.show.reduce import reduce
from tests.shows import CUES, WALL, Played


@pytest.mark.parametrize("kind", get_args(Intent))
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_a_viewer_is_refused_every_intent_with_a_sentence(kind: type, data: st.DataObject) -> None:
    played = Played(WALL)
    intent = data.draw(st.from_type(kind))
    state, record = reduce(played.show, played.state, Entry(0, 1, "tablet", "viewer", intent))
    assert state is played.state
    assert (record.ok, record.text) == (False, f"viewers only look; {intent.kind} is the operator's")


@pytest.mark.parametrize("urgent", [Halt(), Panic()])
def test_what_a_viewer_or_a_visitor_says_makes_nothing_void_that_waits(urgent: Intent) -> None:
    lanes = Lanes()
    lanes.put_nowait(Waiting(Go(), "console", "operator", None))
    lanes.put_nowait(Waiting(urgent, "tablet", "viewer", None))
    lanes.put_nowait(Waiting(urgent, "join", "visitor", None))
    assert [each.intent for each in lanes.drain()] == [urgent, urgent, Go()]


@pytest.mark.parametrize("order", [Go(), Back(), Goto("1"), Resume()])
def test_a_hand_lifts_panic_and_the_clock_does_not(order: Intent) -> None:
    assert isinstance(order, LIFTING)
    played = Played(CUES)
    played.go()
    played.run(1)
    played.go()
    played.give(Panic())
    played.run(2)
    entry = Entry(played.state.tick, 9, "schedule", "clock", order)
    state, record = reduce(played.show, played.state, entry)
    assert state is played.state
    assert (record.ok, record.text) == (False, f"{order.kind} is not done: PANIC holds until a hand lifts it")
    assert played.give(order).ok
    assert not played.state.is_panicking
