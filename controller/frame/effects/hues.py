"""Cells whose hues are turned: where all of a run are of one colour, it is taken apart once for the run."""

import numpy as np

from controller.frame.canvas import Canvas, Levels
from controller.model.hue import rotate, taken_apart, turned

_GREY = np.float32(0)


def turn_hues(canvas: Canvas, where: slice, turns: Levels) -> None:
    """Turn the hue of some cells that follow one another.

    Args:
        canvas: changed in place.
        where: the cells.
        turns: float32 [cells of it].
    """
    kinds, runs = canvas.folded, canvas.runs
    rgb = canvas.rgb
    if kinds is None or not runs:
        rgb[:, where] = rotate(rgb[:, where], turns)
        return
    colors = taken_apart(kinds.rgb)
    for kind, begin, end in runs:
        first, last = max(begin, where.start), min(end, where.stop)
        span = colors.span[kind]
        if first < last and span != _GREY:  # a grey has no hue
            own = turns[first - where.start : last - where.start]
            turned(colors.hue[kind], colors.low[kind], span, own, rgb[:, first:last])
