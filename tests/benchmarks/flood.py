"""A flood against a running engine: ``python -m tests.benchmarks.flood [seconds] [per second] [hostile|valid]``.

Loopback only, bounded by its arguments (25 s at 20,000/s are 500,000 datagrams). *hostile*: sACN, Art-Net, OSC and
noise, nearly right and fixed by a seed; *valid*: OSC messages that mean something. Meanwhile a cue is called over HTTP
again and again, and the packets of a wave that never stands still are timed where they arrive, by the kernel's clock. A
frame that came more than half a tick off its beat is told from one that never came. The same engine is measured before
the flood, too, since a busy machine is late by itself: read the two columns against each other. *Clean* are the frames
of which the machine took nothing (decision 36), by accounts that the engine's process keeps (``watched_engine``).
Measures; judges nothing.
"""

import os
import socket
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from controller.run.bench.beside import aside
from controller.run.bench.receiver import receive
from controller.run.bench.stand import TAKEN_S
from controller.wire.osc import encode_message
from tests.benchmarks.resume import engine_pid
from tests.benchmarks.watched_engine import NOTES
from tests.engine_process import EngineProcess
from tests.fuzz.mutate import mutations

CAPTURES = Path(__file__).parents[1] / "captures"
SHOW = """
nodes: {wall: {protocol: sacn, to: 127.0.1.2}, stage: {protocol: sacn, to: 127.0.1.3}}
fixtures:
  tile: {profile: generic/rgb, count: 170, layout: {line: 17}, at: wall 1/1}
  lamp: {profile: generic/rgb, at: stage 2/1}
zones: {lamps: lamp}
cues:
  - {cue: 1, look: {tile: {color: gold, level: 100%}, lamp: {level: 100%}}, effect: {wave: {of: hue, period: 3s}}}
  - {cue: 2, look: {tile: {color: red, level: 100%}}, effect: {wave: {of: hue, period: 2s}}}
bindings: [{sacn: 1/1, to: zone lamps level}, {artnet: 0/1, to: zone lamps level}]
"""
"""What the flood moves is another node's, for a wall that it dimmed to black would rightly be sent nothing new."""
WALL, STAGE = ("127.0.1.2", 5568), ("127.0.1.3", 5568)
FPS = 44
HALF_MS = 500 / FPS
PACKETS = 20_000
SLICE_S = 0.005


def hostile(osc_port: int) -> list[tuple[bytes, tuple[str, int]]]:
    """Give packets and where they go, protocols in turn."""
    found: list[tuple[bytes, tuple[str, int]]] = []
    for number, (prefix, port) in enumerate((("sacn", 5568), ("artnet", 6454), ("osc", osc_port))):
        seeds = [path.read_bytes() for path in sorted(CAPTURES.glob(f"{prefix}_*.bin"))]
        found += [(packet, ("127.0.0.1", port)) for packet in mutations(seeds, PACKETS // 3, seed=number)]
    return [found[place] for place in sorted(range(len(found)), key=lambda place: place % (PACKETS // 3))]


def valid(osc_port: int) -> list[tuple[bytes, tuple[str, int]]]:
    """Give messages that move a fader, and where they go."""
    levels = (number / 100 for number in range(101))
    return [(encode_message("/kintsugi/zone/lamps/level", [level]), ("127.0.0.1", osc_port)) for level in levels]


def engine_of(engine: EngineProcess) -> dict[str, Any]:
    found: dict[str, Any] = engine.state()["engine"]
    return found


def flood(
    engine: EngineProcess, kinds: list[tuple[bytes, tuple[str, int]]], *, seconds: float, per_s: int
) -> tuple[int, list[float]]:
    """Send for so long; say how many went out and how long each cue that was called meanwhile took."""
    packets = cycle(kinds)
    waits: list[float] = []
    sent, start = 0, time.monotonic()
    next_cue_s = 0.5
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        while (now_s := time.monotonic() - start) < seconds:
            while sent < now_s * per_s:
                packet, to = next(packets)
                sender.sendto(packet, to)
                sent += 1
            if now_s >= next_cue_s:
                next_cue_s = now_s + 1
                began = time.perf_counter()
                engine.console.post("/api/v1/intents", json={"kind": "goto", "cue": "1", "list": "main"})
                waits.append(time.perf_counter() - began)
            time.sleep(SLICE_S)
    return sent, waits


@dataclass(frozen=True, eq=False, slots=True)
class Frames:
    """The packets of the wall, one a frame, in some stretch of time.

    Attributes:
        off_ms: float64 [frames], how far each came from the even beat that fits all of them best.
        clean: bool [frames], whether the machine took nothing of it nor of the one before, by the engine's accounts.
        missing: so many frames never came.
    """

    off_ms: NDArray[np.float64]
    clean: NDArray[np.bool_]
    missing: int

    @property
    def line(self) -> str:
        """Say it: percentiles of all frames, then of clean ones."""
        clean = self.off_ms[self.clean]
        late = f"more than half a tick off: {(self.off_ms > HALF_MS).sum()}, clean {(clean > HALF_MS).sum()}"
        told = f"{spread(self.off_ms)}; clean ({self.clean.mean():.0%}) {spread(clean)}"
        return f"{told}; {late}; never came: {self.missing}"


def spread(ms: NDArray[np.float64]) -> str:
    """Say percentiles of some milliseconds."""
    p50, p99 = np.percentile(ms, (50, 99)) if len(ms) else (np.nan, np.nan)
    return f"p50 {p50:.2f}, p99 {p99:.2f}, most {ms.max(initial=0):.2f}"


def frames_of(came: NDArray[np.float64], taken: NDArray[np.float64], begin: float, end: float) -> Frames:
    """Look at the frames of a stretch of time.

    Args:
        came: when packets of the wall came.
        taken: float64 [stretches, 2] as ``watched_engine`` writes them.
        begin: where the stretch begins, and where it ends: ``end``.
    """
    here = came[(came > begin) & (came < end)]
    ends = np.searchsorted(taken[:, 0], here)  # all that began since the packet before was for this one
    whole = np.diff(np.concatenate(([0.0], np.cumsum(taken[:, 1])))[ends], prepend=0.0) < TAKEN_S
    clean = whole & np.append(True, whole[:-1])
    clean[:1] = False
    even = fit(here)
    off = here - even
    lost = round((here[-1] - here[0]) * FPS) + 1 - len(here)
    return Frames(np.abs(off) * 1000, clean, lost)


def fit(came: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give each packet the moment it belongs to: of the even beat that fits them best, one moment for each.

    Of two that are nearest to one moment the first is the one before it, and came late.
    """
    phase = np.angle(np.exp(2j * np.pi * came * FPS).mean()) / 2 / np.pi
    number = np.arange(len(came))
    ahead = np.round(came * FPS - phase) - number
    moments: NDArray[np.float64] = (np.minimum.accumulate(ahead[::-1])[::-1] + number + phase) / FPS
    return moments


def cpu_of(pid: int) -> float:
    """Give the seconds of the processor that a process has used, all threads together."""
    return sum(int(each.read_text().split()[0]) for each in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9


def main() -> None:
    """Flood, and print what became of it."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 25.0
    per_s = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        osc_port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder, aside(receive, [WALL, STAGE]) as receiver:
        show = Path(folder) / "flood.show.yaml"
        show.write_text(SHOW, encoding="utf-8")
        notes = Path(folder) / "notes"
        os.environ[NOTES] = str(notes)
        house = ("tests.benchmarks.watched_house", str(show), str(osc_port))
        with EngineProcess(show, Path(folder), house=house) as engine:
            kinds = valid(osc_port) if "valid" in sys.argv[3:] else hostile(osc_port)
            engine.console.post("/api/v1/intents", json={"kind": "goto", "cue": "1", "list": "main"})
            time.sleep(1)
            start, begun = engine_of(engine), time.monotonic()
            pid = engine_pid(engine)
            used = [cpu_of(pid)]
            _, quiet = flood(engine, kinds, seconds=seconds, per_s=0)
            used.append(cpu_of(pid))
            before, between = engine_of(engine), time.monotonic()
            sent, waits = flood(engine, kinds, seconds=seconds, per_s=per_s)
            used.append(cpu_of(pid))
            after, ended = engine_of(engine), time.monotonic()
        taken = np.frombuffer(notes.read_bytes()).reshape(-1, 2)
    wall = receiver.noted[receiver.noted[:, 2] == 0]
    print(f"{sent} datagrams in {seconds:.0f} s; before that as long without any")  # noqa: T201  a command speaks
    rest, busy = used[1] - used[0], used[2] - used[1]
    cost = (busy - rest) / max(sent, 1) * 1e6
    print(f"engine: {rest / seconds:.0%} of a core without, {busy / seconds:.0%} with: {cost:.1f} us a datagram")  # noqa: T201
    for what in ("late", "skipped", "stage_errors"):
        print(f"{what}: {before[what] - start[what]} without, {after[what] - before[what]} with")  # noqa: T201
    for name, first, last in (("without", begun, between), ("with", between, ended)):
        print(f"packets off their beat {name}, ms: {frames_of(wall[:, 0], taken, first, last).line}")  # noqa: T201
    print(f"packets that came and could not be kept to be counted: {int(receiver.noted[:, 3].sum())}")  # noqa: T201
    for name, each in (("without", quiet), ("with", waits)):
        print(f"a cue {name}, ms: {', '.join(f'{wait * 1000:.0f}' for wait in each)}")  # noqa: T201
    print(f"refused: {after['bad_input']}")  # noqa: T201


if __name__ == "__main__":
    main()
