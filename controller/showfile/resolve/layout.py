"""Where cells stand: lines, grids, rings, arcs, spheres, ways, lists of points → metres.

x points to the right, y up, z towards the visitors. Coordinates are whole micrometres, so that a sine that differs in
its last bit between machines gives the same place.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.model.grid import Grid
from controller.showfile.document.layout import ALONG, LayoutBlock
from fixtures.profile import Mode

Places = NDArray[np.float64]
"""[n, 3], metres."""

_GRID_SPACING = 0.25
_DEFAULT_SPACING = 0.5
_PIXEL_PITCH = 0.05
_GOLDEN_TURN = (3 - math.sqrt(5)) / 2


@dataclass(frozen=True, eq=False, slots=True)
class Standing:
    """What is to be placed.

    Attributes:
        layout: as written, or None.
        count: fixtures.
        times: how often each of them lays out its mode.
        mode: its pixels are cells.
        read: places that were read from a file.
    """

    layout: LayoutBlock | None
    count: int
    times: int
    mode: Mode
    read: Places | None

    @property
    def is_by_fixture(self) -> bool:
        """True if a place is one of a whole fixture, its cells spread round it."""
        return bool(self.mode.pixels) or (self.layout is not None and self.layout.pitch is not None)

    @property
    def cells_a_place(self) -> int:
        """How many cells share a place of the layout."""
        return self.times * self.mode.cells if self.is_by_fixture else 1

    @property
    def places(self) -> int:
        """How many places are needed."""
        return self.count * self.times * self.mode.cells // self.cells_a_place

    @property
    def room(self) -> int | None:
        """How many places the layout has; None = as many as are needed."""
        if self.read is not None:
            return len(self.read)
        grid = None if self.layout is None else grid_of(self.layout)
        return None if grid is None else grid.places


def grid_of(layout: LayoutBlock) -> Grid | None:
    """Give the grid of a layout that is one."""
    return None if layout.grid is None else Grid(*layout.grid, layout.by, layout.serpentine, layout.start)


def positions(standing: Standing) -> NDArray[np.float32]:
    """Place cells: float32 [cells, 3], metres."""
    layout, count = standing.layout, standing.places
    spread = _within(standing)
    if layout is None:
        step = max(_DEFAULT_SPACING, float(np.ptp(spread[:, 0])) + _PIXEL_PITCH)
        placed, origin = _hung(_line((count - 1) * step, count), "xy"), (0.0, 0.0, 0.0)
    else:
        placed, origin = _placed(standing, layout, count), layout.origin
    if len(spread) > 1:
        placed = (placed[:, None, :] + spread).reshape(-1, 3)
    if layout is not None and any(layout.rotate):
        placed = _turned(placed, layout.rotate)
    moved: Places = np.round(placed + np.array(origin), 6)
    return moved.astype(np.float32)


def _placed(standing: Standing, layout: LayoutBlock, count: int) -> Places:
    if standing.read is not None:
        return standing.read[:count]
    if layout.polyline is not None:
        return _way(np.array(layout.polyline), count)
    if layout.sphere is not None:
        return _sphere(layout.sphere, count)
    return _hung(_flat(layout, count), layout.plane)


def _hung(flat: Places, plane: str) -> Places:
    """Turn places to the right and up, [n, 2], into places in the room."""
    nothing = np.zeros(len(flat))
    if plane == "xy":
        return np.column_stack([flat, nothing])
    return np.column_stack([flat[:, 0], nothing, -flat[:, 1]])


def _flat(layout: LayoutBlock, count: int) -> Places:
    """Place cells in the plane, float64 [count, 2]: to the right and up."""
    grid = grid_of(layout)
    if grid is not None:
        spacing = layout.spacing or _GRID_SPACING
        column, row = grid.column_and_row(count)
        right = (column - (grid.columns - 1) / 2) * spacing
        return np.column_stack([right, ((grid.rows - 1) / 2 - row) * spacing])
    if layout.line is not None:
        return _line(layout.line, count)
    if layout.arc is not None:
        steps = np.arange(count) / max(1, count - 1)
        return _round(layout.arc.radius, (layout.arc.start + (layout.arc.end - layout.arc.start) * steps) / 360)
    return _round(layout.ring or 0.0, np.arange(count) / max(1, count))


def _line(length: float, count: int) -> Places:
    steps = np.arange(count) / (count - 1) - 0.5 if count > 1 else np.zeros(1)
    return np.column_stack([steps * length, np.zeros(count)])


def _round(radius: float, turns: NDArray[np.float64]) -> Places:
    angle = 2 * math.pi * turns
    return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])


def _sphere(radius: float, count: int) -> Places:
    """Spread places evenly over a sphere, by the golden angle, from the top down."""
    index = np.arange(count)
    up = 1 - (2 * index + 1) / count
    out = np.sqrt(np.maximum(0, 1 - up * up))
    angle = 2 * math.pi * _GOLDEN_TURN * index
    return radius * np.column_stack([out * np.sin(angle), up, out * np.cos(angle)])


def _way(corners: Places, count: int) -> Places:
    """Go along a way in equal steps."""
    lengths = np.sqrt(((corners[1:] - corners[:-1]) ** 2).sum(axis=1))
    ends = np.concatenate([[0.0], np.cumsum(lengths)])
    at = np.linspace(0, ends[-1], count) if count > 1 else np.zeros(1)
    return np.column_stack([np.interp(at, ends, corners[:, axis]) for axis in range(3)])


def _within(standing: Standing) -> Places:
    """Place the cells of one fixture round its middle: float64 [cells of a place, 3]."""
    if not standing.is_by_fixture:
        return np.zeros((1, 3))
    layout = standing.layout
    pitch = _PIXEL_PITCH if layout is None or layout.pitch is None else layout.pitch
    right, up = ALONG["right" if layout is None else layout.along]
    pixels = np.array(standing.mode.pixels or [(0.0, 0.0, 0.0)])
    length = float(np.ptp(pixels[:, 0])) + 1
    run = (pixels[None, :, 0] + np.arange(standing.times)[:, None] * length).reshape(-1)
    side = np.tile(pixels[:, 1], standing.times)
    flat = np.column_stack([run * right - side * up, run * up + side * right])
    placed = _hung(flat, "xy" if layout is None else layout.plane)
    middle = (placed.max(axis=0) + placed.min(axis=0)) / 2
    spread: Places = (placed - middle) * pitch
    return spread


def _turned(placed: Places, rotate: tuple[float, float, float]) -> Places:
    """Turn places about x, then y, then z, counter-clockwise as seen from the end of the axis."""
    for axis, degrees in enumerate(rotate):
        angle = math.radians(degrees)
        sine, cosine = round(math.sin(angle), 12), round(math.cos(angle), 12)
        one, other = placed[:, (axis + 1) % 3].copy(), placed[:, (axis + 2) % 3].copy()
        placed = placed.copy()
        placed[:, (axis + 1) % 3] = one * cosine - other * sine
        placed[:, (axis + 2) % 3] = one * sine + other * cosine
    return placed
