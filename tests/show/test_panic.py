"""Blackout, PANIC and the way out, from every state and at the lamps; work, egress and hazards beside them."""

from collections.abc import Callable

import numpy as np
import pytest

from controller.model.facts import Resumed
from controller.model.intent import (
    Approve,
    Back,
    Blackout,
    Exit,
    Go,
    GrandMaster,
    Halt,
    Inject,
    Intent,
    Panic,
    Pause,
    Release,
    Resume,
)
from controller.show.outline import panic_word
from tests.shows import CUES, FPS, HOUSE, WALL, Played, cell_of, largest_step

STEP = 1 / FPS + 1.5 / 255
MOVING = 0.08
"""No cell changes faster while gold runs over it."""


def in_mid_fade(played: Played) -> None:
    played.go()
    played.run(0.3)


def in_pause(played: Played) -> None:
    in_mid_fade(played)
    played.give(Pause())


def in_panic(played: Played) -> None:
    in_mid_fade(played)
    played.give(Panic())
    played.run(0.4)


def leaving_panic(played: Played) -> None:
    in_panic(played)
    played.give(Resume())
    played.run(0.2)


def in_a_fault(played: Played) -> None:
    in_mid_fade(played)
    played.run(1)
    played.give(Inject("storm"))
    played.run(0.5)


def in_recovery(played: Played) -> None:
    in_a_fault(played)
    played.give(Approve("i1"))
    played.run(3)


def in_mend(played: Played) -> None:
    in_recovery(played)
    played.give(Halt())
    played.run(0.5)


def in_release(played: Played) -> None:
    in_mid_fade(played)
    played.give(Release(fade_s=2))
    played.run(0.5)


def on_the_way_out(played: Played) -> None:
    in_mid_fade(played)
    played.give(Exit())
    played.run(0.3)


def at_rest(played: Played) -> None:
    played.run(0.1)


STATES = [
    at_rest,
    in_mid_fade,
    in_pause,
    in_panic,
    leaving_panic,
    in_a_fault,
    in_recovery,
    in_mend,
    in_release,
    on_the_way_out,
]


@pytest.mark.parametrize("state", STATES)
def test_blackout_is_dark_in_the_very_next_frame_from_every_state(state: Callable[[Played], None]) -> None:
    played = Played(WALL)
    state(played)
    assert played.give(Blackout(on=True)).ok
    assert played.light[:64].max() == 0
    played.run(1)
    assert played.light[:64].max() == 0


@pytest.mark.parametrize("state", [state for state in STATES if state is not on_the_way_out])
def test_panic_reaches_its_look_from_every_state(state: Callable[[Played], None]) -> None:
    played = Played(WALL)
    state(played)
    assert played.give(Panic()).ok
    assert not played.state.faults
    played.run(1.1)
    assert np.allclose(played.light[:64], 0.3, atol=1 / 255)


@pytest.mark.parametrize("state", [at_rest, in_mid_fade, in_pause, leaving_panic, in_recovery, in_mend, in_release])
def test_panic_begins_from_what_is_shown_without_a_jump(state: Callable[[Played], None]) -> None:
    played = Played(WALL)
    state(played)
    before = len(played.lit) - 1
    played.give(Panic())
    played.run(1.1)
    assert largest_step(played.lit[before:]) <= MOVING


@pytest.mark.parametrize("state", STATES)
def test_halt_ends_all_faults_in_every_state_and_moves_nothing_at_once(state: Callable[[Played], None]) -> None:
    played = Played(WALL)
    state(played)
    running = any(incident.is_running for incident in played.state.incidents)
    faulty = bool(played.state.faults) and not running
    before = played.light.copy()
    assert played.give(Halt()).ok
    assert not played.state.faults
    if not faulty:
        assert np.abs(played.light - before).max() <= MOVING
    played.run(4)
    assert all(incident.closed_tick is not None for incident in played.state.incidents)


def test_blackout_lifts_to_where_time_has_come_meanwhile() -> None:
    played, free = Played(CUES), Played(CUES)
    for each in (played, free):
        each.go()
        each.run(0.5)
    played.give(Blackout(on=True))
    free.beat()
    played.run(2)
    free.run(2)
    played.give(Blackout(on=False))
    free.beat()
    assert np.array_equal(played.slots, free.slots)


def test_blackout_without_a_word_changes_to_the_other() -> None:
    played = Played(CUES)
    assert played.give(Blackout()).text == "BLACKOUT"
    assert played.give(Blackout()).text == "blackout lifted"


@pytest.mark.parametrize("given", [Blackout(on=True), GrandMaster(0), Exit(), Panic()])
def test_work_and_egress_lights_are_touched_by_nothing(given: Intent) -> None:
    played = Played(HOUSE)
    played.go()
    work, egress = cell_of(played.show, "work"), cell_of(played.show, "exit")
    before = played.light.copy()
    played.give(given)
    played.run(2)
    assert np.array_equal(played.light[[work, egress]], before[[work, egress]])
    assert not np.array_equal(played.light[:4], before[:4])


def test_faults_leave_work_and_egress_alone() -> None:
    played = Played(HOUSE)
    played.go()
    before = played.light.copy()
    played.give(Inject("storm"))
    played.run(2)
    assert np.array_equal(played.light[4:], before[4:])
    assert not np.allclose(played.light[:4], before[:4])


@pytest.mark.parametrize("given", [Blackout(on=True), Panic(), Exit()])
def test_hazards_stand_at_their_safe_value_at_once(given: Intent) -> None:
    played = Played(HOUSE)
    played.go()
    fog = played.show.patch.fixtures[-1]
    assert played.slots[fog.row, fog.slot] == 178
    played.give(given)
    assert played.slots[fog.row, fog.slot] == 0


def test_the_grand_master_scales_and_never_colours() -> None:
    played = Played(CUES)
    played.go()
    played.run(2)
    assert played.give(GrandMaster(0.5)).text == "grand master at 50%"
    assert [round(float(part), 2) for part in played.light[0]] == [0.5, 0, 0]
    played.give(GrandMaster(1))
    assert played.light[0].max() == 1


@pytest.mark.parametrize("level", [-0.1, 1.01, float("nan"), float("inf")])
def test_a_grand_master_out_of_range_is_refused(level: float) -> None:
    played = Played(CUES)
    assert "out of range" in played.give(GrandMaster(level)).text
    assert played.state.grand_master == 1


def test_a_second_panic_within_two_seconds_goes_there_at_once() -> None:
    played = Played(CUES.replace("panic: {look: safe, fade: 1s}", "panic: {look: safe, fade: 10s}"))
    played.go()
    played.run(2)
    played.give(Panic())
    played.run(1.5)
    assert played.give(Panic()).text == "PANIC: at once"
    assert [round(float(part), 2) for part in played.light[0]] == [0, 0.6, 0]


def test_a_second_panic_after_two_seconds_changes_nothing() -> None:
    played = Played(CUES.replace("panic: {look: safe, fade: 1s}", "panic: {look: safe, fade: 10s}"))
    played.go()
    played.run(2)
    played.give(Panic())
    played.run(2.5)
    assert played.give(Panic()).text == "PANIC already holds"
    assert largest_step(played.lit[-10:]) <= STEP


def test_a_second_panic_counts_from_the_first_press_even_if_an_earlier_panic_still_showed() -> None:
    played = Played(CUES.replace("panic: {look: safe, fade: 1s}", "panic: {look: safe, fade: 10s}"))
    played.give(Panic())
    played.run(5)
    played.give(Resume())
    played.run(1)
    played.give(Panic())
    played.run(0.5)
    assert played.give(Panic()).text == "PANIC: at once"


@pytest.mark.parametrize("given", [Go(), Resume()])
def test_panic_is_lifted_by_go_and_by_resume_without_a_jump(given: Intent) -> None:
    played = Played(CUES)
    played.go()
    played.run(1)
    played.give(Panic())
    played.run(2)
    assert panic_word(played.state) == "on"
    before = len(played.lit) - 1
    assert played.give(given).ok
    assert panic_word(played.state) == "releasing"
    played.run(5)
    assert panic_word(played.state) == "off"
    assert largest_step(played.lit[before:]) <= 2 * STEP
    assert tuple(played.light[3]) == (1, 0, 0)


def test_panic_pauses_the_lists_and_lifting_it_lets_them_go_on_from_there() -> None:
    played = Played(CUES)
    played.go()
    played.run(1)
    played.give(Panic())
    played.run(10)
    assert played.state.lists[0].paused_tick is not None
    played.give(Resume())
    played.run(1.2)
    assert tuple(played.light[0]) == (1, 0, 0)


def test_a_list_that_was_paused_before_the_panic_stays_paused_after_it() -> None:
    played = Played(CUES)
    played.go()
    played.run(1)
    played.give(Pause())
    played.run(1)
    played.give(Panic())
    played.run(2)
    played.give(Resume())
    played.run(2)
    assert played.state.lists[0].paused_tick is not None
    assert played.give(Resume()).text == "list main goes on"


def test_back_lifts_panic_too() -> None:
    played = Played(CUES)
    played.go()
    played.go()
    played.give(Panic())
    played.run(1)
    assert played.give(Back()).ok
    assert panic_word(played.state) == "releasing"


def test_stopping_the_show_fades_as_on_exit_says_and_asking_twice_does_not_begin_anew() -> None:
    played = Played(HOUSE)
    played.go()
    played.give(Exit())
    played.run(0.5)
    half = float(played.light[0].max())
    assert half == pytest.approx(0.4, abs=0.02)
    assert not played.give(Exit()).ok
    assert float(played.light[0].max()) <= half
    played.run(0.5)
    assert played.light[:4].max() == 0


@pytest.mark.parametrize(("on_exit", "level"), [("hold", 0.8), ("black", 0.0)])
def test_stopping_holds_or_goes_black_if_on_exit_says_so(on_exit: str, level: float) -> None:
    played = Played(HOUSE.replace("fade 1s", on_exit))
    played.go()
    played.give(Exit())
    assert played.light[0].max() == pytest.approx(level, abs=0.01)


def test_a_night_that_died_on_its_way_out_is_lit_again_when_it_resumes() -> None:
    played = Played(HOUSE)
    played.go()
    played.give(Exit())
    played.run(1)
    played.give(Resumed())
    assert played.light[0].max() == pytest.approx(0.8, abs=0.01)
