"""Keeps snapshots of a running night, in a thread, so that the loop never waits for the disk."""

from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Final

from controller.frame.memory import Memory
from controller.run import evidence, snapshots
from controller.run.disk import Disk
from controller.run.engine import Engine, Position

FIRST_S: Final = 2
LEAST_S: Final = 1
REPAINT_S: Final = 0.25
"""So long painting from the newest snapshot on may take when a night is resumed."""
BYTES_A_SECOND: Final = 5e6
"""What snapshots may take of the loop's time and of the disk: a second's worth is copied in 1 ms."""


class Keeper:
    """Writes one snapshot every few seconds: the more often, the longer a frame takes and the smaller it is.

    Args:
        folder: of the night.
        engine: whose position is kept.
        writer: a thread that may wait for the disk.
        disk: what the night is written to.
    """

    def __init__(self, folder: Path, engine: Engine, writer: Executor, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk
        self._engine = engine
        self._writer = writer
        self._next = engine.state.tick + FIRST_S * engine.show.fps
        self._writing: Future[None] | None = None

    def after_step(self) -> None:
        """Keep a snapshot if it is time for one."""
        tick = self._engine.state.tick
        if tick < self._next or (self._writing is not None and not self._writing.done()):
            return  # a disk that hangs must not gather copies
        engine = self._engine
        memory = engine.memory.copy()  # the loop goes on with its own; packing it is the thread's work
        self._next = tick + pause_ticks(engine.timings.frame_s, engine.show.fps, memory)
        position = Position(engine.state, memory, engine.seq)
        # the evidence first: it may know of more than the newest snapshot, never of less
        if not self._disk.is_full:
            told = engine.evidence.view(engine.painter.limits_of(engine.state))
            self._writer.submit(evidence.save, self._folder, told, tick)
        self._writing = self._writer.submit(snapshots.keep, self._folder, tick, position, self._disk)


def pause_ticks(frame_s: float, fps: int, memory: Memory) -> int:
    """Say after how many ticks the next snapshot is due.

    Args:
        frame_s: how long painting one frame takes.
        fps: frames a second.
        memory: that is kept.
    """
    least = max(LEAST_S, memory.size / BYTES_A_SECOND) * fps
    return int(min(max(REPAINT_S / max(frame_s, 1e-6), least), snapshots.EVERY_S * fps))
