"""Beside station 0: reads a UDP socket so that a flood costs little and keeps no frame waiting.

asyncio's datagram protocol takes one datagram a turn of the loop. In a flood the system's buffer is then soon full, and
PANIC is lost there, before any of our lanes. Here many are taken a turn, though never so many that a frame would wait
for them; and where one datagram follows the other, what gathers in a moment is taken together: a turn of the loop for
each would cost ten times what reading it does.
"""

import asyncio
import socket
from collections.abc import Callable
from typing import Any, Final

GATHER_S: Final = 0.002
"""Datagrams that come closer together than this are a stream."""
TURN_S: Final = 0.00025
"""What is read takes so long at a stretch, then a frame that is due may leave."""


async def hear(
    ear: socket.socket, take: Callable[[bytes, Any], None], *, longest: int, most: int, rest_s: float
) -> None:
    """Hand over whatever a socket hears, until cancelled.

    Args:
        ear: non-blocking.
        take: takes a datagram and who sent it; does not raise.
        longest: bytes of a datagram; of a longer one, one more is handed over.
        most: datagrams that are read before it rests; frames have their turn more often, every ``TURN_S``.
        rest_s: how long to rest when there may be more than that; what is lost meanwhile is lost in the system.
    """
    loop = asyncio.get_running_loop()
    while True:
        pause_s, begun = 0.0, loop.time()
        try:
            packet, sender = await loop.sock_recvfrom(ear, longest + 1)
            if loop.time() - begun < GATHER_S:
                pause_s = GATHER_S
            take(packet, sender)
            turn = loop.time()
            for _ in range(most - 1):
                packet, sender = ear.recvfrom(longest + 1)
                take(packet, sender)
                if loop.time() - turn > TURN_S:
                    await asyncio.sleep(0)
                    turn = loop.time()
            pause_s = rest_s
        except OSError:  # nothing more is there, or the system has something against an answer of ours
            pass
        await asyncio.sleep(pause_s)
