"""``seam``: gold lines join the wounded places."""

import numpy as np

from controller.frame.canvas import Canvas
from controller.frame.columns import strided
from controller.frame.recovery.scene import Act, Columns, Ground, Movement, Parameters, Part, Scene, at, turns

GLOW_LEVEL = np.float32(0.95)
"""Level of a seam that is fully drawn."""


def seam(ground: Ground, parameters: Parameters) -> Movement:
    """Let lines of ``color`` run along the shortest tree that joins the wounded places.

    Only the cells on the tree are touched, so the gold of a large wound costs no more than that of a small one; the
    picture under it is copied. A projector is not gilded as a whole: its lines are drawn within its picture.
    """
    gilded = np.setdiff1d(np.flatnonzero(ground.shape.gold <= 1), ground.lined)
    color = np.asarray(parameters["color"], np.float32)

    def ready(columns: Columns) -> Act:
        (turn,) = columns.values
        on = strided(columns.cells[0])

        def move(scene: Scene, progress: Part) -> Canvas:
            weight = turns(turn, at(progress, on))
            keep = np.float32(1) - weight
            out = scene.shown.copy()
            level = out.intensity[on]
            out.intensity[on] = level * keep + np.maximum(level, GLOW_LEVEL) * weight
            for row, part in zip(out.rgb, color, strict=True):  # row by row, five times as fast as all rows at once
                row[on] = row[on] * keep + part * weight
            return out

        return move

    return Movement(ready, Columns(values=(ground.shape.gold[gilded],), cells=(gilded,)))
