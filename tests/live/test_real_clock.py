"""The machine's own clock: it wakes at an absolute deadline, by timerfd where there is one."""

import asyncio

import pytest

from controller.run.clock import RealClock, boot_id


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
