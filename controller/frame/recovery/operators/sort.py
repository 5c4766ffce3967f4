"""``sort``: a pixel sort. The broken cells of each line stand in the order of their brightness."""

import numpy as np

from controller.frame.canvas import Canvas, mix
from controller.frame.recovery.orders import along, order_of
from controller.frame.recovery.scene import Ground, Movement, Parameters, Scene, direction, turns
from controller.frame.recovery.shape import Wound
from controller.frame.recovery.tree import spacing
from controller.model.rig import Cells

NUMBERS = 24
"""Bits of a key that hold the number of a cell."""
LUMA = tuple(np.float32(part) for part in (0.2126, 0.7152, 0.0722))


def sort(ground: Ground, parameters: Parameters) -> Movement:
    """Sort the broken cells along ``direction``, each line by itself, the darkest first."""
    shape = ground.shape
    line, rank = lines(shape, direction(parameters))
    order = order_of(shape, parameters)[shape.broken]
    keys = line.astype(np.int64) << (NUMBERS + 16) | np.arange(len(line))

    def move(scene: Scene, progress: np.float32) -> Canvas:
        wounded = scene.shown.part(shape.broken)
        red, green, blue = wounded.rgb
        bright = (LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue) * wounded.intensity
        key = keys | (bright * np.float32(65535)).astype(np.int64) << NUMBERS
        key.sort()
        source = np.empty_like(rank)
        source[rank] = key & ((1 << NUMBERS) - 1)
        after = mix(wounded, wounded.part(source), turns(order, progress))
        out = scene.shown.copy()
        out.put(shape.broken, after)
        return out

    return move


def lines(shape: Wound, way: tuple[float, float, float]) -> tuple[Cells, Cells]:
    """Lay lines through the broken cells.

    Returns:
        intp [broken], the line of each; intp [broken], the broken cells line by line, each line along ``way``.
    """
    x, y, z = way
    place = shape.place[shape.broken].astype(np.float64)
    forward = along(shape, way)[shape.broken].astype(np.float64)
    aside = place - forward[:, None] * np.array([x, y, z])
    step = spacing(place) or 1.0
    rows = np.round(aside / step).astype(np.int64)
    line = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1) if len(rows) else np.zeros(0, np.intp)
    return line.astype(np.intp), np.lexsort((forward, line))
