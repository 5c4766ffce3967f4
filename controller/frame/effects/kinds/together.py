"""Motions of all cells together: breathe and strobe."""

import math

import numpy as np

from controller.frame.effects.moment import Field
from controller.frame.effects.place import Place
from controller.frame.effects.tables import WAVE, lit, phase_of
from controller.model.effect import Breathe, Strobe


def breathe(_motion: Breathe, place: Place, _seed: int) -> Field:
    """Let all cells rise and sink: lowest at the beginning of a cycle, highest in its middle."""
    return lambda moment: np.full(place.count, WAVE[phase_of(moment.turns - 0.25)])


def strobe(motion: Strobe, place: Place, _seed: int) -> Field:
    """Switch all cells on at the beginning of a cycle and off after its lit part."""
    table = lit(motion.duty)
    return lambda moment: np.full(place.count, table[phase_of(moment.turns)])


def strobe_turns(turns: float, rate_hz: float, fastest_hz: float) -> float:
    """Leave out flashes of a strobe that beats too fast: every second, third … one lights."""
    if rate_hz <= fastest_hz:
        return turns
    return turns / math.ceil(rate_hz / fastest_hz) if fastest_hz > 0 else 0.0
