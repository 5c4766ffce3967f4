"""Every fault on light: nothing at amount 0, bounded at every amount, the same for a seed, and what it is known by."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from controller.faults.light.catalogue import LIGHT_FAULTS
from controller.faults.light.memories import remembered
from controller.faults.light.picture import Moment, Picture, Reached
from controller.model import chance
from controller.model.fault import Envelope, FaultKind, FaultSpec, Parameter
from controller.model.intent import Go, Inject
from tests.shows import FPS, WALL, Played

COUNT = 16
PLACE = np.stack([np.arange(COUNT) % 4, np.arange(COUNT) // 4, np.zeros(COUNT)], axis=1).astype(np.float32)
PLAIN: dict[str, Parameter] = {
    "level": 1.0,
    "rate": 10.0,
    "metres": 1.0,
    "direction": (1.0, 0.0, 0.0),
    "slots": 1.0,
    "area": 1.0,
    "size": 1.0,
    "channel": "any",
}

OF_THE_PICTURE = (FaultKind.TEAR, FaultKind.MISALIGN, FaultKind.PIXELATE)
"""These leave light as it is and break the picture of a projector."""


def whom(kind: FaultKind, *, seed: int = 5, count: int = COUNT) -> Reached:
    """A fault and the cells it reaches, on a square of a metre's distance."""
    parameters = {**PLAIN, "lag": 1.0} if kind is FaultKind.SLOW else PLAIN
    spec = FaultSpec("f", kind, "", np.arange(count), "wall", 1.0, 1.0, seed, 30.0, parameters=parameters)
    return Reached(spec, PLACE[:count])


def picture(seed: int) -> Picture:
    level = chance.uniform(chance.key(seed, "level"), COUNT).astype(np.float32)
    return level, chance.uniform(chance.key(seed, "rgb"), 3 * COUNT).astype(np.float32).reshape(3, COUNT)


def shown(kind: FaultKind, amount: float, *, seconds: float = 0.3, seed: int = 5) -> Picture:
    moment = Moment(seconds, np.float32(amount), picture(2))
    return LIGHT_FAULTS[kind](whom(kind, seed=seed))(picture(1), moment)


@pytest.mark.parametrize("kind", LIGHT_FAULTS)
def test_amount_zero_leaves_the_light_exactly_as_it_is(kind: FaultKind) -> None:
    intensity, rgb = shown(kind, 0.0)
    assert np.array_equal(intensity, picture(1)[0])
    assert np.allclose(rgb, picture(1)[1], atol=1e-7)


@pytest.mark.parametrize("kind", [kind for kind in LIGHT_FAULTS if kind not in OF_THE_PICTURE])
@pytest.mark.parametrize("amount", [0.5, 1.0])
def test_the_light_changes_with_the_amount_and_the_same_seed_gives_the_same(kind: FaultKind, amount: float) -> None:
    whole, again = shown(kind, amount), shown(kind, amount)
    assert not (np.array_equal(whole[0], picture(1)[0]) and np.array_equal(whole[1], picture(1)[1]))
    assert np.array_equal(whole[0], again[0])
    assert np.array_equal(whole[1], again[1])


@pytest.mark.parametrize("kind", LIGHT_FAULTS)
@settings(deadline=None, max_examples=25)
@given(amount=st.floats(0, 1), seconds=st.floats(0, 300), seed=st.integers(0, 999))
def test_every_fault_stays_in_bounds_and_leaves_the_healthy_picture_alone(
    kind: FaultKind, amount: float, seconds: float, seed: int
) -> None:
    for value in shown(kind, amount, seconds=seconds, seed=seed):
        assert value.dtype == np.float32
        assert value.min() >= -1e-6
        assert value.max() <= 1 + 1e-6


@pytest.mark.parametrize("kind", LIGHT_FAULTS)
def test_a_fault_that_reaches_nobody_or_one_cell_is_no_trouble(kind: FaultKind) -> None:
    for count in (0, 1):
        act = LIGHT_FAULTS[kind](whom(kind, count=count))
        healthy = (picture(1)[0][:count], picture(1)[1][:, :count])
        intensity, rgb = act(healthy, Moment(1.0, np.float32(1), None))
        assert (intensity.shape, rgb.shape) == ((count,), (3, count))


def history(amount: float) -> NDArray[np.float32]:
    act = LIGHT_FAULTS[FaultKind.FLICKER](whom(FaultKind.FLICKER))
    healthy = (np.full(COUNT, 0.8, np.float32), np.ones((3, COUNT), np.float32))
    return np.array([act(healthy, Moment(tick / FPS, np.float32(amount), None))[0] for tick in range(4 * FPS)])


def test_a_flicker_of_one_half_dips_to_half_the_light_and_of_one_to_darkness() -> None:
    assert set(np.unique(history(0.5))) == {np.float32(0.4), np.float32(0.8)}
    assert set(np.unique(history(1.0))) == {np.float32(0.0), np.float32(0.8)}
    assert len({tuple(column) for column in history(1.0).T}) == COUNT, "each cell at moments of its own"


def test_a_dead_lamp_is_dark_and_a_stuck_one_hangs_at_its_level() -> None:
    assert (shown(FaultKind.DEAD, 1.0)[0] == 0).all()
    assert (shown(FaultKind.STUCK, 1.0)[0] == 1).all()


def test_a_brown_out_turns_red_as_it_sinks() -> None:
    level, rgb = shown(FaultKind.BROWN_OUT, 1.0)
    healthy = picture(1)
    assert (level < healthy[0]).all()
    assert np.array_equal(rgb[0], healthy[1][0])
    assert (rgb[2] < 0.31 * healthy[1][2] + 1e-6).all()


def test_crosstalk_lets_pairs_show_each_others_picture() -> None:
    level = shown(FaultKind.CROSSTALK, 1.0)[0]
    assert np.array_equal(np.sort(level), np.sort(picture(1)[0]))
    assert (level != picture(1)[0]).all()


def test_a_shift_moves_the_picture_by_so_many_metres() -> None:
    level = shown(FaultKind.SHIFT, 1.0)[0].reshape(4, 4)
    healthy = picture(1)[0].reshape(4, 4)
    assert np.array_equal(level[:, 1:], healthy[:, :-1])


def test_a_wrong_address_shows_the_next_slot_in_each_colour() -> None:
    rgb = shown(FaultKind.WRONG_ADDRESS, 1.0)[1]
    healthy = picture(1)[1]
    assert np.array_equal(rgb[0], healthy[1])
    assert np.array_equal(rgb[2][:-1], healthy[0][1:])


def test_what_is_slow_follows_and_what_is_frozen_does_not() -> None:
    held, healthy = picture(1), picture(2)
    assert remembered(whom(FaultKind.FREEZE), held, healthy, 0.1) is held
    after = remembered(whom(FaultKind.SLOW), held, healthy, 1.0)
    assert np.allclose(after[0], (held[0] + healthy[0]) / 2, atol=1e-6)


def test_an_envelope_swells_holds_and_decays() -> None:
    swell = Envelope(attack_s=2, hold_s=3, decay_s=1)
    assert [swell.level(at, 30) for at in (0, 1, 2, 4.9, 5.5, 6, 9)] == pytest.approx([0, 0.5, 1, 1, 0.5, 0, 0])
    assert Envelope(decay_s=2).level(9, 10) == pytest.approx(0.5)
    assert Envelope().level(0, 10) == 1


FLICKERING = WALL.replace(
    "  whole: {kind: colour-shift, zone: wall, share: 100%, amount: 1.0, for: 8s}",
    "  whole: {kind: flicker, zone: wall, share: 100%, amount: 1.0, for: 8s}",
).replace("#4060a0", "#ffffff")


def test_what_a_visitor_sees_of_a_whole_wall_that_flickers_is_within_the_rules() -> None:
    played = Played(FLICKERING)
    played.go()
    played.run(2)
    played.give(Inject("whole"))
    played.run(8)
    assert any(lit.frame.held_zones for lit in played.lit), "the guard had to act"
    assert played.report().flashes() <= 3


FROZEN = WALL.replace(
    "  whole: {kind: colour-shift, zone: wall, share: 100%, amount: 1.0, for: 8s}",
    "  whole: {kind: freeze, zone: wall, count: 10, amount: 1.0, for: 8s, envelope: {decay: 2s}}",
)


def test_frozen_cells_show_the_old_cue_until_the_fault_decays() -> None:
    played, healthy = Played(FROZEN), Played(FROZEN)
    for each in (played, healthy):
        each.go()
        each.run(1.2)
    before = played.light.copy()
    played.give(Inject("whole"))
    healthy.beat()
    for each in (played, healthy):
        each.give(Go())
        each.run(4.5)
    frozen = np.abs(played.light - healthy.light).max(axis=1) > 0.02
    assert frozen.sum() == 10
    assert np.allclose(played.light[frozen], before[frozen], atol=2 / 255)
    for each in (played, healthy):
        each.run(4)
    assert np.array_equal(played.slots, healthy.slots)
    assert not played.memory.held
