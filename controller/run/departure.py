"""Beside station 16: where frames go, and whether one that comes late still leaves for every node.

The guard remembers the frame of a tick as seen at its moment. One that leaves a tick later or more was not, and the
guard is told so: its second has less than one tick to spare. Where so much time has passed that a node may have gone
dark meanwhile, such a frame must not reach it: the node would blink up with it, and the guard could not have known.
From then on the guard takes the node to be dark, so the next frame, which follows at once, lights it only if it may.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from controller.faults.link.ways import Twist
from controller.model.snapshot import NodeView

MOST_LATE: Final = 1.0
"""Ticks."""
_SLACK_S: Final = 1e-6
"""Times are floats."""
MOST_NAMED: Final = 8
"""Nodes that are named where some are left out."""
TOLD_AGAIN_S: Final = 10.0
"""So long after it was told that frames leave nodes out it is told again at the earliest."""


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


@dataclass(frozen=True, slots=True)
class Leaving:
    """How a frame leaves.

    Attributes:
        is_late: a tick late or more: it was not seen at its moment.
        left_out: nodes that it does not leave for.
    """

    is_late: bool
    left_out: frozenset[str] = frozenset()


IN_TIME: Final = Leaving(is_late=False)


class Departure:
    """Decides it, frame after frame.

    Args:
        fps: ticks a second.
        last: the tick whose frame left last.
    """

    def __init__(self, fps: int, last: int) -> None:
        self._fps = fps
        self._left_s = last / fps
        self._known_dark: frozenset[str] = frozenset()
        self._told: int | None = None

    def of(self, tick: int, late_s: float, dark_after_s: Mapping[str, float]) -> Leaving:
        """Say how the frame of a tick leaves.

        A node that was left out of the frame before is known to be dark, and what lights it is judged: it is reached.

        Args:
            tick: later than the one before.
            late_s: seconds after its moment.
            dark_after_s: nodes that go dark, and after how many seconds of silence.
        """
        now_s = tick / self._fps + late_s
        silence_s, self._left_s = now_s - self._left_s + _SLACK_S, now_s
        known, self._known_dark = self._known_dark, frozenset()
        if late_s * self._fps < MOST_LATE:
            return IN_TIME
        may_be = frozenset(node for node, after_s in dark_after_s.items() if silence_s >= after_s)
        self._known_dark = may_be - known
        return Leaving(is_late=True, left_out=self._known_dark)

    def is_news(self, tick: int) -> bool:
        """Say whether people should be told that the frame of a tick left nodes out; to be asked once for each."""
        if self._told is not None and tick - self._told < TOLD_AGAIN_S * self._fps:
            return False
        self._told = tick
        return True
