"""The faults that act are known by name and kind, however the state changes."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model.fault import NEVER, ActiveFault, FaultKind
from controller.show.director import end_fault, end_together, open_incident
from controller.show.incidents.struck import struck
from controller.show.reduce import initial
from tests.shows import WALL, show_of

SHOW = show_of(WALL)
TILES = [ActiveFault(f"flagged:tile-{number}", number // 3, NEVER, "real") for number in range(1, 30)]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.sampled_from(TILES), unique=True, max_size=8), max_size=8))
def test_it_is_what_looking_through_them_finds(states: list[list[ActiveFault]]) -> None:
    for faults in states:
        for some in (faults, faults[:3] + faults[4:], [*faults[:3], *faults[4:], TILES[0]]):
            acting = tuple(dict.fromkeys(some))
            found = struck(SHOW, replace(initial(SHOW), faults=acting))
            assert found.by_id == {fault.id: fault for fault in acting}
            assert found.by_kind.get(FaultKind.FLAGGED, {}) == found.by_id


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(TILES), unique=True, min_size=1, max_size=5), st.integers(0, 4))
def test_those_of_a_tick_that_was_worked_out_anew_are_its_own(faults: list[ActiveFault], first: int) -> None:
    """They are equal to those of the draft before it, and not the same: each can be ended all the same."""
    state = replace(initial(SHOW), tick=20, faults=tuple(faults))
    struck(SHOW, state)
    anew = replace(state, faults=(*faults[:first], *(replace(fault) for fault in faults[first:])))
    assert all(struck(SHOW, anew).by_id[fault.id] is fault for fault in anew.faults)
    for fault in faults:
        anew = end_fault(SHOW, anew, fault, 20)
    assert anew.faults == ()


@settings(deadline=None, max_examples=50)
@given(st.sets(st.integers(0, 28), min_size=1), st.sets(st.integers(0, 28), min_size=1))
def test_faults_that_end_together_end_as_one_after_the_other(begin: set[int], end: set[int]) -> None:
    state = initial(SHOW)
    for number in sorted(begin):
        state = replace(state, tick=TILES[number].started_tick, faults=(*state.faults, TILES[number]))
        state, _ = open_incident(SHOW, state, TILES[number], state.tick)
    gone = [TILES[number] for number in sorted(begin & end)]
    after = state
    for fault in gone:
        after = end_fault(SHOW, after, fault, 50)
    assert end_together(SHOW, state, gone, 50) == after
