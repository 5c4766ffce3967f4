"""Beside station 9: an order of cells that follows a moving picture, without a jump.

Cells that pass each other in brightness would trade places, and with them their colours, from one frame to the next.
So an order is taken once in a second, and in that second the picture goes over to it from the one before. Where
nothing moves, that is the very same order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.memory import Memory
from controller.frame.recovery.scene import Turned
from controller.model.rig import Cells

EVERY_S: Final = 1.0
"""So often an order is taken anew."""
Kept: TypeAlias = NDArray[np.int32]
"""int32 [1 or 2, n + 1]: the order of now below the one before it, if that was another; the last column says when it
was taken, in periods since the recovery began."""


@dataclass(eq=False, slots=True)
class Following:
    """The orders of all recoveries that run, from frame to frame."""

    _before: Mapping[str, Kept]
    _now: dict[str, Kept]

    @classmethod
    def fresh(cls) -> "Following":
        """Remember nothing."""
        return cls({}, {})

    def recall(self, memory: Memory) -> None:
        """Take what is remembered of the frame before; it is only read here."""
        self._before, self._now = memory.orders, {}

    def keep(self, memory: Memory) -> None:
        """Put the orders of this frame into the memory, once it is done."""
        now = dict(self._now)
        memory.orders.clear()
        memory.orders.update(now)

    def turned(self, name: str, seconds: float, count: int, take: Callable[[], Cells]) -> Turned:
        """Give the order in which some cells stand.

        Args:
            name: whose order it is.
            seconds: since its recovery began; stands still where the wound does.
            count: how many cells there are; of another number nothing is known: a reload changed the wound.
            take: asked for the order of this very frame, where one is needed.
        """
        period = int(seconds / EVERY_S)
        kept = self._before.get(name)
        if kept is not None and kept.shape[1] != count + 1:
            kept = None
        if kept is None or period != kept[0, -1]:
            order = take()
            kept = _after(kept, order, period)
        self._now[name] = kept
        orders = kept[:, :-1].astype(np.intp)
        part = np.float32(seconds / EVERY_S - period)
        before, now = orders[-1], orders[0]
        return Turned(now if len(orders) == 1 else before, now, part * part * (np.float32(3) - np.float32(2) * part))


def _after(kept: Kept | None, order: Cells, period: int) -> Kept:
    """Let an order follow on the one that was kept, if there is one."""
    now = np.append(order, period).astype(np.int32)[None]
    if kept is None or np.array_equal(kept[0, :-1], now[0, :-1]):
        return now
    return np.vstack([now, kept[:1]])
