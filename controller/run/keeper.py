"""Keeps snapshots of a running night, in a thread, so that the loop never waits for the disk."""

from concurrent.futures import Executor
from pathlib import Path

from controller.run import evidence, snapshots
from controller.run.disk import Disk
from controller.run.engine import Engine, Position


class Keeper:
    """Writes one snapshot every few seconds.

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
        self._every = snapshots.EVERY_S * engine.show.fps
        self._next = engine.state.tick + self._every

    def after_step(self) -> None:
        """Keep a snapshot if it is time for one."""
        tick = self._engine.state.tick
        if tick < self._next:
            return
        self._next = tick + self._every
        memory = self._engine.memory.copy()  # the loop goes on with its own; packing it is the thread's work
        position = Position(self._engine.state, memory, self._engine.seq)
        # the evidence first: it may know of more than the newest snapshot, never of less
        if not self._disk.is_full:
            self._writer.submit(evidence.save, self._folder, self._engine.snapshot().guard, tick)
        self._writer.submit(snapshots.keep, self._folder, tick, position, self._disk)
