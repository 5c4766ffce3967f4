"""Station 10, for visitors: what they told and a person let through stands on the fixtures that a story names.

Under the wounds, as paint is: what breaks, breaks the words too, and where a recovery is at work its picture is the
show. Which of them is shown is a function of the tick.
"""

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np

from controller.frame.canvas import Canvas, Levels
from controller.model.incident import Incident
from controller.model.show import Show
from controller.model.state import ShowState

Spared: TypeAlias = Callable[[tuple[Incident, ...], int], Levels | None]
_HALF: Final = np.float32(0.5)


class Telling:
    """The stories of one show.

    Args:
        show: which.
        spared: says what recoveries leave to visitors on each cell at a tick, 0..1; None = all of it everywhere.
    """

    def __init__(self, show: Show, spared: Spared) -> None:
        self._stories = show.stories
        self._spared = spared

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Write the tale of this tick."""
        if not state.stories.shown:
            return
        shown = state.stories.at(tick)
        if shown is None:
            return
        cells = self._stories[shown.story].cells
        spared = self._spared(state.incidents, tick)
        canvas.text[cells if spared is None else cells[spared[cells] > _HALF]] = shown.slot
