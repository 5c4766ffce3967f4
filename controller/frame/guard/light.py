"""From levels to the light a visitor would see, in whole numbers: the guard's own eyes.

Emitters add up: white adds to all three colours, amber to red and half to green, ultraviolet a trace to red and blue. A
dimmer multiplies, a closed shutter is dark. A fixture with a dimmer and no colours is white.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.drive import ROLE_NUMBER
from controller.frame.guard.levels import Whole
from controller.frame.guard.rules import FULL
from controller.frame.guard.shutters import Shutters
from controller.model.rig import Cells
from controller.model.show import Show
from fixtures.profile import Role

Light: TypeAlias = NDArray[np.int32]
"""int32 [3, n], linear red, green, blue; 65,535 = all the light of one colour's emitter."""

EMITTERS: Final[Mapping[Role, tuple[float, float, float]]] = MappingProxyType(
    {
        Role.RED: (1.0, 0.0, 0.0),
        Role.GREEN: (0.0, 1.0, 0.0),
        Role.BLUE: (0.0, 0.0, 1.0),
        Role.WHITE: (1.0, 1.0, 1.0),
        Role.AMBER: (1.0, 0.5, 0.0),
        Role.UV: (0.05, 0.0, 0.1),
    }
)
GAMMA: Final = 2.2
BRIGHTEST: Final = 3.5
"""Emitters of one cell together give so much of one colour at most; more is read as this. Curved it is below 16."""
_BRIGHTEST: Final = int(BRIGHTEST * FULL)
_CURVE: NDArray[np.int32] = np.rint(FULL * np.power(np.arange(_BRIGHTEST + 1) / FULL, GAMMA)).astype(np.int32)


class Eyes:
    """See the light of the cells of one show; indices are worked out at load."""

    def __init__(self, show: Show, shutters: Shutters) -> None:
        patch = show.patch
        self._cells = show.rig.cell_count
        self._shutters = shutters
        self._dark = len(patch.channel_role)
        cell_of = patch.channel_cell
        self._emitters = [
            (role, column)
            for role in EMITTERS
            for column in _columns(np.flatnonzero(patch.channel_role == ROLE_NUMBER[role]), cell_of, self._cells)
        ]
        dimmers = np.flatnonzero(patch.channel_role == ROLE_NUMBER[Role.INTENSITY])
        self._dimmers = list(_columns(dimmers, cell_of, self._cells))
        colored = np.zeros(self._cells, np.bool_)
        for _, column in self._emitters:
            colored |= column >= 0
        dimmed = np.zeros(self._cells, np.bool_)
        for column in self._dimmers:
            dimmed |= column >= 0
        self._plain = dimmed & ~colored
        most = np.array([EMITTERS[role] for role, _ in self._emitters]).reshape(-1, 3).sum(axis=0)
        self._is_bright = bool((most > BRIGHTEST).any())
        self._any_plain = bool(self._plain.any())
        self._shutter_cell = cell_of[shutters.channels]
        self._strides = {id(column): _stride(column) for column in self._all_columns()}

    def see(self, levels: Whole, cells: Cells | None) -> Light:
        """Say what cells emit when an emitter's light follows its level.

        Args:
            levels: int32 [channels], 0..65535.
            cells: which, None = all.
        """
        count = self._cells if cells is None else len(cells)
        light = np.zeros((3, count), np.int32)
        for role, column in self._emitters:
            level = self._gather(levels, column, cells, 0)
            for component, part in enumerate(EMITTERS[role]):
                if part == 1:
                    light[component] += level
                elif part:
                    light[component] += np.rint(level * np.float32(part)).astype(np.int32)
        if self._any_plain:
            light += FULL * (self._plain if cells is None else self._plain[cells])
        if self._is_bright:
            np.minimum(light, _BRIGHTEST, out=light)
        for column in self._dimmers:
            dimmed = self._gather(levels, column, cells, FULL).astype(np.float32) * np.float32(1 / FULL)
            light = np.rint(light * dimmed).astype(np.int32)
        if len(self._shutter_cell):
            lets = np.ones(self._cells, np.int32)
            np.minimum.at(lets, self._shutter_cell, self._shutters.let_through(levels).astype(np.int32))
            light *= lets if cells is None else lets[cells]
        return light

    def _gather(self, levels: Whole, column: Cells, cells: Cells | None, missing: int) -> Whole:
        """Take one channel of every cell; cells without it have ``missing``."""
        stride = self._strides[id(column)]
        if stride is not None:
            own = levels[stride]
            return own if cells is None else own[cells]
        index = column if cells is None else column[cells]
        return np.where(index >= 0, levels[index], np.int32(missing))

    def _all_columns(self) -> list[Cells]:
        return [*(column for _, column in self._emitters), *self._dimmers]


def gamma(light: Light, out: Light) -> None:
    """Read the same light as a lamp with a gamma-like dimmer would give it."""
    np.take(_CURVE, light, out=out, mode="clip")


def _columns(channels: Cells, cell_of: Cells, cells: int) -> list[Cells]:
    """Lay the channels of one role into columns [cells], one channel of a cell in each; -1 = the cell has none."""
    columns: list[Cells] = []
    left = channels
    while len(left):
        column = np.full(cells, -1, np.intp)
        _, first = np.unique(cell_of[left], return_index=True)
        column[cell_of[left[first]]] = left[first]
        columns.append(column)
        left = np.delete(left, first)
    return columns


def _stride(column: Cells) -> slice | None:
    """Give the even stride of a column, None if it has none."""
    if len(column) < 2 or column[0] < 0:
        return None
    step = int(column[1] - column[0])
    if step <= 0 or (np.diff(column) != step).any():
        return None
    return slice(int(column[0]), int(column[-1]) + 1, step)
