"""What each stage of a frame takes: ``python -m tests.benchmarks.frame_speed [SCENE] [UNIVERSES] [FRAMES]``.

Plays a reference scene of ``kintsugi bench line-rate`` without senders and without a clock. Tells the CPU time of every
stage, which frames are dear, and a digest of all slots: equal digests are equal shows. Measures; judges nothing.
"""

import gc
import sys
from collections.abc import Mapping
from hashlib import sha256
from time import thread_time
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from controller.faults.link.ways import Twist
from controller.frame.pipeline import Painter
from controller.model.snapshot import NodeView
from controller.run.bench.line_rate import build_scene, first_intents
from controller.run.engine import Engine
from controller.run.loop import Beat
from controller.run.refusals import Refusals
from controller.run.replay import beginning
from controller.run.timings import Timings

FIRST = 44
"""Frames that are played before any is counted."""
DEAREST = 6


class Nowhere:
    """An output that keeps a digest of what it was given."""

    def __init__(self) -> None:
        self.digest = sha256()

    def send(
        self,
        tick: int,
        slots: NDArray[np.uint8],
        *,
        lost: frozenset[str],
        cut: frozenset[str],
        twists: Mapping[str, Twist],
    ) -> None:
        """Take a frame."""
        del tick, lost, cut, twists
        self.digest.update(slots.data)

    def write(self, words: Mapping[str, Mapping[int, str]]) -> None:
        """Nobody reads."""

    def views(self, _tick: int) -> tuple[NodeView, ...]:
        """There are no nodes."""
        return ()

    def silent(self, _tick: int) -> frozenset[str]:
        """Nobody is silent."""
        return frozenset()

    def unconfirmed(self) -> frozenset[str]:
        """Nobody owes an answer."""
        return frozenset()


def play(scene: Literal["playback", "full"], universes: int, frames: int) -> tuple[dict[str, NDArray[np.float64]], str]:
    """Play a scene.

    Returns:
        Milliseconds of each stage, float64 [frames], and the digest of all slots.
    """
    show = build_scene(scene, universes, host="127.0.0.1", port=5568)
    output = Nowhere()
    engine = Engine(
        show, night="speed", output=output, journal=None, start=beginning(show, Painter(show)), refusals=Refusals()
    )
    engine.timings = Timings(thread_time)
    for intent in first_intents(scene):
        engine.put(intent, source="bench", role="operator")
    gc.collect()
    gc.freeze()
    spent: dict[str, list[float]] = {}
    for tick in range(1, FIRST + frames + 1):
        engine.step(Beat(tick, 0, 0.0, is_late=False))
        for stage in _stages(engine.timings):
            spent.setdefault(stage, []).append(engine.timings.last(stage) * 1e3)
    return {stage: np.array(laps) for stage, laps in spent.items()}, output.digest.hexdigest()


def _stages(timings: Timings) -> tuple[str, ...]:
    return tuple(timing.stage for timing in timings.percentiles())


def told(laps: Mapping[str, NDArray[np.float64]]) -> list[str]:
    """Put the laps into lines: each stage, then the dearest frames with what was dear in them."""
    whole = np.sum([laps[stage] for stage in laps if stage != "send"], axis=0)
    lines = [f"{'stage':12} {'least':>7} {'p50':>7} {'p99':>7} {'most':>7}  ms"]
    for stage, ms in (*laps.items(), ("frame", whole)):
        p50, p99 = np.percentile(ms[FIRST:], (50, 99))
        lines.append(f"{stage:12} {ms[FIRST:].min():7.2f} {p50:7.2f} {p99:7.2f} {ms[FIRST:].max():7.2f}")
    for frame in np.argsort(-whole)[:DEAREST]:
        parts = ", ".join(f"{stage} {laps[stage][frame]:.1f}" for stage in laps if laps[stage][frame] > 1)
        lines.append(f"tick {frame + 1}: {whole[frame]:.1f} ms ({parts})")
    return lines


if __name__ == "__main__":
    which: Literal["playback", "full"] = "playback" if "playback" in sys.argv else "full"
    size, length = ([int(each) for each in sys.argv[2:]] + [512, 440][len(sys.argv[2:]) :])[:2]
    stages, digest = play(which, size, length)
    print("\n".join([*told(stages), f"digest {digest}"]))  # noqa: T201 - a program
