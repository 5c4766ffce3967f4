"""How soon a dead engine's night goes on: ``python -m tests.benchmarks.resume [playback|full] [universes] [seconds]``.

Plays a reference scene in two processes to a measuring receiver, for so many seconds; then the engine is killed
(SIGKILL), and after as long again stopped (SIGSTOP). Told is how long the receiver heard nothing: from the blow to the
first packet of the engine that took over. One that hangs is noticed after a second, which is part of the figure.
Measures; judges nothing.
"""

import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import numpy as np

from controller.run.bench.beside import aside
from controller.run.bench.receiver import receive
from controller.run.bench.scene import LAYERS, UNIVERSES_A_NODE, SceneName, node_address, scene_text
from tests.engine_process import EngineProcess

PORT: Final = 15568
FPS: Final = 44
SILENCE_S: Final = 0.15
AFTER_S: Final = 12.0
BLOWS: Final = (signal.SIGKILL, signal.SIGSTOP)


def engine_pid(house: EngineProcess) -> int:
    """Number of the engine that plays now: of the supervisor's children the one that writes the journal."""
    for folder in Path("/proc").iterdir():
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            opened = {file.readlink().name for file in (folder / "fd").iterdir()}
        except (OSError, ValueError):
            continue
        if parent == house.process.pid and "journal.jsonl" in opened:
            return int(folder.name)
    raise RuntimeError("no engine writes a journal")


def begin(house: EngineProcess, scene: SceneName) -> None:
    """Start the scene as its bench does."""
    words: list[dict[str, str]] = [{"kind": "go"}]
    if scene == "full":
        words = [{"kind": "goto", "cue": "1", "list": name} for name in ("main", *LAYERS)]
        words += [{"kind": "inject", "fault": name} for name in ("storm", "flick")]
    for word in words:
        house.console.post("/api/v1/intents", json=word)


def main() -> None:
    """Strike twice, and print what became of it."""
    scene: SceneName = "full" if "full" in sys.argv[1:2] else "playback"
    universes = int(sys.argv[2]) if len(sys.argv) > 2 else 256
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 15.0
    addresses = [(node_address("127.", number), PORT) for number in range(-(-universes // UNIVERSES_A_NODE))]
    struck: list[float] = []
    with tempfile.TemporaryDirectory() as folder, aside(receive, addresses) as receiver:
        show = Path(folder) / "scene.show.yaml"
        show.write_text(scene_text(scene, universes, host="127.", port=PORT, fps=FPS), encoding="utf-8")
        with EngineProcess(show, Path(folder), split=True) as house:
            begin(house, scene)
            for blow in BLOWS:
                time.sleep(seconds)
                engine = engine_pid(house)
                struck.append(time.monotonic())
                os.kill(engine, blow)
            time.sleep(AFTER_S)
            log = [line["what"] for line in house.state()["log"]]
    came = receiver.noted[:, 0]
    for blow, at in zip(BLOWS, struck, strict=True):
        heard = came[came > at - 1]
        again = heard[1:][(np.diff(heard) > SILENCE_S) & (heard[1:] > at)]
        told = f"{again[0] - at:.2f} s from the blow to the next packet" if len(again) else "never went on"
        print(f"{scene}, {universes} universes, {blow.name}: {told}")  # noqa: T201  a command speaks
    print(f"resumed {log.count('resumed')} times")  # noqa: T201


if __name__ == "__main__":
    main()
