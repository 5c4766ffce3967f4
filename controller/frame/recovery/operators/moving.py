"""Beside ``sort``, ``scatter`` and ``gather``: broken cells take the picture of others, each in its turn."""

from collections.abc import Callable
from typing import TypeAlias

from controller.frame.canvas import Canvas, mix
from controller.frame.columns import length, strided
from controller.frame.recovery.scene import Columns, Part, at, turns

Moved: TypeAlias = Callable[[Canvas, Callable[[Canvas], Canvas], Part], Canvas]
"""What shows, the picture that the broken cells take (asked with what they show), and progress → what shows then."""


def moved(columns: Columns) -> Moved:
    """Make ready to move the picture of broken cells.

    Args:
        columns: the first values are the turns of the broken cells, the first cells are those.
    """
    own, order = strided(columns.cells[0]), columns.values[0]

    def move(shown: Canvas, taken: Callable[[Canvas], Canvas], progress: Part) -> Canvas:
        wounded = shown.among(own)
        after = mix(wounded, taken(wounded), turns(order, at(progress, own)))
        if isinstance(own, slice) and length(own) == len(shown.intensity):
            return Canvas(after.intensity, after.rgb, shown.text)
        out = shown.copy()
        out.put(own, after)
        return out

    return move
