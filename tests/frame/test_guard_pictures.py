"""Projected pictures before the guard: no gobo, blank or tear blinks faster than light, and going dark never waits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from controller.frame.guard import Guard
from controller.frame.guard.followers import spent
from controller.frame.memory import Memory
from controller.model.surface import Part, attribute_of
from fixtures.lamp import lamp_of, seen_light
from tests.shows import seen, show_of

FPS = 40
SHOW = show_of("""
show: {name: Screen, fps: 40, seed: 1, on_exit: black}
nodes: {web: {protocol: websocket}}
fixtures: {screen: {profile: generic/projector, at: web}}
zones: {all: screen}
looks: {one: {all: {level: 100%}}}
cues: [{cue: 1, look: one, fade: 0s}]
panic: {look: one, fade: 0s}
""")
NAMES = [channel.name for channel in SHOW.rig.fixtures[0].mode.channels]
HOME = SHOW.patch.channel_home
Wanted = list[dict[str, float]]


def played(wanted: Wanted) -> tuple[list[NDArray[np.uint16]], Memory]:
    """What is sent of one wish a tick, 0..65535 of each channel."""
    guard = Guard(SHOW)
    memory = guard.fresh_memory()
    sent = []
    for tick, wish in enumerate(wanted):
        drive = HOME.copy()
        drive[:4] = 1
        for name, value in wish.items():
            drive[NAMES.index(name)] = value
        sent.append(guard.limit(drive, memory, tick).levels)
    return sent, memory


def of(sent: list[NDArray[np.uint16]], name: str) -> NDArray[np.int32]:
    return np.array([levels[NAMES.index(name)] for levels in sent], np.int32)


def busiest(changes: NDArray[np.bool_]) -> int:
    """Most changes in any closed second."""
    return max(int(changes[start : start + FPS + 1].sum()) for start in range(len(changes)))


def transitions(levels: NDArray[np.int32]) -> NDArray[np.bool_]:
    """The frames in which a level that only knows two values turns."""
    turned: NDArray[np.bool_] = np.diff(levels, prepend=levels[0]) != 0
    return turned


def test_a_gobo_that_blinks_is_held_to_what_light_may_do() -> None:
    sent, _ = played([{"Gobo": 0.3 * (tick // 2 % 2)} for tick in range(6 * FPS)])
    changes = transitions(of(sent, "Gobo"))
    assert 2 <= busiest(changes) <= 5


@settings(deadline=None, max_examples=8)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), min_size=60, max_size=160))
def test_light_and_gobo_together_stay_within_three_flashes(wishes: list[tuple[bool, int]]) -> None:
    sent, _ = played([{"Dimmer": float(on), "Gobo": gobo / 8 + 0.02} for on, gobo in wishes])
    light = of(sent, "Dimmer").astype(np.int64)
    gobo = transitions(of(sent, "Gobo")) & (np.concatenate([[0], light[:-1]]) > 0.09 * 65535)
    swings, extreme, way = np.zeros(len(light), np.bool_), light[0], 1
    for tick, level in enumerate(light):
        if (level - extreme) * way > 0:
            extreme = level
        elif (extreme - level) * way > 0.1 * 65535:
            swings[tick], extreme, way = True, level, -way
    assert max(int((swings + gobo.astype(int))[start : start + FPS + 1].sum()) for start in range(len(light))) <= 6


@settings(deadline=None, max_examples=8)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=60, max_size=160))
def test_level_colour_and_blank_together_give_no_fourth_flash_at_the_far_end(
    wishes: list[tuple[bool, bool, bool]],
) -> None:
    sent, _ = played([{"Dimmer": float(on), "Red": float(red), "Blank": float(gone)} for on, red, gone in wishes])
    lamp = lamp_of(SHOW.rig.fixtures[0].mode)
    lit = []
    for tick, levels in enumerate(sent, start=1):
        slots = np.zeros((1, SHOW.rig.fixtures[0].mode.slots), np.uint8)
        slots[0, SHOW.patch.channel_index % 512] = levels >> 8
        lit.append((tick, seen_light(lamp, slots, 0.0)))
    assert seen(SHOW, lit).failures(3) == ()


def test_going_dark_never_waits_for_a_gobo() -> None:
    wishes: Wanted = [{"Gobo": 0.3 * (tick % 2), "Dimmer": float(tick < 3 * FPS)} for tick in range(4 * FPS)]
    dimmer = of(played(wishes)[0], "Dimmer")
    assert dimmer[3 * FPS - 1] == 65535
    assert dimmer[3 * FPS] == 0


def test_in_the_dark_a_gobo_changes_freely() -> None:
    sent, memory = played([{"Gobo": 0.3 * (tick % 2), "Dimmer": 0.0} for tick in range(FPS)])
    assert transitions(of(sent, "Gobo"))[2:].all()
    assert spent(memory.written(), memory, FPS, FPS).max() == 0


@pytest.mark.parametrize("name", ["Tear", "Blank", "Pixelate", "Gobo x", "Gobo size", "Top left x"])
def test_nothing_that_moves_in_a_picture_swings_widely_more_than_three_times_a_second(name: str) -> None:
    """However wildly it is asked to, in any second it comes and goes by less than a seventh of its way each time."""
    sent, _ = played([{name: float(tick // 3 % 2)} for tick in range(4 * FPS)])
    way = of(sent, name).astype(np.int64)
    steps = np.abs(np.diff(way))
    assert max(int(steps[start : start + FPS].sum()) for start in range(2 * FPS)) <= 65535
    assert steps.max() <= 65535 * 0.75 / FPS + 257


def test_a_blank_is_seen_as_less_light() -> None:
    sent, memory = played([{"Blank": 0.4 * (tick > 0)} for tick in range(2 * FPS)])
    assert of(sent, "Blank")[-1] == 102 * 257
    assert Guard(SHOW).see(memory)[:, 0] == pytest.approx(0.6, abs=0.01)


def test_new_lines_count_as_light_under_a_broken_picture_and_are_free_under_a_whole_one() -> None:
    wishes: Wanted = [{"Fracture": 0.2 + 0.3 * (tick % 2), "Tear": 0.5} for tick in range(4 * FPS)]
    assert 2 <= busiest(transitions(of(played(wishes)[0], "Fracture"))[1:]) <= 5
    whole: Wanted = [{"Fracture": 0.2 + 0.3 * (tick % 2)} for tick in range(FPS)]
    assert transitions(of(played(whole)[0], "Fracture"))[2:].all()


def test_every_part_of_a_picture_is_an_attribute_of_the_profile() -> None:
    assert {attribute_of(part) for part in Part} <= set(SHOW.patch.attributes)
