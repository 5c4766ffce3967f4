"""How old ticks are. The guard keeps their last sixteen bits, and no more than that is ever asked of them.

A tick so kept would come back young after 65,536 more. So each frame some runs of cells are gone over, and what is
older than ``OLD`` is set to be just that old: all have had their turn after ``ROUND`` ticks, long before any could wrap
round. Whatever the guard counts is over after seconds; to be old is enough. Buckets are empty by then, and said to be.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.memory import LONG_AGO, Memory

Ticks = NDArray[np.uint16]
"""Ticks, their last sixteen bits."""
Ages = NDArray[np.int16]
OLD: Final = 1 << 14
"""Ticks; six minutes at 44 frames a second."""
ROUND: Final = 1 << 12
_HIGHEST: Final = 0x7FFF


def short(tick: int) -> np.uint16:
    """Give the last sixteen bits of a tick."""
    return np.uint16(tick & 0xFFFF)


def ages(ticks: Ticks, tick: int) -> Ages:
    """Say how many ticks before ``tick`` these were; none is older than ``OLD`` and a ``ROUND``."""
    since: Ages = np.subtract(short(tick), ticks).view(np.int16)
    return since


def are_recent(ticks: Ticks, tick: int, second: int) -> NDArray[np.bool_]:
    """Say which ticks lie in the second that ends at ``tick``: as ``ages`` would, without working the ages out."""
    now = tick & 0xFFFF
    if now > _HIGHEST:
        recent: NDArray[np.bool_] = ticks >= np.uint16(now - second)
    else:  # taken with a sign, none of the ticks before this one is above it
        recent = ticks.view(np.int16) >= np.int16(now - second)
    return recent


def make_old(memory: Memory, tick: int) -> None:
    """Let all be long ago at some tick."""
    memory.ends[:] = memory.stamps[:] = short(tick - OLD)
    memory.aged[0] = tick


def keep_young(memory: Memory, tick: int) -> None:
    """Keep ticks from wrapping round, in place; before anything of frame ``tick`` is asked or written."""
    aged, runs = int(memory.aged[0]), len(memory.even)
    if aged == LONG_AGO:
        make_old(memory, tick)
        return
    memory.aged[0] = tick
    since = tick - aged
    first = (aged + 1) % ROUND
    if first + since <= ROUND and first * runs // ROUND == (first + since) * runs // ROUND:
        return  # no run has its turn
    for begin, end in ((0, ROUND),) if since >= ROUND else ((first, first + since), (0, first + since - ROUND)):
        first_run, last_run = begin * runs // ROUND, max(end, 0) * runs // ROUND
        if first_run < last_run:
            columns = memory.written(first_run, last_run)
            for array in (memory.ends, memory.stamps):
                old = (short(aged) - array[..., columns]).astype(np.int64) + since
                array[..., columns] = (tick - np.minimum(old, OLD)).astype(np.uint16)
            memory.run[:, columns] *= ages(memory.stamps[0][:, columns], tick) < OLD


def any_ends(memory: Memory, tick: int) -> bool:
    """Whether some swing was as far as it went at a tick."""
    return bool((memory.ends[:, memory.written()] == short(tick)).any())


def end_later(memory: Memory, tick: int, until: int) -> None:
    """Take swings that were as far as they went at a tick to be so at a later one, in place."""
    columns = memory.written()
    ends = memory.ends[:, columns]
    memory.ends[:, columns] = np.where(ends == short(tick), short(until), ends)
