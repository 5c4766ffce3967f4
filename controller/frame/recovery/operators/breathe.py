"""``breathe``: the wounded cells sink and rise together, as something that lives."""

import numpy as np

from controller.frame.canvas import Canvas
from controller.frame.columns import strided
from controller.frame.effects.tables import sine
from controller.frame.recovery.scene import Ground, Movement, Parameters, Scene, number, smooth


def breathe(ground: Ground, parameters: Parameters) -> Movement:
    """Let the light of the broken cells sink by ``depth`` (0..1) and rise again, once in each ``period``."""
    broken = strided(ground.shape.broken)
    period, depth = number(parameters, "period"), np.float32(number(parameters, "depth"))

    def move(scene: Scene, progress: np.float32) -> Canvas:
        swing = sine(np.array([scene.seconds / period + 0.25]))[0]
        dip = depth * (np.float32(0.5) - np.float32(0.5) * swing) * smooth(progress)
        out = Canvas(scene.shown.intensity.copy(), scene.shown.rgb, scene.shown.text)
        out.intensity[broken] *= np.float32(1) - dip
        return out

    return move
