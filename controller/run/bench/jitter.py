"""How punctual frames are while people look: ``kintsugi bench jitter``.

64 universes, the web server in a process of its own, twenty consoles that take every frame and a hundred requests a
second; with ordinary scheduling and, where it is permitted, with real-time priority.
"""

import asyncio
import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import numpy as np
from websockets.asyncio.client import connect

from controller.model import intent as intents
from controller.run.bench.beside import aside
from controller.run.bench.line_rate import build_scene, percentiles_ms
from controller.run.bench.receiver import receive
from controller.run.bench.scene import node_address
from controller.run.bench.stand import Stand
from controller.run.bench.witness import clean_ticks, watch
from controller.run.processes.child import Child
from controller.run.processes.engine import PRIORITY
from controller.run.processes.order import Order
from controller.run.processes.supervisor import WEB
from controller.run.remote.server import offer
from controller.run.seam import LocalSeam
from controller.run.settings import Settings
from controller.web.binding import bind_console
from controller.wire.stream import StreamFrame

CONSOLES: Final = 20
REQUESTS_A_SECOND: Final = 100
UNIVERSES: Final = 64


@dataclass(frozen=True, slots=True)
class Jitter:
    """How late frames were complete.

    Attributes:
        realtime: whether the engine had real-time priority.
        lateness_ms: percentiles over all frames; ``lateness_clean_ms``: over those in clean windows.
        frames_shown: frames that the consoles took together; ``requests``: answers they got.
    """

    realtime: bool
    universes: int
    seconds: float
    lateness_ms: dict[str, float]
    lateness_clean_ms: dict[str, float]
    clean: float
    skipped: int
    frames_shown: int
    requests: int


def measure_jitter(seconds: float, *, realtime: bool, port: int) -> Jitter | None:
    """Play with the house full; None = real-time priority is not permitted here."""
    if realtime and not _may_be_realtime():
        return None
    return asyncio.run(_measure(seconds, realtime=realtime, port=port))


async def _measure(seconds: float, *, realtime: bool, port: int) -> Jitter:
    stand = Stand(build_scene("playback", UNIVERSES, host="127.0.0.1", port=port), (intents.Go(),))
    async with stand.standing(), _console(stand) as console_port:
        people = aside(_crowd, console_port)
        crowd = await asyncio.to_thread(people.__enter__)  # they are seated once the engine has answered them
        with (
            aside(watch) as witness,
            aside(receive, [(node_address("127.0.0.1", 0), port)]),
            _priority(wanted=realtime),
        ):
            run = await stand.run(seconds)
        await asyncio.to_thread(people.__exit__, None, None, None)
    clean = clean_ticks(witness.noted, run.moments, run.fps)
    kept = run.lateness[clean] if clean.any() else run.lateness
    return Jitter(
        realtime=realtime,
        universes=UNIVERSES,
        seconds=seconds,
        lateness_ms=percentiles_ms(run.lateness),
        lateness_clean_ms=percentiles_ms(kept),
        clean=float(clean.mean()),
        skipped=run.skipped,
        frames_shown=int(crowd.noted[0]),
        requests=int(crowd.noted[1]),
    )


@contextlib.asynccontextmanager
async def _console(stand: Stand) -> AsyncIterator[int]:
    """Stand the web server up as the supervisor does; gives its port."""
    with tempfile.TemporaryDirectory(prefix="kintsugi-bench-") as folder, bind_console("127.0.0.1", 0) as console:
        path = Path(folder) / "seam"
        async with offer(LocalSeam(stand.engine), path):
            web = await Child.start(WEB, (console.fileno(),))
            order = Order("bench", Settings(home=Path(folder)), str(path), console_fd=console.fileno())
            web.order(order.to_json())
            await web.wait_ready()
            try:
                yield console.getsockname()[1]
            finally:
                await web.kill()


@contextlib.contextmanager
def _priority(*, wanted: bool) -> Iterator[None]:
    """Give this thread real-time priority while the block runs."""
    if wanted:
        os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(PRIORITY))
    try:
        yield
    finally:
        if wanted:
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def _may_be_realtime() -> bool:
    if not hasattr(os, "sched_setscheduler"):
        return False
    try:
        with _priority(wanted=True):
            return True
    except OSError:
        return False


def _crowd(talk: Connection, port: int) -> None:
    """Be twenty consoles and a hundred requests a second until told to end; send [frames shown, answers got]."""
    talk.send(np.array(asyncio.run(_look(talk, port)), np.float64))


async def _look(talk: Connection, port: int) -> tuple[int, int]:
    counts = [0, 0]
    seated = asyncio.Barrier(CONSOLES + 1)
    tasks = [asyncio.create_task(_be_a_console(port, counts, seated)) for _ in range(CONSOLES)]
    await seated.wait()
    talk.send("ready")
    tasks.append(asyncio.create_task(_ask(port, counts)))
    while not talk.poll():  # noqa: ASYNC110 - a pipe of another process has no event
        await asyncio.sleep(0.05)
    talk.recv()
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    return counts[0], counts[1]


async def _be_a_console(port: int, counts: list[int], seated: asyncio.Barrier) -> None:
    async with connect(f"ws://127.0.0.1:{port}/ws/console", max_size=None) as console:
        await console.recv()
        await seated.wait()
        async for message in console:
            if isinstance(message, bytes):
                counts[0] += 1
                await console.send(f'{{"type": "shown", "tick": {StreamFrame.from_bytes(message).tick}}}')


async def _ask(port: int, counts: list[int]) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    while True:
        counts[1] += await asyncio.to_thread(_is_well, connection)
        await asyncio.sleep(1 / REQUESTS_A_SECOND)


def _is_well(connection: HTTPConnection) -> bool:
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    answer.read()
    return answer.status == 200
