"""The web server's socket: uvicorn round the application, opened and closed with one ``async with``."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from controller.web.binding import bind_console
from controller.web.connection import Admit, Refuse, bounded_protocol, everybody

LARGEST_HEADERS: Final = 32 * 1024
LARGEST_MESSAGE: Final = 64 * 1024
CLOSING_S: Final = 0.5
ASKED_S: Final = 5.0
ANSWERS_S: Final = 10.0
"""A page is asked so often whether it is there, and gone if it does not answer for so long: what it armed ends with it,
and a tablet that is carried out of reach says no word of that."""


class _QuietServer(uvicorn.Server):
    """uvicorn that leaves the signals to whoever runs the show."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Touch no signal."""
        yield


@contextlib.asynccontextmanager
async def serve(app: ASGIApp, host: str, port: int, *, refuse: Refuse, admit: Admit = everybody) -> AsyncIterator[int]:
    """Serve as long as the block runs; afterwards every connection is closed, within a second.

    Args:
        app: see ``create_app``.
        host: address to bind.
        port: 0 = any free one.
        refuse: told of what is not HTTP, and of one connection too many.
        admit: asked for each connection before a byte of it is read.

    Yields:
        The port.

    Raises:
        ListenError: the port cannot be had (``PortInUseError``: another program has it).
    """
    bound = bind_console(host, port)
    async with serve_on(app, bound, refuse=refuse, admit=admit):
        yield bound.getsockname()[1]


@contextlib.asynccontextmanager
async def serve_on(
    app: ASGIApp, bound: socket.socket, *, refuse: Refuse, admit: Admit = everybody
) -> AsyncIterator[None]:
    """Serve on a listening socket as long as the block runs; it is closed at the end.

    Args:
        app: see ``create_app``.
        bound: see ``bind_console``.
        refuse: told of what is not HTTP, and of one connection too many.
        admit: asked for each connection before a byte of it is read.
    """
    server = _QuietServer(_config(app, refuse, admit))
    serving = asyncio.create_task(server.serve(sockets=[bound]))
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait({serving}, timeout=CLOSING_S)
        for connection in list(server.server_state.connections):
            if isinstance(connection.transport, asyncio.Transport):
                connection.transport.abort()  # whoever does not read does not keep us
        await serving
        bound.close()


def _config(app: ASGIApp, refuse: Refuse, admit: Admit) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=bounded_protocol(refuse, admit),  # h11: it refuses what httptools takes, such as a header of one MiB
        h11_max_incomplete_event_size=LARGEST_HEADERS,
        ws="websockets-sansio",
        ws_max_size=LARGEST_MESSAGE,
        ws_ping_interval=ASKED_S,
        ws_ping_timeout=ANSWERS_S,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        log_level="critical",  # a stranger's garbage makes no log lines; our own failures log themselves
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
