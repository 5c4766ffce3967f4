"""Beside the loop: garbage is collected just behind frames, so that it never begins in the middle of one.

Python collects when enough has been made, whatever runs then; a round takes from some microseconds to some
milliseconds. Here it takes place when the frame has left and nothing is due for a while.
"""

import gc
from typing import Final, Protocol

YOUNG: Final = 1
"""The generation that a second's round goes over."""
ALL: Final = 2
ALL_S: Final = 60
"""Seconds after which all that was made since the start has its turn."""


class Collector(Protocol):
    """What tidying needs of Python's collector, module ``gc``."""

    def collect(self, generation: int, /) -> int:
        """Go over a generation and the younger ones."""

    def freeze(self) -> None:
        """Take all that there is for lasting."""

    def disable(self) -> None:
        """Collect only when told to."""

    def enable(self) -> None:
        """Collect by itself again."""


class Tidying:
    """Tells the collector when to work.

    Args:
        fps: ticks a second.
        collector: Python's own.
    """

    def __init__(self, fps: int, collector: Collector = gc) -> None:
        self._fps = fps
        self._collector = collector

    def begin(self) -> None:
        """Take all that there is now for lasting, and collect by itself no more."""
        self._collector.collect(ALL)
        self._collector.freeze()
        self._collector.disable()

    def after_step(self, tick: int) -> None:
        """Collect what is young once a second, and everything now and then."""
        if tick % self._fps == 0:
            self._collector.collect(ALL if tick % (ALL_S * self._fps) == 0 else YOUNG)

    def end(self) -> None:
        """Leave it to Python again."""
        self._collector.enable()
