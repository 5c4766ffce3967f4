"""What is live, before faults, masters and the guard: the picture, and which attributes of which cells anybody sets."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas
from controller.frame.masters import effective_level
from controller.frame.pipeline import Painter
from controller.model.look import Look
from controller.model.show import Show
from controller.model.state import ShowState

LIVE_STAGES = ("playback", "submasters", "programmer")


@dataclass(frozen=True, eq=False, slots=True)
class Live:
    """The picture and what of it is set.

    Attributes:
        canvas: as it would be without effects, faults and masters.
        level, color, text: bool [cells], what is set.
        values: bool [parameters].
    """

    canvas: Canvas
    level: NDArray[np.bool_]
    color: NDArray[np.bool_]
    text: NDArray[np.bool_]
    values: NDArray[np.bool_]


def live(show: Show, painter: Painter, state: ShowState, *, hands_only: bool) -> Live:
    """Compose what is live.

    Args:
        show: what is played.
        painter: of that show; only its caches change.
        state: at the tick that was painted last.
        hands_only: True leaves out everything that no programmer holds.
    """
    canvas = painter.compose(state, LIVE_STAGES)
    cells, parameters = show.rig.cell_count, len(show.patch.parameter_channel)
    found = Live(canvas, *(np.zeros(size, np.bool_) for size in (cells, cells, cells, parameters)))
    if not hands_only:
        for look in _looks(show, state):
            _mark(found, look)
    for hold in state.programmer:
        if hold.released_tick is None:
            _mark_hold(found, hold.attribute, painter.programmer.reach(hold))
    return found


def _looks(show: Show, state: ShowState) -> list[Look]:
    """List every look that tracks into a current cue or that a submaster plays."""
    looks = []
    for entry in state.lists:
        cue_list = show.lists.get(entry.id)
        place = None if cue_list is None or entry.current is None else cue_list.position(entry.current)
        if cue_list is not None and place is not None:
            first = max((index for index, cue in enumerate(cue_list.cues[: place + 1]) if cue.block), default=0)
            tracked = (cue for cue in cue_list.cues[first:place] if not cue.cue_only)
            looks += [cue.look for cue in (*tracked, cue_list.cues[place])]
    played = (each for each in show.submasters.values() if effective_level(state, each, state.tick) > 0)
    return [*looks, *(each.look for each in played if each.look is not None)]


def _mark(found: Live, look: Look) -> None:
    for part in look.parts:
        if part.level is not None:
            found.level[part.cells] = True
        if part.color is not None:
            found.color[part.cells] = True
        if part.text is not None:
            found.text[part.cells] = True
        for each in part.values:
            found.values[each.parameters] = True


def _mark_hold(found: Live, attribute: str, reached: NDArray[np.intp]) -> None:
    marks = {"level": found.level, "color": found.color, "text": found.text}
    marks.get(attribute, found.values)[reached] = True
