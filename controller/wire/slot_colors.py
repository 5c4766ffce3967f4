"""Beside station 15: what colour a fixture's slots say, for nodes that speak colours instead of slots.

Takes a node's rows, gives light per cell: intensity x the light of its emitters together. Never decides anything; it
reads the patch backwards.
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
_ZERO: Final = -2
_ONE: Final = -1
_PRIMARIES: Final = np.eye(3, dtype=np.float32)


class SlotColors:
    """Reads the colours of some fixtures of one node out of its rows; everything is looked up at load.

    Attributes:
        plain: intp [cells, 3], slots of the node that are the red, green and blue of each cell as they stand, of eight
            bits and ruled by nothing else; None = there are cells of another kind.
    """

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
        self._fine = patch.channel_fine[channels] - first_row * SLOTS
        places = {
            (int(patch.channel_cell[channel]), _duty(patch, int(channel))): place
            for place, channel in enumerate(channels)
        }
        self._lights = np.array([each.light for each in patch.emitters] + [(1.0, 1.0, 1.0)], np.float32)
        cells = [
            _places(places, fixture, cell, len(patch.emitters))
            for _, fixture in fixtures
            for cell in range(fixture.cell_count)
        ]
        table = np.array(cells, np.intp).reshape(len(cells), len(patch.emitters) + 2)
        used = np.flatnonzero((table[:, :-1] != _ZERO).any(axis=0))  # most kinds of emitters shine in no cell here
        self._lights = self._lights[used]
        self._emitters, self._intensity = np.ascontiguousarray(table[:, used].T), table[:, -1:]
        self._values = np.zeros(len(channels) + 2, np.float32)
        self._values[_ONE] = 1
        self.plain = self._plain_slots()

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
        light = np.zeros((len(self._intensity), 3), np.float32)
        for emitted, column in zip(self._lights, self._emitters, strict=True):
            light += self._values[column][:, None] * emitted
        result: NDArray[np.float32] = np.minimum(light, np.float32(1)) * self._values[self._intensity]
        return result

    def _plain_slots(self) -> NDArray[np.intp] | None:
        if (self._intensity != _ONE).any() or ((self._emitters != _ZERO).sum(axis=0) != len(_PRIMARIES)).any():
            return None
        slots: list[NDArray[np.intp]] = []
        for primary in _PRIMARIES:
            places = self._emitters[(self._lights == primary).all(axis=1)]
            if ((places >= 0).sum(axis=0) != 1).any():
                return None
            place = places.max(axis=0)
            if self._wide[place].any():
                return None
            slots.append(self._coarse[place])
        return np.stack(slots, axis=1)


def _duty(patch: Patch, channel: int) -> int | Role:
    """Say what a channel does: the number of its emitter, or its role if it gives no light."""
    emitter = int(patch.channel_emitter[channel])
    return _ROLES[patch.channel_role[channel]] if emitter < 0 else emitter


def _places(
    places: Mapping[tuple[int, int | Role], int], fixture: Fixture, cell: int, emitters: int
) -> tuple[int, ...]:
    """Find the channels of one cell: every kind of emitter, its own white, intensity.

    A fixture without any colour shows white; one without a dimmer is always fully up; one dimmer may rule all cells.
    """
    number = fixture.first_cell + cell
    colors = [places.get((number, emitter), _ZERO) for emitter in range(emitters)]
    own_white = _ONE if all(color == _ZERO for color in colors) else _ZERO
    intensity = places.get((number, Role.INTENSITY), places.get((fixture.first_cell, Role.INTENSITY), _ONE))
    return (*colors, own_white, intensity)
