"""What runs beside a measurement, each in a process of its own: whoever receives, presses or looks."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

START_S: Final = 60.0


class BenchError(Exception):
    """A bench cannot be run here; the message says why."""


class Aside:
    """A process that notes something until it is told to end."""

    def __init__(self, process: BaseProcess, talk: Connection) -> None:
        self._process = process
        self._talk = talk
        self.noted: NDArray[np.float64] = np.empty(0)

    def end(self, seconds: float = START_S) -> None:
        """Tell it to end and take what it noted."""
        self._talk.send("end")
        if self._talk.poll(seconds):
            self.noted = self._talk.recv()
        self._process.join(START_S)

    def wait_ready(self) -> None:
        """Wait until it works.

        Raises:
            BenchError: it does not; in its own words.
        """
        said = self._talk.recv() if self._talk.poll(START_S) else "a process beside the bench does not start"
        if said != "ready":
            raise BenchError(str(said))


@contextmanager
def aside(
    work: Callable[..., None],
    *args: Any,  # Any: each work takes its own arguments
    has_children: bool = False,
    seconds: float = START_S,
) -> Iterator[Aside]:
    """Run ``work(talk, *args)`` in a fresh process while the block runs; then ``noted`` holds what it found.

    Args:
        work: what runs there.
        args: what it is given.
        has_children: whether it starts processes of its own.
        seconds: how long its note may take after it was told to end.

    Raises:
        BenchError: it does not start.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, *args), daemon=not has_children)
    process.start()
    noting = Aside(process, ours)
    try:
        noting.wait_ready()
        yield noting
        noting.end(seconds)
    finally:
        if process.is_alive():
            process.kill()
        process.join()
