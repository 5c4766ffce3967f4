"""Two senders in turns: a block of frames of the one, then one of the other, again and again.

What a frame costs changes from second to second with whatever else the machine does, by more than two senders differ.
Neighbouring blocks are about equally lucky, so each pair of them gives a share, and the middle one of these is told,
with the quarters on both sides of it: whoever reads it sees how far it can be trusted.
"""

import time
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

FRAMES: Final = 44
"""Of a block: a second of a show, so that what is done once a second is in each."""
UNCOUNTED: Final = 3
"""Frames before them, in which a sender finds its place in the caches again."""
LEAST_PAIRS: Final = 4
MOST_PAIRS: Final = 24


class Sends(Protocol):
    """Who sends frames."""

    def send(self, uncounted: int, counted: int) -> float:
        """Send so many frames, of which the first do not count.

        Returns:
            CPU seconds that sending took.
        """


@dataclass(frozen=True, slots=True)
class Shares:
    """What one sender gets done by what the other does, in each pair of blocks: the median and the quartiles."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        """Say it as a cell of a table."""
        return f"{self.median:.2f} ({self.low:.2f} to {self.high:.2f})"


def in_turns(first: Sends, second: Sends, seconds: float) -> NDArray[np.float64]:
    """Let two send in turns.

    Args:
        first: of each pair.
        second: of it.
        seconds: that it may take; ``LEAST_PAIRS`` are sent however long they do.

    Returns:
        float64 [2, pairs], CPU seconds of ``FRAMES`` frames.
    """
    until = time.monotonic() + seconds
    found: list[tuple[float, float]] = []
    while len(found) < LEAST_PAIRS or (len(found) < MOST_PAIRS and time.monotonic() < until):
        found.append((first.send(UNCOUNTED, FRAMES), second.send(UNCOUNTED, FRAMES)))
    return np.array(found).T


def shares_of(mine: NDArray[np.float64], others: NDArray[np.float64]) -> Shares:
    """Give how much one gets done by what the other does, from the CPU seconds of pairs of blocks."""
    low, median, high = np.percentile(others / mine, (25, 50, 75))
    return Shares(float(median), float(low), float(high))
