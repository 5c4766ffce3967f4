"""Station 10. The operator's hands: PANIC lies over everything that a show may touch."""

import numpy as np

from controller.frame.canvas import Canvas, mix
from controller.frame.folding import kinds_of, runs_of
from controller.frame.playback import empty_layer, flatten, home_of, set_look
from controller.model.show import Show
from controller.model.state import ShowState


class Override:
    """The override stage of one show. The look of PANIC is held once for each kind of cells that it tells apart."""

    def __init__(self, show: Show) -> None:
        self._reachable = show.rig.reachable
        layer = empty_layer(show.rig.cell_count, len(show.patch.parameter_channel))
        parts = () if show.panic.look is None else show.panic.look.parts
        if show.panic.look is not None:
            set_look(layer, show.panic.look)
        whole = Canvas.blank(show.rig.cell_count, len(show.patch.parameter_channel))
        flatten(layer, whole, home_of(show.patch))
        reachable = np.flatnonzero(self._reachable)
        self._kind, firsts = kinds_of([reachable, *(part.cells for part in parts)], show.rig.cell_count)
        self._panic = whole.part(firsts)
        is_reached = self._reachable[firsts]
        runs = runs_of(self._kind)
        self._has_runs = bool(runs)
        self._runs = tuple(run for run in runs if is_reached[run[0]])

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Lay the panic look over the canvas by its weight."""
        weight = 0.0 if state.panic is None else state.panic.weight(tick)
        if weight <= 0:
            return
        if self._has_runs:
            self._lay_runs(canvas, np.float32(weight))
            return
        cells = np.flatnonzero(self._reachable)
        shown = mix(canvas.part(cells), self._panic.part(self._kind[cells].astype(np.intp)), weight)
        canvas.put(cells, shown)
        canvas.text[cells] = shown.text

    def _lay_runs(self, canvas: Canvas, weight: np.float32) -> None:
        """Do what ``mix`` does, run by run and in place: nobody waits for PANIC until a large rig is copied twice."""
        keep, over = np.float32(1) - weight, self._panic
        rows = ((canvas.intensity, over.intensity), *zip(canvas.rgb, over.rgb, strict=True))
        for row, look in rows:
            for kind, begin, end in self._runs:
                row[begin:end] *= keep
                row[begin:end] += look[kind] * weight
        if weight > np.float32(0.5):
            for kind, begin, end in self._runs:
                canvas.text[begin:end] = over.text[kind]
