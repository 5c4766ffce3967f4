"""Chance that can be replayed: counter-based numbers keyed by (seed, who asks, tick).

The mixer is SplitMix64's finaliser (Steele, Lea, Flood 2014): integers only, equal on every machine.
"""

import numpy as np
from numpy.typing import NDArray

_GAMMA = 0x9E3779B97F4A7C15
_MASK = 0xFFFFFFFFFFFFFFFF


def key(*parts: int | str) -> int:
    """Mix any number of names and numbers into one 64-bit key."""
    mixed = 0
    for part in parts:
        numbers = part.encode() if isinstance(part, str) else [part & _MASK]
        for number in numbers:
            mixed = _mix((mixed + _GAMMA + number) & _MASK)
    return mixed


def uniform(seed: int, count: int) -> NDArray[np.float64]:
    """Draw ``count`` numbers 0 <= x < 1; number ``i`` depends on (seed, i) alone."""
    return uniform_at(seed, np.arange(count, dtype=np.uint64))


def uniform_at(seed: int, counters: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Draw the numbers of given counters, 0 <= x < 1: uint64 [n] → float64 [n]."""
    with np.errstate(over="ignore"):
        z = (counters + np.uint64(1)) * np.uint64(_GAMMA) + np.uint64(seed & _MASK)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) * (1.0 / (1 << 53))


def _mix(z: int) -> int:
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)
