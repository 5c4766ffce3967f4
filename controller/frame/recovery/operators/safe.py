"""``safe``: the wounded cells go to the standby look of their zone."""

import numpy as np

from controller.frame.canvas import Canvas
from controller.frame.recovery.orders import order_of
from controller.frame.recovery.scene import Ground, Movement, Parameters, Scene, turns


def safe(ground: Ground, parameters: Parameters) -> Movement:
    """Bring each cell to what a look, ``look`` or the show's standby look, says of it; unset attributes stay."""
    standby = ground.standby(str(parameters.get("look", "")))
    order = order_of(ground.shape, parameters)

    def move(scene: Scene, progress: np.float32) -> Canvas:
        weight = turns(order, progress)
        level, color = weight * standby.level_weight, weight * standby.rgb_weight
        one = np.float32(1)
        under, over = scene.shown, standby.canvas
        intensity = under.intensity * (one - level) + over.intensity * level
        return Canvas(intensity, under.rgb * (one - color) + over.rgb * color, under.text)

    return move
