"""Beside station 9: an order of cells that follows a moving picture, without a jump.

Cells that pass each other in brightness would trade places, and with them their colours, from one frame to the next.
So an order is taken once in a second, and in that second the picture goes over to it from the one before. Where
nothing moves, that is the very same order.
"""

from collections.abc import Callable, Mapping, Sequence
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

    def turned(
        self, names: Sequence[str], seconds: Sequence[float], counts: Cells, take: Callable[[], Cells]
    ) -> Turned:
        """Give the orders in which the broken cells of some wounds stand.

        Args:
            names: whose order each is.
            seconds: since each recovery began; they stand still where the wound does.
            counts: intp [wounds], how many cells each has; of another number nothing is known: a reload changed it.
            take: asked for the orders of this very frame, where one is needed.
        """
        kept = [self._before.get(name) for name in names]
        kept = [None if k is None or k.shape[1] != n + 1 else k for k, n in zip(kept, counts.tolist(), strict=True)]
        periods = [int(each / EVERY_S) for each in seconds]
        after = np.cumsum(counts) - counts
        if any(k is None or k[0, -1] != period for k, period in zip(kept, periods, strict=True)):
            taken = take() - np.repeat(after, counts)
            each_taken = np.split(taken, after[1:])
            kept = [
                k if k is not None and k[0, -1] == period else _after(k, order, period)
                for k, order, period in zip(kept, each_taken, periods, strict=True)
            ]
        known = [k for k in kept if k is not None]
        self._now.update(zip(names, known, strict=True))
        now = _joined([k[0, :-1] for k in known], after, counts)
        if all(len(k) == 1 for k in known):
            return Turned(now, now, np.float32(1))
        before = _joined([k[-1, :-1] for k in known], after, counts)
        part = np.array([each / EVERY_S - period for each, period in zip(seconds, periods, strict=True)], np.float32)
        eased = part * part * (np.float32(3) - np.float32(2) * part)
        if len(known) == 1:
            return Turned(before, now, eased[0])
        eased[[len(k) == 1 for k in known]] = 1
        return Turned(before, now, np.repeat(eased, counts))


def _joined(orders: Sequence[NDArray[np.int32]], after: Cells, counts: Cells) -> Cells:
    joined: Cells = np.concatenate(orders).astype(np.intp)
    joined += np.repeat(after, counts)
    return joined


def _after(kept: Kept | None, order: Cells, period: int) -> Kept:
    """Let an order follow on the one that was kept, if there is one."""
    now = np.append(order, period).astype(np.int32)[None]
    if kept is None or np.array_equal(kept[0, :-1], now[0, :-1]):
        return now
    return np.vstack([now, kept[:1]])
