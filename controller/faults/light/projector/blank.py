"""``blank``: the picture goes away, wholly or in part."""

import numpy as np

from controller.faults.light.picture import Break, Levels, Moment, Picture, Reached, towards
from controller.faults.light.projector.surface import Bend, break_lines, fractured
from controller.model.surface import Part


def blank_light(reached: Reached) -> Break:
    """Take ``amount`` of the light away if the whole picture goes; if a part goes, the rest is as bright as it was."""
    is_whole = reached.number("area") >= 1

    def broken(healthy: Picture, moment: Moment) -> Picture:
        return (healthy[0] * (np.float32(1) - moment.amount), healthy[1]) if is_whole else healthy

    return broken


def blank_picture(reached: Reached) -> Bend:
    """Take ``area`` of the picture away, piece by piece in an order drawn by chance; ``amount`` says how much of it."""
    area = np.float32(reached.number("area"))
    lines = break_lines(reached)

    def bent(healthy: Levels, moment: Moment) -> Levels:
        if area >= 1:
            return healthy
        table = fractured(healthy, lines, moment.amount)
        gone = np.maximum(healthy[Part.BLANK], area)
        table[Part.BLANK] = towards(healthy[Part.BLANK], gone, moment.amount)
        return table

    return bent
