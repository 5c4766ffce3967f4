"""``tear``: the picture breaks into bands, and the bands slip aside."""

import numpy as np

from controller.faults.light.picture import Levels, Moment, Reached, towards
from controller.faults.light.projector.surface import Bend, break_lines, fractured, swing
from controller.model.surface import Part

SLIP_S = 6.0
"""Seconds in which torn bands slip on and come back a little."""
LEAST = np.float32(0.7)


def tear(reached: Reached) -> Bend:
    """Shift the bands, each its own way; ``amount`` 1 lets the farthest slip by a quarter of the picture's width."""
    lines = break_lines(reached)

    def bent(healthy: Levels, moment: Moment) -> Levels:
        table = fractured(healthy, lines, moment.amount)
        slipped = LEAST + (np.float32(1) - LEAST) * swing(moment.seconds + SLIP_S / 4, SLIP_S)
        torn = np.maximum(healthy[Part.TEAR], slipped)
        table[Part.TEAR] = towards(healthy[Part.TEAR], torn, moment.amount)
        return table

    return bent
