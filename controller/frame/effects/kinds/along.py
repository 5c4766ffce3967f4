"""Motions along a line: wave, rainbow, gradient, chase, scanner."""

import numpy as np

from controller.frame.canvas import Levels
from controller.frame.effects.moment import Field
from controller.frame.effects.place import Place
from controller.frame.effects.tables import MIRROR, SAW, WAVE, bump, comet, phase_of, phases, read
from controller.model.effect import Chase, Direction, Gradient, Motion, Rainbow, Scanner, Wave


def line_of(motion: Motion) -> Direction | None:
    """Give the line along which alone a motion differs from cell to cell; None = there is no such line."""
    return motion.direction if isinstance(motion, Wave | Rainbow | Gradient | Chase | Scanner) else None


def wave(motion: Wave, place: Place, _seed: int) -> Field:
    """Let a sine travel: a crest passes on by its length in every cycle."""
    own = phases(place.along(motion.direction) / motion.length_m)
    return lambda moment: read(WAVE, phase_of(moment.turns) - own)


def rainbow(motion: Rainbow, place: Place, _seed: int) -> Field:
    """Let a ramp travel that has no end: it passes on by its length in every cycle."""
    own = phases(place.along(motion.direction) / motion.length_m)
    return lambda moment: read(SAW, phase_of(moment.turns) - own)


def gradient(motion: Gradient, place: Place, _seed: int) -> Field:
    """Lay a ramp from end to end; where it moves it is followed by its mirror image, so that it has no seam."""
    own = phases(place.share(motion.direction) * (0.5 - 1 / 65536))
    return lambda moment: read(MIRROR, own - phase_of(moment.turns))


def chase(motion: Chase, place: Place, _seed: int) -> Field:
    """Let runners with a tail go through the cells: each reaches the place of the next one in every cycle."""
    if motion.direction is None:
        share = np.arange(place.count, dtype=np.float64) / max(1, place.count)
    else:
        share = place.share(motion.direction) * (1 - 1 / max(2, place.steps(motion.direction)))
    own, table = phases(share * motion.count), comet(motion.width)
    return lambda moment: read(table, phase_of(moment.turns) - own)


def scanner(motion: Scanner, place: Place, _seed: int) -> Field:
    """Let a bar run to the end and back in every cycle."""
    own, table = phases(place.share(motion.direction) * 0.5), bump(motion.width / 2)

    def at(turns: float) -> Levels:
        now = phase_of(turns)
        return np.maximum(read(table, now - own), read(table, now + own))

    return lambda moment: at(moment.turns)
