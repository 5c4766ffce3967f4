"""Where cells stand: grids, lines, rings and lists of points → metres.

x points to the right, y up, z towards the visitors. Coordinates are whole micrometres, so that a sine that differs in
its last bit between machines gives the same place.
"""

import math

import numpy as np
from numpy.typing import NDArray

from controller.model.grid import Grid
from controller.showfile.document.rig import LayoutBlock

_GRID_SPACING = 0.25
_DEFAULT_SPACING = 0.5


def places(layout: LayoutBlock | None) -> int | None:
    """Count the places a layout has; None = as many as are needed."""
    if layout is None:
        return None
    if layout.grid is not None:
        return layout.grid[0] * layout.grid[1]
    return len(layout.points) if layout.points is not None else None


def grid_of(layout: LayoutBlock) -> Grid | None:
    """Give the grid of a layout that is one."""
    return None if layout.grid is None else Grid(*layout.grid)


def positions(layout: LayoutBlock | None, count: int) -> NDArray[np.float32]:
    """Place cells.

    Args:
        layout: None = side by side along x, half a metre apart, in the middle.
        count: cells, at most as many as the layout has places.

    Returns:
        float32 [count, 3], metres.
    """
    if layout is None:
        flat, origin, plane = _line((count - 1) * _DEFAULT_SPACING, count), (0.0, 0.0, 0.0), "xy"
    else:
        flat, origin, plane = _flat(layout, count), layout.origin, layout.plane
    if layout is not None and layout.points is not None:
        placed = flat
    elif plane == "xy":
        placed = np.column_stack([flat, np.zeros(count)])
    else:
        placed = np.column_stack([flat[:, 0], np.zeros(count), -flat[:, 1]])
    moved: NDArray[np.float64] = np.round(placed + np.array(origin), 6)
    return moved.astype(np.float32)


def _flat(layout: LayoutBlock, count: int) -> NDArray[np.float64]:
    """Place cells in the plane, float64 [count, 2]: to the right and up (points: [count, 3] as they are)."""
    if layout.points is not None:
        return np.array(layout.points[:count], dtype=np.float64).reshape(count, 3)
    if layout.grid is not None:
        return _grid(*layout.grid, layout.spacing or _GRID_SPACING)[:count]
    if layout.line is not None:
        return _line(layout.line, count)
    return _ring(layout.ring or 0.0, count)


def _grid(columns: int, rows: int, spacing: float) -> NDArray[np.float64]:
    right = (np.arange(columns) - (columns - 1) / 2) * spacing
    up = ((rows - 1) / 2 - np.arange(rows)) * spacing
    return np.column_stack([np.tile(right, rows), np.repeat(up, columns)])


def _line(length: float, count: int) -> NDArray[np.float64]:
    steps = np.arange(count) / (count - 1) - 0.5 if count > 1 else np.zeros(1)
    return np.column_stack([steps * length, np.zeros(count)])


def _ring(radius: float, count: int) -> NDArray[np.float64]:
    turns = [2 * math.pi * index / count for index in range(count)]
    return np.array([[radius * math.sin(turn), radius * math.cos(turn)] for turn in turns]).reshape(count, 2)
