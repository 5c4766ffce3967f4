"""``breathe``: the wounded cells sink and rise together, as something that lives."""

import numpy as np

from controller.frame.canvas import Canvas
from controller.frame.columns import strided
from controller.frame.effects.tables import sine
from controller.frame.recovery.scene import Act, Columns, Ground, Movement, Parameters, Part, Scene, at, number, smooth


def breathe(ground: Ground, parameters: Parameters) -> Movement:
    """Let the light of the broken cells sink by ``depth`` (0..1) and rise again, once in each ``period``."""
    period, depth = number(parameters, "period"), np.float32(number(parameters, "depth"))

    def ready(columns: Columns) -> Act:
        broken = strided(columns.cells[0])

        def move(scene: Scene, progress: Part) -> Canvas:
            seconds = scene.seconds[broken] if isinstance(scene.seconds, np.ndarray) else np.array([scene.seconds])
            swing = sine(seconds / period + 0.25)
            dip = depth * (np.float32(0.5) - np.float32(0.5) * swing) * smooth(at(progress, broken))
            out = Canvas(scene.shown.intensity.copy(), scene.shown.rgb, scene.shown.text)
            out.intensity[broken] *= np.float32(1) - dip
            return out

        return move

    return Movement(ready, Columns(cells=(ground.shape.broken,)))
