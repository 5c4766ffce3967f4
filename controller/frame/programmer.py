"""Station 10, first: the operators' hands. What they hold lies over everything but PANIC and the masters.

Of two hands on one attribute the later counts. A value comes in from what is shown and goes out to it.
Work lights can be held, egress lights cannot.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.model.programmer import Hold
from controller.model.rig import Cells
from controller.model.selector import NO_CELLS, SelectorError, select
from controller.model.show import Show
from controller.model.state import ShowState
from fixtures.profile import FixtureClass

CACHED_SELECTORS = 512
HALF = np.float32(0.5)


class Programmer:
    """The hands of one show; what a selector reaches is looked up once."""

    def __init__(self, show: Show) -> None:
        self._show = show
        egress = np.array([fixture.cls is FixtureClass.EGRESS for fixture in show.rig.fixtures], np.bool_)
        self._free = ~egress[show.rig.cell_fixture]
        self._cells: dict[str, Cells] = {}
        self._parameters: dict[tuple[str, str], Cells] = {}

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
                self._parameters.clear()
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

    def held_by(self, state: ShowState, cells: Iterable[int]) -> tuple[Hold, ...]:
        """List what is held of some cells, oldest first."""
        wanted = np.fromiter(cells, np.intp)
        return tuple(hold for hold in state.programmer if np.isin(wanted, self.cells(hold.selector)).any())

    def _lay(self, hold: Hold, tick: int, canvas: Canvas, dark: NDArray[np.bool_]) -> None:
        cells, weight = self.cells(hold.selector), self.weight(hold, tick)
        value = np.asarray(hold.value, np.float32)
        if hold.attribute == "level":
            canvas.intensity[cells] = _mixed(canvas.intensity[cells], value, weight)
        elif hold.attribute == "color":
            # a cell that was dark has no colour to come from
            part = np.where(dark[cells] & (weight > 0), np.float32(1), weight)
            canvas.rgb[:, cells] = _mixed(canvas.rgb[:, cells], value[:, None], part)
        else:
            own = self._own_parameters(hold)
            patch = self._show.patch
            part = weight[np.searchsorted(cells, patch.parameter_cell[own])]
            part = np.where(patch.parameter_snaps[own], (part >= HALF).astype(np.float32), part)
            canvas.values[own] = _mixed(canvas.values[own], value, part)

    def _own_parameters(self, hold: Hold) -> Cells:
        key = (hold.selector, hold.attribute)
        if key not in self._parameters:
            self._parameters[key] = self._show.patch.parameters(hold.attribute, self.cells(hold.selector))
        return self._parameters[key]


def _mixed(under: Levels, value: Levels, weight: Levels) -> Levels:
    """Mix: weight 0 is exactly what lies under, 1 exactly the value."""
    mixed: Levels = under * (np.float32(1) - weight) + value * weight
    return mixed
