"""How punctual frames are while people look: ``kintsugi bench jitter``.

64 universes, the web server in a process of its own, twenty consoles that take every frame and a hundred requests a
second; with ordinary scheduling and, where it is permitted, with real-time priority.

Three things are told of each frame. How late it was begun: the machine's scheduler, and what else this process did. How
late it was complete: that, and the frame's own cost. And how far its end was from where the frames of this run end:
what a receiver sees, for whom it makes no difference that all frames come some milliseconds after their moment.
"""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
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
from controller.run.processes.child import Child
from controller.run.processes.order import Order
from controller.run.processes.priority import may_take_priority
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
        begun_ms: percentiles of how late frames were begun, over all of them.
        lateness_ms: of how late they were complete; ``lateness_clean_ms``: over clean ones.
        uneven_ms: of how far their ends were from the run's median; ``uneven_clean_ms``: of clean ones.
        frames_shown: frames that the consoles took together; ``requests``: answers they got.
    """

    realtime: bool
    universes: int
    seconds: float
    begun_ms: dict[str, float]
    lateness_ms: dict[str, float]
    lateness_clean_ms: dict[str, float]
    uneven_ms: dict[str, float]
    uneven_clean_ms: dict[str, float]
    clean: float
    skipped: int
    frames_shown: int
    requests: int


def measure_jitter(seconds: float, *, realtime: bool, port: int) -> Jitter | None:
    """Play with the house full; None = real-time priority is not permitted here."""
    if realtime and not may_take_priority():
        return None
    return asyncio.run(_measure(seconds, realtime=realtime, port=port))


async def _measure(seconds: float, *, realtime: bool, port: int) -> Jitter:
    stand = Stand(build_scene("playback", UNIVERSES, host="127.0.0.1", port=port), (intents.Go(),))
    async with stand.standing(), _console(stand) as console_port:
        people = aside(_crowd, console_port)
        crowd = await asyncio.to_thread(people.__enter__)  # they are seated once the engine has answered them
        with aside(receive, [(node_address("127.0.0.1", 0), port)]):
            run = await stand.run(seconds, realtime=realtime)
        await asyncio.to_thread(people.__exit__, None, None, None)
    clean = run.clean
    kept = clean if clean.any() else np.ones_like(clean)
    return Jitter(
        realtime=realtime,
        universes=UNIVERSES,
        seconds=seconds,
        begun_ms=percentiles_ms(run.begun),
        lateness_ms=percentiles_ms(run.lateness),
        lateness_clean_ms=percentiles_ms(run.lateness[kept]),
        uneven_ms=percentiles_ms(run.unevenness),
        uneven_clean_ms=percentiles_ms(run.unevenness[kept]),
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
        seam = LocalSeam(stand.engine)
        async with offer(seam, path, after_frame=seam.wait_painted):
            web = await Child.start(WEB, (console.fileno(),))
            order = Order("bench", Settings(home=Path(folder)), str(path), console_fd=console.fileno())
            web.order(order.to_json())
            await web.wait_ready()
            try:
                yield console.getsockname()[1]
            finally:
                await web.kill()


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
