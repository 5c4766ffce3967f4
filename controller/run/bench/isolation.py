"""Whether broken neighbours are felt: ``kintsugi bench isolation``.

The same show with everybody well, and with half of the nodes gone, one WebSocket fixture that reads nothing and one OSC
peer over TCP whose window is full. What counts is how late the frames of the others are: those of the half that is well
in both, by when their last packet came to a receiver in another process, on the kernel's clock.

Both houses have two turns, well, broken, broken, well: what a machine does better or worse as time goes by falls on
both. How far the two turns of one house are apart is what chance does.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from websockets.asyncio.client import ClientConnection, connect

from controller.model import intent as intents
from controller.model.ports import Listener
from controller.outputs.outputs import StreamPlace
from controller.run.bench.beside import aside
from controller.run.bench.receiver import receive
from controller.run.bench.stand import FPS, Stand, show_of
from controller.run.processes.priority import may_take_priority

NODES: Final = 16
UNIVERSES_A_NODE: Final = 4
ALLOWED_MS: Final = 0.3
ALLOWED_PART: Final = 0.1
TURNS: Final = (False, True, True, False)
"""Whether half of the house is broken."""
_SMALL: Final = 4096
"""Bytes that those may be sent who read nothing, as near to it as the system goes."""


@dataclass(frozen=True, slots=True)
class Isolation:
    """How late frames were complete at the nodes of the first half, milliseconds; those of the other broke or not.

    Attributes:
        realtime: whether the engine had real-time priority.
        chance_ms: how far the 99th of one turn was from that of another of the same house, at most.
        holds: the broken ones cost the others less than a tenth or 0.3 ms, whichever is more.
    """

    realtime: bool
    well_p50_ms: float
    well_p99_ms: float
    broken_p50_ms: float
    broken_p99_ms: float
    chance_ms: float
    clean: float
    holds: bool


def measure_isolation(seconds: float, *, realtime: bool, port: int) -> Isolation | None:
    """Play the show with everybody well, and with half of the house broken, each for so long altogether.

    Returns:
        What came of it; None = real-time priority is not permitted here.
    """
    if realtime and not may_take_priority():
        return None
    seconds *= 2 / len(TURNS)
    turns = [asyncio.run(_measure(seconds, realtime=realtime, port=port, broken=broken)) for broken in TURNS]
    kept = [late[clean] if clean.any() else late for late, clean in turns]
    return compared(kept, min(clean.mean() for _, clean in turns), realtime=realtime)


def compared(turns: Sequence[NDArray[np.float64]], clean: float, *, realtime: bool) -> Isolation:
    """Hold the two houses against each other.

    Args:
        turns: how late the frames of each turn were, in the order of ``TURNS``; seconds.
        clean: share of frames that counted, in the worst turn.
        realtime: whether the engine had real-time priority.
    """
    houses = [[turn for turn, is_broken in zip(turns, TURNS, strict=True) if is_broken == broken] for broken in (0, 1)]
    (well_p50, well_p99), (broken_p50, broken_p99) = (
        (float(part) * 1000 for part in np.percentile(np.concatenate(house), (50, 99))) for house in houses
    )
    chance = max(float(np.ptp([np.percentile(turn, 99) for turn in house])) * 1000 for house in houses)
    holds = broken_p99 - well_p99 <= max(ALLOWED_MS, ALLOWED_PART * well_p99)
    return Isolation(realtime, well_p50, well_p99, broken_p50, broken_p99, chance, float(clean), holds)


async def _measure(
    seconds: float, *, realtime: bool, port: int, broken: bool
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Play one turn; gives how late each frame was, seconds, and which are clean."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL)
        show = show_of(_text(port=port, broken=broken, osc_port=deaf.getsockname()[1]))
        place = StreamPlace(Listener("127.0.0.1", 0, "tcp", "--fixtures-port"), ())
        stand = Stand(show, (intents.Go(),), stream=place)
        heard = [(f"127.1.1.{number + 1}", port) for number in range(NODES // 2 if broken else NODES)]
        async with stand.standing(), _fixture(stand.outputs.stream_port, reads=not broken):
            with aside(receive, heard) as receiver:
                run = await stand.run(seconds, realtime=realtime)
    came = last_came(run.earliest, receiver.noted, of=NODES // 2, fps=run.fps)
    late = np.where(came >= run.earliest, came - run.moments, 1 / run.fps)
    return late, run.clean


def last_came(earliest: NDArray[np.float64], came: NDArray[np.float64], *, of: int, fps: int) -> NDArray[np.float64]:
    """Say when the last packet of each frame came to some nodes.

    Args:
        earliest: seconds, when the first packet of each frame may come.
        came: float64 [n, 4], what the receiver noted: when packets came, how many, to which node, and what was lost.
        of: only the first so many nodes count.
        fps: frames a second; whatever comes until the next frame may come belongs to this one.

    Returns:
        float64 [frames], seconds; before the earliest where nothing of the frame came.
    """
    times = np.sort(came[came[:, 2] < of, 0])
    times = np.concatenate([[-np.inf], times])
    found: NDArray[np.float64] = times[np.searchsorted(times, earliest + 1 / fps) - 1]
    return found


def _text(*, port: int, broken: bool, osc_port: int) -> str:
    """Write a show of many small nodes; the broken half goes where nobody is."""
    nodes, fixtures, names = [], [], []
    for number in range(NODES):
        gone = broken and number >= NODES // 2
        address = f"127.9.9.{number + 1}" if gone else f"127.1.1.{number + 1}"
        nodes.append(f"  n{number}: {{protocol: {'artnet' if gone else 'sacn'}, to: '{address}:{port}'}}")
        fixtures.append(f"  f{number}: {{profile: generic/rgb, count: {UNIVERSES_A_NODE * 170}, at: n{number} 1/1}}")
        names.append(f"f{number}")
    osc = ["  media: {protocol: osc, to: '127.0.0.1:" + str(osc_port) + "', transport: tcp}"] if broken else []
    orb = ["  orb: {profile: generic/osc-rgb, at: media}"] if broken else []
    cues = [
        f"  - {{cue: {number}, look: {('one', 'two')[number % 2]}, fade: 2s, follow: after 0s}}"
        for number in range(1, 200)
    ]
    return "\n".join(
        [
            f"show: {{name: Isolation, fps: {FPS}, on_exit: hold}}",
            "nodes:",
            *nodes,
            *osc,
            "  wall: {protocol: websocket}",
            "fixtures:",
            *fixtures,
            *orb,
            "  screen: {profile: generic/projector, at: wall}",
            f"zones: {{all: '{', '.join(names)}'}}",
            "looks: {one: {all: {color: '#ff8020', level: 90%}}, two: {all: {color: '#2080ff', level: 60%}}}",
            "cues:",
            *cues,
            "  - {cue: 200, look: one}",
        ]
    )


@contextlib.asynccontextmanager
async def _fixture(port: int, *, reads: bool) -> AsyncIterator[None]:
    """Connect a WebSocket fixture that takes its frames, or one that reads nothing."""
    if not reads:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL)
            deaf.connect(("127.0.0.1", port))
            deaf.sendall(
                b"GET /fixture/screen HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
            )
            yield
        return
    async with connect(f"ws://127.0.0.1:{port}/fixture/screen", max_size=None) as fixture:
        reading = asyncio.create_task(_drain(fixture))
        try:
            yield
        finally:
            reading.cancel()


async def _drain(fixture: ClientConnection) -> None:
    async for _ in fixture:
        pass
