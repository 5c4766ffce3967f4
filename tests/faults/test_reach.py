"""Blast radius: whom a fault reaches."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.faults.reach import reached
from controller.model.fault import FaultSpec
from tests.shows import WALL, show_of

SHOW = show_of(WALL)
STORM = SHOW.faults["storm"]


def fault(*, share: float = 0.3, seed: int = 1) -> FaultSpec:
    """A storm that would like to reach everything, the exit sign too."""
    return replace(STORM, cells=np.arange(SHOW.rig.cell_count), share=share, seed=seed)


@settings(deadline=None)
@given(share=st.floats(0, 1), seed=st.integers(0, 2**53))
def test_a_share_is_that_many_cells_each_once_and_never_a_protected_one(share: float, seed: int) -> None:
    cells = reached(SHOW.rig, fault(share=share, seed=seed))
    assert len(cells) == np.ceil(share * 64 - 1e-9)
    assert cells.tolist() == sorted(set(cells.tolist()))
    assert SHOW.rig.reachable[cells].all()


@pytest.mark.parametrize(("share", "count"), [(0, 0), (0.001, 1), (0.5, 32), (1, 64)])
def test_nothing_and_everything_are_shares_too(share: float, count: int) -> None:
    assert len(reached(SHOW.rig, fault(share=share))) == count


def test_the_same_seed_reaches_the_same_cells() -> None:
    assert np.array_equal(reached(SHOW.rig, fault(seed=5)), reached(SHOW.rig, fault(seed=5)))
    assert not np.array_equal(reached(SHOW.rig, fault(seed=5)), reached(SHOW.rig, fault(seed=6)))


def test_a_larger_share_still_lies_in_patches() -> None:
    cells = reached(SHOW.rig, fault(share=0.3))
    places = SHOW.rig.position[cells]
    away = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(away, np.inf)
    assert (away.min(axis=1) <= 0.25 * 1.5).mean() > 0.9
