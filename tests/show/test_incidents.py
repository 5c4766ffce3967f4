"""An incident from its wound to its end, seen at the lamps."""

from dataclasses import replace

import numpy as np
import pytest

from controller.model.facts import Resumed
from controller.model.fault import FaultKind
from controller.model.incident import IncidentState
from controller.model.intent import Approve, Clear, Dismiss, Go, Halt, Inject, Recover
from controller.model.show import Show
from tests.shows import FPS, WALL, Played, largest_step, show_of

HOLD_S, EMBRACE_S, SEAM_S, MEND_S = 0.4, 2.0, 2.0, 3.0
WHOLE_S = HOLD_S + EMBRACE_S + SEAM_S + MEND_S
MOVING = 0.1
"""No cell changes faster than this from frame to frame while a recovery runs."""


def mode(word: str) -> str:
    return WALL.replace("mode: ask", f"mode: {word}")


def begun(show: Show | str = WALL) -> Played:
    """The wall in its first cue."""
    played = Played(show)
    played.go()
    played.run(1)
    return played


def wounded(show: Show | str = WALL) -> Played:
    """The wall with the storm on it."""
    played = begun(show)
    played.give(Inject("storm"))
    return played


def recovering(seconds: float) -> Played:
    """The wall so far in its recovery."""
    played = wounded()
    played.run(1)
    played.give(Approve("i1"))
    played.run(seconds)
    return played


def test_an_injection_wounds_its_share_of_the_zone_and_opens_a_proposed_incident() -> None:
    played = begun()
    healthy = played.light.copy()
    record = played.give(Inject("storm"))
    assert record.text == "fault storm injected for 8 s: incident i1; golden-seam proposed"
    changed = np.abs(played.light - healthy).max(axis=1) > 0.02
    assert changed[:64].sum() == pytest.approx(0.3 * 64, abs=2)
    assert not changed[64]
    incident = played.incident
    assert (incident.state, incident.kind, incident.origin) == ("proposed", FaultKind.COLOUR_SHIFT, "injected")


def test_the_same_seed_breaks_the_same_cells_and_another_seed_breaks_others() -> None:
    pictures = [wounded(WALL.replace("seed: 7", f"seed: {seed}")).light for seed in (7, 7, 8)]
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], pictures[2])


def test_an_approved_recovery_goes_through_all_phases_and_closes_at_its_exact_tick() -> None:
    played = wounded()
    played.give(Approve("i1"))
    approved = played.state.tick
    assert played.incident.state == "recovering"
    played.run(HOLD_S + EMBRACE_S + SEAM_S)
    assert played.incident.state == "mending"
    played.run(MEND_S)
    assert (played.incident.state, played.incident.closed_tick) == ("closed", approved + round(WHOLE_S * FPS))
    assert [(record.tick - approved, record.text) for record in played.said("incident")] == [
        (round((WHOLE_S - MEND_S) * FPS), "incident i1 mends"),
        (round(WHOLE_S * FPS), "incident i1 closed: mended by golden-seam"),
    ]


def test_phases_keep_their_exact_ticks_when_ticks_are_skipped() -> None:
    smooth, late = wounded(), wounded()
    for each in (smooth, late):
        each.give(Approve("i1"))
    smooth.run(WHOLE_S + 1)
    late.jump(3)
    late.jump(WHOLE_S - 2)
    assert [record.tick for record in late.said("incident")] == [record.tick for record in smooth.said("incident")]
    assert np.array_equal(late.slots, smooth.slots)


def test_no_phase_begins_or_ends_with_a_jump() -> None:
    played = recovering(0)
    played.run(WHOLE_S + 0.5)
    assert largest_step(played.lit[-round((WHOLE_S + 0.5) * FPS) - 1 :]) <= MOVING


def test_gold_shows_on_the_seam() -> None:
    played = recovering(HOLD_S + EMBRACE_S + SEAM_S - 0.025)
    golden = (played.light[:64, 0] > 0.85) & (played.light[:64, 2] < 0.2)
    assert 8 <= golden.sum() <= 40


def test_a_recovery_lands_exactly_on_the_present_cue_even_if_cues_changed_meanwhile() -> None:
    played, healthy = recovering(1), begun()
    healthy.run(2 + 2 / FPS)
    assert healthy.state.tick == played.state.tick
    for each in (played, healthy):
        each.give(Go())
    first = len(played.lit) - 1
    for each in (played, healthy):
        each.run(WHOLE_S)
    assert played.state.lists[0].current == "2"
    assert played.incident.state == "closed"
    assert np.array_equal(played.slots, healthy.slots)
    assert largest_step(played.lit[first:]) <= MOVING


@pytest.mark.parametrize("seconds", [0.2, 1.4, 3.4, 6.0])
def test_halt_in_any_phase_goes_straight_to_the_mend_without_a_jump(seconds: float) -> None:
    played = recovering(seconds)
    first = len(played.lit) - 1
    played.give(Halt())
    assert not played.state.faults
    assert played.incident.state == "mending"
    played.run(MEND_S + 0.1)
    assert played.incident.state == "closed"
    assert largest_step(played.lit[first:]) <= MOVING


def test_halt_in_the_mend_does_not_begin_it_anew() -> None:
    played = recovering(WHOLE_S - 1)
    played.give(Halt())
    played.run(1)
    assert played.incident.state == "closed"


def test_resumed_does_as_halt_does() -> None:
    played = recovering(3)
    played.give(Resumed())
    assert (played.state.faults, played.incident.state) == ((), "mending")


def test_halt_closes_what_is_only_proposed() -> None:
    played = wounded()
    played.give(Halt())
    assert (played.state.faults, played.incident.state) == ((), "closed")
    assert np.ptp(played.light[:64], axis=0).max() == 0


def test_the_time_limit_ends_a_fault_nobody_answers() -> None:
    played = wounded()
    played.run(8 - 1 / FPS)
    assert played.state.faults
    played.beat()
    assert not played.state.faults
    assert played.incident.state == "closed"
    assert [record.text for record in played.said("incident")] == [
        "fault storm ended: its time limit ran out",
        "incident i1 closed: its fault ended",
    ]


def test_the_picture_of_the_wound_outlives_the_fault_that_its_recovery_answers() -> None:
    played = wounded()
    played.run(7)
    played.give(Approve("i1"))
    first = len(played.lit) - 1
    played.run(HOLD_S + EMBRACE_S)
    assert not played.state.faults
    assert played.incident.state == "recovering"
    assert played.light[:64].std(axis=0).max() > 0.05
    assert largest_step(played.lit[first:]) <= MOVING


def test_a_fault_ends_with_the_recovery_that_mends_it() -> None:
    played = wounded(WALL.replace("amount: 0.8, for: 8s", "amount: 0.8, for: 5min"))
    played.give(Approve("i1"))
    played.run(WHOLE_S)
    assert not played.state.faults
    assert np.ptp(played.light[:64], axis=0).max() == 0


def test_auto_starts_by_itself() -> None:
    assert wounded(mode("auto")).incident.state == "recovering"


def test_manual_waits_until_it_is_called() -> None:
    played = wounded(mode("manual"))
    assert (played.incident.state, played.incident.recovery) == ("detected", None)
    assert played.give(Approve("i1")).text == "incident i1 is detected; there is nothing to approve"
    assert played.give(Recover("golden-seam")).ok
    assert played.incident.state == "recovering"


def test_recover_finds_no_incident_when_nothing_is_broken() -> None:
    played = begun()
    assert played.give(Recover("golden-seam")).text == "no open incident that recovery golden-seam answers"
    assert "it has golden-seam" in played.give(Recover("silver")).text


def test_dismiss_closes_without_recovery_and_ends_the_fault() -> None:
    played = wounded()
    assert played.give(Dismiss("i1")).text == "incident i1 dismissed"
    assert (played.state.faults, played.incident.state) == ((), "closed")
    assert played.give(Dismiss("i1")).text == "incident i1 is closed already"
    assert played.give(Dismiss("i9")).text == "no incident 'i9'; open: none"


def test_dismissing_a_running_recovery_lets_it_mend() -> None:
    played = recovering(2)
    first = len(played.lit) - 1
    played.give(Dismiss("i1"))
    assert played.incident.state == "mending"
    played.run(MEND_S)
    assert largest_step(played.lit[first:]) <= MOVING


def test_clear_ends_one_fault_and_refuses_one_that_does_not_act() -> None:
    played = wounded()
    played.give(Inject("whole"))
    assert played.give(Clear("storm")).ok
    assert [fault.id for fault in played.state.faults] == ["whole"]
    assert played.give(Clear("storm")).text == "fault 'storm' does not act now"


def test_a_fault_that_acts_already_or_is_not_declared_is_refused() -> None:
    played = wounded()
    assert played.give(Inject("storm")).text == "fault storm acts already"
    assert played.give(Inject("hail")).text == "no fault 'hail' in the show; it has storm, whole"


def test_the_same_trouble_again_is_counted() -> None:
    played = begun()
    for again in (1, 2, 3):
        played.give(Inject("storm"))
        assert played.incident.recurrence == again
        played.give(Clear("storm"))
    played.give(Inject("whole"))
    assert (played.incident.recurrence, played.incident.id) == (4, "i4"), "one of its kind on the same wall"


def test_dismissing_the_second_wound_leaves_the_recovery_of_the_first_alone() -> None:
    played = wounded(WALL.replace("amount: 0.8, for: 8s", "amount: 0.8, for: 1s"))
    played.give(Approve("i1"))
    played.run(1.5)
    played.give(Inject("storm"))
    played.give(Dismiss("i2"))
    assert [incident.state for incident in played.state.incidents] == [IncidentState.RECOVERING, IncidentState.CLOSED]


def test_a_whole_zone_can_break_and_mend() -> None:
    played = begun()
    healthy = played.light.copy()
    played.give(Inject("whole"))
    played.run(1)
    assert (np.abs(played.light - healthy).max(axis=1)[:64] > 0.02).all()
    played.give(Approve("i1"))
    played.run(WHOLE_S + 0.1)
    assert np.array_equal(played.light, healthy)


def test_a_fault_that_reaches_nothing_changes_nothing_and_can_still_be_mended() -> None:
    show = show_of(WALL)
    faults = {**show.faults, "storm": replace(show.faults["storm"], share=0.0)}
    played = begun(replace(show, faults=faults))
    healthy = played.light.copy()
    played.give(Inject("storm"))
    played.give(Approve("i1"))
    played.run(WHOLE_S)
    assert played.incident.state == "closed"
    assert all(np.array_equal(lit.light, healthy) for lit in played.lit[-round(WHOLE_S * FPS) :])


def test_a_closed_incident_is_kept_only_so_long() -> None:
    played = begun()
    for _ in range(70):
        played.give(Inject("storm"))
        played.give(Clear("storm"))
    assert len(played.state.incidents) == 64
    assert played.incident.id == "i70"


PHASES = "[{hold: 400ms}, {embrace: {gain: 1.6}, for: 2s}, {seam: {color: gold}, for: 2s}, {mend: 3s}]"


@pytest.mark.parametrize(
    "phases",
    [
        "[{seam: 2s}, {embrace: {gain: 3}, for: 2s}, {mend: 3s}]",
        "[{embrace: 1s}, {hold: 1s}, {embrace: 1s}, {seam: 2s}, {mend: {from: sweep}, for: 3s}]",
        "[{mend: {from: random}, for: 3s}]",
        "[{hold: 1s}, {mend: {from: radial}, for: 3s}]",
    ],
)
def test_phases_in_any_order_follow_one_another_without_a_jump(phases: str) -> None:
    assert PHASES in WALL.replace("{{", "{")
    played = wounded(WALL.replace(PHASES, phases))
    played.give(Approve("i1"))
    first = len(played.lit) - 1
    played.run(9)
    assert played.incident.state == "closed"
    assert largest_step(played.lit[first:]) <= MOVING
