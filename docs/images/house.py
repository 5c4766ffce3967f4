"""Makes the pictures of faults on the house itself: ``python docs/images/house.py [NAME …]``.

A night on disk is played by the engine on a clock that passes by itself, and really hangs, dies and is resumed. Every
picture is a strip of moments as the simulated fixtures show them, also of those in which no frame comes: the upper half
of the wall hangs on a node that holds the last frame, the lower half on one that goes dark after half a second.
"""

import asyncio
import io
import sys
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from controller.model.facts import Breakable, Resumed
from controller.model.intent import Go, Inject
from controller.model.show import Show
from controller.outputs.building import Identity
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs
from controller.run import night as nights
from controller.run.breaking import Breaking
from controller.run.clock import SimulatedClock
from controller.run.engine import Engine
from controller.run.far_end import plan_rig
from controller.run.last_sent import LastSent
from controller.run.loop import Beat, FrameLoop
from controller.run.refusals import Refusals
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.far_end import FarEnd
from fixtures.lamp import Light
from fixtures.library import load_profiles
from fixtures.picture import render_strip

HERE = Path(__file__).parent
GAP, SHADE = 4, 24
"""Pixels between two evenings, and their grey."""
COLORS = 256
STEP_S = 0.05
"""Between two looks at the far end while no frame comes."""
AWAY_S = 1.5
"""From the death of an engine to the first frame of the next one; measured: less than two seconds."""
STRUCK_S = 2.0
"""The fault comes in the middle of a fade of four seconds that begins at a half."""
EVENING = """
show: {name: House, fps: 22, seed: 2143, on_exit: black}
nodes:
  holds: {protocol: sacn, to: 127.0.1.2}
  darkens: {protocol: sacn, to: 127.0.1.3, on_loss: black, dark_after: 500ms}
fixtures:
  upper: {profile: generic/rgb, count: 60, layout: {grid: [12, 5], spacing: 0.25, origin: [0, 2.2, 0]}, at: holds 1/1}
  lower: {profile: generic/rgb, count: 60, layout: {grid: [12, 5], spacing: 0.25, origin: [0, 0.8, 0]}, at: darkens 2/1}
zones: {wall: "upper, lower"}
looks:
  evening: {wall: {color: "#7a5cd6", level: 80%}}
  morning: {wall: {color: amber, level: 80%}}
cues:
  - {cue: 1, look: evening, fade: 0s}
  - cue: 2
    look: morning
    fade: 4s
    effect: {wave: {on: wall, of: level, period: 3s, amount: 70%, length: 3, direction: right}}
panic: {look: evening, fade: 1s}
faults:
  stall: {kind: stall, hang: 900ms}
  kill: {kind: kill}
  disk-full: {kind: disk-full, for: 2s}
"""


@dataclass(frozen=True, slots=True)
class Strip:
    """One picture.

    Attributes:
        moments: seconds at which it is taken.
        beside: whether the same evening without the fault stands below it.
        width: pixels of one picture.
    """

    moments: tuple[float, ...]
    beside: bool = False
    width: int = 180


STRIPS: Mapping[str, Strip] = MappingProxyType(
    {
        "gallery-stall": Strip((1.95, 2.3, 2.8, 3.1)),
        "gallery-kill": Strip((1.95, 2.3, 3.2, 3.7)),
        "gallery-disk-full": Strip((1.95, 2.8, 3.7, 6.0), beside=True, width=150),
    }
)


class Killed(Exception):  # noqa: N818 - it is no error
    """The engine was ended by force."""


class Evening:
    """One night of the show, with everything that the house does for it.

    Attributes:
        lights: what was seen at each moment, float32 [cells, 3].
        told: what the log said of the disk.
    """

    def __init__(self, show: Show, moments: tuple[float, ...], folder: Path) -> None:
        self.lights: list[Light] = []
        self.told: list[str] = []
        self._show, self._moments = show, moments
        self._clock, self._last_sent = SimulatedClock(), LastSent()
        self._far_end = FarEnd(plan_rig(show))
        self._link = MemoryLink(lambda packet, to: self._far_end.deliver(to, packet, self._clock.now()), record=False)
        now = self._now()
        self._night = nights.begin(
            folder, show, file="house", text=EVENING, now=now, flusher=None, last_sent=self._last_sent
        )
        self._stand()

    def _now(self) -> nights.Moment:
        return nights.Moment(self._clock.now(), "picture", datetime(2026, 11, 21, 20, 0, tzinfo=UTC))

    def _stand(self) -> None:
        """Start an engine for the night, as the supervisor does."""
        night, refusals = self._night, Refusals()
        identity = Identity(
            bytes(range(16)), "House", zlib.crc32(night.name.encode()), resumed=night.resumed, clock=self._clock.now
        )
        outputs = Outputs(
            self._show, identity=identity, open_link=lambda _node: self._link, refuse=refusals.refuse, stream=None
        )
        self._engine = Engine(
            self._show, night=night.name, output=outputs, journal=night.journal, start=night.start, refusals=refusals
        )
        self._breaking = Breaking(self._engine, night.journal.disk, kill=self._die, hang=self._pass)
        if night.resumed:
            self._engine.put(Resumed(stood_still=night.stood_still), source="engine", role="engine")
        self._engine.put(Breakable(self._breaking.can), source="engine", role="engine")
        first = self._engine.state.tick + 1
        self._loop = FrameLoop(self._clock, fps=self._show.fps, anchor=night.anchor, first=first)

    async def play(self, fault: str) -> None:
        """Play to the last moment; an engine that dies is followed by another one.

        Args:
            fault: what is injected; empty = nothing.
        """
        self._deeds = [(0.1, Go()), (0.5, Go()), *([(STRUCK_S, Inject(fault))] if fault else [])]
        while len(self.lights) < len(self._moments):
            try:
                await self._loop.run(self._step)
            except Killed:
                self._night.journal.abandon()
                self._pass(AWAY_S)
                folder = self._night.folder
                self._night = nights.resume(
                    folder, self._show, now=self._now(), flusher=None, last_sent=self._last_sent
                )
                self._stand()
        self.told += [record.text for record in self._engine.snapshot().log if record.what == "disk"]
        self._night.journal.close(self._engine.state.tick)

    def _step(self, beat: Beat) -> None:
        while self._deeds and self._deeds[0][0] <= self._clock.now():
            self._engine.put(self._deeds.pop(0)[1], source="picture", role="operator")
        self._engine.step(beat)
        self._link.deliver(beat.tick)
        self._look()
        self._breaking.after_step()
        if len(self.lights) == len(self._moments):
            self._loop.stop()

    def _pass(self, seconds: float) -> None:
        """Let time go by in which no frame leaves."""
        for _ in range(round(seconds / STEP_S)):
            self._clock.advance(STEP_S)
            self._look()

    def _look(self) -> None:
        light = self._far_end.look(self._clock.now())
        if len(self.lights) < len(self._moments) and self._clock.now() >= self._moments[len(self.lights)]:
            self.lights.append(light)

    def _die(self, _house: str) -> None:
        raise Killed


@cache
def evening() -> Show:
    """Build the show."""
    show, problems = check_show(EVENING, file="house", profiles=load_profiles())
    if show is None:
        raise LookupError(render_all(problems, EVENING))
    return show


def played(moments: tuple[float, ...], fault: str) -> Evening:
    """Play the evening with a fault, or with none."""
    with TemporaryDirectory() as folder:
        night = Evening(evening(), moments, Path(folder))
        asyncio.run(night.play(fault))
    return night


def take(name: str) -> NDArray[np.uint8]:
    """Play the show and draw a strip of it: uint8 [height, width, 3]."""
    strip, fault = STRIPS[name], name.removeprefix("gallery-")
    place = np.asarray(evening().rig.position)
    nights_of_it = [fault, ""] if strip.beside else [fault]
    strips = [render_strip(place, played(strip.moments, each).lights, width=strip.width) for each in nights_of_it]
    rows = [np.asarray(Image.open(io.BytesIO(png)).convert("RGB")) for png in strips]
    gap = np.full((GAP, rows[0].shape[1], 3), SHADE, np.uint8)
    return np.vstack([part for row in rows for part in (row, gap)][:-1])


if __name__ == "__main__":
    for each in sys.argv[1:] or STRIPS:
        out = io.BytesIO()
        few = Image.fromarray(take(each)).quantize(COLORS, kmeans=3, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
        (HERE / f"{each}.png").write_bytes(out.getvalue())
