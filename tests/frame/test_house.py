"""The house's own limits: ceilings, floors, the speed of heads, strobes, and weaker rules that somebody answers for."""

import json

import numpy as np
import pytest
from numpy.typing import NDArray

from controller.frame.guard import Conditions, Guard
from controller.model.facts import Resumed
from controller.model.intent import Blackout, ConfirmLoosening, Exit, Goto, Panic
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.ofl import profile_from_ofl
from tests.shows import PROFILES, Played, seen, show_of

ROOM = """
show: {name: Room, fps: 40, on_exit: fade 1s}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  wall: {profile: generic/rgb, count: 2, at: lamps 1/1}
  bar: {profile: generic/rgb-dimmer, count: 2, at: lamps 1/101}
  aisle: {profile: generic/dimmer, count: 2, at: lamps 1/201}
  sign: {profile: generic/dimmer, at: lamps 1/301, class: egress}
zones: {stage: "wall, bar"}
cues:
  - {cue: 1, look: {stage: {color: "#ff8000", level: 100%}, aisle: {level: 0%}}, fade: 0s}
  - {cue: 2, look: {stage: {color: "#ff8000", level: 1%}}, fade: 0s}
"""


def room(policy: str) -> Played:
    played = Played(f"{ROOM}policy: {{{policy}}}\n")
    played.give(Goto("1"))
    played.run(1)
    return played


def brightest(played: Played) -> list[float]:
    return [round(float(cell.max()), 2) for cell in played.light]


def test_a_ceiling_dims_and_keeps_the_color() -> None:
    played = room("ceilings: {stage: 50%}")
    assert brightest(played)[:4] == [0.5, 0.5, 0.5, 0.5]
    for cell in played.light[:4]:
        assert cell[1] / cell[0] == pytest.approx(0.216, abs=0.02)
        assert cell[2] == 0


def test_the_lowest_ceiling_holds() -> None:
    assert brightest(room("ceilings: {stage: 50%, wall 1: 20%}"))[:3] == [0.2, 0.5, 0.5]


def test_a_floor_keeps_lights_on_in_their_own_color() -> None:
    played = room("floors: {stage: 20%, aisle: 10%}")
    assert brightest(played)[4:6] == [0.1, 0.1]
    played.run(0.3)
    played.give(Goto("2"))
    played.run(1)
    assert brightest(played)[:4] == [0.2, 0.2, 0.2, 0.2]
    assert all(cell[0] > 3 * cell[1] for cell in played.light[:4])


def test_lights_that_nothing_lights_are_white_at_their_floor() -> None:
    played = Played(f"{ROOM}policy: {{floors: {{stage: 20%}}}}\n")
    played.run(0.2)
    assert np.allclose(played.light[:4], 0.2, atol=0.003)


def test_blackout_and_the_end_darken_a_floor_but_not_one_that_holds_always() -> None:
    played = room("floors: {stage: 20%, sign: 30%}, floors_always: {aisle: 10%}")
    played.give(Blackout(on=True))
    assert brightest(played) == [0, 0, 0, 0, 0.1, 0.1, 0.3]
    played.give(Blackout(on=False))
    played.give(Exit())
    played.run(1.2)
    assert brightest(played) == [0, 0, 0, 0, 0.1, 0.1, 0.3]


def test_panic_respects_a_floor() -> None:
    played = room("floors: {stage: 20%}")
    played.give(Panic())
    played.run(6)
    assert brightest(played)[:4] == [0.2, 0.2, 0.2, 0.2]


HEAD = """{"name": "Head", "categories": ["Moving Head"],
  "meta": {"authors": ["Tests"], "createDate": "2026-01-01", "lastModifyDate": "2026-01-01"},
  "availableChannels": {
    "Dimmer": {"capability": {"type": "Intensity"}},
    "Pan": {"fineChannelAliases": ["Pan fine"], "defaultValue": "50%",
            "capability": {"type": "Pan", "angleStart": "0deg", "angleEnd": "400deg"}},
    "Tilt": {"defaultValue": "50%", "capability": {"type": "Tilt", "angleStart": "10%", "angleEnd": "90%"}}},
  "modes": [{"name": "4-channel", "channels": ["Dimmer", "Pan", "Pan fine", "Tilt"]}]}"""


def heads(policy: str) -> tuple[Guard, NDArray[np.float32]]:
    profiles = {**PROFILES, "tests/head": profile_from_ofl(json.loads(HEAD), "tests/head")}
    text = f"""
show: {{fps: 40}}
nodes: {{lamps: {{protocol: sacn, to: 127.0.1.2}}}}
fixtures: {{head: {{profile: tests/head, at: lamps 1/1}}}}
policy: {{{policy}}}
"""
    show, problems = check_show(text, file="test.show.yaml", profiles=profiles)
    assert show is not None, render_all(problems, text)
    return Guard(show), np.array([0, 0.5, 0.5], np.float32)


def test_heads_turn_no_faster_than_the_policy_says() -> None:
    """400 degrees at 40 a second take ten seconds, and a slot of 8 bits still moves when a tick is less than a step."""
    guard, drive = heads("pan_speed: 40, tilt_speed: 27")
    memory = guard.fresh_memory()
    assert guard.limit(drive, memory, 1).levels[1] == 32768
    drive[1:] = 1
    levels = [guard.limit(drive, memory, tick).levels[1:] for tick in range(2, 2 + 5 * 40)]
    pan, tilt = np.array(levels).T / 65535
    assert np.diff(pan).max() <= 40 / 400 / 40 + 2e-5
    assert pan[-1] == 1
    assert pan[-3] < 1
    assert tilt[39] == pytest.approx(0.6, abs=0.004)
    assert tilt[-1] == 1


def test_a_tick_that_was_skipped_gives_heads_its_time() -> None:
    guard, drive = heads("pan_speed: 40")
    memory = guard.fresh_memory()
    guard.limit(drive, memory, 1)
    drive[1:] = 1
    levels = guard.limit(drive, memory, 41).levels
    assert levels[1] / 65535 == pytest.approx(0.6, abs=1e-4)
    assert levels[2] == 65535


def test_a_head_that_was_not_reached_and_is_held_turns_on_from_where_it_stands() -> None:
    guard, drive = heads("pan_speed: 40")
    memory = guard.fresh_memory()
    stands = int(guard.limit(drive, memory, 1).levels[1])
    drive[1:] = 1
    for tick in range(2, 42):
        guard.limit(drive, memory, tick, Conditions(lost=frozenset({"lamps"})))
    guard.hold(memory, 42)
    assert guard.limit(drive, memory, 43).levels[1] / 65535 == pytest.approx(stands / 65535 + 40 / 400 / 40, abs=2e-5)


def test_heads_are_free_without_a_limit() -> None:
    guard, drive = heads("flashes_per_second: 3")
    memory = guard.fresh_memory()
    guard.limit(drive, memory, 1)
    drive[1:] = 1
    assert guard.limit(drive, memory, 2).levels[1:].tolist() == [65535, 65535]


@pytest.mark.parametrize("value", range(0, 256, 5))
def test_no_shutter_is_told_to_strobe(value: int) -> None:
    show = show_of("""
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures: {flash: {profile: generic/strobe, at: lamps 1/1}}
""")
    guard = Guard(show)
    sent = guard.limit(np.array([1, value / 255], np.float32), guard.fresh_memory(), 1).levels
    assert sent[1] >> 8 <= 15


def test_what_is_no_number_is_dark_and_counted() -> None:
    show = show_of(ROOM)
    guard = Guard(show)
    drive = np.full(len(show.patch.channel_cell), 0.5, np.float32)
    drive[:3] = np.nan, np.inf, -np.inf
    guarded = guard.limit(drive, guard.fresh_memory(), 1)
    assert guarded.levels[:4].tolist() == [0, 65535, 0, 128 * 257]
    assert guarded.held.odd == 3


def flashes(played: Played) -> float:
    for number in range(160):
        played.give(Blackout(on=number // 4 % 2 == 0))
    return seen(played.show, [(lit.frame.tick, lit.light) for lit in played.lit]).flashes()


def test_weaker_rules_hold_only_once_they_were_confirmed_by_name() -> None:
    policy = "loosen: {responsible: Ada Byron, flashes_per_second: 5, long_runs: on}"
    assert flashes(room(policy)) <= 3
    played = room(policy)
    assert not played.give(ConfirmLoosening("Somebody")).ok
    assert played.give(ConfirmLoosening("ada byron")).ok
    assert "Ada Byron" in played.records[-1].text
    assert 3 < flashes(played) <= 5


def test_a_confirmation_can_be_taken_back() -> None:
    played = room("loosen: {responsible: Ada Byron, flashes_per_second: 5}")
    played.give(ConfirmLoosening("Ada Byron"))
    played.give(ConfirmLoosening("", on=False))
    assert played.state.loosened == ""
    assert flashes(played) <= 3


def test_a_night_that_stood_still_is_strict_until_it_is_confirmed_anew() -> None:
    played = room("loosen: {responsible: Ada Byron, flashes_per_second: 5}")
    played.give(ConfirmLoosening("Ada Byron"))
    assert "strict" not in played.give(Resumed()).text, "a crash of a moment is the same night"
    assert played.state.loosened
    assert played.give(Resumed(stood_still=True)).text.endswith("strict flash rules hold until they are loosened again")
    assert flashes(played) <= 3


def test_a_show_that_loosens_nothing_refuses_a_confirmation() -> None:
    record = room("flashes_per_second: 2").give(ConfirmLoosening("Ada"))
    assert not record.ok
    assert "strict" in record.text
