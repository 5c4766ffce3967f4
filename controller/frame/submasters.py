"""Station 7, last: submasters that play a look. They lie over all cue lists and effects, and under every fault.

Levels meet by highest takes precedence. Colours, texts and parameters follow the fader: at full they are the look's.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.frame.masters import effective_level
from controller.frame.playback import empty_layer, set_look
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.submaster import Submaster


@dataclass(frozen=True, eq=False, slots=True)
class _Played:
    """The look of a submaster at full, cut down to what it sets."""

    spec: Submaster
    level_cells: Cells
    level: Levels
    color_cells: Cells
    rgb: Levels
    text_cells: Cells
    text: NDArray[np.int16]
    parameters: Cells
    values: Levels


class Submasters:
    """The additive submasters of one show."""

    def __init__(self, show: Show) -> None:
        self._snaps = show.patch.parameter_snaps
        self._played = tuple(_cut(show, spec) for spec in show.submasters.values() if spec.mode == "additive")

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Add every look whose fader is up."""
        for played in self._played:
            fader = np.float32(effective_level(state, played.spec, tick))
            if fader > 0:
                self._add(played, fader, canvas)

    def _add(self, played: _Played, fader: np.float32, canvas: Canvas) -> None:
        """Add one look at a level above 0.

        A colour comes as far as the fader is up, and all at once where nothing shone: there is nothing to mix it with.
        """
        colored = played.color_cells
        under = canvas.intensity[colored] * (np.float32(1) - fader)
        weight = fader / (fader + under)
        canvas.rgb[:, colored] += (played.rgb - canvas.rgb[:, colored]) * weight
        lit = played.level_cells
        canvas.intensity[lit] = np.maximum(canvas.intensity[lit], played.level * fader)
        if fader > np.float32(0.5):
            canvas.text[played.text_cells] = played.text
        own = played.parameters
        if own.size:
            part = np.where(self._snaps[own], np.float32(fader > np.float32(0.5)), fader)
            canvas.values[own] += (played.values - canvas.values[own]) * part


def _cut(show: Show, spec: Submaster) -> _Played:
    layer = empty_layer(show.rig.cell_count, len(show.patch.parameter_channel))
    if spec.look is not None:
        set_look(layer, spec.look)
    lit, colored = np.flatnonzero(layer.level_weight), np.flatnonzero(layer.rgb_weight)
    written, own = np.flatnonzero(layer.text >= 0), np.flatnonzero(layer.values_weight)
    return _Played(
        spec,
        level_cells=lit,
        level=layer.level[lit],
        color_cells=colored,
        rgb=layer.rgb[:, colored],
        text_cells=written,
        text=layer.text[written],
        parameters=own,
        values=layer.values[own],
    )
