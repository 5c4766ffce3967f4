"""Faults on colour: colour-shift."""

import numpy as np

from controller.faults.light.picture import Break, Moment, Picture, Reached
from controller.model.hue import wheel

DRIFT_S = 5.0
"""Seconds in which a shifted colour wanders a quarter of the wheel and back."""


def colour_shift(reached: Reached) -> Break:
    """Show a wrong hue: each cell its own, wandering slowly; brightness stays as intended.

    ``amount`` 0 leaves the colours, 1 replaces them; the seed picks the hues.
    """
    hues = reached.draw("hue")

    def broken(healthy: Picture, moment: Moment) -> Picture:
        intensity, rgb = healthy
        cycle = moment.seconds / DRIFT_S
        swing = np.float32(0.25 * abs(2 * (cycle - int(cycle)) - 1))
        wrong = wheel(hues + swing)
        wrong *= np.maximum(np.maximum(rgb[0], rgb[1]), rgb[2])
        wrong -= rgb
        wrong *= moment.amount
        wrong += rgb
        return intensity, wrong

    return broken
