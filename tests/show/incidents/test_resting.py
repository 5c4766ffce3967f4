"""Trouble that rests: a lamp can be dead for months, and that costs no tick anything nor changes what happens."""

import gc
import weakref
from dataclasses import replace
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model.facts import NodeReturned, NodeSilent, Resumed, TroubleFound, TroubleOver
from controller.model.intent import (
    Approve,
    Clear,
    Dismiss,
    Entry,
    Flag,
    Go,
    Grab,
    Halt,
    Inject,
    Intent,
    Mend,
    Recover,
    Unflag,
    Ungrab,
)
from controller.model.show import Show
from controller.model.state import Record, ShowState
from controller.show.calm import is_calm
from controller.show.incidents.resting import rests
from controller.show.reduce import advance, advance_step_by_step, initial, reduce
from tests.shows import Played, show_of

HOUSE = """
show: {name: Trouble, fps: 40, seed: 3}
nodes:
  wall: {protocol: sacn, to: 127.0.1.2}
  floor: {protocol: sacn, to: 127.0.1.3}
  far: {protocol: sacn, to: 127.0.1.4}
fixtures:
  tile: {profile: generic/rgb, count: 8, at: wall 1/1}
  wash: {profile: generic/rgb, count: 4, at: floor 2/1}
  spot: {profile: generic/rgb, count: 4, at: far 3/1}
zones: {wall: tile, floor: wash, far: spot}
looks: {dim: {wall: {level: 10%}}}
cues:
  - {cue: 1, look: {wall: {level: 50%}}, fade: 100ms, follow: mended}
  - {cue: 2, look: {wall: {level: 80%}}, fade: 100ms, wait: 200ms}
faults:
  shift: {kind: colour-shift, zone: wall, share: 50%, for: 900ms}
  gone: {kind: blackhole, node: floor, for: 1s}
  wind: {kind: storm, for: 2s, parts: [{fault: shift, at: 200ms, every: 1s}, {fault: gone, at: 700ms}]}
recoveries:
  carry:
    when: {kind: node-silent, zone: floor}
    mode: auto
    phases: [{hold: 150ms}, {ripple: {reach: 2}, for: 300ms, do: DO}, {mend: 200ms}]
  ask-first: {when: {kind: [node-silent, blackhole]}, mode: ask, phases: [{hold: 100ms}, {mend: 300ms}]}
  keep:
    when: {kind: [colour-shift, flagged], zone: wall}
    mode: MODE
    again: auto
    phases: [{hold: 100ms}, {mend: {from: sweep, part: 50%, rest: keep}, for: 200ms}]
  house: {when: {kind: engine-late}, mode: auto, phases: [{breathe: 300ms}, {mend: 200ms}]}
consent: {tile 5-6: {recovery: ask}, tile 7-8: {recovery: never}}
policy: {standby: dim, ask_for: 1s, unanswered: UNANSWERED, recoveries_at_once: ONCE, go_lockout: 0s}
"""
GIVEN = st.sampled_from(
    [
        Go(),
        *(NodeSilent(node) for node in ("wall", "floor", "far")),
        *(NodeReturned(node) for node in ("wall", "floor", "far")),
        TroubleFound("unconfirmed:spot-1", "spot-1 confirms nothing"),
        TroubleOver("unconfirmed:spot-1", "spot-1 is back"),
        TroubleFound("late:engine", "late"),
        TroubleOver("late:engine", "in time"),
        *(Flag(selector) for selector in ("tile 1-4", "tile 3-8", "wash 1")),
        Unflag("tile 1-4"),
        *(Inject(fault) for fault in ("shift", "gone", "wind")),
        Clear("shift"),
        *(Approve(incident) for incident in ("i1", "i2", "i3")),
        *(Dismiss(incident) for incident in ("i1", "i2")),
        Recover("keep"),
        Recover("carry"),
        Mend(),
        Halt(),
        Resumed(),
        Grab("tile", {"level": 0.5}),
        Grab("wash", {"level": 0.5}),
        Ungrab(None, 0.1),
    ]
)
TURNS = st.lists(st.tuples(st.integers(0, 45), GIVEN), min_size=1, max_size=12)
HOUSES = st.builds(
    lambda does, mode, unanswered, once: house(does=does, mode=mode, unanswered=unanswered, once=once),
    does=st.sampled_from(["go main", "inject shift", ""]),
    mode=st.sampled_from(["auto", "ask"]),
    unanswered=st.sampled_from(["wait", "auto", "standby"]),
    once=st.sampled_from([1, 4]),
)


def house(*, does: str = "", mode: str = "ask", unanswered: str = "wait", once: int = 4) -> Show:
    """Three nodes, a recovery that lasts as long as its trouble, one that keeps a rest, and a storm."""
    text = HOUSE.replace(", do: DO", f", do: {does}" if does else "").replace("MODE", mode)
    return show_of(text.replace("UNANSWERED", unanswered).replace("ONCE", str(once)))


def looked_at(show: Show, state: ShowState, tick: int) -> tuple[ShowState, tuple[Record, ...]]:
    """Bring a state up to a tick by looking at every fault and every incident, whether they rest or not."""
    with patch("controller.show.reduce.rests", return_value=False):
        return advance_step_by_step(show, state, tick)


@settings(max_examples=100, deadline=None)
@given(show=HOUSES, turns=TURNS, ahead=st.integers(1, 60))
def test_trouble_in_any_stage_of_its_life_moves_as_if_every_tick_looked_at_it(
    show: Show, turns: list[tuple[int, Intent]], ahead: int
) -> None:
    state = initial(show)
    for seq, (skip, given_intent) in enumerate(turns):
        was, tick = state, state.tick + 1 + skip
        state, records = advance(show, was, tick)
        assert (state, records) == looked_at(show, was, tick)
        state, _ = reduce(show, state, Entry(state.tick, seq, "console:1", "operator", given_intent))
        for tick in (state.tick + 1, state.tick + ahead):
            expected = looked_at(show, state, tick)
            assert advance(show, state, tick) == expected
            assert advance_step_by_step(show, state, tick) == expected
            if is_calm(show, state, tick):
                assert expected == (replace(state, tick=tick), ())


@pytest.mark.parametrize(
    ("show", "given_intents"),
    [
        (house(does="go main"), [NodeSilent("floor"), NodeReturned("floor")]),
        (house(does="inject shift", mode="auto"), [NodeSilent("floor"), Mend(), NodeReturned("floor")]),
        (house(once=1, mode="auto"), [NodeSilent("floor"), Inject("shift"), NodeReturned("floor"), Mend()]),
        (house(once=1, mode="auto"), [Grab("tile", {"level": 1.0}), Inject("shift"), Ungrab(None, 0.2)]),
        (house(unanswered="standby"), [NodeSilent("far"), Inject("wind"), NodeReturned("far")]),
    ],
)
def test_what_waits_for_its_turn_or_does_more_than_light_moves_at_its_own_tick(
    show: Show, given_intents: list[Intent]
) -> None:
    state = initial(show)
    for seq, given_intent in enumerate(given_intents):
        for _ in range(24):
            was = state
            state, records = advance(show, was, was.tick + 1)
            assert (state, records) == looked_at(show, was, was.tick + 1)
        state, _ = reduce(show, state, Entry(state.tick, seq, "console:1", "operator", given_intent))
    for _ in range(60):
        was = state
        state, records = advance(show, was, was.tick + 1)
        assert (state, records) == looked_at(show, was, was.tick + 1)


def played(*given_intents: Intent, does: str = "", unanswered: str = "wait") -> Played:
    show = Played(house(does=does, unanswered=unanswered))
    show.run(1)
    for each in given_intents:
        show.give(each)
    show.run(3)
    return show


@pytest.mark.parametrize(
    ("trouble", "stands"),
    [
        ((TroubleFound("unconfirmed:spot-1", "spot-1 confirms nothing"),), "detected"),
        ((NodeSilent("far"),), "proposed"),
        ((NodeSilent("floor"),), "recovering"),
        ((Inject("shift"), Approve("i1")), "kept"),
        ((Flag("wash 1"),), "detected"),
        ((TroubleFound("late:engine", "late"),), "recovering"),
    ],
)
def test_trouble_that_waits_for_a_hand_or_lasts_leaves_its_ticks_calm(trouble: tuple[Intent, ...], stands: str) -> None:
    show = played(*trouble)
    assert (show.incident.state, len(show.state.faults)) == (stands, 0 if stands == "kept" else 1)
    assert is_calm(show.show, show.state, show.state.tick + 1)
    assert is_calm(show.show, show.state, show.state.tick + 1_000_000)


def test_what_a_recovery_does_besides_light_is_done_before_its_ticks_are_calm() -> None:
    show = played(does="go main")
    show.give(NodeSilent("floor"))
    show.run(1)
    assert show.state.lists[0].current == "1"
    assert is_calm(show.show, show.state, show.state.tick + 1)


def test_a_proposal_rests_until_nobody_has_answered_for_long_enough() -> None:
    show = Played(house(unanswered="auto"))
    show.run(1)
    show.give(NodeSilent("far"))
    late = show.incident.opened_tick + show.show.fps
    assert rests(show.show, show.state, late - 1)
    assert not rests(show.show, show.state, late)


def test_a_proposal_that_is_all_in_a_hand_rests_until_it_is_given_back() -> None:
    show = played(Grab("spot", {"level": 1.0}), NodeSilent("far"), unanswered="auto")
    assert show.incident.state == "proposed"
    assert rests(show.show, show.state, show.state.tick + 1000)
    show.give(Ungrab(None, 0.0))
    show.beat()
    assert show.incident.state == "recovering"


def test_a_storm_rests_between_its_faults_only() -> None:
    show = Played(house())
    show.run(1)
    show.give(Inject("wind"))
    begun = show.state.tick
    assert rests(show.show, show.state, begun + 7)
    assert not rests(show.show, show.state, begun + 8)


def test_what_rests_keeps_no_show_alive_that_is_not_played_any_more() -> None:
    show = replace(house())
    state, _ = reduce(show, initial(show), Entry(0, 0, "nodes", "engine", NodeSilent("far")))
    assert rests(show, state, 100)
    alive = weakref.ref(show)
    del show
    gc.collect()
    assert alive() is None
