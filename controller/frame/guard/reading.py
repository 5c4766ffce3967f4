"""Six readings of every signal: luminance, redness and the share of red, each for a linear and a gamma-like lamp."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.groups import Parts
from controller.frame.guard.light import Light, gamma
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

_PARTS, _PARTS_OF_BRIGHT = (tuple(np.int32(part) for part in each[:3]) for each in (WEIGHTS, WEIGHTS_OF_BRIGHT))
_RED_OF_ALL = np.float32((100 + RED_PART) / 200)
"""R / (R + G + B) of a saturated red, by ``RED_PART`` of R - G - B. Two quotients of whole numbers of sixteen bits that
lie on its two sides differ by more than they are rounded by."""
_FEW_DIM = 16
"""Where fewer than one signal in so many is too dim to have a colour, these are picked."""
_SHIFT, _SHIFT_OF_BRIGHT = (each[3] + COARSE for each in (WEIGHTS, WEIGHTS_OF_BRIGHT))


def parts_of(light: Light) -> Parts:
    """Take light apart: red, green, blue, redness, and the light of those that are redder than anything else."""
    parts = np.empty((2, 5, light.shape[1]), np.int32)
    parts[0, :3] = light
    gamma(light, out=parts[1, :3])
    take_apart(parts, np.empty((2, light.shape[1]), np.int32))
    return parts


def take_apart(parts: Parts, total: Light) -> None:
    """Work out what goes with the colours in the first rows of parts, and all the light of each: int32 [2, n]."""
    red, green, blue, redness, reddish = parts.swapaxes(0, 1)
    np.add(green, blue, out=total)
    np.minimum(red, total, out=redness)
    np.subtract(red, redness, out=redness)
    total += red
    np.multiply(total, redness > 0, out=reddish)


def total_of(parts: Parts) -> Light:
    """Give all the light of each: int32 [2, n]."""
    total: Light = parts[:, 0] + parts[:, 1]
    total += parts[:, 2]
    return total


def read(parts: Parts, total: Light, shown: Readings, values: Readings, reds: Reds, *, are_cells: bool = False) -> None:
    """Read signals: both lamps at once, into few arrays, for they are to stay near the processor.

    Args:
        parts: int32 [2, 5, n].
        total: int32 [2, n], all the light of each.
        shown: [6, n], the extremes so far: a light too dim to have a colour keeps that share of red.
        values: written, [6, n].
        reds: written, bool [2, n].
        are_cells: all are single cells, and no means.
    """
    red, green, blue, redness, reddish = parts.swapaxes(0, 1)
    weights, shift = _weights(values)
    level = red * weights[0]
    more = green * weights[1]
    level += more
    level += np.multiply(blue, weights[2], out=more)
    level >>= shift
    values[LUMINANCE] = level
    values[REDNESS] = np.right_shift(redness, COARSE, out=level)
    share = red.astype(np.float32)
    is_told = are_cells and values.dtype == np.int16
    with np.errstate(invalid="ignore"):  # of no light that share is no number: it is too dim to have one
        share /= total.astype(np.float32)
        if is_told:
            np.greater_equal(share, _RED_OF_ALL, out=reds)
        share *= np.float32(WHOLE)
        values[SHARE] = share
    _keep_dim(values[SHARE], shown[SHARE], total < DIM)
    if is_told:
        return
    np.maximum(reddish, np.ones_like(level), out=level)  # so no redness is no red
    level *= np.int32(RED_PART)
    np.greater_equal(np.multiply(redness, np.int32(100), out=more), level, out=reds)


def _keep_dim(share: Readings, shown: Readings, dim: Reds) -> None:
    """Leave what is too dim to have a colour the share it had, in place."""
    count = np.count_nonzero(dim)
    if count * _FEW_DIM < dim.size:
        if count:
            for row, own, theirs in zip(share, shown, dim, strict=True):
                places = np.flatnonzero(theirs)
                row[places] = own[places]
        return
    kept = share ^ shown
    kept *= dim
    share ^= kept


def _weights(values: Readings) -> tuple[tuple[np.int32, ...], int]:
    """Give the weights of luminance, and how far their sum is shifted."""
    return (_PARTS, _SHIFT) if values.dtype == np.int16 else (_PARTS_OF_BRIGHT, _SHIFT_OF_BRIGHT)
