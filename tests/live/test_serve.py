"""The web server on a real loopback socket: it serves, it stops in time, and garbage does not hurt it."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from controller.model.intent import Go, Inject, LetGo
from controller.model.ports import ListenError, PortInUseError
from controller.model.seam import ViewFrame
from controller.web.access import access_for
from controller.web.app import create_app
from controller.web.binding import bind_console
from controller.web.connection import MOST_CONNECTIONS
from controller.web.serve import ANSWERS_S, ASKED_S, LARGEST_HEADERS, LARGEST_MESSAGE, serve, serve_on
from controller.web.visitors.door import OPEN_AT_ONCE, Door
from controller.wire.stream import StreamFrame
from tests.fakes.seam import FakeSeam


@pytest.fixture
def seam() -> FakeSeam:
    return FakeSeam()


@pytest.fixture
def app(seam: FakeSeam, tmp_path: Path) -> FastAPI:
    return create_app(seam, access=access_for("127.0.0.1"), console_dir=tmp_path / "none", fixtures_port=8001)


def ignore(_peer: str, _reason: str) -> None:
    """Count nothing."""


@pytest.fixture
async def port(app: FastAPI, seam: FakeSeam) -> AsyncIterator[int]:
    async with serve(app, "127.0.0.1", 0, refuse=seam.refuse) as found:
        yield found


@pytest.fixture
def entrance() -> socket.socket:
    return bind_console("127.0.0.1", 0)


async def exchange(port: int, data: bytes) -> bytes:
    """Send bytes and give what comes until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        async with asyncio.timeout(5):
            return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


async def is_well(port: int) -> bool:
    async with httpx.AsyncClient() as client:
        return (await client.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200


async def test_a_console_plays_over_a_real_socket(seam: FakeSeam, port: int) -> None:
    async with connect(f"ws://127.0.0.1:{port}/ws/console", origin=f"http://127.0.0.1:{port}") as console:  # type: ignore[arg-type]
        assert json.loads(await console.recv())["type"] == "hello"
        await console.send(json.dumps({"type": "intent", "id": "c1", "intent": {"kind": "go"}}))
        seam.emit(ViewFrame(1, 1 / 44, b"\x01\x02\x03"))
        frames, acks = list[bytes](), list[str]()
        async with asyncio.timeout(5):
            while not (frames and acks):  # snapshots come between them, as time passes
                message = await console.recv()
                if isinstance(message, bytes):
                    frames.append(message)
                elif json.loads(message)["type"] == "ack":
                    acks.append(message)
    assert [StreamFrame.from_bytes(frame).payload for frame in frames] == [b"\x01\x02\x03"]
    assert seam.intents == [Go()]


@pytest.mark.parametrize("origin", ["null", "http://evil.example", "http://127.0.0.1.evil.example"])
async def test_a_foreign_page_gets_no_socket(port: int, origin: str) -> None:
    with pytest.raises(InvalidStatus) as caught:
        async with connect(f"ws://127.0.0.1:{port}/ws/console", origin=origin):  # type: ignore[arg-type]
            pass
    assert caught.value.response.status_code == 403
    assert b"may not control this show" in (caught.value.response.body or b"")


async def test_a_message_too_long_for_the_socket_closes_it(port: int) -> None:
    async with connect(f"ws://127.0.0.1:{port}/ws/console") as console:
        await console.send(" " * (LARGEST_MESSAGE + 1))
        assert await read_all(console) == 1009
    assert await is_well(port)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GARBAGE\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00" + bytes(100) + b"\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * (LARGEST_HEADERS + 70_000), b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n", b"4"),
        (b"POST /api/v1/intents HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", b"400"),
        (b"GET /%ff%fe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", b"404"),
    ],
)
async def test_garbage_is_refused_and_the_server_goes_on(
    port: int, data: bytes, status: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await exchange(port, data)
    assert answer.startswith(b"HTTP/1.1 " + status) or (answer == b"" and len(data) > 70_000)
    assert await is_well(port)
    assert caplog.text == ""


async def test_bad_text_on_the_socket_makes_no_traceback(port: int, caplog: pytest.LogCaptureFixture) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HANDSHAKE)
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"\x81\x82\x00\x00\x00\x00\xff\xfe")  # a masked text frame that is not UTF-8
    async with asyncio.timeout(5):
        heard = await reader.read()
    writer.close()
    assert b"\x88\x02\x03\xef" in heard  # close, 1007
    assert await is_well(port)
    assert caplog.text == ""


async def test_an_answer_does_not_wait_for_the_other_side(port: int) -> None:
    loop = asyncio.get_running_loop()
    took_s: list[float] = []
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(20):
            began_s = loop.time()
            await client.post("/api/v1/intents", json={"kind": "go"})
            took_s.append(loop.time() - began_s)
    assert sorted(took_s)[10] < 0.030  # a delayed acknowledgement takes 40 ms


async def test_many_that_come_and_go_leave_the_server_well(port: int) -> None:
    for _ in range(100):
        _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /api/v1/intents HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
        writer.transport.abort()
    assert await is_well(port)


HANDSHAKE = (
    b"GET /ws/console HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


async def read_all(console: ClientConnection) -> int | None:
    """Read until the server closes; give its code."""
    async with asyncio.timeout(5):
        with contextlib.suppress(ConnectionClosed):
            async for _message in console:
                pass
    return console.close_code


async def test_it_stops_within_a_second_with_pages_open_that_read_and_that_do_not(app: FastAPI, seam: FakeSeam) -> None:
    loop = asyncio.get_running_loop()
    async with contextlib.AsyncExitStack() as pages:
        async with serve(app, "127.0.0.1", 0, refuse=ignore) as port:
            console = await pages.enter_async_context(connect(f"ws://127.0.0.1:{port}/ws/console", max_size=None))
            reading = asyncio.create_task(read_all(console))
            for words in (HANDSHAKE, b"POST /api/v1/intents HTTP/1.1\r\nHost: localhost\r\n", b""):
                lazy = pages.enter_context(socket.create_connection(("127.0.0.1", port)))
                lazy.send(words)
            for tick in (1, 2):  # two frames of 4 MiB fill every buffer on the way to a page that does not read
                await asyncio.sleep(0.05)
                seam.emit(ViewFrame(tick, tick / 44, bytes(4 << 20)))
            await asyncio.sleep(0.05)
            began_s = loop.time()
        assert loop.time() - began_s < 1.0
        assert await reading == 1012  # this page is told that the service restarts


async def test_what_is_no_request_is_answered_with_a_sentence_and_counted(seam: FakeSeam, port: int) -> None:
    answer = await exchange(port, b"GARBAGE\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/json" in head.lower()
    assert json.loads(body)["detail"].startswith("not a request: ")
    assert [peer for peer, _ in seam.refused] == ["http 127.0.0.1"]


async def test_one_connection_too_many_is_closed_and_the_others_go_on(port: int) -> None:
    async with contextlib.AsyncExitStack() as idle:
        first = await idle.enter_async_context(httpx.AsyncClient())
        assert (await first.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200
        for _ in range(MOST_CONNECTIONS):
            idle.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert await exchange(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n") == b""
        assert (await first.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200
    assert await is_well(port)


async def test_one_address_that_holds_its_connections_leaves_the_others_theirs(
    app: FastAPI, entrance: socket.socket
) -> None:
    door = Door(voters_per_address=8, now_s=0.0)
    later_s = iter(range(0, 10_000, 10))  # so that only what is open counts, not how fast it came
    refused: list[str] = []

    def refuse(_peer: str, reason: str) -> None:
        refused.append(reason)

    def admit(peer: str, others: Iterable[str]) -> bool:
        return door.admits(peer, others, float(next(later_s)))

    port = entrance.getsockname()[1]
    async with serve_on(app, entrance, refuse=refuse, admit=admit), contextlib.AsyncExitStack() as held:
        for _ in range(OPEN_AT_ONCE):
            held.enter_context(socket.create_connection(("127.0.0.1", port)))
        assert await exchange(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n") == b""
        assert len(refused) == 1
        from_elsewhere = httpx.AsyncHTTPTransport(local_address="127.0.0.9")
        async with httpx.AsyncClient(transport=from_elsewhere) as other:
            assert (await other.get(f"http://127.0.0.1:{port}/healthz")).status_code == 200


async def test_the_sockets_of_consoles_are_counted_as_every_other_connection(
    app: FastAPI, entrance: socket.socket
) -> None:
    beside: list[list[str]] = []

    def admit(_peer: str, others: Iterable[str]) -> bool:
        beside.append(sorted(others))
        return True

    port = entrance.getsockname()[1]
    async with serve_on(app, entrance, refuse=ignore, admit=admit), contextlib.AsyncExitStack() as held:
        for last in (7, 7, 9):
            console = connect(f"ws://127.0.0.1:{port}/ws/console", local_addr=(f"127.0.0.{last}", 0))
            await (await held.enter_async_context(console)).recv()
        assert await is_well(port)
    assert beside[-1] == ["127.0.0.7", "127.0.0.7", "127.0.0.9"]


async def test_a_port_in_use_is_told_with_its_number_and_option(app: FastAPI, port: int) -> None:
    with pytest.raises(PortInUseError, match=f"port {port}/tcp on 127.0.0.1 is in use .* with --port"):
        async with serve(app, "127.0.0.1", port, refuse=ignore):
            pass


async def test_an_address_that_is_not_ours_is_told(app: FastAPI) -> None:
    with pytest.raises(ListenError, match=r"cannot listen on port 8000/tcp on 192\.0\.2\.1"):
        async with serve(app, "192.0.2.1", 8000, refuse=ignore):
            pass


async def test_after_the_block_the_port_is_free_and_an_error_inside_comes_out_as_it_is(app: FastAPI) -> None:
    with pytest.raises(KeyError):
        async with serve(app, "127.0.0.1", 0, refuse=ignore) as port:
            raise KeyError
    async with serve(app, "127.0.0.1", port, refuse=ignore):
        assert await is_well(port)


async def test_a_page_that_answers_no_more_is_gone_and_what_it_armed_ends(port: int, seam: FakeSeam) -> None:
    key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13"
    hello = f"GET /ws/console HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n"
    arms = b'{"type":"intent","id":"1","intent":{"kind":"inject","fault":"storm"}}'
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"{hello}Upgrade: websocket\r\nConnection: Upgrade\r\n{key}\r\n\r\n".encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
    writer.write(bytes([0x81, 0x80 | len(arms), 0, 0, 0, 0]) + arms)  # one masked frame of text; pings find no answer
    async with asyncio.timeout(ASKED_S + ANSWERS_S + 5):
        while await reader.read(65536):
            pass
        while len(seam.submitted) < 2:  # noqa: ASYNC110 - the seam says nothing of it
            await asyncio.sleep(0.05)
    writer.close()
    assert [intent for intent, _source, _role in seam.submitted] == [Inject("storm"), LetGo()]
