"""A socket is read at once when something comes alone, and many at a time in a stream."""

import asyncio
import socket
import time
from collections.abc import Iterator

import pytest

from controller.inputs.gap import Gap
from controller.inputs.hearing import CALM_S, TURN_S, Habits, hear
from tests.fakes.virtual_time import VirtualTimeLoop


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mouth,
    ):
        ear.settimeout(0)
        ear.bind(("127.0.0.1", 0))
        mouth.connect(ear.getsockname())
        yield ear, mouth


async def test_everything_is_handed_over_in_order_and_never_too_many_in_one_turn(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    ear, mouth = pair
    turns: list[list[bytes]] = [[]]
    for number in range(20):
        mouth.send(bytes([number]))
    hearing = asyncio.create_task(
        hear(ear, lambda packet, _sender: turns[-1].append(packet), Habits(longest=8, most=4), Gap())
    )
    while sum(map(len, turns)) < 20:
        await asyncio.sleep(0)
        turns.append([])
    hearing.cancel()
    assert [packet[0] for turn in turns for packet in turn] == list(range(20))
    assert 1 < max(map(len, turns)) <= 1 + 4


async def test_what_takes_long_to_read_gives_frames_their_turn_between(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    ear, mouth = pair
    turns = [0]

    def take_long(_packet: bytes, _sender: object) -> None:
        turns[-1] += 1
        begun = time.monotonic()
        while time.monotonic() - begun < 2 * TURN_S:
            pass

    for number in range(20):
        mouth.send(bytes([number]))
    hearing = asyncio.create_task(hear(ear, take_long, Habits(longest=8, most=64), Gap()))
    while sum(turns) < 20:
        await asyncio.sleep(0)
        turns.append(0)
    hearing.cancel()
    assert max(turns) <= 2, "the first of a turn is taken before time is looked at"


async def test_a_longer_datagram_is_known_by_one_byte_too_many(pair: tuple[socket.socket, socket.socket]) -> None:
    ear, mouth = pair
    heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    hearing = asyncio.create_task(
        hear(ear, lambda packet, _sender: heard.set_result(packet), Habits(longest=8, most=4), Gap())
    )
    mouth.send(bytes(100))
    assert len(await heard) == 9
    hearing.cancel()


class Unwatching(VirtualTimeLoop):
    """A loop that lets nobody watch a socket, as that of Windows."""

    def add_reader(self, *_given: object) -> None:
        raise NotImplementedError


def test_a_loop_that_lets_nobody_watch_a_socket_hears_all_the_same(pair: tuple[socket.socket, socket.socket]) -> None:
    ear, mouth = pair
    heard: list[bytes] = []

    async def listen() -> None:
        came = asyncio.Event()

        def take(packet: bytes, _sender: object) -> None:
            heard.append(packet)
            came.set()

        hearing = asyncio.create_task(hear(ear, take, Habits(longest=8, most=4), Gap()))
        for number in range(3):
            mouth.send(bytes([number]))
            async with asyncio.timeout(5):
                await came.wait()
            came.clear()
            await asyncio.sleep(2 * CALM_S)
        hearing.cancel()

    with asyncio.Runner(loop_factory=Unwatching) as runner:
        runner.run(listen())
    assert heard == [b"\0", b"\1", b"\2"]
