"""The machine's own clock: it wakes at an absolute deadline, by timerfd where there is one."""

import asyncio
import time

import pytest

from controller.run.clock import RealClock, boot_id
from controller.run.loop import Beat, FrameLoop


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
