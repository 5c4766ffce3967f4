"""A browser's end of a WebSocket, in the same event loop as the application and without a network."""

import asyncio
import json
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from starlette.types import ASGIApp, Message

PATIENCE_S = 10


class AsgiSocket:
    """One WebSocket to an ASGI application, of this machine unless ``client`` is the address of another.

    Attributes:
        is_cut: the connection is gone: whoever sends is told so.
        status: of the handshake, 101 = open.
        close_code: of the application's close, or None.
    """

    def __init__(
        self,
        app: ASGIApp,
        path: str,
        headers: Sequence[tuple[str, str]] = (("host", "localhost"),),
        *,
        client: str = "127.0.0.1",
    ) -> None:
        self._app = app
        self._scope = {
            "type": "websocket",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in headers],
            "client": (client, 40000),
            "server": ("127.0.0.1", 8000),
            "subprotocols": [],
            "state": {},
            "extensions": {"websocket.http.response": {}},
        }
        self._up: asyncio.Queue[Message] = asyncio.Queue()
        self._down: asyncio.Queue[Message] = asyncio.Queue()
        self._takes = asyncio.Event()
        self._takes.set()
        self._answered = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.is_cut = False
        self.status = 0
        self.body = b""
        self.close_code: int | None = None

    async def __aenter__(self) -> Self:
        self._up.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.ensure_future(self._run())
        await self._answered.wait()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._task is not None
        self.leave()
        await asyncio.wait_for(self._task, 5)

    async def _run(self) -> None:
        await self._app(self._scope, self._up.get, self._send)

    async def _send(self, message: Message) -> None:
        if message["type"] == "websocket.accept":
            self.status = 101
        elif message["type"] == "websocket.http.response.start":
            self.status = message["status"]
        elif message["type"] == "websocket.http.response.body":
            self.body += message["body"]
        elif message["type"] == "websocket.close":
            self.status = self.status or 403
            self.close_code = message["code"]
        else:
            await self._takes.wait()
            if self.is_cut:
                raise OSError("the connection is gone")
            self._down.put_nowait(message)
        self._answered.set()

    @property
    def is_over(self) -> bool:
        """Whether the application has ended this socket's session."""
        return self._task is not None and self._task.done()

    def stop_reading(self) -> None:
        """Take nothing any more, as a page that hangs."""
        self._takes.clear()

    def read_on(self) -> None:
        """Take messages again."""
        self._takes.set()

    def leave(self) -> None:
        """Close the page."""
        self._up.put_nowait({"type": "websocket.disconnect", "code": 1001})

    def say(self, document: object) -> None:
        """Send JSON."""
        self.say_text(json.dumps(document))

    def say_text(self, text: str) -> None:
        """Send any text."""
        self._up.put_nowait({"type": "websocket.receive", "text": text})

    def say_bytes(self, data: bytes) -> None:
        """Send a binary message."""
        self._up.put_nowait({"type": "websocket.receive", "bytes": data})

    async def hear(self, kind: str) -> dict[str, Any]:
        """Wait for the next text message of a type; others are dropped."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = await self._down.get()
                if message.get("text") is not None:
                    document: dict[str, Any] = json.loads(message["text"])
                    if document["type"] == kind:
                        return document

    async def hear_bytes(self) -> bytes:
        """Wait for the next binary message; texts are dropped."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = await self._down.get()
                if message.get("bytes") is not None:
                    return bytes(message["bytes"])

    def pending(self) -> list[Message]:
        """Give what has come and was not heard yet."""
        return [self._down.get_nowait() for _ in range(self._down.qsize())]
