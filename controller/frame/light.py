"""The picture on the console: linear light, encoded as screens expect it."""

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels

_STEPS = 4096
_SRGB: NDArray[np.uint8] = np.rint(
    255
    * np.where(
        np.arange(_STEPS) <= 0.0031308 * (_STEPS - 1),
        12.92 * np.arange(_STEPS) / (_STEPS - 1),
        1.055 * np.power(np.arange(_STEPS) / (_STEPS - 1), 1 / 2.4) - 0.055,
    )
).astype(np.uint8)


def to_srgb(light: Levels) -> NDArray[np.uint8]:
    """Encode linear light 0..1 for a screen: float32 [3, cells] → uint8 [cells, 3] (IEC 61966-2-1)."""
    encoded: NDArray[np.uint8] = _SRGB[(light.T * np.float32(_STEPS - 1) + np.float32(0.5)).astype(np.intp)]
    return encoded
