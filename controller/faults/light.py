"""Faults on light: what broken cells show instead of what they were told. Pure functions of the healthy picture."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model import chance
from controller.model.fault import FaultKind, FaultSpec
from controller.model.hue import wheel

Levels: TypeAlias = NDArray[np.float32]
Picture: TypeAlias = tuple[Levels, Levels]
"""Intensity float32 [n] and linear RGB float32 [3, n] of the reached cells, 0..1."""

DRIFT_S = 5.0
"""Seconds in which a shifted colour wanders a quarter of the wheel and back."""
FLICKER_HZ = (4.0, 14.0)
"""A flickering cell changes its mind between so many times a second, each cell at a rate of its own."""


def colour_shift(healthy: Picture, fault: FaultSpec, seconds: float) -> Picture:
    """Show a wrong hue: each cell its own, wandering slowly; brightness stays as intended.

    Args:
        healthy: what the cells were told.
        fault: ``amount`` 0 leaves the colours, 1 replaces them; ``seed`` picks the hues.
        seconds: since the fault began.
    """
    intensity, rgb = healthy
    hues = chance.uniform(chance.key(fault.seed, "hue"), len(intensity)).astype(np.float32)
    cycle = seconds / DRIFT_S
    swing = np.float32(0.25 * abs(2 * (cycle - int(cycle)) - 1))
    wrong = wheel(hues + swing) * rgb.max(axis=0)
    return intensity, rgb + np.float32(fault.amount) * (wrong - rgb)


def flicker(healthy: Picture, fault: FaultSpec, seconds: float) -> Picture:
    """Let each cell fail and come back at a rate of its own, as a loose contact does; colours stay.

    Args:
        healthy: what the cells were told.
        fault: ``amount`` is how deep a failing cell dips, 1 = to dark; ``seed`` picks rates and moments.
        seconds: since the fault began.
    """
    intensity, rgb = healthy
    slow, fast = FLICKER_HZ
    rate = slow + (fast - slow) * chance.uniform(chance.key(fault.seed, "rate"), len(intensity))
    beat = np.floor(seconds * rate + chance.uniform(chance.key(fault.seed, "offset"), len(intensity)))
    cell = np.arange(len(intensity), dtype=np.uint64) << np.uint64(32)
    fails = chance.uniform_at(chance.key(fault.seed, "flicker"), cell + beat.astype(np.uint64)) < 0.5
    dip = fails.astype(np.float32) * np.float32(fault.amount)
    return intensity * (np.float32(1) - dip), rgb


LIGHT_FAULTS: Mapping[FaultKind, Callable[[Picture, FaultSpec, float], Picture]] = MappingProxyType(
    {FaultKind.COLOUR_SHIFT: colour_shift, FaultKind.FLICKER: flicker}
)
