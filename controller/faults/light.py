"""Faults on light: what broken cells show instead of what they were told. Pure functions of the healthy picture."""

import numpy as np
from numpy.typing import NDArray

from controller.model import chance
from controller.model.fault import FaultSpec
from controller.model.hue import wheel

DRIFT_S = 5.0
"""Seconds in which a shifted colour wanders a quarter of the wheel and back."""


def colour_shift(
    rgb: NDArray[np.float32], fault: FaultSpec, *, seconds: float, unit: NDArray[np.float32] | None
) -> NDArray[np.float32]:
    """Show a wrong hue: each cell its own, wandering slowly; brightness stays as intended.

    Args:
        rgb: float32 [3, n], linear, the healthy colours of the reached cells.
        fault: ``amount`` 0 leaves the colours, 1 replaces them; ``seed`` picks the hues.
        seconds: since the fault began.
        unit: float32 [n] 0..1, one number a cell, or None to draw it from the seed.

    Returns:
        float32 [3, n], linear 0..1.
    """
    if unit is None:
        unit = hues(fault, rgb.shape[1])
    cycle = seconds / DRIFT_S
    swing = np.float32(0.25 * abs(2 * (cycle - int(cycle)) - 1))
    wrong = wheel(unit + swing) * rgb.max(axis=0)
    shown: NDArray[np.float32] = rgb + np.float32(fault.amount) * (wrong - rgb)
    return shown


def hues(fault: FaultSpec, count: int) -> NDArray[np.float32]:
    """Draw one wrong hue a cell, in turns: float32 [count], 0..1."""
    return chance.uniform(chance.key(fault.seed, "hue"), count).astype(np.float32)
