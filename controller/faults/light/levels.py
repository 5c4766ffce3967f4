"""Faults on brightness: dead, stuck, flicker, brown-out, noise."""

import numpy as np

from controller.faults.light.picture import DRAWS, STRIDE, Break, Levels, Moment, Picture, Reached, towards

FLICKER_HZ = (4.0, 14.0)
"""A flickering cell changes its mind between so many times a second, each cell at a rate of its own."""
SAG_S = 1.7
"""Seconds in which the voltage of a brown-out sags once and comes back a little."""
TINT: Levels = np.array([[0.0], [0.35], [0.7]], np.float32)
"""How much of red, green and blue a deep brown-out takes: a glowing wire turns red."""


def dead(_reached: Reached) -> Break:
    """Take ``amount`` of the light away: 1 = the lamp is out."""

    def broken(healthy: Picture, moment: Moment) -> Picture:
        return healthy[0] * (np.float32(1) - moment.amount), healthy[1]

    return broken


def stuck(reached: Reached) -> Break:
    """Let the dimmer hang at ``level``, whatever it is told."""
    level = np.full(reached.count, reached.number("level"), np.float32)

    def broken(healthy: Picture, moment: Moment) -> Picture:
        return towards(healthy[0], level, moment.amount), healthy[1]

    return broken


def flicker(reached: Reached) -> Break:
    """Let each cell fail and come back at a rate of its own, as a loose contact does; colours stay.

    ``amount`` is how deep a failing cell dips, 1 = to dark.
    """
    slow, fast = FLICKER_HZ
    rate = np.float32(slow) + np.float32(fast - slow) * reached.draw("rate")
    offset = reached.draw("offset")
    start = (reached.draw("flicker") * np.float32(len(DRAWS))).astype(np.int32)
    fails = (DRAWS < 0.5).astype(np.float32)

    def broken(healthy: Picture, moment: Moment) -> Picture:
        beat = (rate * np.float32(moment.seconds) + offset).astype(np.int32)
        beat *= STRIDE
        beat += start
        beat &= len(DRAWS) - 1
        dip = fails[beat]
        dip *= -moment.amount
        dip += np.float32(1)
        dip *= healthy[0]
        return dip, healthy[1]

    return broken


def brown_out(reached: Reached) -> Break:
    """Let the voltage sag: light sinks, wavers and turns red; ``amount`` 1 leaves a fifth of it."""
    waver = reached.draw("waver") * np.float32(0.1)

    def broken(healthy: Picture, moment: Moment) -> Picture:
        cycle = moment.seconds / SAG_S
        swing = np.float32(0.2 * abs(2 * (cycle - int(cycle)) - 1))
        level = healthy[0] * (np.float32(1) - moment.amount * (np.float32(0.7) - swing + waver))
        return level, healthy[1] * (np.float32(1) - moment.amount * TINT)

    return broken


def noise(reached: Reached) -> Break:
    """Show snow: every cell a grey by chance, anew ``rate`` times a second."""
    rate = reached.number("rate")
    start = (reached.draw("noise") * np.float32(len(DRAWS))).astype(np.int32)

    def broken(healthy: Picture, moment: Moment) -> Picture:
        index = start + np.int32(int(moment.seconds * rate) * STRIDE % len(DRAWS))
        index &= len(DRAWS) - 1
        level = towards(healthy[0], DRAWS[index], moment.amount)
        keep = np.float32(1) - moment.amount
        return level, healthy[1] * keep + moment.amount

    return broken
