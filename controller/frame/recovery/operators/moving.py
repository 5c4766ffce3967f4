"""Beside ``sort``, ``scatter`` and ``gather``: broken cells take the picture of others, each in its turn."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from controller.frame.canvas import Canvas, Levels, mix
from controller.frame.columns import length, strided
from controller.frame.recovery.scene import turns
from controller.frame.recovery.shape import Wound

Moved: TypeAlias = Callable[[Canvas, Callable[[Canvas], Canvas], np.float32], Canvas]
"""What shows, the picture that the broken cells take (asked with what they show), and progress → what shows then."""


def moved(shape: Wound, order: Levels) -> Moved:
    """Make ready to move the picture of broken cells.

    Args:
        shape: the wound.
        order: float32 [broken], their turns.
    """
    own = strided(shape.broken)
    is_all = isinstance(own, slice) and length(own) == len(shape.cells)

    def move(shown: Canvas, taken: Callable[[Canvas], Canvas], progress: np.float32) -> Canvas:
        wounded = shown.among(own)
        after = mix(wounded, taken(wounded), turns(order, progress))
        if is_all:
            return Canvas(after.intensity, after.rgb, shown.text)
        out = shown.copy()
        out.put(own, after)
        return out

    return move
