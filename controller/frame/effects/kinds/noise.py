"""Noise: clouds on a simplex lattice whose gradients turn, so that they form and dissolve without running anywhere.

A gradient that turns evenly gives every cell a sum of few sines of time; their weights are worked out once. So a frame
costs four products a cell, and after one cycle the picture is exactly where it began (flow noise: Perlin and Neyret,
2001, on the lattice of Perlin's simplex noise).
"""

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Levels
from controller.frame.effects.moment import Field
from controller.frame.effects.place import Metres, Place
from controller.frame.effects.tables import SINE, sine_of
from controller.model import chance
from controller.model.effect import Noise

_SKEW, _UNSKEW = 1 / 3, 1 / 6
_PRIMES = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
_LOUD = 42.0
"""Stretches the sum of the corners over 0..1; what is beyond is cut."""
_SPEEDS = (1, 2)
"""Turns of a gradient in a cycle."""
_QUARTER = len(SINE) // 4


def noise(motion: Noise, place: Place, seed: int) -> Field:
    """Let clouds form and dissolve: after each cycle the same ones are there."""
    parts = _parts(place.position / motion.size_m, chance.key(seed, "noise"))

    def at(turns: float) -> Levels:
        total = np.full(place.count, np.float32(0.5))
        for speed, (cosine, sine) in zip(_SPEEDS, parts, strict=True):
            total += cosine * sine_of(speed * turns + 0.25)
            total += sine * sine_of(speed * turns)
        return np.clip(total, 0, 1, out=total)

    return lambda moment: at(moment.turns)


def _parts(at: Metres, seed: int) -> list[tuple[Levels, Levels]]:
    """Give, for each speed, what the cosine and the sine of time weigh in each cell: float32 [n] each."""
    base, offset = _simplex(at)
    weights = [np.zeros((2, len(at))) for _speed in _SPEEDS]
    for corner in _corners(offset):
        away = offset - corner + (corner[:, :1] + corner[:, 1:2] + corner[:, 2:]) * _UNSKEW
        near = np.maximum(0.5 - _dot(away, away), 0.0)
        strength = near * near * near * near * _LOUD
        drawn = _drawn(base + corner, seed)
        along, across = _plane(away, drawn)
        phase = (drawn >> np.uint64(8)).astype(np.intp) % len(SINE)
        cosine, sine = SINE[(phase + _QUARTER) % len(SINE)], SINE[phase]
        forwards = np.where(drawn & np.uint64(1 << 40), 1.0, -1.0)
        chosen = (drawn >> np.uint64(41)).astype(np.intp) % len(_SPEEDS)
        for number, weight in enumerate(weights):
            mine = np.where(chosen == number, strength, 0.0)
            weight[0] += mine * (cosine * along + sine * across)
            weight[1] += mine * forwards * (cosine * across - sine * along)
    return [(weight[0].astype(np.float32), weight[1].astype(np.float32)) for weight in weights]


def _simplex(at: Metres) -> tuple[NDArray[np.float64], Metres]:
    """Find the lattice cube of each place and the offset from its first corner: float64 [n, 3] each."""
    skewed = at + (at[:, :1] + at[:, 1:2] + at[:, 2:]) * _SKEW
    base = np.floor(skewed)
    corner = base - (base[:, :1] + base[:, 1:2] + base[:, 2:]) * _UNSKEW
    return base, at - corner


def _corners(offset: Metres) -> list[NDArray[np.float64]]:
    """Walk the four corners of the simplex: along the longest axis first, float64 [n, 3] each."""
    order = np.argsort(-offset, axis=1, kind="stable")
    corner = np.zeros_like(offset)
    corners = [corner.copy()]
    rows = np.arange(len(offset))
    for step in range(3):
        corner[rows, order[:, step]] = 1.0
        corners.append(corner.copy())
    return corners


def _drawn(lattice: NDArray[np.float64], seed: int) -> NDArray[np.uint64]:
    """Draw 53 bits for each lattice point."""
    whole = lattice.astype(np.int64).astype(np.uint64)
    with np.errstate(over="ignore"):
        counter = whole[:, 0] * np.uint64(_PRIMES[0]) ^ whole[:, 1] * np.uint64(_PRIMES[1])
        counter ^= whole[:, 2] * np.uint64(_PRIMES[2])
    return (chance.uniform_at(seed, counter) * (1 << 53)).astype(np.uint64)


def _plane(away: Metres, drawn: NDArray[np.uint64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Choose the plane in which each gradient turns; give the offset along its two axes."""
    axis = drawn.astype(np.intp) % 3
    rows = np.arange(len(away))
    return away[rows, axis], away[rows, (axis + 1) % 3]


def _dot(one: Metres, other: Metres) -> NDArray[np.float64]:
    product: NDArray[np.float64] = one[:, 0] * other[:, 0] + one[:, 1] * other[:, 1] + one[:, 2] * other[:, 2]
    return product
