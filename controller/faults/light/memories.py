"""Faults that live in the past: freeze, slow. They need what painting remembers of their cells."""

import numpy as np

from controller.faults.light.picture import Break, Moment, Picture, Reached, towards


def freeze(_reached: Reached) -> Break:
    """Show on what was there when the fault began."""
    return _held


def slow(_reached: Reached) -> Break:
    """Follow what is told ``lag`` behind; ``remember`` draws the picture after it."""
    return _held


def _held(healthy: Picture, moment: Moment) -> Picture:
    if moment.held is None:
        return healthy
    return towards(healthy[0], moment.held[0], moment.amount), towards(healthy[1], moment.held[1], moment.amount)


def remembered(reached: Reached, held: Picture, healthy: Picture, frame_s: float) -> Picture:
    """Give what is remembered after one more frame.

    Args:
        reached: ``freeze`` keeps what it has; ``slow`` goes a part of the way to the healthy picture.
        held: what was remembered.
        healthy: what the cells are told now.
        frame_s: seconds since the last frame.
    """
    if "lag" not in reached.fault.parameters:
        return held
    part = np.float32(min(1.0, frame_s / (frame_s + reached.number("lag"))))
    return towards(held[0], healthy[0], part), towards(held[1], healthy[1], part)
