"""Who may mend what, when, and what happens when nobody answers."""

import numpy as np
import pytest

from controller.model.facts import Breakable, NodeSilent, Resumed
from controller.model.intent import Approve, Clear, Dismiss, Flag, Halt, Inject, LetGo, Rehearse, Unflag
from controller.showfile.load import check_show
from tests.shows import FPS, PROFILES, WALL, Played, show_of

WHOLE_S = 7.4


def with_policy(text: str, policy: str) -> str:
    return f"{text}policy: {{{policy}}}\n"


def wounded(text: str, *faults: str) -> Played:
    played = Played(text)
    played.go()
    played.run(1)
    for fault in faults:
        played.give(Inject(fault))
    return played


def states(played: Played) -> list[str]:
    return [incident.state.value for incident in played.state.incidents]


@pytest.mark.parametrize(("recovery", "state"), [("auto", "recovering"), ("ask", "proposed"), ("never", "detected")])
def test_where_all_cells_wish_the_same_a_recovery_does_that(recovery: str, state: str) -> None:
    text = WALL.replace("mode: ask", "mode: auto") + f"consent: {{wall: {{recovery: {recovery}}}}}\n"
    assert states(wounded(text, "whole")) == [state]


@pytest.mark.parametrize("recovery", ["never", "ask", "auto"])
def test_neighbours_take_part_in_a_recovery_only_if_they_consent_to_it(recovery: str) -> None:
    rippled = WALL.replace("mode: ask", "mode: auto").replace("hold: 400ms", "ripple: {reach: 3}, for: 1s")
    text = rippled.replace("storm: {kind: colour-shift, zone: wall", "storm: {kind: colour-shift, zone: north")
    played = wounded(f"{text}consent: {{tile 33-40: {{recovery: {recovery}}}}}\n")
    before = played.light[32:48].copy()
    played.give(Inject("storm"))
    assert states(played) == ["recovering"]
    played.run(0.9)
    moved = np.abs(played.light[32:48] - before).max(axis=1)
    assert moved[8:].max() > 1 / 255
    assert (moved[:8].max() > 0) == (recovery == "auto")


def test_a_zone_that_denies_faults_is_never_reached_and_what_needs_a_rehearsal_waits_for_one() -> None:
    denied = show_of(WALL + "consent: {north: {faults: deny}}\n")
    assert min(denied.faults["whole"].cells) == 32
    played = wounded(WALL + "consent: {tile 5: {faults: rehearsal}}\n")
    record = played.give(Inject("whole"))
    assert (record.ok, record.text) == (
        False, "fault whole reaches what may be broken in rehearsals only; say rehearse first"
    )  # fmt: skip
    played.give(Rehearse(on=True))
    assert played.give(Inject("whole")).ok
    played.give(Rehearse(on=False))
    assert not played.state.faults


def test_a_night_that_stood_still_is_no_rehearsal_until_that_is_said_again() -> None:
    played = wounded(WALL + "consent: {tile 5: {faults: rehearsal}}\n")
    played.give(Rehearse())
    assert "rehearsal" not in played.give(Resumed()).text, "a crash of a moment is the same rehearsal"
    assert played.give(Inject("whole")).ok
    assert played.give(Resumed(stood_still=True)).text.endswith("no rehearsal until it is said again")
    assert not played.give(Inject("whole")).ok
    played.give(Breakable(("stall",)))
    assert played.give(Inject("whole")).ok, "what was started as a rehearsal still is one"


def test_a_fault_whose_whole_zone_denies_is_refused_in_the_show_file() -> None:
    show, problems = check_show(WALL + "consent: {wall: {faults: deny}}\n", file="x", profiles=PROFILES)
    assert show is None
    assert "all of 'wall' denies faults; see consent:" in [problem.text for problem in problems]


def test_what_nobody_answers_in_time_runs_by_itself_or_goes_to_the_standby_look() -> None:
    played = wounded(with_policy(WALL, "ask_for: 2s, unanswered: auto"), "storm")
    opened = played.state.tick
    played.run(1.9)
    assert states(played) == ["proposed"]
    played.run(0.2)
    assert states(played) == ["recovering"]
    assert played.incident.recovery_tick == opened + 2 * FPS
    looks = WALL.replace("cues:\n", "looks: {dusk: {wall: {color: blue, level: 20%}}}\ncues:\n")
    played = wounded(with_policy(looks, "ask_for: 2s, unanswered: standby, standby: dusk"), "whole")
    played.run(5.5)
    assert played.incident.recovery == "standby"
    assert played.light[0].argmax() == 2
    assert 0.1 < played.light[0].max() < 0.3


def test_only_so_many_recoveries_run_at_once_and_the_worst_of_the_others_comes_next() -> None:
    text = with_policy(WALL.replace("mode: ask", "mode: auto"), "recoveries_at_once: 1")
    played = wounded(text, "storm", "whole")
    assert states(played) == ["recovering", "proposed"]
    played.run(WHOLE_S)
    assert states(played) == ["closed", "recovering"]
    assert any("its turn has come" in record.text for record in played.records)


def test_known_trouble_is_mended_at_once_and_embraced_the_more() -> None:
    played = wounded(WALL.replace("mode: ask", "mode: ask\n    again: auto"), "storm")
    played.give(Clear("storm"))
    played.give(Inject("storm"))
    assert (played.incident.recurrence, states(played)[-1]) == (2, "recovering")
    played.run(WHOLE_S + 0.1)
    assert states(played)[-1] == "closed"


@pytest.mark.parametrize(("again", "drops"), [("auto", [0.32, 0.44, 0.56]), ("ask", [0.32, 0.32, 0.32])])
def test_trouble_that_comes_again_is_embraced_once_more_each_time(again: str, drops: list[float]) -> None:
    """A fifth of the light is gone, and a gain of 1.6 adds six tenths of that for each time."""
    sag = "  sag: {kind: dead, zone: wall, share: 100%, amount: 20%, for: 60s}\nrecoveries:"
    text = WALL.replace("recoveries:", sag).replace("{kind: colour-shift, zone: wall}", "{kind: dead}")
    played = wounded(text.replace("mode: ask", f"mode: auto\n    again: {again}"))
    healthy = played.light[0].max()
    seen = []
    for _ in drops:
        played.give(Inject("sag"))
        played.run(2.4)
        seen.append(1 - float(played.light[0].max() / healthy))
        played.run(WHOLE_S)
    assert seen == pytest.approx(drops, abs=0.01)


def test_a_fault_ends_with_the_console_that_armed_it_unless_it_may_outlive_it() -> None:
    played = wounded(WALL, "storm")
    record = played.give(LetGo())
    assert record.text == "test is gone; its faults ended: storm"
    assert not played.state.faults
    played = wounded(WALL.replace("share: 30%, amount: 0.8", "share: 30%, outlives: true, amount: 0.8"), "storm")
    played.give(LetGo())
    assert [fault.id for fault in played.state.faults] == ["storm"]


def test_a_storm_that_outlives_its_console_goes_on_with_all_its_parts() -> None:
    gale = "  gale: {kind: storm, for: 9s, outlives: OUT, parts: [{fault: storm}, {fault: whole, at: 2s}]}\nrecoveries:"
    for outlives in ("true", "false"):
        played = wounded(WALL.replace("recoveries:", gale.replace("OUT", outlives)), "gale")
        played.give(LetGo())
        played.run(3)
        acting = [fault.id for fault in played.state.faults]
        assert acting == (["gale", "storm", "whole"] if outlives == "true" else [])


@pytest.mark.parametrize(("second", "again"), [("whole", 1), ("northern", 2), ("off", 1)])
def test_trouble_of_the_same_kind_where_it_was_before_is_known_whatever_its_name(second: str, again: int) -> None:
    more = "  northern: {kind: colour-shift, zone: north}\n  off: {kind: dead, zone: north}\nrecoveries:"
    text = WALL.replace("mode: ask", "mode: ask\n    again: auto").replace("recoveries:", more)
    first = "storm" if second != "whole" else "northern"
    played = wounded(text, first)
    played.give(Clear(first))
    played.give(Inject(second))
    assert played.incident.recurrence == again
    assert played.incident.is_running == (again == 2)


def test_a_lamp_that_is_flagged_again_in_other_words_is_known() -> None:
    played = wounded(WALL)
    played.give(Flag("tile 3"))
    played.give(Unflag("tile 3"))
    played.give(Flag("tile-3"))
    assert played.incident.recurrence == 2


def test_too_many_faults_at_once_are_refused_with_a_sentence() -> None:
    many = "".join(f"  f{n}: {{kind: dead, zone: wall, count: 1}}\n" for n in range(17))
    played = wounded(WALL.replace("recoveries:", f"{many}recoveries:"), *(f"f{n}" for n in range(16)))
    record = played.give(Inject("f16"))
    assert (record.ok, record.text) == (False, "16 faults act already, at most 16 may; clear one first")
    assert len(played.state.faults) == 16
    played.give(Halt())
    assert not played.state.faults


def test_gaps_between_faults_and_recoveries_are_told() -> None:
    text = WALL.replace("recoveries:", "  off: {kind: dead, zone: wall}\nrecoveries:")
    text += "  late: {when: {kind: colour-shift, zone: north}, phases: [{mend: 1s}]}\n"
    show, problems = check_show(text, file="x", profiles=PROFILES)
    assert show is not None
    told = [problem.text for problem in problems]
    assert any("no recovery answers the fault 'off' (dead on wall)" in each for each in told)
    assert any("'late' is never proposed: 'golden-seam' above it answers all that it would" in each for each in told)
    assert any("no recovery answers a node that falls silent" in each for each in told)


def test_dismissed_and_silent_nodes_are_told_apart() -> None:
    played = wounded(WALL, "storm")
    played.give(NodeSilent("lamps"))
    played.give(Approve("i1"))
    played.give(Dismiss("i2"))
    assert states(played) == ["recovering", "closed"]
