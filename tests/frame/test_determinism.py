"""Same show, same log: same bytes. At any speed, from any snapshot."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.frame.memory import Memory
from controller.frame.pipeline import Painter
from controller.model.intent import Approve, Back, Blackout, Go, GrandMaster, Halt, Inject, Intent, Panic, Pause, Resume
from tests.shows import CUES, WALL, Played

GIVEN = st.sampled_from(
    [Go(), Back(), Pause(), Resume(), Blackout(), Panic(), Halt(), Inject("storm"), Approve("i1"), GrandMaster(0.5)]
)
TURNS = st.lists(st.tuples(st.integers(0, 30), GIVEN), min_size=1, max_size=12)


def follow(played: Played, turns: list[tuple[int, Intent]]) -> list[bytes]:
    return [played.beat(given, skip=skip).frame.slots.tobytes() for skip, given in turns]


@settings(max_examples=25, deadline=None)
@given(turns=TURNS)
def test_the_same_log_gives_the_same_bytes(turns: list[tuple[int, Intent]]) -> None:
    assert follow(Played(WALL), turns) == follow(Played(WALL), turns)


@settings(max_examples=20, deadline=None)
@given(before=TURNS, after=TURNS)
def test_painting_goes_on_from_copied_memory_with_the_same_bytes(
    before: list[tuple[int, Intent]], after: list[tuple[int, Intent]]
) -> None:
    first = Played(WALL)
    follow(first, before)
    second = Played(WALL)
    second.state, second.memory = first.state, Memory.from_arrays(first.memory.to_arrays())
    assert follow(first, after) == follow(second, after)


def test_a_painter_remembers_nothing_of_its_own() -> None:
    played = Played(CUES)
    played.go()
    played.run(1)
    fresh = Painter(played.show)
    copied = Memory.from_arrays(played.memory.to_arrays())
    again = fresh.paint(played.state, copied)
    assert np.array_equal(again.slots, played.painter.paint(played.state, played.memory).slots)


def test_memory_that_is_saved_is_not_the_memory_that_goes_on() -> None:
    played = Played(WALL)
    saved = played.memory.to_arrays()
    played.go()
    played.run(2)
    assert np.asarray(saved["levels"]).max() == 0


def test_memory_without_an_array_is_refused() -> None:
    arrays = Played(WALL).memory.to_arrays()
    del arrays["stamps"]
    with pytest.raises(KeyError, match="stamps"):
        Memory.from_arrays(arrays)


def test_a_frame_is_not_changed_by_the_next_one() -> None:
    played = Played(WALL)
    played.go()
    played.run(1)
    kept = played.slots
    before = kept.copy()
    played.give(Blackout(on=True))
    assert np.array_equal(kept, before)
