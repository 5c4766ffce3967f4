"""``quantise``: irregular events are locked to the beat."""

import numpy as np

from controller.frame.canvas import Canvas, mix
from controller.frame.recovery.scene import Columns, Ground, Movement, Parameters, Part, Scene, number, smooth

STEP = np.float32(0.25)
"""Part of a beat in which the picture of one beat turns into that of the next."""


def quantise(_ground: Ground, parameters: Parameters) -> Movement:
    """Let the glitch move on with the beat alone: between two beats its picture stands still.

    It is the beat of the show, or one of ``bpm`` (20..300) beats a minute.
    """
    bpm = number(parameters, "bpm") if parameters["bpm"] else None

    def move(scene: Scene, progress: Part) -> Canvas:
        began, inside = scene.beat(scene.glitch_tick, bpm)
        before, _ = scene.beat(began - 1, bpm)
        step = smooth(np.minimum(np.asarray(inside, np.float32) / STEP, np.float32(1)))
        beaten = scene.broken_at(began)
        if np.any(step < 1):
            beaten = mix(scene.broken_at(before), beaten, step)
        return mix(scene.shown, beaten, smooth(progress))

    return Movement(lambda _columns: move, Columns())
