"""Ticks in which nothing happens by itself: they are what looking at everything would have made of them."""

from dataclasses import fields, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model.intent import (
    Approve,
    Back,
    Blackout,
    Entry,
    FlashSubmaster,
    Go,
    Grab,
    Halt,
    Inject,
    Intent,
    Panic,
    Pause,
    Resume,
    Ungrab,
)
from controller.model.state import ShowState
from controller.show.calm import is_calm
from controller.show.reduce import advance, advance_step_by_step, initial, reduce
from tests.shows import Played, show_of

SHOW = """
show: {name: Calm, fps: 40}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {lamp: {profile: generic/rgb, count: 4, at: lamps 1/1}}
zones: {lamps: lamp}
submasters: {all: {of: lamps}}
cues:
  - {cue: 1, look: {lamp: {level: 50%}}, fade: 250ms, follow: 500ms}
  - {cue: 2, look: {lamp: {level: 80%}}, fade: 100ms, wait: 200ms, follow: after 100ms}
  - {cue: 3, look: {lamp: {level: 10%}}, fade: 0s}
panic: {look: {lamp: {level: 100%}}, fade: 100ms}
faults:
  storm: {kind: colour-shift, zone: lamps, for: 1s}
recoveries:
  seam: {when: {kind: colour-shift}, mode: ask, phases: [{hold: 100ms}, {mend: {from: wound}, for: 200ms}]}
policy: {go_lockout: 0s}
"""
GIVEN = st.sampled_from(
    [
        Go(),
        Back(),
        Pause(),
        Resume(),
        Blackout(),
        Panic(),
        Halt(),
        Inject("storm"),
        Approve("i1"),
        Grab("lamp 1", {"level": 0.5}),
        Ungrab(None, 0.1),
        FlashSubmaster("all", on=True, hold_s=0.2),
    ]
)
TURNS = st.lists(st.tuples(st.integers(0, 30), GIVEN), min_size=1, max_size=8)


@settings(max_examples=60, deadline=None)
@given(turns=TURNS, ahead=st.integers(1, 30))
def test_a_calm_tick_is_what_looking_at_everything_makes_of_it(turns: list[tuple[int, Intent]], ahead: int) -> None:
    show = show_of(SHOW)
    state = initial(show)
    for seq, (skip, given_intent) in enumerate(turns):
        state, _ = advance(show, state, state.tick + 1 + skip)
        state, _ = reduce(show, state, Entry(state.tick, seq, "console:1", "operator", given_intent))
        for tick in (state.tick + 1, state.tick + ahead):
            step_by_step = advance_step_by_step(show, state, tick)
            assert advance(show, state, tick) == step_by_step
            if is_calm(show, state, tick):
                assert step_by_step == (replace(state, tick=tick), ())


def test_most_ticks_of_a_cue_that_stands_are_calm() -> None:
    played = Played(SHOW)
    played.run(3)
    assert is_calm(played.show, played.state, played.state.tick + 1)


def test_a_state_at_another_tick_differs_in_nothing_else() -> None:
    played = Played(SHOW)
    played.go()
    played.beat(Inject("storm"))
    assert played.state.at(7000) == replace(played.state, tick=7000)


def test_whoever_adds_to_the_state_thinks_of_calm_ticks() -> None:
    moves_by_itself = {"lists", "panic", "programmer", "flashes", "faults", "incidents", "sensors", "timecode", "poll"}
    moves_by_itself |= {"easels", "stories"}
    is_done_at_once = {"started", "won", "outbox"}
    stands = {"tick", "grand_master", "submasters", "zone_levels", "solo", "blackout", "incident_count", "last_go_tick"}
    stands |= {"halted_tick", "exit_tick", "show", "loosened", "revision", "tempo", "rehearsal", "breakable", "counted"}
    assert {each.name for each in fields(ShowState)} == moves_by_itself | is_done_at_once | stands
