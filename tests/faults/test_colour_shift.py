"""A colour shift, seen at the lamps."""

import numpy as np
import pytest

from controller.model.intent import Inject
from tests.shows import WALL, Played, largest_step


def shifted(amount: str) -> tuple[Played, np.ndarray[tuple[int, int], np.dtype[np.float32]]]:
    """A whole wall with wrong colours, and how it looked before."""
    played = Played(WALL.replace("share: 100%, amount: 1.0", f"share: 100%, amount: {amount}"))
    played.go()
    played.run(1)
    healthy = played.light[:64].copy()
    played.give(Inject("whole"))
    return played, healthy


def test_brightness_stays_as_intended() -> None:
    played, healthy = shifted("100%")
    assert np.allclose(played.light[:64].max(axis=1), healthy.max(axis=1), atol=1.5 / 255)


def test_every_cell_has_a_wrong_hue_of_its_own() -> None:
    played, _ = shifted("100%")
    assert len({tuple(np.round(color, 2)) for color in played.light[:64]}) > 40


@pytest.mark.parametrize(("amount", "less"), [("20%", "60%"), ("60%", "100%")])
def test_a_larger_amount_is_further_from_the_truth(amount: str, less: str) -> None:
    near, healthy = shifted(amount)
    far, _ = shifted(less)
    assert np.abs(near.light[:64] - healthy).mean() < np.abs(far.light[:64] - healthy).mean()


def test_the_colours_wander_without_jumps() -> None:
    played, _ = shifted("100%")
    first = played.light[:64].copy()
    begin = len(played.lit) - 1
    played.run(6)
    assert not np.allclose(played.light[:64], first, atol=0.02)
    assert largest_step(played.lit[begin:]) < 0.02
