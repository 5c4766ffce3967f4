"""Fire: flames that rise through a tile of noise without seams."""

import numpy as np

from controller.frame.canvas import Levels
from controller.frame.effects.moment import Field
from controller.frame.effects.place import Metres, Place
from controller.frame.effects.tables import TURN, Phases, ease, read
from controller.model import chance
from controller.model.effect import Fire

_SIDE = 256
"""Points of the tile in each direction: with a row in 8 bits and a column in 8, wrapping round costs nothing."""
_STEP = 16
"""Points from one drawn value to the next: one breadth of a flame."""
_OCTAVES = ((1.0, 1.0, 0.62), (0.5, 1.0, 0.38))
"""Breadth, speed and strength of large and small flames."""


def fire(motion: Fire, place: Place, seed: int) -> Field:
    """Let flames rise by four times their breadth in every cycle, hot below and gone above."""
    height = place.along(motion.direction)
    across = _across(place, motion)
    layers = []
    for number, (breadth, speed, strength) in enumerate(_OCTAVES):
        tile = _tile(chance.key(seed, "fire", number)) * np.float32(strength)
        own = _points(height / (1.6 * motion.size_m * breadth), across / (motion.size_m * breadth))
        layers.append((tile, np.roll(tile, _SIDE) - tile, own, speed * 4 * _STEP / breadth))
    above = place.share(motion.direction)
    heat = (0.62 - 1.15 * above + 0.15 * above * above).astype(np.float32)

    def at(turns: float) -> Levels:
        total = heat.copy()
        for tile, step, own, speed in layers:
            passed = (turns * speed) % _SIDE
            index = own - np.uint16((int(passed) * _SIDE) & (TURN - 1))
            total += (read(tile, index) + read(step, index) * np.float32(passed - int(passed))) * np.float32(1.5)
        total -= np.float32(0.42)
        return np.clip(total, 0, 1, out=total)

    return lambda moment: at(moment.turns)


def _across(place: Place, motion: Fire) -> Metres:
    """Give the place across the flames: along the axis to the right, or up for flames that run sideways."""
    right, up = place.flat()
    x, _y, _z = motion.direction
    return up if x * x > 0.5 else right


def _points(row: Metres, column: Metres) -> Phases:
    """Place cells on the tile: breadths → row in the upper and column in the lower 8 bits."""
    rows = np.floor(row * _STEP).astype(np.int64) & (_SIDE - 1)
    columns = np.floor(column * _STEP).astype(np.int64) & (_SIDE - 1)
    return (rows * _SIDE + columns).astype(np.uint16)


def _tile(seed: int) -> Levels:
    """Make value noise that goes on at its edges: float32 [_SIDE * _SIDE], 0..1."""
    points = _SIDE // _STEP
    drawn = chance.uniform(seed, points * points).astype(np.float32).reshape(points, points)
    return np.ascontiguousarray(_stretched(_stretched(drawn).T).T).reshape(-1)


def _stretched(values: Levels) -> Levels:
    """Put smooth steps between the rows: float32 [rows, n] → [_STEP * rows, n]."""
    part = ease(np.arange(_STEP, dtype=np.float32) / np.float32(_STEP))[:, None]
    following = np.roll(values, -1, axis=0)
    mixed: Levels = values[:, None] * (np.float32(1) - part) + following[:, None] * part
    return mixed.reshape(-1, values.shape[1])
