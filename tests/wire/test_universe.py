"""Rows of a node are a view of the frame."""

import numpy as np
import pytest

from controller.model.patch import Universe
from controller.wire.universe import node_rows

PATCHED = (Universe("a", 1, 12), Universe("b", 1, 3), Universe("b", 7, 512))


def test_rows_of_a_node_are_a_view_and_no_copy() -> None:
    slots = np.zeros((3, 512), np.uint8)

    rows = slots[node_rows(PATCHED, "b")]
    slots[2, 0] = 9

    assert rows.shape == (2, 512)
    assert rows[1, 0] == 9


def test_a_node_that_feeds_nothing_has_no_rows() -> None:
    assert np.zeros((3, 512), np.uint8)[node_rows(PATCHED, "c")].shape == (0, 512)


def test_rows_that_are_not_neighbours_are_refused() -> None:
    with pytest.raises(ValueError, match="neighbours"):
        node_rows((*PATCHED, Universe("a", 2, 1)), "a")


def test_a_universe_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        node_rows((*PATCHED, Universe("b", 7, 1)), "b")
