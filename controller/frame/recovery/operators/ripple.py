"""``ripple``: the picture of the wounded cells travels outwards."""

import numpy as np

from controller.frame.canvas import Canvas, Levels, mix
from controller.frame.effects.tables import sine
from controller.frame.recovery.scene import Act, Columns, Ground, Movement, Parameters, Part, Scene, number, turns

RING_S, RING_M = 2.5, 1.2
"""A ripple passes a place every so many seconds, and its rings are so many metres apart."""


def ripple(ground: Ground, parameters: Parameters) -> Movement:
    """Let the neighbours within ``reach`` carry the picture of the wounded cells: in rings, weaker with distance."""
    reach = np.float32(number(parameters, "reach"))

    def ready(columns: Columns) -> Act:
        (away,), (broken, near) = columns.values, columns.cells
        far = np.minimum(away / reach, np.float32(1))
        strength: Levels = np.float32(1) - far
        strength[broken] = 0
        rings = np.where(far < 1, away, 0).astype(np.float64) / RING_M

        def move(scene: Scene, progress: Part) -> Canvas:
            ring = sine(scene.seconds / RING_S - rings)
            weight = turns(far, progress) * strength * (np.float32(0.8) + np.float32(0.2) * ring)
            return mix(scene.shown, scene.shown.part(near), weight)

        return move

    shape = ground.shape
    return Movement(ready, Columns(values=(shape.away,), cells=(shape.broken, shape.nearest)))
