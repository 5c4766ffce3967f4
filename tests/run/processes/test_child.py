"""A child as the supervisor hears it; what it says, the test says."""

import asyncio
import json

from controller.run.processes.child import Child
from controller.run.processes.rhythm import LATELY, Silence
from tests.fakes.virtual_time import virtual_time

SILENCE = Silence(even_s=1.0, most_s=5.0)


class Process:
    """A process that says what the test lets it say, and ends when the test lets it end."""

    def __init__(self) -> None:
        self.pid, self.returncode, self.stdin = 1, None, None
        self.stdout = asyncio.StreamReader()
        self.ended = asyncio.Event()

    async def wait(self) -> int:
        await self.ended.wait()
        return 0

    async def beat(self, *gaps: float) -> None:
        for gap in gaps:
            await asyncio.sleep(gap)
            self.stdout.feed_data(json.dumps({"beat": True}).encode() + b"\n")


async def gone(process: Process) -> None:
    """Let what it says end, so that nobody listens any more."""
    process.stdout.feed_eof()
    await asyncio.sleep(0)


async def silent_after(*gaps: float) -> float:
    """After how many seconds of silence one that beat with some gaps hangs."""
    process = Process()
    child = Child(process)  # type: ignore[arg-type]  # of a process it asks no more than this
    child.order("begin")
    beating = asyncio.create_task(process.beat(*gaps))
    assert not await child.wait_ended(SILENCE)
    assert beating.done(), "it was taken to hang while it went on"
    process.stdout.feed_eof()
    return asyncio.get_running_loop().time() - sum(gaps)


@virtual_time
async def test_one_that_beat_evenly_hangs_after_a_second() -> None:
    assert round(await silent_after(*[0.2] * (LATELY + 1)), 3) == 1.0


@virtual_time
async def test_one_whose_first_frames_are_slow_is_let_go_on() -> None:
    assert round(await silent_after(4.5, 1.5, 0.2), 3) == 5.0


@virtual_time
async def test_one_that_ends_is_seen_at_once() -> None:
    process = Process()
    child = Child(process)  # type: ignore[arg-type]  # of a process it asks no more than this
    asyncio.get_running_loop().call_later(0.5, process.ended.set)
    assert await child.wait_ended(SILENCE)
    assert asyncio.get_running_loop().time() == 0.5
    await gone(process)


@virtual_time
async def test_one_that_never_says_that_it_stands_is_waited_for_so_long_and_then_hangs() -> None:
    process = Process()
    child = Child(process)  # type: ignore[arg-type]  # of a process it asks no more than this
    child.order("take up the night")
    assert await child.wait_ready(180.0) == {}
    assert asyncio.get_running_loop().time() == 180.0
    child.order("begin")
    assert not await child.wait_ended(SILENCE)
    assert asyncio.get_running_loop().time() == 185.0
    await gone(process)


@virtual_time
async def test_one_that_says_that_it_stands_is_heard_at_once() -> None:
    process = Process()
    child = Child(process)  # type: ignore[arg-type]  # of a process it asks no more than this
    process.stdout.feed_data(b'{"ready": true, "folder": "x"}\n')
    assert await child.wait_ready(180.0) == {"ready": True, "folder": "x"}
    assert asyncio.get_running_loop().time() == 0.0
    await gone(process)


@virtual_time
async def test_one_that_nobody_listened_to_when_the_machine_stood_still_is_listened_to_first() -> None:
    process = Process()
    child = Child(process)  # type: ignore[arg-type]  # of a process it asks no more than this
    child.order("begin")
    await asyncio.sleep(6.0)  # all stand still after it was told to begin, before anybody listens
    asyncio.get_running_loop().call_later(0.5, process.ended.set)
    assert await child.wait_ended(SILENCE)
    await gone(process)
