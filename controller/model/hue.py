"""The colour wheel without trigonometry: piecewise linear, so that colours are equal on every machine."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Levels: TypeAlias = NDArray[np.float32]

BLOCK: Final = 1 << 14
"""Cells that are worked out at a time, so that what lies between stays in the processor's own memory."""
_FAR: Final = (np.float32(3), np.float32(2), np.float32(4))
"""The sixths of the wheel that are farthest from red, and in the middle of green and of blue."""
_ONE, _TWO, _SIX = np.float32(1), np.float32(2), np.float32(6)


@dataclass(frozen=True, eq=False, slots=True)
class Hued:
    """Colours taken apart: float32 [n] each.

    Attributes:
        hue: in turns.
        low: the smallest component.
        span: from the smallest to the largest.
    """

    hue: Levels
    low: Levels
    span: Levels


def wheel(turns: Levels) -> Levels:
    """Give the pure colour at each hue.

    Args:
        turns: float32 [n], hue in turns; whole turns do not matter.

    Returns:
        float32 [3, n], linear RGB with the largest component 1 and the smallest 0.
    """
    out = np.empty((3, len(turns)), np.float32)
    for begin in range(0, len(turns), BLOCK):
        some = slice(begin, begin + BLOCK)
        sixth = np.floor(turns[some])
        np.subtract(turns[some], sixth, out=sixth)
        sixth *= _SIX
        _pure(sixth, out[:, some])
    return out


def rotate(rgb: Levels, turns: Levels) -> Levels:
    """Turn each colour round the wheel, keeping its largest and smallest component.

    Args:
        rgb: float32 [3, n], 0..1.
        turns: float32 [n].

    Returns:
        float32 [3, n], 0..1.
    """
    out = np.empty_like(rgb)
    for begin in range(0, len(turns), BLOCK):
        some = slice(begin, begin + BLOCK)
        colors = taken_apart(rgb[:, some])
        turned(colors.hue, colors.low, colors.span, turns[some], out[:, some])
    return out


def taken_apart(rgb: Levels) -> Hued:
    """Find the hue and the reach of each colour: float32 [3, n], 0..1."""
    red, green, blue = rgb
    high, low = np.maximum(red, green), np.minimum(red, green)
    np.maximum(high, blue, out=high)
    np.minimum(low, blue, out=low)
    span = high - low
    is_red, is_green = high == red, high == green
    hue = np.where(is_red, green - blue, np.where(is_green, blue - red, red - green))
    hue /= np.where(span > 0, span, _ONE)
    hue += np.where(is_red, np.float32(0), np.where(is_green, _TWO, np.float32(4)))
    hue /= _SIX
    return Hued(hue, low, span)


def turned(
    hue: "Levels | np.float32", low: "Levels | np.float32", span: "Levels | np.float32", turns: Levels, out: Levels
) -> None:
    """Turn colours that were taken apart, each by its own turns.

    Args:
        hue: float32 [n], or one for all; likewise ``low`` and ``span``.
        low: the smallest component.
        span: from the smallest to the largest.
        turns: float32 [n].
        out: float32 [3, n], overwritten.
    """
    for begin in range(0, len(turns), BLOCK):
        some = slice(begin, begin + BLOCK)
        sixth = turns[some] + _cut(hue, some)
        sixth -= np.floor(sixth)
        sixth *= _SIX
        shown = out[:, some]
        _pure(sixth, shown)
        shown *= _cut(span, some)
        shown += _cut(low, some)


def _pure(sixth: Levels, out: Levels) -> None:
    """Give the pure colour at each sixth of the wheel: float32 [n] → [3, n]."""
    for row, at in zip(out, _FAR, strict=True):
        np.subtract(sixth, at, out=row)
    np.abs(out, out=out)
    out[0] -= _ONE
    np.subtract(_TWO, out[1:], out=out[1:])
    np.clip(out, 0, 1, out=out)


def _cut(values: "Levels | np.float32", some: slice) -> "Levels | np.float32":
    return values[some] if isinstance(values, np.ndarray) else values
