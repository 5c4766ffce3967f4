"""The arithmetic of fades: mixes two layers, or two flat pictures, into a buffer that is handed in.

Nothing is allocated for a fade that one number describes.
"""

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.frame.playback.layers import Layer
from controller.frame.playback.timing import Amount, Part

HALF = np.float32(0.5)
BLOCK: Final = 1 << 15
"""Cells that are mixed at a time, so that the way between two pictures stays in the processor's own memory."""


@dataclass(frozen=True, eq=False, slots=True)
class Scratch:
    """Room to compute in.

    Attributes:
        block: float32 [``BLOCK``].
    """

    block: Levels = field(default_factory=lambda: np.empty(BLOCK, np.float32))


def mix_layers(shown: Layer, target: Layer, amount: Amount, out: Layer, scratch: Scratch) -> None:
    """Mix two layers; a text changes in the middle.

    Args:
        shown: at 0.
        target: at 1.
        amount: how much is done.
        out: overwritten; may be ``shown``.
        scratch: overwritten.
    """
    block = scratch.block
    part = amount.level(shown.level, target.level)
    _mix(shown.level, target.level, part, out.level, block)
    _mix(shown.level_weight, target.level_weight, part, out.level_weight, block)
    _mix_rows(shown.rgb, target.rgb, amount.rgb, out.rgb, block)
    _mix(shown.rgb_weight, target.rgb_weight, amount.rgb, out.rgb_weight, block)
    _mix(shown.values, target.values, amount.values, out.values, block)
    _mix(shown.values_weight, target.values_weight, amount.values, out.values_weight, block)
    _turn(shown.text, target.text, amount.text, out.text)


def mix_flat(shown: Canvas, target: Canvas, amount: Amount, out: Canvas, scratch: Scratch) -> None:
    """Mix two pictures in which the same attributes are set; arguments as for layers."""
    block = scratch.block
    _mix(shown.intensity, target.intensity, amount.level(shown.intensity, target.intensity), out.intensity, block)
    _mix_rows(shown.rgb, target.rgb, amount.rgb, out.rgb, block)
    _mix(shown.values, target.values, amount.values, out.values, block)
    _turn(shown.text, target.text, amount.text, out.text)


def _mix_rows(shown: Levels, target: Levels, part: Part, out: Levels, block: Levels) -> None:
    """Mix colours, float32 [3, cells]."""
    if shown is target:
        if out is not shown:
            np.copyto(out, shown)
        return
    for one, other, into in zip(shown, target, out, strict=True):
        _mix(one, other, part, into, block)


def _mix(shown: Levels, target: Levels, part: Part, out: Levels, block: Levels) -> None:
    """Mix two arrays; where both are equal, the result is that very value whatever the part."""
    if shown is target:
        if out is not shown:
            np.copyto(out, shown)
        return
    for begin in range(0, len(shown), BLOCK):
        some = slice(begin, begin + BLOCK)
        start = shown[some]
        way = block[: len(start)]
        np.subtract(target[some], start, out=way)
        np.multiply(way, part[some] if isinstance(part, np.ndarray) else part, out=way)
        np.add(start, way, out=out[some])


def _turn(shown: NDArray[np.int16], target: NDArray[np.int16], part: Part, out: NDArray[np.int16]) -> None:
    if out is not shown:
        np.copyto(out, shown)
    if isinstance(part, np.ndarray):
        np.copyto(out, target, where=part >= HALF)
    elif part >= HALF:
        np.copyto(out, target)
