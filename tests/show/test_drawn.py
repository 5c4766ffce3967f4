"""What is drawn of a rig: all of a small one; of a large one few that stand close, and all that stand alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from controller.model.rig import Fixtures, Rig
from controller.show.drawn import MOST_DRAWN, drawn_cells


def rig_at(position: NDArray[np.float32], zones: dict[str, list[int]] | None = None) -> Rig:
    count = len(position)
    named = {zone: np.array(cells, np.intp) for zone, cells in (zones or {}).items()}
    return Rig(Fixtures([]), np.zeros(count, np.intp), position.astype(np.float32), np.ones(count, np.bool_), named)


def wall(wide: int, high: int) -> NDArray[np.float32]:
    """A wall of tiles 5 cm apart."""
    across, up = np.meshgrid(np.arange(wide), np.arange(high))
    return np.stack([across.ravel() * 0.05, up.ravel() * 0.05, np.zeros(wide * high)], axis=1).astype(np.float32)


def test_a_rig_that_is_not_large_is_drawn_whole() -> None:
    assert len(drawn_cells(rig_at(wall(200, 100)))) == 0
    assert len(drawn_cells(rig_at(wall(200, 100)), MOST_DRAWN)) == 0


def test_of_a_large_wall_cells_all_over_it_are_drawn_at_even_distances() -> None:
    position = wall(1000, 300)
    drawn = drawn_cells(rig_at(position))
    assert MOST_DRAWN / 2 < len(drawn) <= MOST_DRAWN
    counts, _, _ = np.histogram2d(position[drawn, 0], position[drawn, 1], bins=(10, 3))
    assert counts.min() > 0.7 * counts.max()


def test_lamps_that_stand_alone_beside_a_large_wall_are_all_drawn() -> None:
    lamps = np.array([[2.0 * number, 20.0, 3.0] for number in range(8)], np.float32)
    tiles = wall(1000, 300)
    drawn = drawn_cells(rig_at(np.concatenate([tiles, lamps])))
    assert set(range(len(tiles), len(tiles) + 8)) <= set(drawn.tolist())


def test_of_every_zone_a_cell_is_drawn_however_small_it_is() -> None:
    zones = {f"tile {cell}": [cell] for cell in range(0, 30_000, 7919)} | {"none": []}
    drawn = set(drawn_cells(rig_at(wall(300, 100), zones), 100).tolist())
    assert all(cells[0] in drawn for cells in zones.values() if cells)


@pytest.mark.parametrize("shape", ["point", "line", "cube"])
def test_a_rig_of_any_shape_is_drawn(shape: str) -> None:
    along = np.arange(30_000, dtype=np.float32)
    position = np.zeros((30_000, 3), np.float32)
    if shape == "line":
        position[:, 2] = along * 100
    elif shape == "cube":
        position = np.stack([along % 31, along // 31 % 31, along // 961], axis=1)
    drawn = drawn_cells(rig_at(position))
    assert len(drawn) == 1 if shape == "point" else 10_000 < len(drawn) <= MOST_DRAWN


@given(st.lists(st.tuples(*[st.floats(-1e6, 1e6, width=32)] * 3), min_size=4, max_size=60), st.integers(1, 3))
def test_drawn_cells_are_some_of_the_rig_sorted_and_each_once(
    places: list[tuple[float, float, float]], most: int
) -> None:
    drawn = drawn_cells(rig_at(np.array(places, np.float32)), most)
    assert 1 <= len(drawn) <= most
    assert drawn.tolist() == sorted(set(drawn.tolist()))
    assert 0 <= drawn[0] <= drawn[-1] < len(places)


def test_the_same_rig_is_drawn_alike_each_time() -> None:
    rig = rig_at(wall(300, 100))
    assert np.array_equal(drawn_cells(rig, 500), drawn_cells(replace(rig), 500))
