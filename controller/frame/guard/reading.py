"""Six readings of every signal: luminance, redness and the share of red, each for a linear and a gamma-like lamp."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.groups import Parts
from controller.frame.guard.light import FEW, Light, gamma
from controller.frame.guard.rules import COARSE, DIM, LUMINANCE, RED_PART, REDNESS, SHARE, WEIGHTS, WHOLE

Readings: TypeAlias = NDArray[np.int16] | NDArray[np.int32]
"""[6, signals], in 1/32,767; int32 only where some cell gives more than full light of one colour."""
Reds: TypeAlias = NDArray[np.bool_]
"""bool [2, signals], where the state is a saturated red; linear and gamma."""

_RED, _GREEN, _BLUE, _BITS = WEIGHTS
_PARTS: Final = np.array([[_RED], [_GREEN], [_BLUE]], np.int32)
_BOTH: Final = (slice(0, 2),)
_APART: Final = (slice(0, 1), slice(1, 2))


def parts_of(light: Light) -> Parts:
    """Take light apart: red, green, blue, redness, and the light of those that are redder than anything else."""
    parts = np.empty((2, 5, light.shape[1]), np.int32)
    parts[0, :3] = light
    gamma(light, out=parts[1, :3])
    for rows in _BOTH if light.shape[1] <= FEW else _APART:
        red, green, blue, redness, reddish = parts[rows].swapaxes(0, 1)
        np.add(green, blue, out=reddish)
        np.subtract(red, reddish, out=redness)
        np.maximum(redness, 0, out=redness)
        np.add(reddish, red, out=reddish)
        np.multiply(reddish, redness > 0, out=reddish)
    return parts


def read(parts: Parts, shown: Readings, values: Readings, reds: Reds) -> None:
    """Read signals.

    Args:
        parts: int32 [2, 5, n].
        shown: [6, n], the extremes so far: a light too dim to have a colour keeps that share of red.
        values: written, [6, n].
        reds: written, bool [2, n].
    """
    count = parts.shape[2]
    if not count:
        return
    if count <= FEW:
        _read_few(parts, shown, values, reds)
        return
    for rows in _APART:
        red, green, blue, redness, reddish = parts[rows].swapaxes(0, 1)
        luminance = red * _RED
        luminance += green * _GREEN
        luminance += blue * _BLUE
        np.right_shift(luminance, _BITS + COARSE, out=values[LUMINANCE][rows], casting="unsafe")
        np.right_shift(redness, COARSE, out=values[REDNESS][rows], casting="unsafe")
        total = red + green
        total += blue
        share = red.astype(np.float32)
        share /= np.maximum(total, 1).astype(np.float32)
        share *= np.float32(WHOLE)
        values[SHARE][rows] = share
        dim = np.nonzero(total < DIM)
        values[SHARE][rows][dim] = shown[SHARE][rows][dim]
        np.logical_and(redness > 0, redness * 100 >= reddish * RED_PART, out=reds[rows])


def _read_few(parts: Parts, shown: Readings, values: Readings, reds: Reds) -> None:
    """Read few signals in few calls, to the same numbers as many."""
    colors, redness, reddish = parts[:, :3], parts[:, 3], parts[:, 4]
    luminance = np.add.reduce(colors * _PARTS, axis=1, dtype=np.int32)
    np.right_shift(luminance, _BITS + COARSE, out=values[LUMINANCE], casting="unsafe")
    np.right_shift(redness, COARSE, out=values[REDNESS], casting="unsafe")
    total = np.add.reduce(colors, axis=1, dtype=np.int32)
    share = np.divide(colors[:, 0], np.maximum(total, 1), dtype=np.float32)
    share *= np.float32(WHOLE)
    values[SHARE] = share
    np.copyto(values[SHARE], shown[SHARE], where=total < DIM)
    np.greater_equal(redness * 100, np.maximum(reddish * RED_PART, 1), out=reds)  # so no redness is no red
