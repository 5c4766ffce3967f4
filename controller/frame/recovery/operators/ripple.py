"""``ripple``: the picture of the wounded cells travels outwards."""

import numpy as np

from controller.frame.canvas import Canvas, Levels, mix
from controller.frame.effects.tables import sine
from controller.frame.recovery.scene import Ground, Movement, Parameters, Scene, number, turns

RING_S, RING_M = 2.5, 1.2
"""A ripple passes a place every so many seconds, and its rings are so many metres apart."""


def ripple(ground: Ground, parameters: Parameters) -> Movement:
    """Let the neighbours within ``reach`` carry the picture of the wounded cells: in rings, weaker with distance."""
    shape = ground.shape
    far = np.minimum(shape.away / np.float32(number(parameters, "reach")), np.float32(1))
    strength: Levels = np.float32(1) - far
    strength[shape.broken] = 0
    rings = np.where(far < 1, shape.away, 0).astype(np.float64) / RING_M

    def move(scene: Scene, progress: np.float32) -> Canvas:
        ring = sine(scene.seconds / RING_S - rings)
        weight = turns(far, progress) * strength * (np.float32(0.8) + np.float32(0.2) * ring)
        return mix(scene.shown, scene.shown.part(shape.nearest), weight)

    return move
