"""Beside station 0: when a frame is about to leave. Streams of input are read after it, so that it waits for nobody.

A datagram that comes alone is read at once, whenever that is. What comes in streams may as well be read a moment later:
from shortly before a frame's moment until it has left nobody reads of them. Then there is a whole tick's time. Where
frames take that long themselves, streams are read for a moment after each all the same.
"""

import asyncio
import math
import time
from collections.abc import Callable
from typing import Final

CLOSED_S: Final = 0.004
"""So long before a frame's moment it ends: what a button that was read before it sets going is worked out by then."""
LEAST_S: Final = 0.002
"""So long the gap is open after every frame, however near the next one is: PANIC too may come in a stream."""


class Gap:
    """The time between two frames. Without frames it has no end.

    Args:
        now: seconds of the clock that frames follow.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._anchor, self._fps = math.inf, 1
        self._closes = math.inf
        self._left = asyncio.Event()

    def begin_at(self, anchor: float, fps: int) -> None:
        """Know when frames leave: the time of tick 0, and how many there are in a second."""
        self._anchor, self._fps = anchor, fps

    def after_step(self, tick: int) -> None:
        """Note that the frame of a tick has left."""
        self._closes = max(self._anchor + (tick + 1) / self._fps - CLOSED_S, self._now() + LEAST_S)
        self._left.set()
        self._left.clear()

    async def opens(self) -> None:
        """Wait until a frame that is about to leave has left; never for a second one."""
        if self._now() >= self._closes:
            await self._left.wait()

    async def rest(self, seconds: float) -> None:
        """Wait so long, or until the next frame has left where that would be too near to it."""
        if self._now() + seconds < self._closes:
            await asyncio.sleep(seconds)
            await self.opens()
        else:
            await self._left.wait()
