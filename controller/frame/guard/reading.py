"""Six readings of every signal: luminance, redness and the share of red, each for a linear and a gamma-like lamp."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.groups import Parts
from controller.frame.guard.light import FEW, Light, gamma
from controller.frame.guard.rules import (
    COARSE,
    DIM,
    LUMINANCE,
    RED_PART,
    REDNESS,
    SHARE,
    WEIGHTS,
    WEIGHTS_OF_BRIGHT,
    WHOLE,
)

Readings: TypeAlias = NDArray[np.int16] | NDArray[np.int32]
"""[6, signals], in 1/32,767; int32 only where some cell gives more than full light of one colour."""
Reds: TypeAlias = NDArray[np.bool_]
"""bool [2, signals], where the state is a saturated red; linear and gamma."""

_PARTS, _PARTS_OF_BRIGHT = (np.array(each[:3], np.int32)[:, None] for each in (WEIGHTS, WEIGHTS_OF_BRIGHT))
_SHIFT, _SHIFT_OF_BRIGHT = (each[3] + COARSE for each in (WEIGHTS, WEIGHTS_OF_BRIGHT))
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
        np.maximum(redness, np.zeros_like(redness), out=redness)
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
    weights, shift = _weights(values)
    for rows in _APART:
        red, green, blue, redness, reddish = parts[rows].swapaxes(0, 1)
        luminance = red * weights[0]
        luminance += green * weights[1]
        luminance += blue * weights[2]
        np.right_shift(luminance, shift, out=values[LUMINANCE][rows], casting="unsafe")
        np.right_shift(redness, COARSE, out=values[REDNESS][rows], casting="unsafe")
        total = red + green
        total += blue
        share = red.astype(np.float32)
        share /= np.maximum(total, np.ones_like(total)).astype(np.float32)
        share *= np.float32(WHOLE)
        values[SHARE][rows] = share
        dim = np.nonzero(total < DIM)
        values[SHARE][rows][dim] = shown[SHARE][rows][dim]
        np.logical_and(redness > 0, redness * 100 >= reddish * RED_PART, out=reds[rows])


def _read_few(parts: Parts, shown: Readings, values: Readings, reds: Reds) -> None:
    """Read few signals in few calls, to the same numbers as many."""
    colors, redness, reddish = parts[:, :3], parts[:, 3], parts[:, 4]
    weights, shift = _weights(values)
    luminance = np.add.reduce(colors * weights, axis=1, dtype=np.int32)
    np.right_shift(luminance, shift, out=values[LUMINANCE], casting="unsafe")
    np.right_shift(redness, COARSE, out=values[REDNESS], casting="unsafe")
    total = np.add.reduce(colors, axis=1, dtype=np.int32)
    share = np.divide(colors[:, 0], np.maximum(total, 1), dtype=np.float32)
    share *= np.float32(WHOLE)
    values[SHARE] = share
    np.copyto(values[SHARE], shown[SHARE], where=total < DIM)
    np.greater_equal(redness * 100, np.maximum(reddish * RED_PART, 1), out=reds)  # so no redness is no red


def _weights(values: Readings) -> tuple[NDArray[np.int32], int]:
    """Give the weights of luminance, int32 [3, 1], and how far their sum is shifted."""
    return (_PARTS, _SHIFT) if values.dtype == np.int16 else (_PARTS_OF_BRIGHT, _SHIFT_OF_BRIGHT)
