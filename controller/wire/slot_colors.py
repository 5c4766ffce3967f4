"""Beside station 15: what colour a fixture's slots say, for nodes that speak colours instead of slots.

Takes a node's rows, gives light per cell: intensity x (colour + white). Never decides anything; it reads the patch
backwards.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import SLOTS, Patch
from controller.model.rig import Fixture
from controller.wire.universe import Rows
from fixtures.profile import Role

_ROLES: Final = tuple(Role)
_COLORS: Final = (Role.RED, Role.GREEN, Role.BLUE)
_ZERO: Final = -2
_ONE: Final = -1


class SlotColors:
    """Reads the colours of some fixtures of one node out of its rows; everything is looked up at load."""

    def __init__(self, patch: Patch, fixtures: Sequence[tuple[int, Fixture]], first_row: int) -> None:
        """Find the channels.

        Args:
            patch: of the show.
            fixtures: index in the rig and fixture; their cells come out in this order.
            first_row: row of the frame where the node's rows begin.
        """
        indexes = [index for index, _ in fixtures]
        channels = np.flatnonzero(np.isin(patch.channel_fixture, indexes))
        self._coarse = patch.channel_index[channels] - first_row * SLOTS
        self._wide = patch.channel_wide[channels]
        self._fine = self._coarse + self._wide
        places = {
            (int(patch.channel_cell[channel]), _ROLES[patch.channel_role[channel]]): place
            for place, channel in enumerate(channels)
        }
        cells = [_places(places, fixture, cell) for _, fixture in fixtures for cell in range(fixture.cell_count)]
        table = np.array(cells, np.intp).reshape(len(cells), 5)
        self._color, self._white, self._intensity = table[:, :3], table[:, 3:4], table[:, 4:5]
        self._values = np.zeros(len(channels) + 2, np.float32)
        self._values[_ONE] = 1

    def read(self, rows: Rows) -> NDArray[np.float32]:
        """Read the light of each cell.

        Args:
            rows: uint8 [rows of the node, 512].

        Returns:
            float32 [cells, 3], linear red, green, blue, 0..1.
        """
        slots = rows.reshape(-1)
        coarse = slots[self._coarse].astype(np.uint32)
        sixteen = coarse * 256 + np.where(self._wide, slots[self._fine], coarse)
        self._values[:_ZERO] = sixteen / np.float32(65535)
        light = np.minimum(self._values[self._color] + self._values[self._white], np.float32(1))
        result: NDArray[np.float32] = light * self._values[self._intensity]
        return result


def _places(places: Mapping[tuple[int, Role], int], fixture: Fixture, cell: int) -> tuple[int, ...]:
    """Find the channels of one cell: red, green, blue, white, intensity.

    A fixture without any colour shows white; one without a dimmer is always fully up; one dimmer may rule all cells.
    """
    number = fixture.first_cell + cell
    colors = [places.get((number, role)) for role in (*_COLORS, Role.WHITE)]
    absent = _ONE if all(color is None for color in colors) else _ZERO
    intensity = places.get((number, Role.INTENSITY), places.get((fixture.first_cell, Role.INTENSITY), _ONE))
    return (*(absent if color is None else color for color in colors), intensity)
