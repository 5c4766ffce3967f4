"""Troubles of one kind that come near each other in a short time are one incident, with the cells of all."""

import numpy as np
import pytest

from controller.model.facts import NodeReturned, NodeSilent
from controller.model.intent import Approve, Clear, Dismiss, Flag, Halt, Inject, Unflag
from controller.show.incidents.joining import cells_of
from tests.shows import FPS, WALL, Played, largest_step

FLAGS = (
    WALL.replace("layout: {grid: [8, 8]}", "layout: {grid: [8, 8], spacing: 1}")
    + "  neighbours: {when: {kind: flagged}, mode: ask, phases: [{ripple: {reach: 1.5}, for: 1s}, {mend: 1s}]}\n"
)
AUTO = FLAGS.replace("mode: ask, phases: [{ripple", "mode: auto, phases: [{ripple")
NODES = """
show: {name: Three nodes, fps: 40, seed: 7}
nodes:
  left: {protocol: sacn, to: 127.0.1.2}
  right: {protocol: sacn, to: 127.0.1.3}
  far: {protocol: sacn, to: 127.0.1.4}
fixtures:
  one: {profile: generic/rgb, count: 8, layout: {line: 7}, at: left 1/1}
  two: {profile: generic/rgb, count: 8, layout: {line: 7, origin: [9, 0, 0]}, at: right 2/1}
  three: {profile: generic/rgb, count: 8, layout: {line: 7, origin: [60, 0, 0]}, at: far 3/1}
cues:
  - {cue: 1, look: {one: {color: blue, level: 80%}, two: {color: red, level: 80%}, three: {level: 40%}}, fade: 0s}
recoveries:
  home: {when: {kind: node-silent}, mode: auto, phases: [{ripple: {reach: 3}, for: 1s}, {mend: 1s}]}
"""


def begun(text: str) -> Played:
    played = Played(text)
    played.go()
    played.run(1)
    return played


def states(played: Played) -> list[str]:
    return [incident.state.value for incident in played.state.incidents]


def test_flags_near_each_other_are_one_incident_with_the_cells_of_all() -> None:
    played = begun(FLAGS)
    played.give(Flag("tile-3"))
    record = played.give(Flag("tile-4", "hums"))
    assert record.text == "tile-4 is flagged: hums: joins incident i1; neighbours proposed"
    assert cells_of(played.show, played.incident).tolist() == [2, 3]
    assert played.incident.why == "tile-3 is flagged; tile-4 is flagged: hums"


@pytest.mark.parametrize(
    ("policy", "wait_s", "second"),
    [("", 3, "tile-36"), ("", 0, "tile-60"), ("join_for: 0s", 0, "tile-36"), ("join_within: 0.5", 0, "tile-36")],
)
def test_what_comes_later_or_farther_off_is_an_incident_of_its_own(policy: str, wait_s: float, second: str) -> None:
    played = begun(FLAGS + f"policy: {{{policy}}}")
    played.give(Flag("tile-35"))
    played.run(wait_s)
    played.give(Flag(second))
    assert states(played) == ["proposed", "proposed"]


def test_within_one_zone_they_are_near_however_far_apart() -> None:
    played = begun(FLAGS + "policy: {join_within: 0.1}")
    played.give(Flag("tile-1"))
    played.give(Flag("tile-32"))
    assert len(played.state.incidents) == 1, "both are in north"


def test_the_incident_ends_when_the_last_of_its_troubles_does() -> None:
    played = begun(FLAGS)
    played.give(Flag("tile-3"))
    played.give(Flag("tile-4"))
    played.give(Unflag("tile-3"))
    assert (states(played), played.incident.fault.id) == (["proposed"], "flagged:tile-4")
    played.give(Unflag("tile-4"))
    assert states(played) == ["closed"]


def test_a_dismissal_ends_all_of_it() -> None:
    played = begun(FLAGS)
    for tile in (3, 4, 5):
        played.give(Flag(f"tile-{tile}"))
    played.give(Dismiss("i1"))
    assert (states(played), played.state.faults) == (["closed"], ())


def test_nothing_jumps_when_more_joins_a_recovery_that_runs_and_it_mends_when_all_is_over() -> None:
    played = begun(AUTO)
    healthy = played.light.copy()
    lit = [played.beat(Flag("tile 11-12"))]
    lit += [played.beat() for _ in range(30)]
    lit.append(played.beat(Flag("tile 13-14")))
    assert len(played.state.incidents) == 1
    lit += [played.beat() for _ in range(60)]
    lit.append(played.beat(Unflag("tile 11-12")))
    lit += [played.beat() for _ in range(60)]
    assert states(played) == ["recovering"]
    lit.append(played.beat(Unflag()))
    lit += [played.beat() for _ in range(60)]
    assert states(played) == ["closed"]
    assert largest_step(lit) < 0.15
    np.testing.assert_allclose(played.light, healthy, atol=1 / 255)


def test_nodes_that_fall_silent_together_are_one_incident_and_one_far_off_is_another() -> None:
    played = begun(NODES)
    played.give(NodeSilent("left"))
    played.run(0.5)
    assert played.give(NodeSilent("right")).text == "node right is silent: joins incident i1; home recovering"
    played.give(NodeSilent("far"))
    assert len(played.state.incidents) == 2
    played.run(3)
    played.give(NodeReturned("left"))
    played.run(2)
    assert states(played) == ["recovering", "recovering"]
    played.give(NodeReturned("right"))
    played.run(1.1)
    assert states(played) == ["closed", "recovering"]


def test_a_node_that_falls_silent_again_is_known() -> None:
    played = begun(NODES)
    for _ in range(2):
        played.give(NodeSilent("left"))
        played.give(NodeSilent("right"))
        played.give(NodeReturned("left"))
        played.give(NodeReturned("right"))
        played.run(2.5)
    assert [incident.recurrence for incident in played.state.incidents] == [1, 2]


INJECTED = (
    WALL.replace(
        "recoveries:",
        """  east: {kind: colour-shift, zone: tile column 7-8, amount: 90%, for: 5s}
  west: {kind: colour-shift, zone: tile column 1-2, amount: 90%, for: 9s}
  middle: {kind: dead, zone: tile column 2-7, amount: 100%, for: 9s}
recoveries:""",
    )
    + "policy: {join_within: 100}\n"
)


def test_injected_faults_of_one_kind_are_one_incident_and_each_keeps_its_own_time() -> None:
    played = begun(INJECTED)
    played.give(Inject("east"))
    record = played.give(Inject("west"))
    assert record.text.endswith("joins incident i1; golden-seam proposed")
    played.run(6)
    assert [fault.id for fault in played.state.faults] == ["west"]
    assert states(played) == ["proposed"]
    played.run(4)
    assert (states(played), played.state.faults) == (["closed"], ())


def test_a_joined_wound_is_mended_as_one_and_nothing_jumps_when_it_begins() -> None:
    played = begun(INJECTED)
    healthy = played.light.copy()
    played.give(Inject("east"), Inject("west"))
    played.run(1)
    lit = [played.lit[-1], played.beat(Approve("i1"))]
    lit += [played.beat() for _ in range(round(7.5 * FPS))]
    assert largest_step(lit) < 0.1
    assert (states(played), played.state.faults) == (["closed"], ())
    np.testing.assert_allclose(played.light, healthy, atol=1 / 255)


def test_what_lies_between_two_wounds_keeps_them_apart() -> None:
    played = begun(INJECTED)
    played.give(Inject("east"))
    played.give(Inject("middle"))
    played.give(Inject("west"))
    assert len(played.state.incidents) == 3


def test_clearing_one_leaves_the_other_and_halt_ends_both() -> None:
    played = begun(INJECTED)
    played.give(Inject("east"))
    played.give(Inject("west"))
    played.give(Approve("i1"))
    played.run(1)
    played.give(Clear("east"))
    assert states(played) == ["recovering"]
    played.give(Halt())
    assert states(played) == ["mending"]
    played.run(3.1)
    assert (states(played), played.state.faults) == (["closed"], ())
