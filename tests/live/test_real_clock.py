"""The machine's own clock: it wakes at an absolute deadline, by timerfd where there is one."""

import asyncio
import socket
import time

import pytest

from controller.run import clock as clocks
from controller.run import wakefulness
from controller.run.clock import RealClock, boot_id
from controller.run.loop import Beat, FrameLoop
from controller.run.wakefulness import AWAKE_S


async def test_the_clock_wakes_at_its_deadlines_and_never_before() -> None:
    with RealClock() as clock:
        begin = clock.now()
        late = []
        for tick in range(1, 11):
            await clock.wait_until(begin + tick * 0.005)
            late.append(clock.now() - (begin + tick * 0.005))
    assert min(late) >= 0
    assert sorted(late)[5] < 0.02


async def test_a_deadline_that_has_passed_returns_at_once_and_lets_others_run() -> None:
    turned = asyncio.Event()
    asyncio.get_running_loop().call_soon(turned.set)
    with RealClock() as clock:
        await clock.wait_until(clock.now() - 1)
    assert turned.is_set()


async def test_what_came_by_a_socket_is_acted_on_before_a_passed_deadline_returns() -> None:
    ours, theirs = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=ours)
    heard = asyncio.create_task(reader.readexactly(1))
    await asyncio.sleep(0)
    with RealClock() as clock:
        theirs.send(b"!")
        await clock.wait_until(clock.now() - 1)
    assert heard.done()
    writer.close()
    theirs.close()


async def test_whoever_stays_awake_is_on_the_dot_lets_others_have_their_turns_and_can_be_woken() -> None:
    loop = asyncio.get_running_loop()
    turns: list[float] = []
    with RealClock() as clock:

        def turn() -> None:
            turns.append(clock.now())
            again[0] = loop.call_soon(turn)

        late = []
        for ahead_s in (AWAKE_S / 2, 0.01):
            again = [loop.call_soon(turn)]
            deadline = clock.now() + ahead_s
            await clock.wait_until(deadline, sharp=True)
            late.append(clock.now() - deadline)
            again[0].cancel()
        assert min(late) >= 0
        assert len(turns) > 2
        before = clock.now()
        loop.call_later(0.001, clock.wake)
        await clock.wait_until(before + 60, sharp=True)
        loop.call_soon(clock.wake)
        await clock.wait_until(clock.now() + AWAKE_S / 2, sharp=True)
        assert clock.now() < before + 30


async def test_who_is_woken_just_as_sleep_ends_does_not_stay_awake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wakefulness, "AWAKE_S", 30.0)
    ring = clocks._ring
    with RealClock() as clock:

        def ring_and_wake(rung: "asyncio.Future[None]") -> None:
            ring(rung)
            monkeypatch.setattr(clocks, "_ring", ring)
            clock.wake()

        monkeypatch.setattr(clocks, "_ring", ring_and_wake)
        before = clock.now()
        await clock.wait_until(before + 30.005, sharp=True)
        assert clock.now() < before + 15


async def test_a_wait_that_is_cancelled_leaves_the_clock_usable() -> None:
    with RealClock() as clock:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(clock.wait_until(clock.now() + 60), 0.01)
        before = clock.now()
        await clock.wait_until(before + 0.005)
        assert clock.now() >= before + 0.005


def test_a_clock_can_be_closed_twice() -> None:
    clock = RealClock()
    clock.close()
    clock.close()


def test_the_boot_has_a_name_that_stays() -> None:
    assert boot_id() == boot_id() != ""


async def test_frames_follow_the_monotonic_clock_when_the_clock_on_the_wall_jumps_an_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wall = [1_800_000_000.0]
    monkeypatch.setattr(time, "time", lambda: wall[0])
    beats: list[Beat] = []
    with RealClock() as clock:
        loop = FrameLoop(clock, fps=50, anchor=clock.now(), first=1)

        def step(beat: Beat) -> None:
            beats.append(beat)
            wall[0] += {5: 3600, 10: -7200}.get(len(beats), 0)
            if len(beats) == 15:
                loop.stop()

        begin = clock.now()
        await loop.run(step)
        passed = clock.now() - begin
    assert beats[-1].tick == pytest.approx(passed * 50, abs=2)
    assert [beat.tick for beat in beats] == sorted({beat.tick for beat in beats})
