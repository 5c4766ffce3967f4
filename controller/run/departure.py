"""Beside station 16: where frames go, and whether one that comes late still leaves.

The guard remembers the frame of a tick as seen at its moment. One that leaves a tick later or more was not, and the
guard is told so: its second has less than one tick to spare. Where so much time has passed that a node may have gone
dark meanwhile, such a frame must not leave at all: the node would blink up with it, and the guard could not have known.
The next one follows at once.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from controller.faults.link.ways import Twist
from controller.model.snapshot import NodeView

MOST_LATE: Final = 1.0
"""Ticks."""
MOST_KEPT_BACK: Final = 3
"""So many frames in a row are kept back at most: a machine too slow for its show must not be silent for good."""
TOLD_AGAIN_S: Final = 10.0
"""So long after it was told that frames are kept back it is told again at the earliest."""


class Output(Protocol):
    """Where frames go. Never raises, never blocks."""

    def send(
        self,
        tick: int,
        slots: NDArray[np.uint8],
        *,
        lost: frozenset[str],
        cut: frozenset[str],
        twists: Mapping[str, Twist],
    ) -> None:
        """Send one frame, uint8 [universes, 512]; not to ``lost`` nodes, and hear nothing from ``cut`` ones."""

    def write(self, words: Mapping[str, Mapping[int, str]]) -> None:
        """Say what numbers of text channels mean from now on: fixture → number → text, empty = nothing."""

    def views(self, tick: int) -> tuple[NodeView, ...]:
        """Say how every node is."""

    def silent(self, tick: int) -> frozenset[str]:
        """Name the nodes that have stopped answering."""

    def unconfirmed(self) -> frozenset[str]:
        """Name the fixtures that confirm nothing any more, though others of their node do."""


class Leaving(Enum):
    """How a frame leaves."""

    IN_TIME = auto()
    LATE = auto()
    NOT_AT_ALL = auto()


class Departure:
    """Decides it, frame after frame.

    Args:
        fps: ticks a second.
        last: the tick whose frame left last.
    """

    def __init__(self, fps: int, last: int) -> None:
        self._fps = fps
        self._last = last
        self._kept_back = 0
        self._told: int | None = None

    def of(self, tick: int, late_s: float, dark_after_s: float) -> Leaving:
        """Say how the frame of a tick leaves.

        Args:
            tick: later than the one before.
            late_s: seconds after its moment.
            dark_after_s: seconds of silence after which the first node goes dark; infinite = none does.
        """
        is_late = late_s * self._fps >= MOST_LATE
        silence_s = late_s + (tick - self._last) / self._fps
        if is_late and silence_s >= dark_after_s and self._kept_back < MOST_KEPT_BACK:
            self._kept_back += 1
            return Leaving.NOT_AT_ALL
        self._last, self._kept_back = tick, self._kept_back if is_late else 0
        return Leaving.LATE if is_late else Leaving.IN_TIME

    def is_news(self, tick: int) -> bool:
        """Say whether people should be told that the frame of a tick was kept back; to be asked once for each."""
        if self._told is not None and tick - self._told < TOLD_AGAIN_S * self._fps:
            return False
        self._told = tick
        return True
