"""The feedback task on simulated time: prompt, never faster than it may be, and not ended by an error."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from pythonosc.osc_message_builder import build_msg

from controller.inputs.osc import OscIn, OscSettings
from controller.model.snapshot import ListView, Snapshot
from controller.wire.osc import decode_packet
from tests.fakes.seam import SNAPSHOT, FakeSeam
from tests.fakes.virtual_time import virtual_time


class Recorder:
    """Keeps when what was sent."""

    def __init__(self) -> None:
        self.lines: list[tuple[float, str, object]] = []

    def send(self, packet: bytes, _to: tuple[str, int]) -> None:
        [message] = decode_packet(packet)
        self.lines.append((asyncio.get_running_loop().time(), message.address, message.arguments[0]))


@asynccontextmanager
async def feeding(seam: FakeSeam) -> AsyncIterator[Recorder]:
    """Run the feedback for one subscriber."""
    async with asyncio.TaskGroup() as tasks:
        recorder = Recorder()
        clock = asyncio.get_running_loop().time
        osc = OscIn(seam, tasks, clock=clock, send=recorder.send, settings=OscSettings())
        osc.receive(build_msg("/kintsugi/subscribe", []).dgram, ("127.0.0.1", 5000))
        recorder.lines.clear()
        feed = tasks.create_task(osc.feed())
        yield recorder
        feed.cancel()


@virtual_time
async def test_a_change_is_told_within_a_thirtieth_of_a_second() -> None:
    seam = FakeSeam()
    async with feeding(seam) as recorder:
        await asyncio.sleep(5.01)
        assert recorder.lines == []
        seam.publish(replace(SNAPSHOT, blackout=True))
        await asyncio.sleep(1)
        [(at_s, address, value)] = recorder.lines
        assert (address, value) == ("/kintsugi/out/blackout", 1)
        assert at_s - 5.01 <= 0.034


@virtual_time
async def test_a_master_that_moves_every_tick_is_told_thirty_times_a_second_at_most() -> None:
    seam = FakeSeam()
    async with feeding(seam) as recorder:
        for tick in range(440):
            seam.publish(replace(SNAPSHOT, grand_master=tick / 440))
            await asyncio.sleep(1 / 44)
        assert 150 <= len(recorder.lines) <= 301


@virtual_time
async def test_a_fade_is_told_ten_times_a_second_without_any_new_revision() -> None:
    class FadingSeam(FakeSeam):
        def snapshot(self) -> Snapshot:
            left_s = max(0.0, 3.0 - asyncio.get_running_loop().time())
            return replace(SNAPSHOT, lists=(ListView("main", "1", None, "fading", 0.0, left_s, None),))

    async with feeding(FadingSeam()) as recorder:
        await asyncio.sleep(4)
        remaining = [value for _at_s, address, value in recorder.lines if address.endswith("/remaining")]
        assert 28 <= len(remaining) <= 31
        assert remaining == sorted(remaining, key=lambda value: -float(str(value)))
        assert remaining[-1] == 0.0


@virtual_time
async def test_after_the_lease_nobody_is_told() -> None:
    seam = FakeSeam()
    async with feeding(seam) as recorder:
        await asyncio.sleep(61)
        seam.publish(replace(SNAPSHOT, blackout=True))
        await asyncio.sleep(1)
        assert recorder.lines == []


@virtual_time
async def test_feedback_goes_on_after_an_error() -> None:
    class FailingSeam(FakeSeam):
        has_failed = False

        async def wait_snapshot(self, after_revision: int) -> Snapshot:
            if not self.has_failed:
                self.has_failed = True
                raise RuntimeError("broken")
            return await super().wait_snapshot(after_revision)

    seam = FailingSeam()
    async with feeding(seam) as recorder:
        await asyncio.sleep(1)
        seam.publish(replace(SNAPSHOT, blackout=True))
        await asyncio.sleep(1)
        assert seam.has_failed
        assert [address for _at_s, address, _value in recorder.lines] == ["/kintsugi/out/blackout"]


def test_time_jumps_in_these_tests() -> None:
    @virtual_time
    async def wait_a_day() -> None:
        await asyncio.sleep(86_400)

    wait_a_day()


def test_a_test_in_which_nothing_can_happen_fails() -> None:
    @virtual_time
    async def wait_for_ever() -> None:
        await asyncio.Event().wait()

    with pytest.raises(AssertionError, match="nothing will ever happen"):
        wait_for_ever()
