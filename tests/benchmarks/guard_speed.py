"""How long the guard takes for a frame: ``python -m tests.benchmarks.guard_speed``. Measures; judges nothing."""

import sys
from collections.abc import Callable
from itertools import product
from time import thread_time

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard import Guard
from controller.frame.guard.kernels import WORTH, load_kernels
from controller.model.show import Show
from tests.shows import show_of

Drive = Callable[[int, int], NDArray[np.float32]]
"""Frame number and channels → drive values."""
FRAMES = 220
_PER_UNIVERSE = 170


def show_with(fixtures: int) -> Show:
    """Build a wall of RGB fixtures in two zones."""
    universes = -(-fixtures // _PER_UNIVERSE)
    half = fixtures // 2
    return show_of(f"""
nodes: {{wall: {{protocol: sacn, to: 127.0.1.2}}}}
fixtures: {{tile: {{profile: generic/rgb, count: {fixtures}, at: wall 1/1}}}}
zones: {{left: tile 1-{half}, right: tile {half + 1}-{fixtures}}}
# {universes} universes
""")


def crossfade(frame: int, channels: int) -> NDArray[np.float32]:
    """Every channel on a long way of its own."""
    start, end = np.random.default_rng(1).random((2, channels), np.float32)
    faded: NDArray[np.float32] = start + (end - start) * np.float32(frame / FRAMES)
    return faded


def wave(frame: int, channels: int) -> NDArray[np.float32]:
    """A wave of two seconds that runs through all cells."""
    phase = np.arange(channels, dtype=np.float32) // 3 / np.float32(500)
    waves: NDArray[np.float32] = (0.5 + 0.5 * np.sin(phase + frame * 2 * np.pi / 88)).astype(np.float32)
    return waves


def noise(frame: int, channels: int) -> NDArray[np.float32]:
    """Everything anew in every frame: the guard holds nearly all of it back."""
    return np.random.default_rng(frame).random(channels, np.float32)


def still(_frame: int, channels: int) -> NDArray[np.float32]:
    """Nothing changes."""
    return np.full(channels, 0.5, np.float32)


def one_in_a_hundred(frame: int, channels: int) -> NDArray[np.float32]:
    """A few cells fade, all others rest."""
    drive = still(frame, channels)
    drive[: channels // 100] = frame / FRAMES
    return drive


def measure(fixtures: int, drive: Drive, *, compiled: bool, frames: int = FRAMES) -> tuple[float, float]:
    """Give the least and the median of a frame, in milliseconds of the processor's time.

    Only the second half counts: the guard holds nothing back in the first frames of noise, nor do its buckets run full.
    """
    show = show_with(fixtures)
    guard = Guard(show)
    guard._use(load_kernels(WORTH) if compiled else None)
    memory = guard.fresh_memory()
    channels = len(show.patch.channel_cell)
    took = []
    for frame in range(1, frames + 1):
        values = drive(frame, channels)
        begin = thread_time()
        guard.limit(values, memory, frame)
        took.append(1000 * (thread_time() - begin))
    settled = took[frames // 2 :]
    return min(settled), float(np.median(settled))


def main() -> None:
    """Print a table."""
    sizes = [int(size) for size in sys.argv[1:]] or [2000, 43690]
    for compiled in (False, True) if load_kernels(WORTH) else (False,):
        for fixtures, drive in product(sizes, (still, one_in_a_hundred, crossfade, wave, noise)):
            least, median = measure(fixtures, drive, compiled=compiled)
            form = "numba" if compiled else "numpy"
            print(f"{form} {fixtures:7} cells  {drive.__name__:18} least {least:7.2f} ms   median {median:7.2f} ms")  # noqa: T201


if __name__ == "__main__":
    main()
