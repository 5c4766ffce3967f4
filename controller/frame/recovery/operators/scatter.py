"""``scatter`` and ``gather``: colour moves between the broken cells."""

import numpy as np

from controller.frame.recovery.operators.moving import moved
from controller.frame.recovery.orders import order_of
from controller.frame.recovery.scene import Act, Columns, Ground, Movement, Parameters
from controller.frame.recovery.shape import Wound
from controller.frame.recovery.tree import grouped
from controller.model import chance
from controller.model.nearest import nearest
from controller.model.rig import Cells


def scatter(ground: Ground, parameters: Parameters) -> Movement:
    """Let the colour of every broken cell fly to another one, each at its turn; none is lost and none is doubled."""
    shape = ground.shape
    draw = chance.uniform(chance.key(shape.seed, "scatter"), len(shape.broken))
    source = np.argsort(draw, kind="stable")
    return _moved(shape, source, parameters)


def gather(ground: Ground, parameters: Parameters) -> Movement:
    """Let the colours come together: every broken cell takes the colour of the heart of its part of the wound."""
    shape = ground.shape
    place = shape.place[shape.broken].astype(np.float64)
    hearts = nearest(grouped(place), place)[0]
    source = hearts[nearest(place, place[hearts])[0]] if len(hearts) else hearts
    return _moved(shape, source, parameters)


def _moved(shape: Wound, source: Cells, parameters: Parameters) -> Movement:
    """Give each broken cell the picture of the broken cell that ``source`` names, in its turn."""
    order = order_of(shape, parameters)[shape.broken]
    return Movement(_ready, Columns(values=(order,), cells=(shape.broken,), broken=(source,)))


def _ready(columns: Columns) -> Act:
    (source,), move_to = columns.broken, moved(columns)
    return lambda scene, progress: move_to(scene.shown, lambda wounded: wounded.part(source), progress)
