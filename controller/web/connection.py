"""One HTTP connection, bounded: strangers cannot hold more of them than we can spare, nor hold one in silence."""

import asyncio
import json
from collections.abc import Callable, Iterable
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

MOST_CONNECTIONS: Final = 256
FIRST_REQUEST_S: Final = 10.0
"""A connection on which no whole request has come by then is closed."""
_OPEN: Final = (H11Protocol, WebSocketsSansIOProtocol)
"""What a connection may be: HTTP, and what it becomes when it is a WebSocket."""

Refuse = Callable[[str, str], None]
"""Counts bad input: peer, reason."""


Admit = Callable[[str, Iterable[str]], bool]
"""Whether one more connection of an address is served, beside those that are open: the address, theirs."""


def everybody(_peer: str, _open: Iterable[str]) -> bool:
    """Serve every connection."""
    return True


def bounded_protocol(refuse: Refuse, admit: Admit = everybody) -> type[H11Protocol]:
    """Make the protocol of every connection of one server.

    Args:
        refuse: told of what is not HTTP.
        admit: asked before a byte is read.
    """

    class Bounded(H11Protocol):
        """h11 behind a door."""

        _waiting: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            """Turn away one connection too many; wait only so long for the first request."""
            super().connection_made(transport)
            open_already = (each for each in self.connections if isinstance(each, _OPEN) and each is not self)
            others = [each.client[0] for each in open_already if each.client]
            why = _why_not(len(self.connections), self.client[0] if self.client else None, others, admit)
            if why:
                refuse(self._peer(), why)
                transport.abort()
                return
            self._waiting = self.loop.call_later(FIRST_REQUEST_S, self._give_up)

        def connection_lost(self, exc: Exception | None) -> None:
            """Forget the wait."""
            if self._waiting is not None:
                self._waiting.cancel()
            super().connection_lost(exc)

        def send_400_response(self, msg: str) -> None:
            """Answer what is not HTTP as every other mistake is answered: with one sentence, as JSON."""
            refuse(self._peer(), msg)
            body = json.dumps({"detail": f"not a request: {msg}"}).encode()
            headers = [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
                (b"connection", b"close"),
            ]
            events: tuple[Any, ...] = (
                h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
                h11.Data(data=body),
                h11.EndOfMessage(),
            )
            for event in events:
                self.transport.write(self.conn.send(event) or b"")
            self.transport.close()

        def _give_up(self) -> None:
            if self.cycle is None and self.transport.get_protocol() is self:
                refuse(self._peer(), f"no whole request within {FIRST_REQUEST_S:g} s; the connection was closed")
                self.transport.abort()

        def _peer(self) -> str:
            return f"http {self.client[0]}" if self.client else "http"

    return Bounded


def _why_not(open_connections: int, peer: str | None, others: Iterable[str], admit: Admit) -> str:
    """Say why one more connection is not served, or nothing."""
    if open_connections > MOST_CONNECTIONS:
        return f"more than {MOST_CONNECTIONS} connections at once; this one was closed"
    is_admitted = peer is None or admit(peer, others)
    return "" if is_admitted else "too many connections from this address, or from all; this one was closed"
