"""Processes that do nothing but wake again and again and note when they were late: so the machine's own stalls show.

One runs beside every measurement and sees stalls of several milliseconds: a second in which it was itself held up says
nothing about us. Where frames are judged by tenths of a millisecond, one with real-time priority sits on each processor
instead, where that is permitted and the engine has it too. Nothing of ours comes before it, so what holds it up is the
machine: a virtual processor that was taken away, or one that woke late. It names the stalls one by one, and of a short
one only the frame it fell into is not judged.
"""

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.run.bench.beside import Aside, aside
from controller.run.bench.stand import Run
from controller.run.loop import LEAVES_S
from controller.run.processes.priority import PRIORITY, give_priority_back, take_priority

EVERY_S: Final = 0.001
STALL_S: Final = 0.005
"""A wake-up that comes so much too late is the machine's stall."""
ABOVE: Final = PRIORITY + 1
"""The real-time priority of a witness that sits close by: above the engine's."""
CLOSE_EVERY_S: Final = 0.0005
CLOSE_STALL_S: Final = 0.0002
"""The same of a witness that sits close by, for whom nobody is in the way."""


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


def watch_closely(talk: Connection, core: int) -> None:
    """Note the stalls of one processor, above whatever is measured: sends float64 [n, 2], from when until when."""
    os.sched_setaffinity(0, {core})
    take_priority(ABOVE)
    talk.send("ready")
    stalls: list[tuple[float, float]] = []
    now = looked = time.monotonic()
    while True:
        due = now + CLOSE_EVERY_S
        time.sleep(CLOSE_EVERY_S)
        now = time.monotonic()
        if now - due > CLOSE_STALL_S:
            stalls.append((due, now))
        if now - looked > STALL_S:
            if talk.poll():
                break
            now = looked = time.monotonic()
    talk.send(np.array(stalls).reshape(-1, 2))


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Those beside one run.

    Attributes:
        sharp: one a processor; none where real-time priority is not permitted.
        plain: the one that is there otherwise.
    """

    sharp: tuple[Aside, ...]
    plain: Aside | None

    def clean(self, run: Run) -> NDArray[np.bool_]:
        """Say which frames the machine let be, once the witnesses have ended: bool [frames]."""
        if self.plain is not None:
            return clean_ticks(self.plain.noted, run.moments, run.fps)
        clean = np.ones(len(run.moments), np.bool_)
        for each in self.sharp:
            long = each.noted[:, 1] - each.noted[:, 0] > STALL_S
            clean &= clean_ticks(each.noted[long, 1], run.moments, run.fps)
            clean &= untouched(each.noted, run.moments - LEAVES_S, run.moments + run.lateness)
        return clean


@contextlib.contextmanager
def witnessed_closely(*, wanted: bool) -> Iterator[Witnesses]:
    """Let witnesses sit on each processor this process may use while the block runs, or one beside it.

    Args:
        wanted: False = one beside it. An ordinary engine takes who pushes it off for a sign that the machine is full.
    """
    with contextlib.ExitStack() as stack:
        if wanted and _is_permitted():
            cores = sorted(os.sched_getaffinity(0))
            yield Witnesses(tuple(stack.enter_context(aside(watch_closely, core)) for core in cores), None)
        else:
            yield Witnesses((), stack.enter_context(aside(watch)))


def _is_permitted() -> bool:
    try:
        take_priority(ABOVE)
    except OSError:
        return False
    give_priority_back()
    return True


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


def untouched(stalls: NDArray[np.float64], begin: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say into which spans of time no stall of one processor fell.

    Args:
        stalls: float64 [n, 2], from when until when, in order, none into another; seconds.
        begin: float64 [spans], seconds on the same clock.
        end: float64 [spans], no earlier.

    Returns:
        bool [spans].
    """
    past = np.searchsorted(stalls[:, 1], begin, side="right")  # stalls that were over when the span began
    begun = np.searchsorted(stalls[:, 0], end, side="left")  # stalls that began before it ended
    free: NDArray[np.bool_] = past >= begun
    return free
