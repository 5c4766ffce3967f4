"""Figures: what a moving beam draws. They swing pan and tilt round where the look has put them."""

from collections.abc import Callable

import numpy as np

from controller.frame.canvas import Canvas, Levels
from controller.frame.effects.moment import Moment
from controller.frame.effects.place import Metres
from controller.frame.effects.tables import WAVE, Phases, phase_of, phases
from controller.model.effect import Effect, Figure
from controller.model.patch import Patch

_HALF = np.float32(0.5)


def figure(effect: Effect, motion: Figure, patch: Patch) -> Callable[[Canvas, Moment, np.float32], None]:
    """Make a figure ready: the fixtures draw it one after another, in the order of their cells."""
    axes = []
    for attribute in ("pan", "tilt"):
        moved = patch.parameters(attribute, effect.cells)
        _, rank = np.unique(patch.parameter_cell[moved], return_inverse=True)
        share = rank.astype(np.float64) / max(1, int(rank.max(initial=0)))
        axes.append((moved, _offset(motion, attribute, share)))

    def lay(canvas: Canvas, moment: Moment, strength: np.float32) -> None:
        for moved, offset in axes:
            canvas.values[moved] = np.clip(canvas.values[moved] + strength * offset(moment.turns), 0, 1)

    return lay


def _offset(motion: Figure, attribute: str, share: Metres) -> Callable[[float], Levels]:
    """Give the swing of one axis, -0.5..0.5: all fixtures draw the same, each a little later than the one before."""
    late = phases(share * motion.spread)
    if motion.shape == "fan":
        outwards = (2 * share - 1).astype(np.float32) if len(share) > 1 else np.ones(len(share), np.float32)
        still = attribute == "tilt"
        return lambda turns: np.zeros(len(late), np.float32) if still else outwards * _swing(turns, late)
    if motion.shape == "circle":
        return lambda turns: _swing(turns + (0.25 if attribute == "pan" else 0.0), late)
    if attribute == "pan":
        return lambda turns: _swing(turns, late)
    twice = late * np.uint16(2)
    return lambda turns: _HALF * _swing(2 * turns, twice)


def _swing(turns: float, late: Phases) -> Levels:
    swung: Levels = WAVE[phase_of(turns) - late] - _HALF
    return swung
