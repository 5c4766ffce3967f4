"""From an OSC ``/kintsugi/go`` to the first changed packet: ``kintsugi bench latency``.

The engine plays cues that snap; a process of its own presses GO at moments that have nothing to do with its ticks, and
listens where the packets go. Measured with frames at their turn, and with ``immediate``.
"""

import asyncio
import socket
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np

from controller.inputs.osc import OscSettings, osc_in
from controller.model.ports import Listener
from controller.run.bench.beside import aside
from controller.run.bench.stand import FPS, Stand, show_of
from controller.run.seam import LocalSeam

GAP_S = 0.5371
"""Between two GOs: longer than the lock-out, slow enough for the guard, and in no proportion to a tick."""
SLOTS_AT = 126
GO = b"/kintsugi/go\0\0\0\0,\0\0\0"
_ANSWER_S = 2.0


@dataclass(frozen=True, slots=True)
class Latency:
    """How long GO took to the wire, milliseconds.

    Attributes:
        immediate: whether the show asks for frames at once.
        count: GOs that were answered; ``missed``: those that were not.
    """

    immediate: bool
    count: int
    missed: int
    p50_ms: float
    p99_ms: float
    max_ms: float


def measure_latency(count: int, *, immediate: bool, port: int) -> Latency:
    """Press GO many times and measure."""
    return asyncio.run(_measure(count, immediate=immediate, port=port))


async def _measure(count: int, *, immediate: bool, port: int) -> Latency:
    stand = Stand(show_of(_text(count + 1, immediate=immediate, port=port)), ())
    async with stand.standing(), asyncio.timeout(count * (GAP_S + _ANSWER_S) + 30):
        osc_port = _free_port()
        settings = OscSettings(Listener("127.0.0.1", osc_port, "udp", "--osc-port"))
        async with osc_in(LocalSeam(stand.engine), settings):
            with aside(_press, ("127.0.0.1", osc_port), ("127.1.0.1", port), count) as presser:
                await stand.run(count * GAP_S + 0.5, immediate=immediate)
            took = presser.noted
    answered = took[took >= 0] * 1000
    p50, p99, most = (float(each) for each in np.percentile(answered, (50, 99, 100))) if len(answered) else (0, 0, 0)
    return Latency(immediate, len(answered), count - len(answered), p50, p99, most)


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
    return port


def _text(cues: int, *, immediate: bool, port: int) -> str:
    """Write a show of one lamp whose cues snap between full and dark."""
    lines = "\n".join(
        f"  - {{cue: {number}, look: {{lamp: {{level: {(number % 2) * 100}%}}}}, fade: 0s}}"
        for number in range(1, cues + 1)
    )
    return (
        f"show: {{name: Latency, fps: {FPS}, immediate: {str(immediate).lower()}, on_exit: hold}}\n"
        f"nodes: {{lamps: {{protocol: sacn, to: '127.1.0.1:{port}'}}}}\n"
        f"fixtures: {{lamp: {{profile: generic/rgb, at: lamps 1/1}}}}\ncues:\n{lines}\n"
    )


def _press(talk: Connection, engine: tuple[str, int], node: tuple[str, int], count: int) -> None:
    """Press GO again and again; send float64 [count], seconds until the light changed, -1 = it never did."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ear,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand,
    ):
        ear.bind(node)
        talk.send("ready")
        time.sleep(2.0)
        took, shown = np.full(count, -1.0), b"\0"
        for press in range(count):
            pressed = time.monotonic()
            hand.sendto(GO, engine)
            while (left := pressed + _ANSWER_S - time.monotonic()) > 0:
                ear.settimeout(left)
                try:
                    slot = ear.recv(2048)[SLOTS_AT : SLOTS_AT + 1]
                except TimeoutError:
                    break
                if slot != shown:
                    shown, took[press] = slot, time.monotonic() - pressed
                    break
            time.sleep(max(0.0, pressed + GAP_S - time.monotonic()))
        talk.recv()
        talk.send(took)
