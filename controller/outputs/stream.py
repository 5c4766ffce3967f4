"""Station 17, streams: the server that WebSocket fixtures connect to, ``ws://host:port/fixture/{fixture}``.

A thin shell round the dialogues: one reader and one writer for each connection, nothing decided here but who may come
in. A client that is slow, silent or hostile is closed by its own dialogue and costs the others nothing.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from types import TracebackType
from typing import Final, Protocol, Self
from urllib.parse import unquote, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from controller.model.ports import Listener, listen_error, why_away
from controller.outputs.dialogue import CloseCode, Dialogue
from controller.outputs.entrance import BACKLOG, MOST_CONNECTIONS, Entrance, Guests, Rest
from controller.outputs.stream_node import StreamNode
from controller.wire.fixture_messages import LONGEST_TEXT

_log = logging.getLogger(__name__)

PATH: Final = "/fixture/"
OPEN_TIMEOUT_S: Final = 5
CLOSE_TIMEOUT_S: Final = 1
SEND_TIMEOUT_S: Final = 3
AGAIN_S: Final = 0.5
"""A place to listen that is awaited is tried so often."""
LONGEST_REASON: Final = 120
_BROKEN_CODES: Final = frozenset({1002, 1007, 1009})


@dataclass(slots=True)
class StreamPlace:
    """Where WebSocket fixtures find us.

    Attributes:
        listener: where to listen.
        allowed_hosts: names, without port, that pages may come from and that this machine may be called by, besides
            addresses in digits and ``localhost``.
        rest: waits so many seconds, or until a frame that is near has left; how connections that follow each other
            are read.
    """

    listener: Listener
    allowed_hosts: tuple[str, ...]
    rest: Rest = asyncio.sleep


class StreamServer:
    """Listens while it is entered (``async with``); closes every connection when it is left."""

    def __init__(self, nodes: Sequence[StreamNode], place: StreamPlace, *, refuse: Callable[[str, str], None]) -> None:
        """Take what is served.

        Args:
            nodes: their fixtures are what clients may ask for.
            place: where.
            refuse: called with peer and reason for each connection that breaks the rules.
        """
        self._nodes: dict[str, StreamNode] = {}
        self.serve_nodes(nodes)
        self._place = place
        self._allowed = frozenset(host.lower() for host in place.allowed_hosts)
        self._refuse = refuse
        self._guests = Guests()
        self._connection = _counted(refuse, self._guests)
        self._server: Server | None = None
        self._awaiting: asyncio.Task[None] | None = None
        self._ears: list[socket.socket] = []
        self._watch: asyncio.Task[None] | None = None

    def serve_nodes(self, nodes: Sequence[StreamNode]) -> None:
        """Serve the fixtures of these nodes from now on; connections that stand go on."""
        self._nodes = {fixture: node for node in nodes for fixture in node.fixtures}

    @property
    def port(self) -> int:
        """The port that is listened on, also where the listener said 0; 0 while not entered."""
        sockets = self._server.sockets if self._server is not None else ()
        return int(sockets[0].getsockname()[1]) if sockets else 0

    async def __aenter__(self) -> Self:
        """Listen, or wait until that is possible if the listener is awaited.

        Raises:
            ListenError: the port cannot be had, and it is not awaited.
        """
        if self._awaiting is not None:
            return self
        try:
            self._server = await self._serve()
        except OSError as error:
            if not self._place.listener.is_awaited:
                raise listen_error(self._place.listener, error) from error
            said = "WebSocket fixtures cannot connect to %s: %s; the show goes on, and it is tried again"
            _log.warning(said, self._place.listener, why_away(error))
            self._awaiting = asyncio.create_task(self._wait_listening())
        return self

    async def _wait_listening(self) -> None:
        """Listen as soon as that is possible."""
        while self._server is None:
            await asyncio.sleep(AGAIN_S)
            with contextlib.suppress(OSError):
                self._server = await self._serve()
        _log.warning("WebSocket fixtures can connect again to %s", self._place.listener)

    async def _serve(self) -> Server:
        """Open the server; whoever connects comes in by the entrance.

        Raises:
            OSError: the port cannot be had.
        """
        listener = self._place.listener
        server = await serve(
            self._converse,
            listener.host,
            listener.port,
            process_request=self._admit,
            create_connection=self._connection,
            compression=None,
            max_size=LONGEST_TEXT,
            open_timeout=OPEN_TIMEOUT_S,
            close_timeout=CLOSE_TIMEOUT_S,
            ping_interval=None,
            server_header=None,
            logger=_quiet_logger(),
            backlog=BACKLOG,
        )
        loop = asyncio.get_running_loop()
        for listening in server.sockets:  # the loop would accept whoever comes
            loop.remove_reader(listening)
            self._ears.append(listening.dup())
            self._ears[-1].settimeout(0)
        entrance = Entrance(self._ears, self._let_in, self._guests, refuse=self._refuse, rest=self._place.rest)
        self._watch = asyncio.create_task(entrance.watch())
        return server

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection and stop listening."""
        if self._awaiting is not None:
            self._awaiting.cancel()
            await asyncio.wait({self._awaiting})
            self._awaiting = None
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait({self._watch})
            self._watch = None
        for ear in self._ears:
            ear.close()
        self._ears.clear()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _let_in(self, guest: socket.socket) -> None:
        """Make a WebSocket of an accepted socket."""
        await asyncio.get_running_loop().connect_accepted_socket(self._connect, guest)

    def _connect(self) -> ServerConnection:
        if self._server is None:
            raise ConnectionAbortedError("the server is closed")
        protocol = ServerProtocol(max_size=LONGEST_TEXT, logger=_quiet_logger())
        return self._connection(protocol, self._server, ping_interval=None, close_timeout=CLOSE_TIMEOUT_S)

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        """Let a connection in, or answer why not."""
        hosts, origins = request.headers.get_all("Host"), request.headers.get_all("Origin")
        if len(hosts) != 1 or len(origins) > 1:
            return self._turn_away(connection, HTTPStatus.BAD_REQUEST, "one Host and at most one Origin are expected")
        if origins and not self._is_trusted(origins[0], hosts[0]):
            said = f"pages from {origins[0][:80]} may not reach this server under the name {hosts[0][:80]}"
            return self._turn_away(connection, HTTPStatus.FORBIDDEN, said)
        if self._server is not None and len(self._server.connections) >= MOST_CONNECTIONS:
            return self._turn_away(connection, HTTPStatus.SERVICE_UNAVAILABLE, f"{MOST_CONNECTIONS} clients are here")
        return None

    def _turn_away(self, connection: ServerConnection, status: HTTPStatus, sentence: str) -> Response:
        self._refuse(_peer(connection), sentence)
        return connection.respond(status, f"{sentence}\n")

    def _is_trusted(self, origin: str, host: str) -> bool:
        """Whether a browser's page may come in. A device sends no Origin and is not asked."""
        page, ours = _host_name(origin), _host_name(f"//{host}")
        if page is None or ours is None or not (ours in self._allowed or _cannot_be_rebound(ours)):
            return False
        return page == ours or page in self._allowed

    async def _converse(self, connection: ServerConnection) -> None:
        """Serve one connection from its hello to its end."""
        path = urlsplit(connection.request.path if connection.request is not None else "").path
        fixture = unquote(path.removeprefix(PATH)) if path.startswith(PATH) else ""
        node = self._nodes.get(fixture)
        if node is None:
            sentence = f"this show has no WebSocket fixture {fixture[:40]!r}; connect to {PATH} and its id"
            self._refuse(_peer(connection), sentence)
            await connection.close(CloseCode.UNKNOWN_FIXTURE, _short(sentence))
            return
        awake = asyncio.Event()
        dialogue = node.connect(fixture, _peer(connection), awake.set)
        try:
            async with asyncio.TaskGroup() as group:
                reader = group.create_task(_read(connection, dialogue))
                group.create_task(_write(connection, dialogue, awake, reader))
        except* Exception as errors:  # noqa: BLE001  one client's trouble must not end the server
            faults = "; ".join(f"{type(error).__name__}: {error}" for error in errors.exceptions)
            self._refuse(_peer(connection), f"{fixture}: our own fault: {faults}")
            await connection.close(CloseCode.BROKEN, "a fault of this server")
        finally:
            node.disconnect(fixture, dialogue)


async def _read(connection: ServerConnection, dialogue: Dialogue) -> None:
    """Hand over what comes until the connection ends."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            dialogue.take(await connection.recv())


async def _write(
    connection: ServerConnection, dialogue: Dialogue, awake: asyncio.Event, reader: asyncio.Task[None]
) -> None:
    """Send what the dialogue has to say; close when it wants to; end with the reader."""
    reader.add_done_callback(lambda _: awake.set())
    with contextlib.suppress(ConnectionClosed):
        while not reader.done():
            await awake.wait()
            awake.clear()
            while (message := dialogue.next_message()) is not None:
                await say(connection, message)
            if dialogue.closing is not None:
                await connection.close(dialogue.closing.code, _short(dialogue.closing.reason))
                return


class Abortable(Protocol):
    """A transport."""

    def abort(self) -> None:
        """Close without a word."""


class Connection(Protocol):
    """What sending needs of a connection."""

    @property
    def transport(self) -> Abortable:
        """What can be cut off at once."""

    async def send(self, message: str | bytes) -> None:
        """Send one message; waits while the network takes nothing."""


async def say(connection: Connection, message: str | bytes) -> None:
    """Send one message; a client whose network takes nothing is cut off."""
    try:
        async with asyncio.timeout(SEND_TIMEOUT_S):
            await connection.send(message)
    except TimeoutError:
        connection.transport.abort()


def _counted(refuse: Callable[[str, str], None], guests: Guests) -> type[ServerConnection]:
    """Give a kind of connection that says how it ended when the other side broke the rules of WebSocket or HTTP."""

    class CountedConnection(ServerConnection):
        _address = "gone"

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            self._address = _address(self)
            guests.come(self._address)

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            guests.go(self._address)
            broken = self.protocol.close_sent
            if self.protocol.handshake_exc is not None:
                refuse(_peer(self), f"no WebSocket handshake: {self.protocol.handshake_exc}")
            elif broken is not None and broken.code in _BROKEN_CODES:
                refuse(_peer(self), f"broken WebSocket frames: {broken.code} {broken.reason}")

    return CountedConnection


def _peer(connection: ServerConnection) -> str:
    """Name who connected, without the port, so that reconnecting makes nobody new."""
    return f"websocket {_address(connection)}"


def _address(connection: ServerConnection) -> str:
    address = connection.remote_address
    return str(address[0]) if address else "gone"


def _host_name(url: str) -> str | None:
    """Give the host of a URL in lower case; None = it has none (``null``, nonsense)."""
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _cannot_be_rebound(host: str) -> bool:
    """Whether no stranger's DNS can make this name mean us."""
    if host == "localhost":
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _short(reason: str) -> str:
    """Cut a close reason to what fits into a close frame."""
    return reason.encode()[:LONGEST_REASON].decode(errors="ignore")


def _quiet_logger() -> logging.Logger:
    """Give a logger that says nothing of single connections: what is bad is counted and said by ``refuse``."""
    logger = logging.getLogger("kintsugi.stream")
    logger.setLevel(logging.CRITICAL)
    return logger
