"""The guard in numpy: what it spares itself changes nothing."""

import numpy as np
import pytest
from numpy.typing import NDArray

from controller.frame.guard import Guard
from controller.frame.guard.reading import read, take_apart
from tests.shows import show_of

SHOW = show_of("""
show: {name: Wall, fps: 44}
nodes: {wall: {protocol: sacn, to: 127.0.1.2}}
fixtures: {tile: {profile: generic/rgb, count: 4200, at: wall 1/1}}
zones: {left: tile 1-2000}
""")


def test_cells_that_go_back_to_where_they_were_need_not_be_read_again() -> None:
    """It reads them again where levels come from elsewhere, for who knows what its followers saw."""
    draw, channels = np.random.default_rng(2), len(SHOW.patch.channel_cell)
    sparing, thorough = Guard(SHOW), Guard(SHOW)
    for guard in (sparing, thorough):
        guard._use(None)
    one, other = sparing.fresh_memory(), thorough.fresh_memory()
    went_back = 0
    for tick in range(1, 50):
        drive = draw.random(channels, np.float32)
        other.levels = other.levels.copy()
        assert not thorough._plain.knows(other)
        before, is_known = one.levels, sparing._plain.knows(one)
        sent, also = sparing.limit(drive, one, tick), thorough.limit(drive, other, tick)
        if is_known and np.count_nonzero(sent.levels == before) > channels // 4:
            went_back += 1
        assert np.array_equal(sent.levels, also.levels)
        assert sent.held == also.held
    assert went_back
    arrays = other.to_arrays()
    for name, array in one.to_arrays().items():
        assert np.array_equal(array, arrays[name], equal_nan=array.dtype.kind == "f"), name


@pytest.mark.parametrize("drafted", [False, True])
def test_nobody_writes_into_levels_that_were_sent(drafted: bool) -> None:  # noqa: FBT001
    """So a memory and its copies share them, and what a copy was drafted on is known."""
    draw, guard = np.random.default_rng(3), Guard(SHOW)
    guard._use(None)
    memory = guard.fresh_memory()
    channels = len(memory.levels)
    for tick in range(1, 40):
        if drafted:
            memory = memory.copy()
        guard.limit(draw.random(channels, np.float32), memory, tick)
        assert guard._plain.knows(memory.copy())
        memory.levels.setflags(write=False)


def test_a_red_is_saturated_by_its_share_as_by_its_colours() -> None:
    """Each red there is, with the lights beside it that make it just saturated, or just not; and without any."""
    reds = np.arange(65536)
    rest = np.maximum(reds * 41 // 159 + np.arange(-3, 4)[:, np.newaxis], 0)
    light = np.stack([np.broadcast_to(reds, rest.shape), rest // 2, rest - rest // 2]).reshape(3, -1).astype(np.int32)
    parts, shape = np.zeros((2, 5, light.shape[1]), np.int32), (2, light.shape[1])
    parts[:, :3], total = light, np.empty(shape, np.int32)
    take_apart(parts, total)
    shown, told = np.full((6, light.shape[1]), 7, np.int16), list[NDArray[np.bool_]]()
    for are_cells in (False, True):
        values, saturated = np.empty_like(shown), np.empty(shape, np.bool_)
        read(parts, total, shown, values, saturated, are_cells=are_cells)
        told.append(saturated)
    assert np.array_equal(told[0], told[1])
    assert 0 < np.count_nonzero(told[0]) < told[0].size
    assert (values[4:, total[0] == 0] == 7).all(), "and without light it keeps the share it had"


@pytest.mark.parametrize("share", [0.02, 0.5, 1.0])
@pytest.mark.parametrize("rest", [0.0, 1.0])
def test_cells_that_give_way_by_themselves_go_as_far_as_together(share: float, rest: float) -> None:
    """Share of the cells that flicker, while the others stand still or fade."""
    draw, channels = np.random.default_rng(4), len(SHOW.patch.channel_cell)
    alone, together = Guard(SHOW), Guard(SHOW)
    for guard in (alone, together):
        guard._use(None)
    together._plain.are_apart = False
    one, other = alone.fresh_memory(), together.fresh_memory()
    flickers = (draw.random(channels // 3) < share).repeat(3)
    start, end = draw.random((2, channels), np.float32)
    were_held = 0
    for tick in range(1, 45):
        faded = start + (end - start) * np.float32(rest * tick / 45)
        drive = np.where(flickers, draw.random(channels, np.float32), faded)
        sent, also = alone.limit(drive, one, tick), together.limit(drive, other, tick)
        were_held += sent.held.cells > 0
        assert np.array_equal(sent.levels, also.levels)
        assert sent.held == also.held
    assert were_held
    arrays = other.to_arrays()
    for name, array in one.to_arrays().items():
        assert np.array_equal(array, arrays[name], equal_nan=array.dtype.kind == "f"), name
