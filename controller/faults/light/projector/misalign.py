"""``misalign``: somebody walked into the projector. The corners of the picture stand where they should not."""

import numpy as np

from controller.faults.light.picture import Levels, Moment, Reached
from controller.faults.light.projector.surface import Bend
from controller.model.surface import CORNERS

LEAST = np.float32(0.3)


def misalign(reached: Reached) -> Bend:
    """Pull each corner its own way; ``amount`` 1 pulls it by up to a quarter of the picture, and by a third of that."""
    drawn = np.stack([reached.draw(part.name) for part in CORNERS]) * np.float32(2) - np.float32(1)
    pull = (LEAST + (np.float32(1) - LEAST) * np.abs(drawn)) * np.where(drawn < 0, np.float32(-0.5), np.float32(0.5))
    rows = list(CORNERS)

    def bent(healthy: Levels, moment: Moment) -> Levels:
        table = healthy.copy()
        table[rows] = np.clip(healthy[rows] + pull * moment.amount, 0, 1)
        return table

    return bent
