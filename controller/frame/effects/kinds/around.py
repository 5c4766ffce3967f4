"""Motions about a place: ripple and radial."""

import numpy as np

from controller.frame.effects.moment import Field
from controller.frame.effects.place import Place
from controller.frame.effects.tables import WAVE, phase_of, phases, read
from controller.model.effect import Radial, Ripple


def ripple(motion: Ripple, place: Place, _seed: int) -> Field:
    """Let rings run outwards, weaker with distance: a ring passes on by its length in every cycle."""
    far = place.distance(motion.center)
    own = phases(far / motion.length_m)
    farthest = far.max() if place.count and far.max() > 0 else 1.0
    strength = (1 - motion.fade * (far / farthest)).astype(np.float32)
    return lambda moment: read(WAVE, phase_of(moment.turns) - own) * strength


def radial(motion: Radial, place: Place, _seed: int) -> Field:
    """Let arms turn against the clock: each reaches the place of the next one in every cycle."""
    own = phases(place.angle(motion.center) * motion.arms)
    return lambda moment: read(WAVE, phase_of(moment.turns + 0.25) - own)
