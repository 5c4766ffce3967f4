"""Cells whose hues are turned: where all of a run are of one colour, it is taken apart once for the run.

Cells that stand at one spot of an effect, and are of one colour, are turned once for all of them.
"""

import numpy as np

from controller.frame.canvas import Canvas, Levels
from controller.frame.columns import Index
from controller.model.hue import rotate, taken_apart, turned
from controller.model.rig import Cells

_GREY = np.float32(0)


def turn_hues(canvas: Canvas, where: Index, turns: Levels, spots: Cells | None = None) -> None:
    """Turn the hue of some cells.

    Args:
        canvas: changed in place.
        where: the cells.
        turns: float32, of each of the cells, or of each spot.
        spots: intp [cells of it], which of the turns is each cell's; None = its own.
    """
    kinds, runs = canvas.folded, canvas.runs
    if kinds is None or not runs or not isinstance(where, slice):
        canvas.rgb[:, where] = rotate(canvas.rgb[:, where], turns if spots is None else turns[spots])
        return
    colors = taken_apart(kinds.rgb)
    parts = {
        place: (kind, max(begin, where.start), min(end, where.stop))
        for place, (kind, begin, end) in enumerate(runs)
        if begin < where.stop and end > where.start and colors.span[kind] != _GREY  # a grey has no hue
    }
    canvas.unfold(colored=[place for place, part in parts.items() if part == runs[place]])
    at_spots: dict[int, Levels] = {}
    for kind, first, last in parts.values():
        color = colors.hue[kind], colors.low[kind], colors.span[kind]
        own = slice(first - where.start, last - where.start)
        out = canvas.rgb[:, first:last]
        if spots is None:
            turned(*color, turns[own], out)
        elif kind not in at_spots and last - first < len(turns):
            turned(*color, turns[spots[own]], out)
        else:
            if kind not in at_spots:
                at_spots[kind] = np.empty((3, len(turns)), np.float32)
                turned(*color, turns, at_spots[kind])
            for row, to in zip(at_spots[kind], out, strict=True):
                np.take(row, spots[own], out=to, mode="clip")
