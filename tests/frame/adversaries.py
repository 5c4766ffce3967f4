"""Pictures that nobody should paint: what a guard must be safe from. Each is a function of chance alone."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from controller.frame.columns import ROLE_NUMBER
from controller.frame.guard import Guard
from controller.frame.memory import Memory
from controller.model.patch import SLOTS
from controller.model.show import Show
from fixtures.profile import Role
from tests.shows import FarLamps, show_of

Drives = NDArray[np.float32]
"""float32 [frames, channels], 0..1."""

SHOW = show_of("""
show: {name: Targets, fps: 44}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  tile: {profile: generic/rgb, count: 6, at: lamps 1/1}
  par: {profile: generic/rgbw-par, count: 2, at: lamps 1/101}
  wide: {profile: generic/dimmer-16bit, count: 2, at: lamps 1/201}
  strip: {profile: generic/rgb, cells: 4, at: lamps 1/251}
  bar: {profile: generic/rgb-dimmer, cells: 3, at: lamps 1/301}
zones: {left: tile 1-3, right: "tile 4-6, par", all: "tile, par, wide, strip, bar", one: tile 1}
""")
CELL = SHOW.patch.channel_cell
CHANNELS = len(CELL)
RED = SHOW.patch.channel_role == ROLE_NUMBER[Role.RED]
GREEN = SHOW.patch.channel_role == ROLE_NUMBER[Role.GREEN]
SHUTTER = SHOW.patch.channel_role == ROLE_NUMBER[Role.SHUTTER]


class Guarded:
    """A guard whose output is seen at the lamps."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._guard = Guard(show)
        self._lamps = FarLamps(show)
        self.memory: Memory = self._guard.fresh_memory()
        self.tick = 0
        self.lit: list[tuple[int, NDArray[np.float32]]] = []
        self.held = 0

    def take(self, drive: Drives, *, skip: int = 0) -> NDArray[np.float32]:
        """Guard one frame, float32 [channels]; returns the light of every cell, float32 [cells, 3]."""
        self.tick += 1 + skip
        guarded = self._guard.limit(drive, self.memory, self.tick)
        self.held += bool(guarded.zones)
        patch = self._show.patch
        slots = np.zeros(len(patch.universes) * SLOTS, np.uint8)
        slots[patch.channel_index] = guarded.levels >> 8
        wide = patch.channel_wide
        slots[patch.channel_fine[wide]] = guarded.levels[wide] & 0xFF
        light = self._lamps.see(slots, 0.0)
        self.lit.append((self.tick, light))
        return light


def noise(draw: Generator, frames: int) -> Drives:
    """Everything anew in every frame."""
    return draw.random((frames, CHANNELS), np.float32)


def opposed_halves(draw: Generator, frames: int) -> Drives:
    """Half of the cells lit while the other half is dark, then the other way round: the whole stays even."""
    half = (draw.random(SHOW.rig.cell_count) < 0.5)[CELL]
    beat = np.arange(frames) // draw.integers(1, 12)
    lit: Drives = (half[None] ^ (beat % 2 == 1)[:, None]).astype(np.float32)
    return lit


def staggered_groups(draw: Generator, frames: int) -> Drives:
    """Each cell blinks slowly enough, but one after another."""
    length = int(draw.integers(4, 40))
    phase = draw.integers(0, 2 * length, SHOW.rig.cell_count)[CELL]
    return (((np.arange(frames)[:, None] + phase) // length) % 2).astype(np.float32)


def slow_swings(draw: Generator, frames: int) -> Drives:
    """Ramps of any length between any levels: their ends may bunch."""
    levels = [0.0]
    while len(levels) < frames:
        levels += np.linspace(levels[-1], draw.random(), int(draw.integers(1, 40))).tolist()
    return np.repeat(np.array(levels[:frames], np.float32)[:, None], CHANNELS, axis=1)


def small_steps(draw: Generator, frames: int) -> Drives:
    """Steps just below and just above what counts."""
    step = draw.uniform(0.03, 0.13)
    base = draw.uniform(0, 1 - step)
    beat = np.arange(frames) // draw.integers(1, 10)
    return np.repeat((base + step * (beat % 2)).astype(np.float32)[:, None], CHANNELS, axis=1)


def sines(draw: Generator, frames: int) -> Drives:
    """Smooth waves, every cell with a place of its own in the cycle."""
    period = draw.uniform(2, 60)
    phase = draw.uniform(0, period, CHANNELS)
    high, low = draw.random(CHANNELS), draw.random(CHANNELS)
    turn = (np.arange(frames)[:, None] + phase) / period
    waves: Drives = (low + (high - low) * (0.5 - 0.5 * np.cos(2 * np.pi * turn))).astype(np.float32)
    return waves


def wandering(draw: Generator, frames: int) -> Drives:
    """A random walk."""
    steps = draw.normal(0, draw.uniform(0.01, 0.3), (frames, CHANNELS))
    return np.clip(draw.random(CHANNELS) + np.cumsum(steps, axis=0), 0, 1).astype(np.float32)


def reds(draw: Generator, frames: int) -> Drives:
    """Saturated and unsaturated reds of any strength in turn."""
    other = draw.uniform(0, 0.3, (frames, 1)) * (draw.random((frames, 1)) < 0.5)
    anew = np.where(RED, draw.uniform(0.03, 1, (frames, 1)), other).astype(np.float32)
    stand: Drives = anew[np.arange(frames) // draw.integers(1, 6)]
    return stand


def dim_and_bright_reds(_draw: Generator, frames: int) -> Drives:
    """Dim saturated red and brighter unsaturated red in turn: little light, much red."""
    levels = np.where(RED, 0.05, 0.0), np.where(RED, 0.2, 0.04)
    return np.array([levels[(frame // 3) % 2] for frame in range(frames)], np.float32)


def reds_on_the_way(draw: Generator, frames: int) -> Drives:
    """Pink, a saturated red that is hardly less red, and the dark: each by itself ends no swing that is one of red."""
    red, other = draw.uniform(0.15, 0.3), draw.uniform(0.3, 0.4)
    pink = np.where(RED, red, np.where(GREEN, red * other, 0))
    saturated = np.where(RED, red * (1 - other) - 0.02, 0)
    dark = np.zeros(CHANNELS)
    pictures = [dark, pink, saturated] if draw.random() < 0.5 else [dark, saturated, pink]
    length = int(draw.integers(1, 4))
    return np.array([pictures[frame // length % 3] for frame in range(frames)], np.float32)


def cyan_beside_red(draw: Generator, frames: int) -> Drives:
    """Red lamps that stand still, and faint cyan that comes and goes beside them: red is what their mean light does."""
    half, cyan = CELL % 2 == 0, draw.uniform(0.07, 0.12)
    length = int(draw.integers(1, 9))
    pair = [np.where(RED & half, 0.5, np.where(~RED & ~half, level, 0)) for level in (0, cyan)]
    return np.array([pair[frame // length % 2] for frame in range(frames)], np.float32)


def hues(draw: Generator, frames: int) -> Drives:
    """A saturated red and another colour of the same redness and nearly the same light in turn."""
    red = draw.uniform(0.05, 1)
    other = draw.uniform(0, 1 - red) if red < 1 else 0.0
    pair = np.where(RED, red, 0), np.where(RED, min(1.0, red + other), np.where(GREEN, other, 0))
    length = int(draw.integers(1, 9))
    return np.array([pair[(frame // length) % 2] for frame in range(frames)], np.float32)


def bright_region(draw: Generator, frames: int) -> Drives:
    """Changes among bright lights, which are no flashes, with a fall to anywhere now and then."""
    level = draw.uniform(0.75, 1, frames)
    fallen = draw.random(frames) < 0.1
    level[fallen] = draw.random(int(fallen.sum()))
    return np.repeat(level.astype(np.float32)[:, None], CHANNELS, axis=1)


def steps_of_any_length(draw: Generator, frames: int) -> Drives:
    """Pictures that stand for a random time."""
    few = np.array([0, 0.05, 0.1, 0.2, 0.6, 0.8, 1], np.float32)
    anew = draw.choice(few, (frames, CHANNELS))
    stand: Drives = anew[np.cumsum(draw.random(frames) < draw.uniform(0.05, 0.5)) - 1]
    return stand


ADVERSARIES: Mapping[str, Callable[[Generator, int], Drives]] = {
    adversary.__name__: adversary
    for adversary in (
        noise,
        opposed_halves,
        staggered_groups,
        slow_swings,
        small_steps,
        sines,
        wandering,
        reds,
        dim_and_bright_reds,
        reds_on_the_way,
        cyan_beside_red,
        hues,
        bright_region,
        steps_of_any_length,
    )
}
