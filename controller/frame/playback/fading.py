"""The arithmetic of fades: mixes two layers, or two flat pictures, into a buffer that is handed in.

Nothing is allocated for a fade that one number describes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.frame.playback.layers import Layer
from controller.frame.playback.timing import Amount, Part

HALF = np.float32(0.5)


@dataclass(frozen=True, eq=False, slots=True)
class Scratch:
    """Room to compute in.

    Attributes:
        rgb: float32 [3, cells].
        values: float32 [parameters].
    """

    rgb: Levels
    values: Levels


def mix_layers(shown: Layer, target: Layer, amount: Amount, out: Layer, scratch: Scratch) -> None:
    """Mix two layers; a text changes in the middle.

    Args:
        shown: at 0.
        target: at 1.
        amount: how much is done.
        out: overwritten; may be ``shown``.
        scratch: overwritten.
    """
    row = scratch.rgb[0]
    part = amount.level(shown.level, target.level)
    _mix(shown.level, target.level, part, out.level, row)
    _mix(shown.level_weight, target.level_weight, part, out.level_weight, row)
    _mix(shown.rgb, target.rgb, amount.rgb, out.rgb, scratch.rgb)
    _mix(shown.rgb_weight, target.rgb_weight, amount.rgb, out.rgb_weight, row)
    _mix(shown.values, target.values, amount.values, out.values, scratch.values)
    _mix(shown.values_weight, target.values_weight, amount.values, out.values_weight, scratch.values)
    _turn(shown.text, target.text, amount.text, out.text)


def mix_flat(shown: Canvas, target: Canvas, amount: Amount, out: Canvas, scratch: Scratch) -> None:
    """Mix two pictures in which the same attributes are set; arguments as for layers."""
    part = amount.level(shown.intensity, target.intensity)
    _mix(shown.intensity, target.intensity, part, out.intensity, scratch.rgb[0])
    _mix(shown.rgb, target.rgb, amount.rgb, out.rgb, scratch.rgb)
    _mix(shown.values, target.values, amount.values, out.values, scratch.values)
    _turn(shown.text, target.text, amount.text, out.text)


def _mix(shown: Levels, target: Levels, part: Part, out: Levels, room: Levels) -> None:
    """Mix two arrays; where both are equal, the result is that very value whatever the part."""
    if shown is target:
        if out is not shown:
            np.copyto(out, shown)
        return
    np.subtract(target, shown, out=room)
    np.multiply(room, part, out=room)
    np.add(shown, room, out=out)


def _turn(shown: NDArray[np.int16], target: NDArray[np.int16], part: Part, out: NDArray[np.int16]) -> None:
    if out is not shown:
        np.copyto(out, shown)
    if isinstance(part, np.ndarray):
        np.copyto(out, target, where=part >= HALF)
    elif part >= HALF:
        np.copyto(out, target)
