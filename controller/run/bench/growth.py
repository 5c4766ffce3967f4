"""What size costs: ``kintsugi bench growth``: the playback scene from small to line rate, each in a fresh process."""

from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final

import numpy as np

from controller.run.bench.beside import BenchError, aside
from controller.run.bench.line_rate import measure
from controller.run.bench.stand import FPS

SIZES: Final = (16, 64, 256, 1024, 4035)


@dataclass(frozen=True, slots=True)
class Growth:
    """One size.

    Attributes:
        frame_us: mean CPU time of a frame; ``universe_us``: of one universe in it.
        on_time: share of frames that were complete before the next tick; ``on_time_clean``: of those that the machine
            took nothing of, which are the share ``clean``.
        memory_mb: the most the process held.
        first_frame_s: from the text of the show file to the first frame sent.
    """

    universes: int
    frame_us: float
    universe_us: float
    on_time: float
    on_time_clean: float
    clean: float
    memory_mb: float
    first_frame_s: float


def measure_growth(seconds: float, *, port: int, sizes: tuple[int, ...] = SIZES) -> tuple[Growth, ...]:
    """Measure every size."""
    return tuple(_measure(universes, seconds, port) for universes in sizes)


def _measure(universes: int, seconds: float, port: int) -> Growth:
    with aside(_play, universes, seconds, port, has_children=True, seconds=seconds + 120) as played:
        pass
    if not len(played.noted):
        raise BenchError(f"{universes} universes could not be played; the reason is told above")
    frame_us, *others = (float(each) for each in played.noted)
    return Growth(universes, frame_us, frame_us / universes, *others)


def _play(talk: Connection, universes: int, seconds: float, port: int) -> None:
    talk.send("ready")
    found = measure("playback", universes, seconds, host="127.0.0.1", port=port)
    frames = max(1.0, found.seconds * FPS - found.skipped)
    frame_us = found.cpu_share * found.seconds / frames * 1e6
    punctual = found.on_time, found.on_time_clean, found.clean
    talk.send(np.array([frame_us, *punctual, found.memory_mb, found.first_frame_s]))
