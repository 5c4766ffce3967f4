"""Cells of one wound that allow different things: some are mended at once, some ask first, some are left alone."""

import numpy as np
import pytest
from numpy.typing import NDArray

from controller.model.facts import Resumed
from controller.model.intent import Approve, Clear, Dismiss, Flag, Halt, Inject, Intent, Panic
from controller.show.incidents import consenting
from tests.shows import FPS, WALL, Played, largest_step

AUTO, ASK, NEVER = slice(0, 32), slice(32, 48), slice(48, 64)
CONSENT = "consent: {tile 33-48: {recovery: ask}, tile 49-64: {recovery: never}}\n"
MIXED = WALL.replace("mode: ask", "mode: auto").replace("amount: 1.0, for: 8s", "amount: 1.0, for: 60s") + CONSENT
WHOLE_S = 7.4
MOVING = 0.1


def pair(text: str = MIXED) -> tuple[Played, Played]:
    """Two of the same wall, one of them wounded all over."""
    played, healthy = Played(text), Played(text)
    for each in (played, healthy):
        each.go()
        each.run(1)
    played.give(Inject("whole"))
    healthy.beat()
    return played, healthy


def both(seconds: float, *walls: Played) -> None:
    for each in walls:
        each.run(seconds)


def wrong(played: Played, healthy: Played) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (np.abs(played.light - healthy.light).max(axis=1) > 1 / 255)[:64]
    return found


def broken_of(text: str, seconds: float) -> NDArray[np.float32]:
    """Show the wall as the fault alone would leave it."""
    alone, _healthy = pair(text.replace("mode: auto", "mode: manual"))
    alone.run(seconds)
    return alone.light[:64]


def test_cells_that_allow_it_are_mended_those_that_ask_wait_and_the_others_are_left_alone() -> None:
    played, healthy = pair()
    begun = played.said("inject")[-1].text
    assert begun.endswith(
        "golden-seam recovering; 16 of its cells ask first; 16 of its cells are never mended and left alone"
    )
    both(3, played, healthy)
    alone = broken_of(MIXED, 3)
    assert np.array_equal(played.light[ASK], alone[ASK])
    assert np.array_equal(played.light[NEVER], alone[NEVER])
    both(WHOLE_S - 3, played, healthy)
    left = wrong(played, healthy)
    assert not left[AUTO].any()
    assert left[ASK].sum() > 12
    assert left[NEVER].sum() > 12
    assert (played.incident.state, played.incident.part) == ("proposed", "ask")
    told = played.said("incident")[-1].text
    assert told == "incident i1: what needs nobody's word is mended; the other cells ask"


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_cells_that_ask_are_mended_when_somebody_approves_before_or_after_the_others(when: str) -> None:
    played, healthy = pair()
    both(1, played, healthy)
    if when == "before":
        said = played.give(Approve("i1")).text
        assert said == "the cells of i1 that ask follow when the others are mended"
        healthy.beat()
    both(WHOLE_S, played, healthy)
    if when == "after":
        assert played.incident.state == "proposed"
        played.give(Approve("i1"))
        healthy.beat()
    first = len(played.lit) - 1
    both(1, played, healthy)
    assert played.incident.state == "recovering"
    assert not wrong(played, healthy)[AUTO].any(), "what is at home stays there"
    both(WHOLE_S - 1.2, played, healthy)
    assert not wrong(played, healthy)[ASK].any()
    lights = np.array([each.light[:48] for each in played.lit[first:]])
    assert np.abs(np.diff(lights, axis=0)).max() <= MOVING
    both(1, played, healthy)
    assert played.incident.state == "closed"
    assert not wrong(played, healthy).any(), "with the fault the cells that are left alone are whole again"


@pytest.mark.parametrize("end", [Halt(), Clear("whole"), Dismiss("i1")])
def test_whatever_ends_the_fault_makes_the_cells_whole_that_still_ask(end: Halt | Clear | Dismiss) -> None:
    played, healthy = pair()
    both(WHOLE_S + 1, played, healthy)
    played.give(end)
    both(1, played, healthy)
    healthy.beat()
    assert played.incident.state == "closed"
    assert not wrong(played, healthy).any()


def test_a_person_who_approves_a_recovery_that_asks_approves_it_for_all_that_may_be_mended() -> None:
    played, healthy = pair(MIXED.replace("mode: auto", "mode: ask"))
    assert played.incident.state == "proposed"
    said = played.give(Approve("i1")).text
    assert said.endswith("incident i1; 16 of its cells are never mended and left alone")
    both(6, played, healthy)
    both(1.3, played)
    assert not wrong(played, healthy)[:48].any() or played.incident.state == "mending"
    both(1, played, healthy)
    assert played.incident.state == "closed"


def test_what_nobody_answers_never_takes_cells_that_ask_or_are_left_alone() -> None:
    waits = MIXED.replace("mode: auto", "mode: ask") + "policy: {ask_for: 2s, unanswered: auto}\n"
    played, healthy = pair(waits)
    both(2 + WHOLE_S + 0.1, played, healthy)
    assert (played.incident.state, played.incident.part) == ("proposed", "ask")
    assert not wrong(played, healthy)[AUTO].any()
    both(10, played, healthy)
    assert played.incident.state == "proposed"
    assert wrong(played, healthy)[ASK].any()
    strict = waits.replace("tile 33-48", "tile 1-48")
    played, healthy = pair(strict)
    both(5, played, healthy)
    assert (played.incident.state, played.incident.part) == ("proposed", "")


def test_only_the_cells_that_are_really_broken_are_asked() -> None:
    text = MIXED.replace("whole: {kind: colour-shift, zone: wall", "whole: {kind: colour-shift, zone: north")
    played, _healthy = pair(text)
    assert (played.incident.state, played.incident.part) == ("recovering", "")
    assert "ask" not in played.said("inject")[-1].text


def test_a_show_without_consents_takes_over_cells_that_still_ask() -> None:
    played, _healthy = pair()
    played.run(WHOLE_S + 0.1)
    played.reload(MIXED.replace(CONSENT, ""))
    played.run(1)
    played.give(Approve("i1"))
    played.run(WHOLE_S + 0.1)
    assert played.incident.state == "closed"


LASTING = MIXED.replace("when: {kind: colour-shift, zone: wall}", "when: {kind: flagged, zone: wall}")


@pytest.mark.parametrize("end", [Halt(), Panic(), Resumed()])
def test_after_halt_cells_that_were_approved_before_ask_again(end: Intent) -> None:
    played = Played(LASTING)
    played.go()
    played.give(Flag("tile 1-64", "broken"))
    played.run(1)
    played.give(Approve("i1"))
    played.give(end)
    assert played.incident.state == "mending"
    played.run(20)
    assert (played.incident.state, played.incident.part) == ("proposed", "ask")
    played.give(Approve("i1"))
    assert played.incident.state == "recovering"


@pytest.mark.parametrize("seconds", [0.2, 3, 12])
def test_of_trouble_that_lasts_the_cells_that_ask_follow_too_and_nothing_jumps(seconds: float) -> None:
    played, healthy = Played(LASTING), Played(LASTING)
    for each in (played, healthy):
        each.go()
        each.run(1)
    played.give(Flag("tile 1-64", "broken"))
    played.run(seconds)
    first = len(played.lit) - 1
    assert played.give(Approve("i1")).text == "the cells of i1 that ask follow when the others are mended"
    played.run(4)
    healthy.run(seconds + 4 + 2 / FPS)
    assert (played.incident.state, played.incident.part) == ("recovering", "ask")
    assert not wrong(played, healthy)[AUTO].any()
    assert largest_step(played.lit[first:]) <= MOVING


def test_a_snapshot_does_not_count_the_cells_of_an_incident_again(monkeypatch: pytest.MonkeyPatch) -> None:
    played, _healthy = pair()
    monkeypatch.setattr(consenting, "_ranks", lambda *_: pytest.fail("counted again"))
    assert consenting.allowed(played.show, played.incident) == consenting.Allowed(32, 16, 16)


QUEUE = """
show: {name: Queue, fps: 40, seed: 3}
nodes: {wall: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 8, at: wall 1/1}}
zones: {both: tile 3-6, mid: tile 3-4, right: tile 5-6, other: tile 7-8}
cues: [{cue: 1, look: {tile: {level: 50%}}, fade: 0s}]
faults:
  busy: {kind: dead, zone: other, share: 100%, for: 20s}
  a: {kind: colour-shift, zone: both, share: 100%, for: 1s}
  b: {kind: colour-shift, zone: right, share: 100%, for: 20s}
  c: {kind: colour-shift, zone: mid, share: 100%, for: 20s}
recoveries:
  first: {when: {kind: dead}, mode: auto, phases: [{hold: 4s}, {mend: 1s}]}
  second: {when: {kind: colour-shift}, mode: auto, phases: [{hold: 4s}, {mend: 1s}]}
policy: {recoveries_at_once: 1}
"""
"""One recovery at a time: the second waits for its turn, 5 s."""
ASKING = QUEUE + "consent: {right: {recovery: ask}}\n"


def test_a_turn_that_comes_when_only_cells_that_ask_are_left_starts_nothing() -> None:
    played = Played(ASKING)
    for fault in ("busy", "a", "b"):
        played.give(Inject(fault))
    assert [each.waits for each in played.state.incidents] == [False, True]
    played.run(2)
    assert not played.state.incidents[1].waits
    assert "it waits for an answer" in played.records[-1].text
    played.run(8)
    assert [each.state.value for each in played.state.incidents] == ["closed", "proposed"]


def test_a_turn_that_comes_after_a_reload_made_its_cells_ask_starts_nothing() -> None:
    played = Played(QUEUE)
    for fault in ("busy", "c"):
        played.give(Inject(fault))
    played.reload(QUEUE + "consent: {mid: {recovery: ask}}\n")
    played.run(10)
    assert [each.state.value for each in played.state.incidents] == ["closed", "proposed"]


def test_a_recovery_that_waits_for_its_turn_has_it_also_under_another_name() -> None:
    played = Played(QUEUE)
    for fault in ("busy", "c"):
        played.give(Inject(fault))
    played.reload(QUEUE.replace("second:", "third:"))
    played.run(7)
    assert played.state.incidents[1].recovery == "third"
    assert played.state.incidents[1].is_running
