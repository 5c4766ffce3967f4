"""Plasma: four sines that meet."""

import numpy as np

from controller.frame.canvas import Levels
from controller.frame.effects.moment import Field
from controller.frame.effects.place import Place
from controller.frame.effects.tables import WAVE, phase_of, phases, read
from controller.model.effect import Plasma


def plasma(motion: Plasma, place: Place, _seed: int) -> Field:
    """Add sines to the right, up, aslant and outwards, each at its own speed: after a cycle all are back."""
    right, up = place.flat()
    size = motion.size_m
    ways = (
        (1, phases(right / size)),
        (-1, phases(up / (1.3 * size))),
        (2, phases((right + up) / (1.9 * size))),
        (-2, phases(place.distance(None) / (0.9 * size))),
    )

    def at(turns: float) -> Levels:
        total = np.full(place.count, np.float32(-0.5))
        for speed, own in ways:
            total += np.float32(0.5) * read(WAVE, phase_of(speed * turns) + own)
        return np.clip(total, 0, 1, out=total)

    return lambda moment: at(moment.turns)
