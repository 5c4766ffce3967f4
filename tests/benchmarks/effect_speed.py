"""How long each effect takes: ``python -m tests.benchmarks.effect_speed [CELLS]``. Measures; judges nothing."""

import sys
from time import perf_counter

import numpy as np

from controller.frame.canvas import Canvas
from controller.frame.effects.lay import prepare
from controller.frame.effects.moment import Moment
from tests.frame.effects.gallery import EVERY, LIGHT, effect_of, wall

FRAMES = 20


def measure(kind: str, cells: int) -> tuple[float, float]:
    """Give the milliseconds to make an effect ready, and the nanoseconds a cell and frame, for a wall of cells."""
    show = wall(EVERY[kind])
    effect = effect_of(show)
    side = int(cells**0.5)
    rig = show.rig
    across, up = np.divmod(np.arange(side * side), side)
    position = np.stack([across * 0.05, up * 0.05, np.zeros(side * side)], axis=1).astype(np.float32)
    object.__setattr__(rig, "position", position)
    object.__setattr__(effect, "cells", np.arange(side * side, dtype=np.intp))
    begun = perf_counter()
    lay = prepare(effect, show)
    ready = perf_counter()
    canvas = Canvas.blank(side * side)
    for frame in range(FRAMES):
        lay(canvas, Moment(frame / 7, frame / 7), np.float32(1))
    return (ready - begun) * 1e3, (perf_counter() - ready) / FRAMES / (side * side) * 1e9


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 250_000
    for name in LIGHT:
        made_ms, cell_ns = measure(name, count)
        print(f"{name:10} ready in {made_ms:7.1f} ms, {cell_ns:6.2f} ns a cell and frame")  # noqa: T201 - a program
