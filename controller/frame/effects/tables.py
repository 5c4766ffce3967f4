"""Tables over one turn: a cell's place in a cycle is a number of 16 bits, so wrapping round costs nothing.

All curves of effects are read from tables or made by + - * /, so that frames are equal on every machine.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.model.units import Color

Phases = NDArray[np.uint16]
"""uint16 [n]: places in a cycle, 65536 to the turn."""

TURN = 65536
TABLE = 4096
SHADES = 1024
SINE: Levels = np.rint(np.sin(np.arange(TABLE) * (2 * np.pi / TABLE)) * 32767).astype(np.float32) / np.float32(32767)
_FINE: Levels = np.rint(np.sin(np.arange(TURN) * (2 * np.pi / TURN)) * 32767).astype(np.float32) / np.float32(32767)
_UP: Levels = np.arange(TURN, dtype=np.float32) / np.float32(TURN)

WAVE: Levels = np.float32(0.5) + np.float32(0.5) * _FINE
"""A sine, 0..1, that begins in the middle and rises."""
SAW: Levels = _UP
"""Rises evenly and falls at once."""
MIRROR: Levels = np.float32(1) - np.abs(np.float32(1) - np.float32(2) * _UP)
"""Rises evenly and sinks evenly."""


def sine(turns: NDArray[np.float64]) -> Levels:
    """Read the sine table: float64 [n] turns → float32 [n], -1..1."""
    index = np.floor((turns - np.floor(turns)) * TABLE).astype(np.intp)
    return SINE[index]


def sine_of(turns: float) -> np.float32:
    """Read the fine sine table at one place: -1..1."""
    return np.float32(_FINE[phase_of(turns)])


def read(table: Levels, places: Phases) -> Levels:
    """Read a table of one turn at every place; ``take`` is twice as fast as an index in brackets."""
    return np.take(table, places)


def phases(turns: NDArray[np.float64]) -> Phases:
    """Count turns in 65536ths: float64 [n] → uint16 [n]; whole turns do not matter."""
    return (np.floor((turns - np.floor(turns)) * TURN).astype(np.int64) & (TURN - 1)).astype(np.uint16)


def phase_of(turns: float) -> np.uint16:
    """Count one number of turns in 65536ths."""
    return np.uint16(int((turns % 1.0) * TURN) & (TURN - 1))


def ease(share: Levels) -> Levels:
    """Smooth the ends of a ramp 0..1."""
    eased: Levels = share * share * (np.float32(3) - np.float32(2) * share)
    return eased


def comet(width: float) -> Levels:
    """Make the table of a head with a tail behind it: 1 at place 0, gone after ``width`` of a turn."""
    tail = np.clip(np.float32(1) - _UP / np.float32(width), 0, 1)
    rise = np.clip((_UP - np.float32(1)) / np.float32(min(width, 0.5) * 0.2) + np.float32(1), 0, 1)
    table: Levels = np.maximum(tail * tail, ease(rise))
    return table


def bump(width: float) -> Levels:
    """Make the table of a soft bump round place 0, ``width`` of a turn broad."""
    far = np.minimum(_UP, np.float32(1) - _UP)
    return ease(np.clip(np.float32(1) - far / np.float32(width / 2), 0, 1))


def lit(duty: float) -> Levels:
    """Make the table of a lamp that is on for the first ``duty`` of a turn."""
    return (np.arange(TURN) < int(duty * TURN)).astype(np.float32)


def palette(colors: Sequence[Color]) -> Levels:
    """Spread colours evenly: linear RGB → float32 [3, SHADES], in between mixed as light mixes."""
    stops = np.asarray([*colors, *colors[-1:]], np.float32).T
    at = np.arange(SHADES, dtype=np.float64) * (max(1, len(colors) - 1) / (SHADES - 1))
    low = np.minimum(at.astype(np.intp), max(0, len(colors) - 2))
    part = (at - low).astype(np.float32)
    mixed: Levels = stops[:, low] * (np.float32(1) - part) + stops[:, low + 1] * part
    return mixed


def shades(table: Levels, values: Levels) -> Levels:
    """Read a palette: float32 [3, SHADES] at float32 [n], 0..1 → float32 [3, n]."""
    index = (values * np.float32(SHADES - 1) + np.float32(0.5)).astype(np.uint16)
    return np.take(table, index, axis=1, mode="clip")
