"""Station 11. Submasters that dim, zone levels, solo, grand master, blackout, and the way out when the show stops.

They move intensity and nothing else. Work and egress lights are never touched; hazards are sent to their safe values by
``drive``.
"""

from dataclasses import dataclass

import numpy as np

from controller.frame.canvas import Canvas, Levels
from controller.model.rig import Cells
from controller.model.selector import SelectorError, select
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.submaster import Solo, Submaster, standing_level


@dataclass(frozen=True, eq=False, slots=True)
class Dimmer:
    """One thing that scales levels now.

    Attributes:
        what: which, in words, e.g. ``zone wall``.
        cells: whose.
        level: by what, 0..1.
    """

    what: str
    cells: Cells
    level: float


class Masters:
    """The masters of one show. While nothing moves, what they make of every cell is worked out once."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._reaches_all = bool(show.rig.reachable.all())
        self._dimming = tuple(spec for spec in show.submasters.values() if spec.mode == "inhibitive")
        self._rest: tuple[str, Cells] = ("", np.empty(0, np.intp))
        self._key: tuple[tuple[str, float], ...] = ()
        self._factor: Levels | None = None

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Scale the intensity of every cell that the show may touch."""
        factor = self._factor_of(self.dimmers(state, tick))
        if factor is not None:
            np.multiply(canvas.intensity, factor, out=canvas.intensity)
        level = np.float32(master_level(self._show, state, tick))
        if level < 1:
            if self._reaches_all:
                canvas.dim(level)
            else:
                np.multiply(canvas.intensity, level, out=canvas.intensity, where=self._show.rig.reachable)

    def dimmers(self, state: ShowState, tick: int) -> tuple[Dimmer, ...]:
        """Name everything but the grand master that dims anything at a tick, in the order in which it acts."""
        if not (self._dimming or state.zone_levels or state.solo):
            return ()
        submasters = [Dimmer(f"submaster {s.id}", s.cells, effective_level(state, s, tick)) for s in self._dimming]
        zones = [
            Dimmer(f"zone {fader.zone}", self._show.rig.zones[fader.zone], fader.level)
            for fader in state.zone_levels
            if fader.zone in self._show.rig.zones
        ]
        solo = [] if state.solo is None else [Dimmer("solo", self._others(state.solo), state.solo.level)]
        return tuple(each for each in (*submasters, *zones, *solo) if each.level < 1)

    def _factor_of(self, dimmers: tuple[Dimmer, ...]) -> Levels | None:
        """Multiply all of them: float32 [cells], or None where nothing dims."""
        if not dimmers:
            return None
        # the selector of a solo is part of its cells' name; the cells of all others never change
        key = tuple((f"solo {self._rest[0]}" if each.what == "solo" else each.what, each.level) for each in dimmers)
        if key != self._key or self._factor is None:
            factor = np.ones(self._show.rig.cell_count, np.float32)
            for each in dimmers:
                factor[each.cells] *= np.float32(each.level)
            factor[~self._show.rig.reachable] = 1
            self._key, self._factor = key, factor
        return self._factor

    def _others(self, solo: Solo) -> Cells:
        """Find the cells that a solo dims; a selector that a new show no longer has dims nothing."""
        if self._rest[0] != solo.selector:
            rest = np.ones(self._show.rig.cell_count, np.bool_)
            try:
                rest[select(self._show.rig, solo.selector)] = False
            except SelectorError:
                rest[:] = False
            self._rest = (solo.selector, np.flatnonzero(rest))
        return self._rest[1]


def effective_level(state: ShowState, submaster: Submaster, tick: int) -> float:
    """Give the level at which a submaster acts at a tick, 0..1: a flash holds it at full."""
    if any(flash.submaster == submaster.id for flash in state.flashes):
        return 1.0
    return standing_level(submaster, state.submasters, tick)


def master_level(show: Show, state: ShowState, tick: int) -> float:
    """Give the level of everything together, 0..1."""
    if state.blackout:
        return 0.0
    return state.grand_master * exit_level(show, state, tick)


def exit_level(show: Show, state: ShowState, tick: int) -> float:
    """Give the level that ``on_exit`` leaves at a tick, 0..1."""
    if state.exit_tick is None or show.on_exit.action == "hold":
        return 1.0
    length = show.on_exit.length_s * show.fps
    if length <= 0:
        return 0.0
    return max(0.0, 1.0 - (tick - state.exit_tick) / length)


def is_safe(state: ShowState) -> bool:
    """Whether hazards must stand at their safe values: under blackout, PANIC and after the show was stopped."""
    return state.blackout or state.is_panicking or state.exit_tick is not None
