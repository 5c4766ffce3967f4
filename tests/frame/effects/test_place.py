"""Cells that stand equally far along a line are found, and only where that pays."""

import numpy as np
import pytest

from controller.frame.effects.place import Place

LINE = (0.6, 0.8, 0.0)


def wall(wide: int, high: int) -> Place:
    up, right = np.divmod(np.arange(wide * high), wide)
    return Place(np.column_stack([right * 0.013, up * 0.013, np.zeros(wide * high)]))


def test_each_cell_of_a_spot_lies_where_its_cell_lies() -> None:
    place = wall(7, 40)
    found = place.spots((1.0, 0.0, 0.0), 4)
    assert found is not None
    spots, which = found
    assert spots.count == 7
    assert np.array_equal(spots.along((1.0, 0.0, 0.0))[which], place.along((1.0, 0.0, 0.0)))


@pytest.mark.parametrize(("high", "is_worth_it"), [(3, False), (4, True)])
def test_spots_are_asked_for_where_there_are_enough_cells_to_each(high: int, *, is_worth_it: bool) -> None:
    assert (wall(7, high).spots((1.0, 0.0, 0.0), 4) is not None) == is_worth_it


def test_a_wall_without_spots_is_told_no_spot_of_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> None:
        pytest.fail("each cell was told its spot, and nobody wants to know: 0.2 s of a frame at 700,000 cells")

    for dear in ("unique", "searchsorted", "argsort"):
        monkeypatch.setattr(np, dear, asked)
    assert wall(31, 17).spots(LINE, 4) is None


def test_no_cells_have_no_spots() -> None:
    found = Place(np.zeros((0, 3))).spots(LINE, 4)
    assert found is not None
    assert found[0].count == len(found[1]) == 0
