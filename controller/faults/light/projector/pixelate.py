"""``pixelate``: the picture falls into blocks, as a stream of too few bits does."""

import numpy as np

from controller.faults.light.picture import Levels, Moment, Reached, towards
from controller.faults.light.projector.surface import Bend
from controller.model.surface import Part


def pixelate(reached: Reached) -> Bend:
    """Show blocks; at ``amount`` 1 each is ``size`` of an eighth of the picture's width."""
    size = np.float32(reached.number("size"))

    def bent(healthy: Levels, moment: Moment) -> Levels:
        table = healthy.copy()
        coarse = np.maximum(healthy[Part.PIXELATE], size)
        table[Part.PIXELATE] = towards(healthy[Part.PIXELATE], coarse, moment.amount)
        return table

    return bent
