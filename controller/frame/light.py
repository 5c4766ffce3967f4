"""From drive levels to the light a visitor would see: the guard's own eyes, and the picture on the console.

Emitters add up, white adds to all three; a dimmer multiplies. A fixture with a dimmer and no colours is white.
"""

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.drive import ROLE_NUMBER
from controller.model.rig import Cells
from controller.model.show import Show
from fixtures.profile import Role

FULL = 65535
GAMMA = 2.2
BRIGHTEST = 2
"""White adds to each colour."""
_CURVE: Levels = np.power(np.arange(BRIGHTEST * FULL + 1) / FULL, GAMMA).astype(np.float32)
_STEPS = 4096
_SRGB: NDArray[np.uint8] = np.rint(
    255
    * np.where(
        np.arange(_STEPS) <= 0.0031308 * (_STEPS - 1),
        12.92 * np.arange(_STEPS) / (_STEPS - 1),
        1.055 * np.power(np.arange(_STEPS) / (_STEPS - 1), 1 / 2.4) - 0.055,
    )
).astype(np.uint8)


class Eyes:
    """See the light of every cell of one show; indices are worked out at load."""

    def __init__(self, show: Show) -> None:
        patch, rig = show.patch, show.rig
        channels = len(patch.channel_role)
        dark, full = channels, channels + 1
        self._cells = rig.cell_count
        self._of: dict[Role, Cells] = {}
        for role in (Role.RED, Role.GREEN, Role.BLUE, Role.WHITE):
            index = np.full(self._cells, dark, np.intp)
            mine = np.flatnonzero(patch.channel_role == ROLE_NUMBER[role])
            index[patch.channel_cell[mine]] = mine
            self._of[role] = index
        self._dimmer = np.full(self._cells, full, np.intp)
        dimmers = np.flatnonzero(patch.channel_role == ROLE_NUMBER[Role.INTENSITY])
        self._dimmer[patch.channel_cell[dimmers]] = dimmers
        plain = np.all([index == dark for index in self._of.values()], axis=0) & (self._dimmer != full)
        self._of[Role.WHITE][plain] = full
        self._padded = np.zeros(channels + 2, np.float32)
        self._padded[full] = 1

    def see(self, levels: NDArray[np.int32]) -> Levels:
        """Say what each cell emits when an emitter's light follows its level.

        Args:
            levels: int32 [channels], 0..65535.

        Returns:
            float32 [3, cells], linear red, green, blue, 0..2: 1 = all the light of one colour's emitter.
        """
        padded = self._padded
        padded[:-2] = levels
        padded[:-2] *= np.float32(1 / FULL)
        white, dimmer = padded[self._of[Role.WHITE]], padded[self._dimmer]
        light = np.empty((3, self._cells), np.float32)
        for component, role in enumerate((Role.RED, Role.GREEN, Role.BLUE)):
            np.add(padded[self._of[role]], white, out=light[component])
        light *= dimmer
        return light


def gamma(light: Levels) -> Levels:
    """Read the same light as a lamp with a gamma-like dimmer would give it (a table of 65,536 steps up to 1)."""
    curved: Levels = _CURVE[(light * np.float32(FULL) + np.float32(0.5)).astype(np.intp)]
    return curved


def to_srgb(light: Levels) -> NDArray[np.uint8]:
    """Encode linear light 0..1 for a screen: float32 [3, cells] → uint8 [cells, 3] (IEC 61966-2-1)."""
    encoded: NDArray[np.uint8] = _SRGB[(light.T * np.float32(_STEPS - 1) + np.float32(0.5)).astype(np.intp)]
    return encoded
