"""Conditions of a steady state: what breaks one is withdrawn, and the log says why."""

import numpy as np
import pytest

from controller.faults.link.ways import Broken
from controller.frame.watch import Watch
from controller.model.condition import parse_condition
from controller.model.facts import ConditionBroken
from controller.model.intent import Inject
from controller.show.incidents.blame import blamed
from controller.showfile.load import check_show
from tests.shows import FPS, PROFILES, WALL, Played

TEXT = WALL.replace("recoveries:", "  off: {kind: dead, zone: north, share: 100%, amount: 100%, for: 9s}\nrecoveries:")
CONDITIONS = (
    "conditions: ['zone wall level >= 20%', no frame older than 200ms, flash budget kept, guard not saturated]\n"
)


def begun() -> Played:
    played = Played(TEXT + CONDITIONS)
    played.go()
    played.run(2)
    return played


def broken(played: Played, watch: Watch) -> list[str]:
    return [text for text, _ in watch.see(played.lit[-1].frame)]


def test_light_that_falls_below_its_level_is_found_and_what_broke_it_withdrawn() -> None:
    played = begun()
    watch = Watch(played.show)
    assert broken(played, watch) == []
    played.give(Inject("off"))
    played.give(Inject("storm"))
    played.run(0.2)
    assert broken(played, watch) == ["zone wall level >= 20%"]
    record = played.give(ConditionBroken("zone wall level >= 20%", "it is at 18%"))
    assert record.text == "withdrawn: off, storm; not kept: zone wall level >= 20% (it is at 18%)"
    assert not played.state.faults


def test_a_condition_of_one_zone_withdraws_no_fault_of_another() -> None:
    played = Played(TEXT + "conditions: ['zone tile 33-64 level >= 20%']\n")
    played.go()
    played.give(Inject("off"))
    played.give(ConditionBroken("zone tile 33-64 level >= 20%", "it is at 1%"))
    assert [fault.id for fault in played.state.faults] == ["off"]


DEEP = WALL.replace("phases: [", "phases: [{breathe: {period: 2s, depth: 100%}, for: 30s}, ").replace(
    "mode: ask", "mode: auto"
)


def test_a_recovery_that_breaks_a_condition_brings_its_wound_home_though_the_fault_has_ended() -> None:
    played = Played(DEEP + "conditions: ['zone wall level >= 10%']\n")
    played.go()
    played.run(2)
    played.give(Inject("whole"))
    played.run(9)
    assert (played.state.faults, played.incident.state) == ((), "recovering")
    assert not blamed(played.show, played.state, "zone wall level >= 10%").is_nobody
    record = played.give(ConditionBroken("zone wall level >= 10%", "it is at 2%"))
    assert record.text == "brought home: i1; not kept: zone wall level >= 10% (it is at 2%)"
    assert blamed(played.show, played.state, "zone wall level >= 10%").is_nobody, "it is on its way"
    played.run(3.1)
    assert played.incident.state == "closed"


def test_a_wound_of_which_a_part_would_be_kept_is_brought_home_once() -> None:
    kept = WALL.replace("{mend: 3s}", "{mend: {part: 50%, rest: keep}, for: 3s}").replace("mode: ask", "mode: auto")
    played = Played(kept + "conditions: ['zone wall level >= 20%']\n")
    played.go()
    played.give(Inject("whole"))
    while played.incident.state != "mending":
        played.run(0.1)
    assert "brought home: i1" in played.give(ConditionBroken("zone wall level >= 20%", "it is at 4%")).text
    assert blamed(played.show, played.state, "zone wall level >= 20%").is_nobody, "it is on its way"
    played.run(7)
    assert played.incident.state == "closed"


def test_what_is_kept_of_a_wound_is_mended_if_its_zone_is_too_dark_but_not_because_a_cue_keeps_the_guard_busy() -> None:
    kept = WALL.replace("{mend: 3s}", "{mend: {part: 50%, rest: keep}, for: 1s}").replace("mode: ask", "mode: auto")
    played = Played(kept + "conditions: ['zone wall level >= 20%', flash budget kept]\n")
    played.go()
    played.give(Inject("whole"))
    played.run(7)
    assert played.incident.state == "kept"
    assert blamed(played.show, played.state, "flash budget kept").is_nobody
    assert "brought home: i1" in played.give(ConditionBroken("zone wall level >= 20%", "it is at 4%")).text
    played.run(1.1)
    assert played.incident.state == "closed"


def test_frames_that_do_not_arrive_grow_old_and_a_guard_that_never_rests_is_saturated() -> None:
    played = begun()
    watch = Watch(played.show)
    found: list[list[str]] = []
    for _ in range(FPS + 2):
        played.beat()
        frame = played.lit[-1].frame
        object.__setattr__(frame, "broken", Broken(lost=frozenset({"lamps"})))
        object.__setattr__(frame, "held_zones", ("wall",))
        found.append(broken(played, watch))
    assert found[0] == ["flash budget kept"]
    assert "no frame older than 200ms" in found[10]
    assert "guard not saturated" in found[-1]
    assert np.isfinite(played.light).all()


@pytest.mark.parametrize("text", ["zone wall level > 20%", "", "no frame older than now", "zone wall level >= 300%"])
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"write|%"):
        parse_condition(text)
    show, problems = check_show(f"{WALL}conditions: ['{text}']\n", file="x", profiles=PROFILES)
    assert show is None
    assert problems
