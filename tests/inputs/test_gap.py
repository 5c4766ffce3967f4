"""Streams are read after a frame has left, and not while it is about to."""

import asyncio
import socket

from controller.inputs.gap import CLOSED_S, Gap
from controller.inputs.hearing import CALM_S, GATHER_S, TURN_S, Habits, hear
from tests.fakes.virtual_time import VirtualTimeLoop, virtual_time

FPS = 40
TICK_S = 1 / FPS


def now() -> float:
    return asyncio.get_running_loop().time()


def gap_of(tick: int = 0) -> Gap:
    """Give the gap behind the frame of a tick that left on the dot; tick 0 is when the loop begins."""
    gap = Gap(now)
    gap.begin_at(0.0, FPS)
    gap.after_step(tick)
    return gap


@virtual_time
async def test_without_frames_nobody_waits_for_one() -> None:
    gap = Gap(now)
    gap.after_step(0)
    await asyncio.sleep(100.0)
    await gap.opens()
    await gap.rest(0.5)
    assert now() == 100.5


@virtual_time
async def test_in_the_gap_who_rests_sleeps_as_long_as_it_wishes() -> None:
    gap = gap_of()
    await gap.rest(0.002)
    assert now() == 0.002


@virtual_time
async def test_who_would_wake_shortly_before_a_frame_wakes_when_it_has_left() -> None:
    gap = gap_of()
    asyncio.get_running_loop().call_at(1.7 * TICK_S, gap.after_step, 1)  # which leaves late
    await gap.rest(TICK_S - CLOSED_S)
    assert now() == 1.7 * TICK_S


@virtual_time
async def test_a_frame_that_was_hurried_opens_the_gap_until_the_next_ones_moment() -> None:
    gap = gap_of()
    await asyncio.sleep(TICK_S - CLOSED_S)
    asyncio.get_running_loop().call_soon(gap.after_step, 1)
    await gap.opens()
    assert now() == TICK_S - CLOSED_S
    await gap.rest(CLOSED_S)
    assert now() == TICK_S


@virtual_time
async def test_a_stream_is_read_in_gaps_and_what_comes_alone_at_once() -> None:
    loop, gap, heard = asyncio.get_running_loop(), gap_of(), list[tuple[int, float]]()
    ear, mouth = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ear, mouth:
        ear.settimeout(0)
        for tick in range(1, 9):
            loop.call_at(tick * TICK_S, gap.after_step, tick)
        for number in range(200):
            loop.call_at(TICK_S + number * 0.0005, mouth.send, bytes([number]))
        loop.call_at(8 * TICK_S - CLOSED_S / 2, mouth.send, b"\xff")
        hearing = asyncio.create_task(hear(ear, lambda packet, _: heard.append((packet[0], now())), Habits(8, 64), gap))
        await asyncio.sleep(8 * TICK_S)
        hearing.cancel()
    assert [number for number, _ in heard] == [*range(200), 255]
    alone, streamed = heard[-1][1], [at for _, at in heard[2:-1]]
    assert alone == 8 * TICK_S - CLOSED_S / 2
    assert all((at + 1e-9) % TICK_S <= TICK_S - CLOSED_S for at in streamed)
    assert len(set(streamed)) <= 0.1 / GATHER_S, "they are read together"
    assert max(at - (TICK_S + number * 0.0005) for number, at in heard[:-1]) <= CLOSED_S + 2 * GATHER_S


@virtual_time
async def test_a_stream_that_pauses_is_over_and_its_next_word_is_read_at_once() -> None:
    loop, heard = asyncio.get_running_loop(), list[float]()
    ear, mouth = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ear, mouth:
        ear.settimeout(0)
        for at in (0.0, 0.0, 0.5):
            loop.call_at(at, mouth.send, b"x")
        hearing = asyncio.create_task(hear(ear, lambda *_: heard.append(now()), Habits(8, 64), Gap(now)))
        await asyncio.sleep(CALM_S + 2 * GATHER_S)
        assert len(heard) == 2
        await asyncio.sleep(1.0)
        hearing.cancel()
    assert heard[2:] == [0.5]


@virtual_time
async def test_where_frames_take_a_whole_tick_streams_are_read_after_each_all_the_same() -> None:
    loop, gap, heard = asyncio.get_running_loop(), gap_of(), list[float]()
    assert isinstance(loop, VirtualTimeLoop)

    def take(_packet: bytes, _sender: object) -> None:
        heard.append(now())
        loop.pass_s(1.2 * TURN_S)

    ear, mouth = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with ear, mouth:
        ear.settimeout(0)
        for tick in range(9):
            loop.call_at((tick + 1) * TICK_S - CLOSED_S / 4, gap.after_step, tick)
        for _ in range(8):
            loop.call_at(TICK_S - CLOSED_S / 2, mouth.send, b"x")
        hearing = asyncio.create_task(hear(ear, take, Habits(8, 64), gap))
        await asyncio.sleep(8 * TICK_S)
        hearing.cancel()
    assert len(heard) == 8
    assert heard[-1] < TICK_S - CLOSED_S / 4 + 8 * 1.5 * TURN_S, "they wait for one frame, and not for a second"
