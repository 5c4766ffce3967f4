"""Connections come to WebSocket fixtures a few at a time: of a flood the newest wait, and those who speak come in."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from controller.outputs.entrance import ACCEPTED, LET_IN, PEER_RATE, ROUND_S, SHARE, Entrance, Guests
from controller.outputs.waiting import MOST

FLOOD = MOST + 40


@dataclass
class Porch:
    """An entrance whose rests end when the test says so."""

    port: int
    guests: Guests
    clients: list[socket.socket] = field(default_factory=list)
    let_in: list[socket.socket] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    rests: list[float] = field(default_factory=list)
    rested: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    def connect(self, word: bytes = b"") -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port))
        client.sendall(word)
        client.settimeout(0)
        self.clients.append(client)
        return client

    async def rest(self, seconds: float) -> None:
        self.rests.append(seconds)
        await self.rested.acquire()

    async def take_in(self, guest: socket.socket) -> None:
        self.let_in.append(guest)
        self.guests.come("127.0.0.1")

    async def rounds(self, condition: Callable[[], bool]) -> None:
        """Let rounds pass until something is so."""
        while not condition():
            if self.rested.locked():
                self.rested.release()
            await asyncio.sleep(0)


def _is_open(client: socket.socket) -> bool:
    try:
        return client.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


@pytest.fixture
async def porch() -> AsyncIterator[Porch]:
    with contextlib.ExitStack() as stack:
        ear = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=1024))
        ear.settimeout(0)
        made = Porch(ear.getsockname()[1], Guests())
        entrance = Entrance(
            [ear],
            made.take_in,
            made.guests,
            refuse=lambda peer, reason: made.refused.append(f"{peer}: {reason}"),
            rest=made.rest,
        )
        watch = asyncio.create_task(entrance.watch())
        try:
            async with asyncio.timeout(20):
                yield made
        finally:
            watch.cancel()
            await asyncio.wait({watch})
            for each in (*made.clients, *made.let_in):
                each.close()


async def test_of_a_flood_that_says_nothing_the_newest_wait_and_the_rest_is_closed(porch: Porch) -> None:
    for _ in range(FLOOD):
        porch.connect()

    await porch.rounds(lambda: len(porch.refused) == FLOOD - MOST)

    assert [_is_open(client) for client in porch.clients] == [False] * 40 + [True] * MOST
    assert porch.let_in == []
    assert set(porch.refused) == {
        "websocket 127.0.0.1: too many connections that say nothing; the eldest was closed",
    }


async def test_who_speaks_comes_in_through_a_flood_of_the_silent(porch: Porch) -> None:
    for _ in range(FLOOD):
        porch.connect()
    porch.connect(b"G")
    for _ in range(FLOOD):
        porch.connect()

    await porch.rounds(lambda: bool(porch.let_in))

    assert porch.let_in[0].recv(1) == b"G"


async def test_a_round_accepts_a_few_lets_in_two_and_then_rests(porch: Porch) -> None:
    for _ in range(2 * ACCEPTED):
        porch.connect(b"G")

    await porch.rounds(lambda: len(porch.let_in) == 2 * LET_IN)

    assert porch.rests == [ROUND_S] * 3  # the first accepted some, in the others they were heard


async def test_one_address_may_not_hold_all_that_may_be_open(porch: Porch) -> None:
    for _ in range(SHARE):
        porch.guests.come("127.0.0.1")
    late = porch.connect(b"G")

    await porch.rounds(lambda: bool(porch.refused))

    assert not _is_open(late)
    assert porch.refused == [f"websocket 127.0.0.1: {SHARE} connections of this address are open; this one was closed"]
    assert not porch.guests.refusal("10.0.0.7")


async def test_a_flood_that_speaks_is_closed_beyond_its_rate(porch: Porch) -> None:
    def come_and_go() -> bool:
        porch.connect(b"G").close()
        while porch.let_in:
            porch.let_in.pop().close()
            porch.guests.go("127.0.0.1")
        return any("in a short time" in each for each in porch.refused)

    await porch.rounds(come_and_go)

    assert len(porch.clients) > PEER_RATE.burst


async def test_who_leaves_without_a_word_is_nobodys_trouble(porch: Porch) -> None:
    porch.connect().close()
    porch.connect(b"G")

    await porch.rounds(lambda: bool(porch.let_in))

    assert porch.refused == []


async def test_who_says_nothing_for_long_is_closed(porch: Porch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("controller.outputs.waiting.PATIENCE_S", 0.0)
    silent = porch.connect()

    await porch.rounds(lambda: bool(porch.refused))

    assert not _is_open(silent)
    assert "no word within" in porch.refused[0]
