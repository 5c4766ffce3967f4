"""Station 17, streams: how connections of WebSocket fixtures come in, so that no flood of them costs a frame.

Who connects waits until something is heard of it, as no more than a socket; only then it is worth a WebSocket. A round
accepts a few, turns away who is too much, lets in two. Between two rounds is a rest, and none is near a frame.
"""

import asyncio
import contextlib
import selectors
import socket
import struct
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from controller.outputs.waiting import PATIENCE_S, WaitingRoom
from controller.wire.admission import Bucket, Buckets, Rate

BACKLOG: Final = 128
MOST_CONNECTIONS: Final = 256
SHARE: Final = MOST_CONNECTIONS * 3 // 4
"""Connections of one address that may be open: whoever holds theirs leaves room for the others."""
PEER_RATE: Final = Rate(per_s=20, burst=SHARE)
TOTAL_RATE: Final = Rate(per_s=100, burst=2 * MOST_CONNECTIONS)
ACCEPTED: Final = 16
"""Accepted in a round: one that is turned away costs some 40 microseconds."""
LET_IN: Final = 2
"""Let in in a round: the handshake of one costs half a millisecond."""
ROUND_S: Final = 0.002
_MARGIN: Final = 32
"""So many more than can be served are let in, to hear so."""
_AT_ONCE: Final = struct.pack("ii", 1, 0)

Rest = Callable[[float], Awaitable[None]]
"""Waits so many seconds, or longer where a frame is near."""


class Guests:
    """The connections that were let in and are not closed."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()

    def come(self, address: str) -> None:
        """Count one more."""
        self._count[address] += 1

    def go(self, address: str) -> None:
        """Count one less."""
        self._count[address] -= 1
        if not self._count[address]:
            del self._count[address]

    def refusal(self, address: str) -> str:
        """Say why one more of an address is not let in, or nothing."""
        if self._count[address] >= SHARE:
            return f"{SHARE} connections of this address are open; this one was closed"
        if self._count.total() >= MOST_CONNECTIONS + _MARGIN:
            return f"{MOST_CONNECTIONS} clients are here; this one was closed"
        return ""


class Entrance:
    """Accepts, as long as ``watch`` runs.

    Args:
        ears: listening sockets, non-blocking; closed by whoever opened them.
        let_in: takes an accepted socket, non-blocking.
        guests: who is in.
        refuse: told peer and reason of each who is not let in.
        rest: waits between two rounds.
    """

    def __init__(
        self,
        ears: Sequence[socket.socket],
        let_in: Callable[[socket.socket], Awaitable[None]],
        guests: Guests,
        *,
        refuse: Callable[[str, str], None],
        rest: Rest,
    ) -> None:
        self._ears = frozenset(ears)
        self._let_in = let_in
        self._guests = guests
        self._refuse = refuse
        self._rest = rest
        self._room: WaitingRoom[socket.socket] = WaitingRoom()
        self._clock = asyncio.get_running_loop().time
        self._peers: Buckets[str] = Buckets(PEER_RATE)
        self._total = Bucket(TOTAL_RATE, self._clock())

    async def watch(self) -> None:
        """Let in who may come in, until cancelled; then close who still waits."""
        with selectors.DefaultSelector() as selector:
            for ear in self._ears:
                selector.register(ear, selectors.EVENT_READ)
            try:
                while True:
                    await self._wait_knock(selector)
                    try:
                        await self._take_round(selector)
                    except Exception as error:  # noqa: BLE001  it must not keep everybody else out
                        self._refuse("websocket", f"our own fault: {type(error).__name__}: {error}")
                    await self._rest(ROUND_S)
            finally:
                for waiting in [key.fileobj for key in selector.get_map().values()]:
                    if isinstance(waiting, socket.socket) and waiting not in self._ears:
                        waiting.close()

    async def _wait_knock(self, selector: selectors.BaseSelector) -> None:
        """Wait until somebody connects, somebody who waits is heard, or has waited too long."""
        loop, knock = asyncio.get_running_loop(), asyncio.Event()
        nest = selector.fileno()  # type: ignore[attr-defined]
        loop.add_reader(nest, knock.set)
        try:
            async with asyncio.timeout_at(self._room.ends_s):
                await knock.wait()
        except TimeoutError:
            pass
        finally:
            loop.remove_reader(nest)

    async def _take_round(self, selector: selectors.BaseSelector) -> None:
        for guest in self._room.tired(self._clock()):
            self._turn_away(selector, guest, f"no word within {PATIENCE_S:g} s; the connection was closed")
        there = [key.fileobj for key, _events in selector.select(0) if isinstance(key.fileobj, socket.socket)]
        let_in = 0
        for guest in there:  # before anybody who comes now could push them out
            if guest not in self._ears and let_in < LET_IN:
                let_in += await self._hear(selector, guest)
        for ear in self._ears.intersection(there):
            self._accept(selector, ear)

    def _accept(self, selector: selectors.BaseSelector, ear: socket.socket) -> None:
        """Let a few who connected wait."""
        for _ in range(ACCEPTED):
            try:
                guest, address = ear.accept()
            except OSError:  # nobody is there any more, or the system has no room: the next round asks again
                return
            guest.settimeout(0)
            selector.register(guest, selectors.EVENT_READ)
            eldest = self._room.enter(guest, address[0], self._clock())
            if eldest is not None:
                self._turn_away(selector, eldest, "too many connections that say nothing; the eldest was closed")

    async def _hear(self, selector: selectors.BaseSelector, guest: socket.socket) -> bool:
        """Let in who has said something, if it may; say whether it was."""
        try:
            word = guest.recv(1, socket.MSG_PEEK)
        except OSError:
            word = b""
        selector.unregister(guest)
        address = self._room.leave(guest)
        why = self._refusal(address) if word else ""
        if why or not word:
            self._close(guest, address, why)
            return False
        try:
            await self._let_in(guest)
        except OSError:  # gone meanwhile
            guest.close()
        return True

    def _refusal(self, address: str) -> str:
        now_s = self._clock()
        why = self._guests.refusal(address)
        if why or (self._peers.take(address, now_s) and self._total.take(now_s)):
            return why
        return "too many connections in a short time; this one was closed"

    def _turn_away(self, selector: selectors.BaseSelector, guest: socket.socket, why: str) -> None:
        selector.unregister(guest)
        self._close(guest, self._room.leave(guest), why)

    def _close(self, guest: socket.socket, address: str, why: str) -> None:
        """Close at once: nothing of it stays in the system. Who left by itself is not told of."""
        with contextlib.suppress(OSError):
            guest.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        guest.close()
        if why:
            self._refuse(f"websocket {address}", why)
