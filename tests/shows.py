"""Small shows for the tests of the core, and ``Played``: one of them played tick by tick, without clock or network.

Light is judged where a visitor stands: slots go through ``fixtures.lamp``, whose reading of a profile is its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from controller.frame.memory import Memory
from controller.frame.pipeline import Frame, Painter
from controller.model import intent as intents
from controller.model.incident import Incident
from controller.model.intent import Entry, Intent
from controller.model.patch import SLOTS
from controller.model.show import Show
from controller.model.state import Record, ShowState
from controller.run.far_end import plan_rig
from controller.run.turn import Staged, exchange
from controller.show.reduce import advance, initial, reduce
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.far_end import places_of
from fixtures.flash_report import FlashReport
from fixtures.lamp import lamp_of, seen_light
from fixtures.library import load_profiles
from fixtures.observer import Observer
from fixtures.profile import Mode

FPS = 40
PROFILES = load_profiles()

_HEAD = """
show: {name: Small, fps: 40, seed: 7, on_exit: fade 1s}
nodes:
  lamps: {protocol: sacn, to: 127.0.1.2}
"""

CUES = f"""{_HEAD}  desk: {{protocol: websocket}}
fixtures:
  lamp: {{profile: generic/rgb, count: 4, at: lamps 1/1}}
  par: {{profile: generic/rgbw-par, count: 2, at: lamps 1/101}}
  wide: {{profile: generic/dimmer-16bit, at: lamps 1/201}}
  screen: {{profile: generic/projector, at: desk}}
zones:
  lamps: lamp
  rest: par, wide, screen
looks:
  safe: {{lamp: {{color: green, level: 60%}}}}
cues:
  - {{cue: 1, label: Red, look: {{lamp: {{color: red, level: 100%}}, screen: {{level: 50%, text: One}}}}, fade: 2s}}
  - {{cue: 2, label: Blue, look: {{lamp 1-2: {{color: blue}}, wide: {{level: 80%}}}}, fade: 4s, back: 1s}}
  - {{cue: 3, label: Dim, look: {{lamp: {{level: 20%}}, screen: {{text: Two}}}}, fade: 0s, follow: 1s}}
  - {{cue: 4, label: Flash, look: {{lamp 1: {{level: 90%}}}}, fade: 1s, cue-only: true, follow: after 500ms}}
  - {{cue: 5, label: End, look: {{par: {{color: white, level: 40%}}}}, fade: 1s}}
panic: {{look: safe, fade: 1s}}
"""
"""One list of cues that fade, snap, follow and track."""

HOUSE = f"""{_HEAD}
fixtures:
  lamp: {{profile: generic/rgb, count: 4, at: lamps 1/1}}
  work: {{profile: generic/work-light, at: lamps 1/101}}
  exit: {{profile: generic/dimmer, at: lamps 1/102, class: egress}}
  fog: {{profile: generic/dimmer, at: lamps 1/103, class: fog}}
zones:
  lamps: lamp
cues:
  - cue: 1
    look: {{lamp: {{level: 80%}}, work: {{level: 50%}}, exit: {{level: 100%}}, fog: {{level: 70%}}}}
    fade: 0s
  - {{cue: 2, look: {{lamp: {{level: 40%}}}}, fade: 2s}}
panic: {{look: {{lamp: {{color: green, level: 60%}}}}, fade: 1s}}
faults:
  storm: {{kind: colour-shift, zone: lamps, share: 100%, amount: 100%, for: 10s}}
"""
"""Lamps of the show beside work light, exit sign and fog."""

WALL = f"""{_HEAD}
fixtures:
  tile: {{profile: generic/rgb, count: 64, layout: {{grid: [8, 8]}}, at: lamps 1/1}}
  exit: {{profile: generic/rgb, at: lamps 1/301, class: egress}}
zones:
  wall: tile
  north: tile 1-32
cues:
  - {{cue: 1, look: {{wall: {{color: "#4060a0", level: 70%}}, exit: {{color: green, level: 50%}}}}, fade: 1s}}
  - {{cue: 2, look: {{wall: {{color: "#c08040", level: 80%}}}}, fade: 4s}}
panic: {{look: {{wall: {{level: 30%}}}}, fade: 1s}}
faults:
  storm: {{kind: colour-shift, zone: wall, share: 30%, amount: 0.8, for: 8s}}
  whole: {{kind: colour-shift, zone: wall, share: 100%, amount: 1.0, for: 8s}}
recoveries:
  golden-seam:
    when: {{kind: colour-shift, zone: wall}}
    mode: ask
    phases: [{{hold: 400ms}}, {{embrace: {{gain: 1.6}}, for: 2s}}, {{seam: {{color: gold}}, for: 2s}}, {{mend: 3s}}]
"""
"""A wall of tiles that can be broken and mended."""


@cache
def show_of(text: str) -> Show:
    """Build a show from the text of a show file, once; a mistake in it fails the test with every problem."""
    show, problems = check_show(text, file="test.show.yaml", profiles=PROFILES)
    assert show is not None, render_all(problems, text)
    return show


class FarLamps:
    """The lamps at the far end: slots of a whole show → light of every cell."""

    def __init__(self, show: Show) -> None:
        slots: dict[Mode, list[NDArray[np.intp]]] = {}
        cells: dict[Mode, list[int]] = {}
        for fixture, patch in zip(show.rig.fixtures, show.patch.fixtures, strict=True):
            width = fixture.mode.slots
            for time in range(fixture.cell_count // fixture.mode.cells):
                start = patch.row * SLOTS + patch.slot + width * time
                slots.setdefault(fixture.mode, []).append(np.arange(start, start + width))
            cells.setdefault(fixture.mode, []).extend(
                range(fixture.first_cell, fixture.first_cell + fixture.cell_count)
            )
        self._banks = [(lamp_of(mode), np.array(slots[mode]), np.array(cells[mode])) for mode in slots]
        self._cells = show.rig.cell_count

    def see(self, slots: NDArray[np.uint8], seconds: float) -> NDArray[np.float32]:
        """Give the light, float32 [cells, 3]."""
        light = np.zeros((self._cells, 3), np.float32)
        for lamp, own, cells in self._banks:
            light[cells] = seen_light(lamp, slots.reshape(-1)[own], seconds)
        return light


@dataclass(frozen=True, slots=True)
class Lit:
    """What one painted tick gave: its frame, and the light of its slots, float32 [cells, 3]."""

    frame: Frame
    light: NDArray[np.float32]


class Played:
    """A show that is played by hand. Every ``to`` and ``run`` paints; ``jump`` skips ticks as a late engine does.

    Attributes:
        lit: every painted tick, oldest first.
        records: everything that happened.
    """

    def __init__(self, show: "Show | str") -> None:
        self.show = show_of(show) if isinstance(show, str) else show
        self.painter = Painter(self.show)
        self.memory: Memory = self.painter.fresh_memory()
        self.state: ShowState = initial(self.show)
        self.lit: list[Lit] = []
        self.records: list[Record] = []
        self._lamps = FarLamps(self.show)
        self._seq = 0

    @property
    def seconds(self) -> float:
        """Seconds of the night."""
        return self.state.tick / self.show.fps

    @property
    def slots(self) -> NDArray[np.uint8]:
        """Slots of the newest frame, uint8 [universes, 512]."""
        return self.lit[-1].frame.slots

    @property
    def light(self) -> NDArray[np.float32]:
        """Light of the newest frame, float32 [cells, 3]."""
        return self.lit[-1].light

    @property
    def incident(self) -> Incident:
        """The newest incident."""
        return self.state.incidents[-1]

    def beat(self, *given: Intent, skip: int = 0) -> Lit:
        """Play one tick with its intents, after ``skip`` ticks that nobody painted."""
        self.state, derived = advance(self.show, self.state, self.state.tick + 1 + skip)
        self.records += derived
        for intent in given:
            self._seq += 1
            entry = Entry(self.state.tick, self._seq, "test", "operator", intent)
            self.state, record = reduce(self.show, self.state, entry)
            self.records.append(record)
        frame = self.painter.paint(self.state, self.memory)
        lit = Lit(frame, self._lamps.see(frame.slots, self.seconds))
        self.lit.append(lit)
        return lit

    def reload(self, text: str) -> Record:
        """Let another show play from the next tick on, as the engine does, and play that tick."""
        self.state, derived = advance(self.show, self.state, self.state.tick + 1)
        self.records += derived
        self._seq += 1
        show = show_of(text)
        entry = Entry(self.state.tick, self._seq, "test", "engine", intents.Reload(show.hash))
        playing, offered = Staged(self.show, self.painter), Staged(show, Painter(show))
        playing, self.state, self.memory, record = exchange(playing, offered, (self.state, self.memory), entry)
        self.show, self.painter = playing.show, playing.painter
        self._lamps = FarLamps(self.show)
        frame = self.painter.paint(self.state, self.memory)
        self.lit.append(Lit(frame, self._lamps.see(frame.slots, self.seconds)))
        return record

    def give(self, *given: Intent) -> Record:
        """Play the next tick with some intents; returns the last one's record."""
        self.beat(*given)
        return next(record for record in reversed(self.records) if record.seq == self._seq)

    def go(self) -> Record:
        """GO on the main list, after the lock-out has passed."""
        self.run(self.show.policy.go_lockout_s)
        return self.give(intents.Go())

    def run(self, seconds: float) -> None:
        """Paint every tick of the next seconds."""
        for _ in range(round(seconds * self.show.fps)):
            self.beat()

    def to(self, seconds: float) -> None:
        """Paint every tick up to a time of the night."""
        self.run(seconds - self.seconds)

    def jump(self, seconds: float) -> Lit:
        """Skip ticks and paint the last one of the next seconds."""
        return self.beat(skip=round(seconds * self.show.fps) - 1)

    def levels(self, cell: int) -> list[float]:
        """Brightest colour of a cell, frame by frame."""
        return [float(lit.light[cell].max()) for lit in self.lit]

    def report(self) -> FlashReport:
        """What an observer says who saw every painted tick, from the darkness before the first."""
        return seen(self.show, [(lit.frame.tick, lit.light) for lit in self.lit])

    def said(self, what: str) -> list[Record]:
        """Records of one kind."""
        return [record for record in self.records if record.what == what]


def seen(show: Show, lit: Sequence[tuple[int, NDArray[np.float32]]], *, is_closed: bool = False) -> FlashReport:
    """Let the observer judge (tick, light) from the darkness before the first; ``is_closed`` = in closed seconds."""
    observer = Observer(places_of(plan_rig(show)), is_closed=is_closed)
    observer.see(0.0, np.zeros((show.rig.cell_count, 3), np.float32))
    for tick, light in lit:
        observer.see(tick / show.fps, light)
    return observer.report()


def cell_of(show: Show, fixture: str) -> int:
    """First cell of a fixture."""
    return next(found.first_cell for found in show.rig.fixtures if found.id == fixture)


def largest_step(lit: Sequence[Lit]) -> float:
    """Largest change of any colour of any cell between consecutive frames, 0..1."""
    steps = (float(np.abs(after.light - before.light).max()) for before, after in pairwise(lit))
    return max(steps, default=0.0)


def with_go_lockout(show: Show, seconds: float) -> Show:
    """Give the show with another lock-out."""
    return replace(show, policy=replace(show.policy, go_lockout_s=seconds))
