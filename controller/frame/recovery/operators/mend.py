"""``mend``: each cell comes back to the present cue in its turn."""

import numpy as np

from controller.frame.canvas import Canvas, Levels, mix
from controller.frame.recovery.orders import order_of
from controller.frame.recovery.scene import Act, Columns, Ground, Movement, Parameters, Part, Scene, number, turns
from controller.frame.recovery.shape import Wound


def mend(ground: Ground, parameters: Parameters) -> Movement:
    """Give each cell back to the show in its turn; at the end nothing is left of the wound.

    With ``part`` below 1 so many of the cells are mended, the first in the order, and the others stay as they are.
    """
    return Movement(_ready, Columns(values=partial_order(ground.shape, parameters)))


def _ready(columns: Columns) -> Act:
    def move(scene: Scene, progress: Part) -> Canvas:
        return mix(scene.shown, scene.present, mended(columns, progress))

    return move


def mended(columns: Columns, progress: Part) -> Levels:
    """Say how far each cell is mended: float32 [cells], 0..1."""
    order, takes = columns.values
    return turns(order, progress) * takes


def partial_order(shape: Wound, parameters: Parameters) -> tuple[Levels, Levels]:
    """Give the turn of each cell, and 1 for the cells that are mended, 0 for those that are not."""
    order = order_of(shape, parameters)
    after = number(parameters, "after") if "after" in parameters else 0.0
    if after:  # so many are at home already: the others need not wait for their turns
        order = np.clip((order - np.float32(after)) / np.float32(max(1 - after, 1e-6)), np.float32(0), np.float32(1))
    part = number(parameters, "part") if "part" in parameters else 1.0
    takes = np.ones_like(order)
    if part >= 1:
        return order, takes
    takes[np.argsort(order, kind="stable")[round(part * len(order)) :]] = 0
    return np.minimum(order / np.float32(max(part, 1e-6)), np.float32(1)), takes
