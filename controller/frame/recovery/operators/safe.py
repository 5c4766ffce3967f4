"""``safe``: the wounded cells go to the standby look of their zone."""

import numpy as np

from controller.frame.canvas import Canvas
from controller.frame.recovery.orders import order_of
from controller.frame.recovery.scene import Act, Columns, Ground, Movement, Parameters, Part, Scene, turns


def safe(ground: Ground, parameters: Parameters) -> Movement:
    """Bring each cell to what a look, ``look`` or the show's standby look, says of it; unset attributes stay."""
    standby = ground.standby(str(parameters.get("look", "")))
    order, over = order_of(ground.shape, parameters), standby.canvas
    values = (order, over.intensity, over.rgb, standby.level_weight, standby.rgb_weight)
    return Movement(_ready, Columns(values=values))


def _ready(columns: Columns) -> Act:
    order, light, rgb, light_weight, rgb_weight = columns.values

    def move(scene: Scene, progress: Part) -> Canvas:
        weight = turns(order, progress)
        level, color = weight * light_weight, weight * rgb_weight
        one, under = np.float32(1), scene.shown
        intensity = under.intensity * (one - level) + light * level
        return Canvas(intensity, under.rgb * (one - color) + rgb * color, under.text)

    return move
