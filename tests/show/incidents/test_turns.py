"""Only so many recoveries move at once; one that waits for its trouble to end, perhaps for months, is none of them."""

from itertools import pairwise

import numpy as np
import pytest

from controller.model.facts import NodeReturned, NodeSilent
from controller.model.intent import Flag, Go, Grab, Halt, Inject, Unflag, Ungrab
from controller.show.calm import is_calm
from controller.show.incidents.turns import MOST_AT_REST
from tests.shows import FPS, Played

HOUSE = """
show: {name: Turns, fps: 40, seed: 3}
nodes:
  wall: {protocol: sacn, to: 127.0.1.2}
  floor: {protocol: sacn, to: 127.0.1.3}
  far: {protocol: sacn, to: 127.0.1.4}
fixtures:
  tile: {profile: generic/rgb, count: 32, layout: {grid: [8, 4]}, at: wall 1/1}
  wash: {profile: generic/rgb, count: 4, layout: {line: 3, origin: [0, -1, 0]}, at: floor 2/1}
  spot: {profile: generic/rgb, count: 4, layout: {line: 3, origin: [40, -1, 0]}, at: far 3/1}
zones: {wall: tile, floor: wash, far: spot}
cues:
  - {cue: 1, look: {wall: {color: blue, level: 60%}, floor: {color: red, level: 80%}}, fade: 0s}
  - {cue: 2, look: {wall: {color: green, level: 40%}}, fade: 500ms}
faults:
  hues: {kind: colour-shift, zone: wall, share: 60%, for: 60s}
  lost: {kind: blackhole, node: floor, for: 6s}
  wind: {kind: storm, for: 5s, parts: [{fault: lost}, {fault: hues, at: 2s}, {fault: hues, at: 3s}]}
recoveries:
  carry: {when: {kind: [node-silent, blackhole]}, mode: auto, phases: [{ripple: {reach: 2}, for: 1s}, {mend: 1s}]}
  home: {when: {kind: colour-shift}, mode: auto, phases: [{hold: 1s}, {mend: 1s}]}
  pointed: {when: {kind: flagged}, mode: ask, phases: [{breathe: 1s}, {mend: 1s}]}
policy: {recoveries_at_once: ONCE, join_for: 200ms, ask_for: 1s, unanswered: auto}
"""
MOVES_S = 1.0


def begun(once: int, *silent: str) -> Played:
    played = Played(HOUSE.replace("ONCE", str(once)))
    played.go()
    played.run(1)
    for node in silent:
        played.give(NodeSilent(node))
    return played


def states(played: Played) -> list[str]:
    return [incident.state.value for incident in played.state.incidents]


def test_two_nodes_that_are_gone_for_months_leave_all_other_wounds_their_turns() -> None:
    played, untouched = begun(2, "floor", "far"), begun(2, "floor", "far")
    for each in (played, untouched):
        each.state = each.state.at(each.state.tick + 60 * 60 * FPS)
        each.run(1)
    played.give(Inject("hues"))
    assert states(played) == ["recovering", "recovering", "recovering"]
    played.run(0.5)
    untouched.to(played.seconds)
    assert np.abs(played.light - untouched.light).max() > 0.1
    for each in (played, untouched):
        each.run(2)
    assert states(played) == ["recovering", "recovering", "closed"]
    np.testing.assert_allclose(played.light, untouched.light, atol=1 / 255)


def test_what_waits_begins_in_the_tick_in_which_one_before_it_comes_to_rest() -> None:
    played = begun(1, "floor")
    rests = played.state.tick + round(MOVES_S * FPS)
    played.give(Inject("hues"))
    assert played.incident.waits
    played.run((rests - played.state.tick) / FPS)
    assert (played.incident.state, played.incident.recovery_tick) == ("recovering", rests)
    assert [record.text for record in played.said("incident")] == [
        "incident i1: carry waits for the end of its trouble",
        "incident i2: its turn has come, home runs",
    ]


def test_while_nothing_waits_the_log_tells_once_that_a_recovery_came_to_rest_and_its_ticks_are_calm() -> None:
    played = begun(1, "floor")
    played.run(5)
    assert [record.text for record in played.said("incident")] == [
        "incident i1: carry waits for the end of its trouble",
    ]
    assert is_calm(played.show, played.state, played.state.tick + 1_000_000)


def test_a_node_that_returns_has_its_light_back_at_once_and_its_mend_counts_again() -> None:
    played = begun(1, "floor")
    played.run(2)
    carried = played.light[:32, 0].max()
    assert carried > 0.05, "the wall carries the red of the floor"
    played.give(Inject("hues"))
    assert states(played) == ["recovering", "recovering"]
    played.give(NodeReturned("floor"))
    assert states(played) == ["mending", "recovering"]
    played.give(NodeSilent("far"))
    assert played.incident.waits
    played.run(1.05)
    assert states(played)[0] == "closed"
    assert played.incident.waits, "the other still moves"
    played.run(1)
    assert states(played) == ["closed", "closed", "recovering"]


def test_a_cue_that_goes_while_a_recovery_waits_for_its_trouble_shows_at_the_lamps() -> None:
    played = begun(1, "floor")
    played.run(2)
    played.give(Go())
    played.run(1)
    assert played.light[:32, 1].min() > 0.1
    assert played.light[:32, 2].max() == 0


def test_after_halt_what_waited_for_its_turn_asks_instead_of_starting_behind_the_operator() -> None:
    played = begun(1, "floor", "far")
    assert played.incident.waits
    halted = played.state.tick
    played.give(Halt())
    assert not played.incident.waits
    played.to((halted + FPS) / FPS)
    assert states(played) == ["mending", "proposed"]
    played.run(0.1)
    assert played.said("incident")[-1].text.endswith("nobody answered for 1 s, carry runs")


def test_a_storm_tells_once_of_each_part_that_came_to_rest() -> None:
    played = begun(1)
    played.give(Inject("wind"))
    played.run(4)
    texts = [record.text for record in played.said("incident")]
    assert sum("waits for the end of its trouble" in text for text in texts) == 1
    assert any("hues" in text and "home recovering" in text for text in texts)


def test_trouble_that_joins_one_at_rest_moves_at_once_and_counts_again() -> None:
    text = HOUSE.replace("ONCE", "1").replace("join_for: 200ms", "join_for: 1min")
    played = Played(text.replace("mode: ask, phases: [{breathe", "mode: auto, phases: [{breathe"))
    played.go()
    played.give(Flag("tile 1"))
    played.run(2)
    joins = played.state.tick + 1
    assert "joins incident i1" in played.give(Flag("tile 2")).text
    played.give(NodeSilent("far"))
    assert played.incident.waits
    played.run(1)
    assert played.incident.recovery_tick == joins + FPS


def test_what_nobody_answered_takes_its_turn_too_the_worst_first() -> None:
    played = begun(1)
    played.give(Inject("hues"))
    played.give(Flag("spot 1"))
    played.run(1.1)
    assert (states(played), played.incident.waits) == (["mending", "proposed"], True)
    assert "nobody answered for 1 s, pointed waits its turn" in played.said("incident")[-1].text
    played.run(1)
    assert states(played) == ["closed", "recovering"]


@pytest.mark.parametrize("extra", [0, 1])
def test_only_so_many_may_be_at_rest_and_those_beyond_keep_their_turn(extra: int) -> None:
    played = begun(64)
    for tile in range(MOST_AT_REST + extra):
        played.give(Flag(f"tile {1 + tile}"))
        played.jump(0.25)
    played.run(2.1)
    played.reload(HOUSE.replace("ONCE", "1"))
    played.give(Inject("hues"))
    assert (len(played.state.incidents), played.incident.waits) == (MOST_AT_REST + extra + 1, bool(extra))
    played.give(Unflag("tile 1"))
    played.run(1.1)
    assert not played.incident.waits


def test_what_nobody_answered_while_a_hand_had_all_of_it_begins_when_the_hand_lets_go() -> None:
    text = HOUSE.replace("ONCE", "2").replace(
        "home: {when: {kind: colour-shift}, mode: auto", "home: {when: {kind: colour-shift}, mode: ask"
    )
    played = Played(text)
    played.go()
    played.give(Grab("tile", {"level": "50%"}))
    played.give(Inject("hues"))
    played.run(20)
    assert states(played) == ["proposed"]
    played.give(Ungrab("tile", 0.0))
    played.run(0.1)
    assert states(played) == ["recovering"]
    assert played.incident.recovery_tick is not None
    assert played.incident.recovery_tick >= played.state.tick - 5
    played.run(1.5)
    assert states(played) == ["mending"]


def test_a_limit_that_a_reload_made_shorter_than_the_fault_lasts_already_ends_it_now_and_mends_it_gently() -> None:
    text = HOUSE.replace("ONCE", "2").replace("{mend: 1s}", "{mend: 4s}")
    played = Played(text.replace("for: 6s", "for: 60s"))
    played.go()
    played.give(Inject("lost"))
    played.run(10)
    assert states(played) == ["recovering"]
    begun = len(played.lit)
    played.reload(text.replace("for: 6s", "for: 3s"))
    played.run(0.5)
    assert states(played) == ["mending"]
    played.run(4)
    assert states(played) == ["closed"]
    assert max(float(np.abs(b.light - a.light).max()) for a, b in pairwise(played.lit[begun:])) < 0.1
