"""A show that is reloaded while it plays goes on where it stands."""

import numpy as np
import pytest

from controller.model.incident import IncidentState
from controller.model.intent import Approve, Flag, Go, GrandMaster, Halt, Inject, Rehearse
from tests.shows import CUES, WALL, Played, largest_step

RELABELLED = CUES.replace("label: Red", "label: Rosy")


def test_a_reload_of_a_like_show_changes_no_light_at_all() -> None:
    there, here = Played(CUES), Played(CUES)
    for night in (there, here):
        night.go()
        night.run(1)
    there.beat()
    assert here.reload(RELABELLED).ok
    for night in (there, here):
        night.run(3)
    assert here.show.lists["main"].cues[0].label == "Rosy"
    for was, now in zip(there.lit, here.lit, strict=True):
        assert np.array_equal(was.frame.slots, now.frame.slots)


def test_a_fade_goes_on_at_its_phase() -> None:
    night = Played(CUES)
    night.go()
    night.run(1)
    before = night.state.list("main")
    night.reload(RELABELLED)
    after = night.state.list("main")
    assert before is not None
    assert after is not None
    assert after.steps == before.steps
    assert largest_step(night.lit) < 0.03


def test_the_cue_that_was_put_in_next_is_on_standby() -> None:
    night = Played(CUES)
    night.go()
    night.reload(CUES.replace("  - {cue: 2, label: Blue", "  - {cue: 1.5, look: safe}\n  - {cue: 2, label: Blue"))
    assert night.state.list("main").standby == "1.5"  # type: ignore[union-attr]


def test_a_standby_that_somebody_chose_stays() -> None:
    night = Played(CUES)
    night.go()
    night.state = night.state.__class__(
        **{name: getattr(night.state, name) for name in night.state.__slots__ if name != "lists"},
        lists=tuple(entry.__class__(entry.id, entry.steps, "5", None, 0) for entry in night.state.lists),
    )
    night.reload(RELABELLED)
    assert night.state.list("main").standby == "5"  # type: ignore[union-attr]


def test_a_list_whose_cue_is_gone_stands_at_the_cue_before_it() -> None:
    night = Played(CUES)
    night.go()
    night.run(3)
    night.go()
    night.run(5)
    lines = [line for line in CUES.splitlines() if "label: Blue" not in line]
    night.reload("\n".join(lines))
    entry = night.state.list("main")
    assert entry is not None
    assert (entry.current, entry.standby) == ("1", "3")


def test_a_changed_look_shows_at_the_tick_of_the_reload() -> None:
    night = Played(CUES)
    night.go()
    night.run(3)
    night.reload(CUES.replace("color: red, level: 100%", "color: red, level: 90%"))
    assert night.light[0][0] == pytest.approx(0.9, abs=0.01)


def test_masters_stay_and_another_fps_is_refused() -> None:
    night = Played(CUES)
    night.beat(GrandMaster(0.5))
    assert night.reload(RELABELLED).ok
    assert night.state.grand_master == 0.5
    record = night.reload(CUES.replace("fps: 40", "fps: 30"))
    assert not record.ok
    assert "fixed for the night" in record.text
    assert night.show.fps == 40


def test_faults_and_recoveries_go_on_and_those_that_are_gone_end() -> None:
    night = Played(WALL)
    night.beat(Go())
    night.run(1)
    night.beat(Inject("storm"))
    night.beat(Approve("i1"))
    night.reload(WALL.replace("share: 30%", "share: 40%"))
    assert night.incident.is_running
    night.reload(WALL[: WALL.index("recoveries:")])
    assert night.incident.state is IncidentState.CLOSED
    assert not night.state.faults
    night.reload(WALL[: WALL.index("faults:")])
    assert night.state.incidents == ()
    night.run(1)


def test_the_guard_goes_on_counting_over_reloads() -> None:
    """Reloads that black the stage out and light it again cannot flash it, however the zones are called."""
    night = Played(WALL)
    night.beat(Go())
    night.run(2)
    for turn in range(24):
        level = "0%" if turn % 2 else "100%"
        text = WALL.replace('"#4060a0", level: 70%', f'"#ffffff", level: {level}').replace("fade: 1s", "fade: 0s")
        night.reload(text.replace("north:", f"part{turn}:"))
        night.run(0.1)
    assert not night.report().failures(3)


def test_a_fixture_that_is_new_is_dark_and_the_others_do_not_notice() -> None:
    night = Played(CUES)
    night.go()
    night.run(3)
    more = "  extra: {profile: generic/rgb, count: 3, at: lamps 1/301}\n  lamp: {profile"
    before = night.light[:4].copy()
    night.reload(CUES.replace("  lamp: {profile", more))
    assert np.array_equal(night.light[3:7], before)


def test_what_a_renamed_recovery_had_under_way_is_forgotten_and_its_next_mend_does_not_jump() -> None:
    kept = WALL.replace("{mend: 3s}]", "{mend: {from: sweep, part: 60%, rest: keep}, for: 3s}]")
    kept = kept.replace("when: {kind: colour-shift", "when: {kind: flagged")
    night = Played(kept)
    night.go()
    night.run(1)
    night.give(Flag("tile 1-64", "broken"))
    night.give(Approve("i1"))
    night.run(2)
    night.give(Halt())
    night.run(4)
    night.reload(kept.replace("golden-seam", "other"))
    night.give(Approve("i1"))
    night.run(3)
    first = len(night.lit) - 1
    night.give(Halt())
    night.run(4)
    assert largest_step(night.lit[first:]) < 0.1


@pytest.mark.parametrize(("seconds", "part"), [(1, ""), (9, "ask")])
def test_a_renamed_recovery_is_asked_for_anew_and_what_is_at_home_stays_there(seconds: int, part: str) -> None:
    mixed = WALL.replace("mode: ask", "mode: auto").replace("when: {kind: colour-shift", "when: {kind: flagged")
    mixed += "consent: {tile 33-48: {recovery: ask}}\n"
    night = Played(mixed)
    night.go()
    night.give(Flag("tile 1-64", "broken"))
    night.run(1)
    night.give(Approve("i1"))
    night.run(seconds - 1)
    night.reload(mixed.replace("golden-seam", "other").replace("mode: auto", "mode: ask"))
    again = night.incident
    assert (again.state, again.recovery, again.waits, again.done) == (IncidentState.PROPOSED, "other", False, 0)
    assert again.part == part


def test_a_fault_ends_when_the_new_show_says_so() -> None:
    night = Played(WALL)
    night.give(Inject("storm"))
    night.run(1)
    night.reload(WALL.replace("amount: 0.8, for: 8s", "amount: 0.8, for: 2s"))
    night.run(0.9)
    assert [fault.id for fault in night.state.faults] == ["storm"]
    night.run(0.2)
    assert (night.state.faults, night.incident.state) == ((), IncidentState.CLOSED)


def test_a_fault_does_not_act_longer_because_the_show_was_saved() -> None:
    night = Played(WALL)
    night.give(Inject("storm"))
    ends = night.state.faults[0].ends_tick
    night.reload(WALL.replace("amount: 0.8, for: 8s", "amount: 0.8, for: 60s"))
    assert night.state.faults[0].ends_tick == ends


def test_a_fault_that_needs_a_rehearsal_from_now_on_ends_where_there_is_none() -> None:
    asking = WALL + "consent: {wall: {faults: rehearsal}}\n"
    for is_rehearsal in (True, False):
        night = Played(WALL)
        night.give(Rehearse(is_rehearsal))
        night.give(Inject("storm"))
        night.reload(asking)
        assert bool(night.state.faults) == is_rehearsal
