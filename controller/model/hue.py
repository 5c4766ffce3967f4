"""The colour wheel without trigonometry: piecewise linear, so that colours are equal on every machine."""

import numpy as np
from numpy.typing import NDArray


def wheel(turns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the pure colour at each hue.

    Args:
        turns: float32 [n], hue in turns; whole turns do not matter.

    Returns:
        float32 [3, n], linear RGB with the largest component 1 and the smallest 0.
    """
    sixth = (turns - np.floor(turns)) * np.float32(6)
    out = np.empty((3, len(turns)), np.float32)
    out[0] = np.abs(sixth - 3) - 1
    out[1] = 2 - np.abs(sixth - 2)
    out[2] = 2 - np.abs(sixth - 4)
    np.clip(out, 0, 1, out=out)
    return out


def rotate(rgb: NDArray[np.float32], turns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn each colour round the wheel, keeping its largest and smallest component.

    Args:
        rgb: float32 [3, n], 0..1.
        turns: float32 [n].

    Returns:
        float32 [3, n], 0..1.
    """
    high = rgb.max(axis=0)
    low = rgb.min(axis=0)
    span = high - low
    safe = np.where(span > 0, span, np.float32(1))
    red, green, blue = rgb
    hue = np.where(
        high == red, (green - blue) / safe, np.where(high == green, 2 + (blue - red) / safe, 4 + (red - green) / safe)
    ) / np.float32(6)
    turned: NDArray[np.float32] = low + span * wheel((hue + turns).astype(np.float32))
    return turned
