"""Beside station 0: reads a UDP socket so that a flood costs little and keeps no frame waiting.

asyncio's datagram protocol takes one datagram a turn of the loop. In a flood the system's buffer is then soon full, and
PANIC is lost there, before any of our lanes. Here what comes alone is read at once. Where one datagram follows the
other it is a stream: what gathers in a moment is taken together, for a turn of the loop for each would cost ten times
what reading it does, and nothing while a frame is about to leave. Never are so many taken in a turn that a frame would
wait for them.
"""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from controller.inputs.gap import Gap

GATHER_S: Final = 0.002
"""Datagrams that come closer together than this are a stream."""
CALM_S: Final = 0.01
"""A stream that brings nothing for so long is over."""
TURN_S: Final = 0.00025
"""What is read takes so long at a stretch, then a frame that is due may leave."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a socket is read.

    Attributes:
        longest: bytes of a datagram; of a longer one, one more is handed over.
        most: datagrams that are read before it rests; frames have their turn more often, every ``TURN_S``.
        gather_s: how long what a stream brings gathers until it is read.
        rest_s: how long to rest when there may be more than ``most``; what is lost meanwhile is lost in the system.
    """

    longest: int
    most: int
    gather_s: float = GATHER_S
    rest_s: float = 0.0


async def hear(ear: socket.socket, take: Callable[[bytes, Any], None], habits: Habits, gap: Gap) -> None:
    """Hand over whatever a socket hears, until cancelled.

    Args:
        ear: non-blocking.
        take: takes a datagram and who sent it; does not raise.
        habits: how it is read.
        gap: tells when a frame is about to leave.
    """
    reader = _Reader(ear, take, habits, gap)
    while True:
        is_close = await reader.wait_first() < GATHER_S
        count = await reader.drain()
        if is_close or count:
            await reader.follow(count)


class _Reader:
    """Reads what has gathered."""

    def __init__(self, ear: socket.socket, take: Callable[[bytes, Any], None], habits: Habits, gap: Gap) -> None:
        self._ear = ear
        self._take = take
        self._habits = habits
        self._gap = gap
        self._loop = asyncio.get_running_loop()
        self._now = self._loop.time

    async def wait_first(self) -> float:
        """Wait for a datagram and take it in the very turn of the loop that it wakes; say how many seconds that took.

        To be woken by it first, and then read it, would take two turns more, and what it asks for waits for them. So it
        is only where a loop watches no sockets, as that of Windows.
        """
        begun, taken = self._now(), self._loop.create_future()
        try:
            self._loop.add_reader(self._ear, self._take_one, taken)
        except NotImplementedError:
            with contextlib.suppress(OSError):  # the system has something against an answer of ours
                self._take(*await self._loop.sock_recvfrom(self._ear, self._habits.longest + 1))
            return self._now() - begun
        try:
            await taken
        finally:
            self._loop.remove_reader(self._ear)
        return self._now() - begun

    def _take_one(self, taken: "asyncio.Future[None]") -> None:
        if taken.done():
            return
        try:
            packet, sender = self._ear.recvfrom(self._habits.longest + 1)
        except OSError:  # nothing is there after all, or the system has something against an answer of ours
            return
        self._take(packet, sender)
        taken.set_result(None)

    async def follow(self, count: int) -> None:
        """Read a stream now and then until it is over; the system need not wake anybody for it meanwhile.

        Args:
            count: how many were read just now.
        """
        habits, heard = self._habits, self._now()
        while self._now() - heard < CALM_S:
            await self._gap.rest(habits.rest_s if count == habits.most else habits.gather_s)
            count = await self.drain()
            if count:
                heard = self._now()

    async def drain(self) -> int:
        """Read what is there, so many at most; say how many it were."""
        most, longest, turn = self._habits.most, self._habits.longest + 1, self._now()
        for count in range(most):
            try:
                packet, sender = self._ear.recvfrom(longest)
            except OSError:  # nothing more is there, or see above
                return count
            self._take(packet, sender)
            if self._now() - turn > TURN_S:
                await asyncio.sleep(0)
                await self._gap.opens()
                turn = self._now()
        return most
