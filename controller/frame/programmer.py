"""Station 10, first: the operators' hands. What they hold lies over everything but PANIC and the masters.

Of two hands on one attribute the later counts. A value comes in from what is shown and goes out to it.
Work lights can be held, egress lights cannot.
"""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.model.parameter import driven, texts_of
from controller.model.programmer import Hold
from controller.model.rig import Cells
from controller.model.selector import NO_CELLS, SelectorError, select
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.units import ticks
from fixtures.profile import FixtureClass

CACHED_SELECTORS = 512
TAKEN_S = 0.5
"""So long it takes at least until a recovery has let go of what an operator takes."""
HALF = np.float32(0.5)
_Read: TypeAlias = tuple[Cells, NDArray[np.float32] | NDArray[np.int16]]


class Programmer:
    """The hands of one show; what a selector reaches is looked up once."""

    def __init__(self, show: Show) -> None:
        self._show = show
        egress = show.rig.fixtures.ask(lambda fixture: fixture.cls is FixtureClass.EGRESS).astype(np.bool_)
        self._free = ~egress[show.rig.cell_fixture]
        self._cells: dict[str, Cells] = {}
        self._written: dict[tuple[str, str, str], _Read] = {}

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Lay what is held over the canvas, the latest on top."""
        if not state.programmer:
            return
        dark = canvas.intensity <= 0
        for hold in state.programmer:
            self._lay(hold, tick, canvas, dark)

    def cells(self, selector: str) -> Cells:
        """Find the cells of a selector that may be held; one that the show no longer knows has none."""
        if selector not in self._cells:
            if len(self._cells) >= CACHED_SELECTORS:
                self._cells.clear()
                self._written.clear()
            try:
                found = select(self._show.rig, selector)
            except SelectorError:
                found = NO_CELLS
            self._cells[selector] = found[self._free[found]]
        return self._cells[selector]

    def weight(self, hold: Hold, tick: int) -> Levels:
        """Say how much of each of its cells is in the hand: float32 [cells of the hold], 0..1."""
        cells = self.cells(hold.selector)
        weight = np.full(len(cells), hold.risen(tick), np.float32)
        for part in hold.let_out:
            kept = np.float32(part.kept(tick))
            if part.selector is None:
                weight *= kept
            else:
                weight[np.isin(cells, self.cells(part.selector), assume_unique=True)] *= kept
        return weight

    def held(self, state: ShowState) -> Levels | None:
        """Say how much of each cell is in somebody's hand, by any attribute: float32 [cells], 0..1; None = nothing is.

        It takes ``TAKEN_S`` at least to be taken, so that what else the cell shows does not jump.
        """
        if not state.programmer:
            return None
        held = np.zeros(self._show.rig.cell_count, np.float32)
        shortest = max(1, ticks(TAKEN_S, self._show.fps))
        for hold in state.programmer:
            taken = min(1.0, max(0, state.tick - hold.start_tick) / max(hold.fade_ticks, shortest))
            weight = np.minimum(self.weight(hold, state.tick), np.float32(taken))
            cells = self.cells(hold.selector)
            held[cells] = np.maximum(held[cells], weight)
        return held

    def held_by(self, state: ShowState, cells: Iterable[int]) -> tuple[Hold, ...]:
        """List what is held of some cells, oldest first."""
        wanted = np.fromiter(cells, np.intp)
        return tuple(hold for hold in state.programmer if np.isin(wanted, self.cells(hold.selector)).any())

    def reach(self, hold: Hold) -> Cells:
        """Find what a hold sets: parameters of the patch, of a level, a colour or a text cells."""
        return self._read(hold, hold.value)[0] if isinstance(hold.value, str) else self.cells(hold.selector)

    def _lay(self, hold: Hold, tick: int, canvas: Canvas, dark: NDArray[np.bool_]) -> None:
        cells, weight = self.cells(hold.selector), self.weight(hold, tick)
        if isinstance(hold.value, str):
            self._lay_written(hold, hold.value, canvas, weight)
            return
        value = np.asarray(hold.value, np.float32)
        if hold.attribute == "level":
            canvas.intensity[cells] = _mixed(canvas.intensity[cells], value, weight)
        else:
            # a cell that was dark has no colour to come from
            part = np.where(dark[cells] & (weight > 0), np.float32(1), weight)
            canvas.rgb[:, cells] = _mixed(canvas.rgb[:, cells], value[:, None], part)

    def _lay_written(self, hold: Hold, written: str, canvas: Canvas, weight: Levels) -> None:
        own, value = self._read(hold, written)
        if not own.size:
            return
        at = own if hold.attribute == "text" else self._show.patch.parameter_cell[own]
        part = weight[np.searchsorted(self.cells(hold.selector), at)]
        if hold.attribute == "text":
            canvas.text[own] = np.where(part >= HALF, value, canvas.text[own])
            return
        part = np.where(self._show.patch.parameter_snaps[own], (part >= HALF).astype(np.float32), part)
        canvas.values[own] = _mixed(canvas.values[own], value.astype(np.float32), part)

    def _read(self, hold: Hold, written: str) -> _Read:
        """Find the parameters of a hold and their values, or the cells of a text and its numbers; read once."""
        key = (hold.selector, hold.attribute, written)
        if key not in self._written:
            if len(self._written) >= CACHED_SELECTORS:
                self._written.clear()
            cells = self.cells(hold.selector)
            try:
                if hold.attribute == "text":
                    self._written[key] = texts_of(self._show, cells, written)
                else:
                    self._written[key] = driven(self._show, hold.attribute, cells, written)
            except ValueError:  # of a show that was exchanged since
                self._written[key] = (NO_CELLS, np.empty(0, np.float32))
        return self._written[key]


def _mixed(under: Levels, value: Levels, weight: Levels) -> Levels:
    """Mix: weight 0 is exactly what lies under, 1 exactly the value."""
    mixed: Levels = under * (np.float32(1) - weight) + value * weight
    return mixed
