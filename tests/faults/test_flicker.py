"""Flicker: cells fail and come back, and the guard lets no more through than is harmless."""

import numpy as np
from numpy.typing import NDArray

from controller.faults.light import flicker
from controller.model.fault import FaultKind, FaultSpec
from controller.model.intent import Inject
from tests.shows import FPS, WALL, Played

FLICKERING = WALL.replace(
    "  whole: {kind: colour-shift, zone: wall, share: 100%, amount: 1.0, for: 8s}",
    "  whole: {kind: flicker, zone: wall, share: 100%, amount: 1.0, for: 8s}",
).replace("#4060a0", "#ffffff")


def spec(amount: float) -> FaultSpec:
    cells = np.arange(8)
    return FaultSpec("f", FaultKind.FLICKER, "", cells, "wall", 1.0, amount, 5, 30.0)


def history(amount: float) -> NDArray[np.float32]:
    healthy = (np.full(8, 0.8, np.float32), np.ones((3, 8), np.float32))
    return np.array([flicker(healthy, spec(amount), tick / FPS)[0] for tick in range(4 * FPS)])


def test_amount_zero_leaves_the_light_alone() -> None:
    assert (history(0.0) == np.float32(0.8)).all()


def test_amount_one_half_dips_to_half_the_light_and_one_to_darkness() -> None:
    assert set(np.unique(history(0.5))) == {np.float32(0.4), np.float32(0.8)}
    assert set(np.unique(history(1.0))) == {np.float32(0.0), np.float32(0.8)}


def test_every_cell_fails_at_moments_of_its_own() -> None:
    seen = history(1.0)
    assert len({tuple(column) for column in seen.T}) == 8


def test_what_a_visitor_sees_of_a_whole_wall_that_flickers_is_within_the_rules() -> None:
    played = Played(FLICKERING)
    played.go()
    played.run(2)
    played.give(Inject("whole"))
    played.run(8)
    assert any(lit.frame.held_zones for lit in played.lit), "the guard had to act"
    assert played.report().flashes() <= 3
