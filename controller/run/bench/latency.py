"""From a message to the first changed packet: ``kintsugi bench latency``.

The engine plays cues that snap, and a lamp that is broken and made whole; a process of its own sends OSC at moments
that have nothing to do with its ticks, and listens where the packets go. Measured with frames at their turn, and with
``immediate``. Of HALT it is counted, too, how many frames began before no fault acted any more.

How long a message waits for the next tick depends on where in a tick it comes, and the middle of forty that come
anywhere is 1.8 ms off by chance. So they are sent at moments that fill a tick evenly, each kind of message by itself:
forty leave 0.3 ms to chance. And the 99th of a hundred is told by the two that took longest, so one or two stalls of
the machine hide what the product does: the 99th of those whose frames were clean stands beside it.
"""

import asyncio
import math
import socket
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Final, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.inputs.osc import OscSettings, osc_in
from controller.model.intent import Go, Intent
from controller.model.ports import Listener
from controller.model.state import ShowState
from controller.run.bench.arrival import ANCILLARY_BYTES, came_at, open_ear, wall_behind
from controller.run.bench.beside import aside
from controller.run.bench.stand import FPS, TAKEN_S, Run, Stand, show_of
from controller.run.seam import LocalSeam

GAP_TICKS: Final = 23
"""Whole ticks between two messages: longer than the lock-out, slow enough for the guard."""
_GOLDEN: Final = 0.618
SLOTS_AT = 126
GO: Final = b"/kintsugi/go\0\0\0\0,\0\0\0"
INJECT: Final = b"/kintsugi/fault/dark/inject\0,\0\0\0"
HALT: Final = b"/kintsugi/faults/clear\0\0,\0\0\0"
_ANSWER_S = 2.0
_NODE: Final = "127.1.0.1"
Message: TypeAlias = Literal["go", "inject", "halt"]
_Frames: TypeAlias = list[tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Latency:
    """How long a message took to the wire, milliseconds.

    Attributes:
        message: what was sent.
        immediate: whether the show asks for frames at once.
        count: messages that were answered; ``missed``: those that were not.
        clean: share of those answered during which the machine took nothing of any frame.
        p99_clean_ms: the 99th of them alone; of all, if there are none.
        most_ticks: of HALT, the most frames that began after it was sent until no fault acted, that one counted; None
            for the others.
    """

    message: Message
    immediate: bool
    count: int
    missed: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    clean: float
    p99_clean_ms: float
    most_ticks: int | None = None


def measure_latency(count: int, *, immediate: bool, port: int) -> tuple[Latency, ...]:
    """Press GO many times and measure; then break a lamp and HALT as often."""
    cues = _head(immediate=immediate, port=port) + _cues(count + 1)
    went, _frames = asyncio.run(_measure(cues, (), (GO,) * count, port))
    lamp = _head(immediate=immediate, port=port) + _BROKEN
    broke, frames = asyncio.run(_measure(lamp, (Go(),), (INJECT, HALT) * count, port))
    most = max((ticks_to_none(frames, pressed) for pressed in broke[1::2, 0]), default=0)
    return (
        _told("go", went, immediate=immediate),
        _told("inject", broke[::2], immediate=immediate),
        _told("halt", broke[1::2], immediate=immediate, most_ticks=most),
    )


def ticks_to_none(frames: _Frames, pressed: float) -> int:
    """Count the frames that began after a moment, up to the first in which no fault acts, that one too.

    Args:
        frames: when each began, seconds, and whether a fault acted in it.
        pressed: seconds on the same clock.
    """
    after = [acts for begun, acts in frames if begun > pressed]
    return after.index(False) + 1 if False in after else len(after) + 1


def gap_s(count: int) -> float:
    """Say how long after each other so many messages are sent, seconds: their places in a tick are evenly spread.

    So are those of every second one, if the number of all is even. Near the golden ratio, those of any part are nearly
    so.
    """
    fair = (step for step in range(count + 1) if math.gcd(step, count) == 1)
    return (GAP_TICKS + min(fair, key=lambda step: abs(step - _GOLDEN * count)) / count) / FPS


def are_clean(run: Run, noted: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say of each message whether the machine took nothing of any frame that left until its answer came.

    Args:
        run: the frames.
        noted: float64 [messages, 2 or more], when each was sent and how long its answer took, seconds.
    """
    left = run.moments + run.lateness
    taken = np.append(0.0, np.cumsum(run.taken))
    first, last = (np.searchsorted(left, moment) for moment in (noted[:, 0], noted[:, 0] + noted[:, 1]))
    clean: NDArray[np.bool_] = taken[np.minimum(last + 1, len(run.taken))] - taken[first] < TAKEN_S
    return clean


def _told(message: Message, noted: NDArray[np.float64], *, immediate: bool, most_ticks: int | None = None) -> Latency:
    took, is_clean = noted[noted[:, 1] >= 0, 1] * 1000, noted[noted[:, 1] >= 0, 2] > 0
    missed = len(noted) - len(took)
    if not len(took):
        return Latency(message, immediate, 0, missed, 0, 0, 0, 0, 0, most_ticks)
    p50, p99, most = (float(each) for each in np.percentile(took, (50, 99, 100)))
    p99_clean = float(np.percentile(took[is_clean] if is_clean.any() else took, 99))
    share = float(is_clean.mean())
    return Latency(message, immediate, len(took), missed, p50, p99, most, share, p99_clean, most_ticks)


async def _measure(
    text: str, first: tuple[Intent, ...], messages: tuple[bytes, ...], port: int
) -> tuple[NDArray[np.float64], _Frames]:
    """Play a show while a process beside it sends messages.

    Returns:
        Of each message when it was sent, how long it took and whether it was clean; of each frame when it began, and
        whether an injected fault acts.
    """
    stand, frames = Stand(show_of(text), first), _Frames()

    def watch(begun: float, state: ShowState) -> None:
        frames.append((begun, any(fault.origin == "injected" for fault in state.faults)))

    stand.watch = watch
    gap = gap_s(len(messages))
    async with stand.standing(), asyncio.timeout(len(messages) * (gap + _ANSWER_S) + 30):
        osc_port = _free_port()
        settings = OscSettings(Listener("127.0.0.1", osc_port, "udp", "--osc-port"))
        async with osc_in(LocalSeam(stand.engine), settings):
            with aside(_press, ("127.0.0.1", osc_port), (_NODE, port), messages) as presser:
                run = await stand.run(len(messages) * gap + 0.5)
    return np.column_stack([presser.noted, are_clean(run, presser.noted)]), frames


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
    return port


def _head(*, immediate: bool, port: int) -> str:
    """Write the head of a show of one lamp."""
    return (
        f"show: {{name: Latency, fps: {FPS}, immediate: {str(immediate).lower()}, on_exit: hold}}\n"
        f"nodes: {{lamps: {{protocol: sacn, to: '{_NODE}:{port}'}}}}\n"
        "fixtures: {lamp: {profile: generic/rgb, at: lamps 1/1}}\n"
    )


def _cues(cues: int) -> str:
    """Write cues that snap between full and dark."""
    lines = "\n".join(
        f"  - {{cue: {number}, look: {{lamp: {{level: {(number % 2) * 100}%}}}}, fade: 0s}}"
        for number in range(1, cues + 1)
    )
    return f"cues:\n{lines}\n"


_BROKEN: Final = """
cues: [{cue: 1, look: {lamp: {level: 100%}}, fade: 0s}]
faults: {dark: {kind: dead, zone: lamp, amount: 100%}}
"""
"""A lamp that is full, and dark while the fault acts; nothing mends it but its end."""


def _press(talk: Connection, engine: tuple[str, int], node: tuple[str, int], messages: tuple[bytes, ...]) -> None:
    """Send one message after another; talk then of each: float64 [messages, 2], when it was sent, and its answer.

    Both are seconds; the answer is how long the light took to change, by when the packet came and not by when it was
    read; -1 = it never did. Moments that pass while one is waited for are left out.
    """
    with (
        open_ear(node) as ear,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hand,
    ):
        talk.send("ready")
        time.sleep(2.0)
        noted = np.full((len(messages), 2), -1.0)
        shown = _shown_now(ear)
        due, gap = time.monotonic(), gap_s(len(messages))
        for press, message in enumerate(messages):
            time.sleep(max(0.0, due - time.monotonic()))
            pressed = noted[press, 0] = time.monotonic()
            hand.sendto(message, engine)
            while (left := pressed + _ANSWER_S - time.monotonic()) > 0:
                ear.settimeout(left)
                try:
                    packet, ancillary, _flags, _source = ear.recvmsg(2048, ANCILLARY_BYTES)
                except TimeoutError:
                    break
                if (slot := packet[SLOTS_AT : SLOTS_AT + 1]) != shown:
                    shown, noted[press, 1] = slot, came_at(ancillary, wall_behind()) - pressed
                    break
            due += gap * math.ceil((time.monotonic() - due) / gap)
        talk.recv()
        talk.send(noted)


def _shown_now(ear: socket.socket) -> bytes:
    """Read what came until now; give the newest value of the lamp."""
    shown = b"\0"
    ear.settimeout(0)
    while True:
        try:
            shown = ear.recv(2048)[SLOTS_AT : SLOTS_AT + 1]
        except BlockingIOError:
            return shown
