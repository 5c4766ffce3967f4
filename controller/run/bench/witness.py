"""A process that does nothing but wake every millisecond and note when it was late: so the machine's own stalls show.

It runs beside a measurement. A second in which the witness itself was held up says nothing about us.
"""

import time
from multiprocessing.connection import Connection
from typing import Final

import numpy as np
from numpy.typing import NDArray

EVERY_S: Final = 0.001
STALL_S: Final = 0.005
"""A wake-up that comes so much too late is the machine's stall."""


def watch(talk: Connection) -> None:
    """Note stalls until told to end: sends an array of the moments (CLOCK_MONOTONIC seconds) at which stalls ended."""
    talk.send("ready")
    stalls: list[float] = []
    before = time.monotonic()
    while not talk.poll():
        time.sleep(EVERY_S)
        now = time.monotonic()
        if now - before - EVERY_S > STALL_S:
            stalls.append(now)
        before = now
    talk.send(np.array(stalls))


def clean_ticks(stalls: NDArray[np.float64], moments: NDArray[np.float64], fps: int) -> NDArray[np.bool_]:
    """Say which ticks lie in clean windows: no stall of the machine in the second round them.

    Args:
        stalls: float64 [n], when stalls ended, seconds.
        moments: float64 [ticks], when each tick was due, seconds on the same clock.
        fps: ticks a second.

    Returns:
        bool [ticks].
    """
    if not len(stalls):
        return np.ones(len(moments), np.bool_)
    after = np.searchsorted(stalls, moments - 1 / fps)
    nearest = np.minimum(after, len(stalls) - 1)
    clean: NDArray[np.bool_] = ~((stalls[nearest] >= moments - 1 / fps) & (stalls[nearest] <= moments + 1))
    return clean
