"""Station 10. The operator's hands: PANIC lies over everything that a show may touch."""

from controller.frame.canvas import Canvas, mix
from controller.frame.playback import empty_layer, flatten, home_of, set_look
from controller.model.show import Show
from controller.model.state import ShowState


class Override:
    """The override stage of one show."""

    def __init__(self, show: Show) -> None:
        self._reachable = show.rig.reachable.nonzero()[0]
        layer = empty_layer(show.rig.cell_count, len(show.patch.parameter_channel))
        if show.panic.look is not None:
            set_look(layer, show.panic.look)
        whole = Canvas.blank(show.rig.cell_count, len(show.patch.parameter_channel))
        flatten(layer, whole, home_of(show.patch))
        self._panic = whole.part(self._reachable)

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Lay the panic look over the canvas by its weight."""
        weight = 0.0 if state.panic is None else state.panic.weight(tick)
        if weight <= 0:
            return
        cells = self._reachable
        shown = mix(canvas.part(cells), self._panic, weight)
        canvas.put(cells, shown)
        canvas.text[cells] = shown.text
