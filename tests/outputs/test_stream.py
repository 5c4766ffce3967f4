"""The server for WebSocket fixtures over real loopback sockets: who comes in, who is put out, who does not notice."""

import asyncio
import contextlib
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin

from controller.model.ports import Listener, PortInUseError
from controller.outputs.building import Identity
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs, StreamPlace
from controller.outputs.stream import say
from controller.outputs.waiting import MOST
from controller.wire.stream import StreamFrame
from tests.outputs.shows import RGB, WALL, Patched, build_show

FPS = 44
UPGRADE = (
    b"Upgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
HELLO = '{"type": "hello", "version": 1, "name": "page", "capabilities": []}'


@dataclass
class House:
    """An entered server and the ticks that drive it."""

    outputs: Outputs
    refused: list[tuple[str, str]]
    slots: np.ndarray = field(default_factory=lambda: np.zeros((1, 512), np.uint8))
    tick: int = -1

    def step(self, ticks: int = 1) -> None:
        for _ in range(ticks):
            self.tick += 1
            self.outputs.send(self.tick, self.slots)

    def connect(self, fixture: str = "screen", origin: str | None = None) -> connect:
        url = f"ws://127.0.0.1:{self.outputs.stream_port}/fixture/{fixture}"
        return connect(url, origin=Origin(origin) if origin else None, proxy=None)

    @property
    def state(self) -> str:
        return self.outputs.views(self.tick)[0].state


def build(port: int, refuse: Callable[[str, str], None]) -> Outputs:
    show = build_show([WALL], [("wall", 1)], [Patched("screen", "wall", 0, 0, RGB)], fps=FPS)
    link = MemoryLink(lambda _datagram, _to: None, record=False)
    place = StreamPlace(
        Listener("127.0.0.1", port, "tcp", "--fixtures-port"), ("showbox.lan",), rest=lambda _: asyncio.sleep(0)
    )
    identity = Identity(bytes(range(16)), "Kintsugi", night=3, resumed=False)
    return Outputs(show, identity=identity, open_link=lambda _node: link, refuse=refuse, stream=place)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    refused: list[tuple[str, str]] = []
    threads = threading.active_count()
    async with asyncio.timeout(20), build(0, lambda peer, reason: refused.append((peer, reason))) as outputs:
        yield House(outputs, refused)
    assert len(asyncio.all_tasks()) == 1
    assert threading.active_count() == threads


async def hear(client: ClientConnection) -> dict[str, object]:
    """The next text message."""
    while not isinstance(message := await client.recv(), str):
        pass
    read: dict[str, object] = json.loads(message)
    return read


async def see(client: ClientConnection) -> StreamFrame:
    """The next frame."""
    while not isinstance(message := await client.recv(), bytes):
        pass
    return StreamFrame.from_bytes(message)


async def ack(client: ClientConnection, frame: StreamFrame) -> None:
    await client.send(json.dumps({"type": "ack", "tick": frame.tick, "sequence": frame.sequence}))


async def wait_until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  what is waited for has no event, and the loop must turn
        await asyncio.sleep(0)


async def test_a_client_is_greeted_sees_frames_and_its_acks_are_its_health(house: House) -> None:
    async with house.connect() as client:
        house.slots[0, :3] = 1, 2, 3
        house.step()
        await client.send(HELLO)
        assert (await hear(client))["fixture"] == "screen"
        frame = await see(client)
        assert (frame.payload, frame.tick, frame.night) == (b"\x01\x02\x03", 0, 3)
        assert house.state == "unknown"

        await ack(client, frame)
        await client.send('{"type": "ping", "t": 1}')
        assert await hear(client) == {"type": "pong", "t": 1}
        house.step()

        assert house.state == "ok"
    assert house.refused == []


async def test_a_client_that_never_reads_is_put_out_and_the_others_miss_no_frame(house: House) -> None:
    async with house.connect() as good:
        await good.send(HELLO)
        await hear(good)
        deaf = socket.create_connection(("127.0.0.1", house.outputs.stream_port))
        deaf.sendall(b"GET /fixture/screen HTTP/1.1\r\nHost: 127.0.0.1\r\n" + UPGRADE)
        text = HELLO.encode()
        deaf.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)
        node = house.outputs.stream_nodes[0]
        await wait_until(lambda: node.view(0).to == "2 connected")

        for level in range(5 * FPS):
            house.slots[0, 0] = level % 256
            house.step()
            frame = await see_and_pong(good)
            assert frame.payload[0] == level % 256
            await ack(good, frame)

        await wait_until(lambda: node.view(0).to == "1 connected")
        assert house.state == "ok"
        deaf.close()


async def see_and_pong(client: ClientConnection) -> StreamFrame:
    while isinstance(message := await client.recv(), str):
        if json.loads(message)["type"] == "ping":
            await client.send('{"type": "pong", "t": 0}')
    return StreamFrame.from_bytes(message)


async def test_an_unknown_fixture_is_closed_with_4404_and_a_sentence(house: House) -> None:
    async with house.connect("nobody") as client:
        with pytest.raises(ConnectionClosed):
            await client.recv()

    assert client.close_code == 4404
    assert client.close_reason is not None
    assert "no WebSocket fixture 'nobody'" in client.close_reason
    assert len(house.refused) == 1


@pytest.mark.parametrize("path", ["", "screen/more", "..%2Fscreen", "%00", "x" * 5000])
async def test_any_other_path_is_closed_with_4404(house: House, path: str) -> None:
    async with house.connect(path) as client:
        with pytest.raises(ConnectionClosed):
            await client.recv()

    assert client.close_code == 4404


async def test_a_malformed_message_is_answered_and_ten_close_the_connection(house: House) -> None:
    async with house.connect() as client:
        await client.send(HELLO)
        await hear(client)
        for _ in range(10):
            await client.send("nonsense")
        errors = [await hear(client) for _ in range(10)]
        with pytest.raises(ConnectionClosed):
            await client.recv()

    assert {error["type"] for error in errors} == {"error"}
    assert client.close_code == 4400
    assert len(house.refused) == 10
    assert {peer for peer, _ in house.refused} == {"websocket 127.0.0.1"}


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        (None, True),
        ("http://127.0.0.1:8000", True),
        ("http://showbox.lan:8000", True),
        ("http://127.0.0.1.evil.example", False),
        ("http://evil.example", False),
        ("http://localhost", False),
        ("null", False),
        ("http://[", False),
    ],
)
async def test_pages_of_strangers_are_kept_out(house: House, origin: str | None, *, welcome: bool) -> None:
    if welcome:
        async with house.connect(origin=origin) as client:
            await client.send(HELLO)
            assert (await hear(client))["type"] == "hello"
        return
    with pytest.raises(InvalidStatus) as caught:
        await house.connect(origin=origin)
    assert caught.value.response.status_code == 403
    assert len(house.refused) == 1


async def test_a_name_that_a_stranger_could_rebind_to_us_is_kept_out(house: House) -> None:
    status = await raw(house, b"Host: evil.example\r\nOrigin: http://evil.example\r\n")
    assert status.startswith(b"HTTP/1.1 403")

    status = await raw(house, b"Host: showbox.lan:8001\r\nOrigin: http://showbox.lan:8000\r\n")
    assert status.startswith(b"HTTP/1.1 101")


async def test_a_handshake_without_host_or_with_two_is_refused(house: House) -> None:
    assert (await raw(house, b"")).startswith(b"HTTP/1.1 400")
    assert (await raw(house, b"Host: a\r\nHost: b\r\n")).startswith(b"HTTP/1.1 400")


async def raw(house: House, headers: bytes) -> bytes:
    """Shake hands by hand; give the first line of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.outputs.stream_port)
    writer.write(b"GET /fixture/screen HTTP/1.1\r\n" + headers + UPGRADE)
    line = await reader.readline()
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()
    return line


@pytest.mark.parametrize(
    "noise",
    [
        b"\x00\x01\x02\x03\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST /fixture/screen HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /fixture/screen HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_no_websocket_is_counted_once_and_costs_nobody_anything(house: House, noise: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.outputs.stream_port)
    with contextlib.suppress(ConnectionError):
        writer.write(noise)
        await reader.read()
        writer.close()
        await writer.wait_closed()
    await wait_until(lambda: bool(house.refused))

    async with house.connect() as client:
        await client.send(HELLO)
        assert (await hear(client))["type"] == "hello"
    assert len(house.refused) == 1


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (bytes([0x81, 0xFE]) + (5000).to_bytes(2) + bytes(4) + b"x" * 5000, 1009),
        (bytes([0x81, 0xFF]) + (2**62).to_bytes(8) + bytes(4), 1009),
        (bytes([0x81, 0x82]) + bytes(4) + b"\xff\xfe", 1007),
        (bytes([0x81, 0x02]) + b"hi", 1002),
        (bytes([0xF1, 0x80]) + bytes(4), 1002),
    ],
)
async def test_broken_frames_close_their_connection_and_are_counted(house: House, frame: bytes, code: int) -> None:
    async with house.connect() as client:
        await client.send(HELLO)
        await hear(client)
        client.transport.write(frame)
        with pytest.raises(ConnectionClosed):
            await client.recv()

    assert client.close_code == code
    await wait_until(lambda: bool(house.refused))
    assert str(code) in house.refused[0][1]


async def test_of_a_flood_of_connections_few_stay_and_a_fixture_comes_in(house: House) -> None:
    with contextlib.ExitStack() as stack:

        def knock() -> None:
            stack.enter_context(socket.create_connection(("127.0.0.1", house.outputs.stream_port)))

        for _ in range(2 * MOST):
            knock()
            await asyncio.sleep(0)
        async with house.connect() as client:
            await client.send(HELLO)
            assert (await hear(client))["type"] == "hello"
            await wait_until(lambda: len(house.refused) >= MOST)

    assert {reason for _peer, reason in house.refused} == {
        "too many connections that say nothing; the eldest was closed"
    }


async def test_a_client_that_is_cut_off_is_forgotten(house: House) -> None:
    client = await house.connect()
    await client.send(HELLO)
    await hear(client)
    client.transport.abort()

    await wait_until(lambda: house.outputs.stream_nodes[0].view(0).to == "0 connected")

    assert house.refused == []


async def test_the_end_of_the_show_shows_its_last_picture_and_says_goodbye() -> None:
    async with asyncio.timeout(20):
        outputs = build(0, lambda _peer, _reason: None)
        async with outputs:
            house = House(outputs, [])
            client = await house.connect()
            await client.send(HELLO)
            await hear(client)
            house.slots[0, 0] = 200
            house.step()
            outputs.terminate()
            last = await see(client)
            with pytest.raises(ConnectionClosed):
                await client.recv()

        assert last.payload[0] == 200
        assert (client.close_code, client.close_reason) == (1001, "the show has ended")


async def test_leaving_closes_clients_that_were_not_told() -> None:
    async with asyncio.timeout(20):
        async with build(0, lambda _peer, _reason: None) as outputs:
            client = await House(outputs, []).connect()
            await client.send(HELLO)
            await hear(client)
        with pytest.raises(ConnectionClosed):
            await client.recv()
        assert client.close_code == 1001


async def test_a_port_in_use_is_one_sentence_with_port_and_option() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUseError, match=f"port {port}/tcp .* in use .* --fixtures-port"):
            await build(port, lambda _peer, _reason: None).__aenter__()


async def test_a_client_whose_network_takes_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    class Transport:
        aborted = False

        def abort(self) -> None:
            self.aborted = True

    class StuckConnection:
        transport = Transport()

        async def send(self, message: str | bytes) -> None:
            await asyncio.Event().wait()
            raise AssertionError(message)

    monkeypatch.setattr("controller.outputs.stream.SEND_TIMEOUT_S", 0)
    connection = StuckConnection()

    await say(connection, b"frame")

    assert connection.transport.aborted
