"""``hold``: the wound stands still. Its time is stopped by ``model.standing``; here nothing happens."""

import numpy as np

from controller.frame.canvas import Canvas
from controller.frame.recovery.scene import Ground, Movement, Parameters, Scene


def hold(_ground: Ground, _parameters: Parameters) -> Movement:
    """Stand still."""
    return _still


def _still(scene: Scene, _progress: np.float32) -> Canvas:
    return scene.shown
