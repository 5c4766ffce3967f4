"""``blend``: neighbours take traits of each other."""

import numpy as np

from controller.frame.canvas import Canvas
from controller.frame.recovery.orders import order_of
from controller.frame.recovery.scene import Act, Columns, Ground, Movement, Parameters, Part, Scene, number, turns
from controller.frame.recovery.shape import Wound
from controller.model import chance
from controller.model.nearest import nearest
from controller.model.rig import Cells

NEIGHBOURS = 3
"""Neighbours that each cell takes from."""


def blend(ground: Ground, parameters: Parameters) -> Movement:
    """Mix each cell, ``amount`` of the way, with others of the wound within ``reach`` metres, the nearer the more."""
    shape = ground.shape
    reach = number(parameters, "reach")
    order = order_of(shape, parameters)
    picks = neighbours(shape, reach)
    apart = [np.sqrt(((shape.place[pick] - shape.place) ** 2).sum(axis=1)) for pick in picks]
    shares = np.array([np.float32(1) / (np.float32(1) + way / np.float32(reach)) for way in apart])
    total = np.float32(1) + shares[0] + shares[1] + shares[2]
    shares *= np.float32(number(parameters, "amount")) / total
    return Movement(_ready, Columns(values=(order, shares), cells=(np.stack(picks),)))


def _ready(columns: Columns) -> Act:
    (order, shares), (picks,) = columns.values, columns.cells

    def move(scene: Scene, progress: Part) -> Canvas:
        under = scene.shown
        weight = turns(order, progress)
        intensity, rgb = under.intensity.copy(), under.rgb.copy()
        for pick, share in zip(picks, shares, strict=True):
            part = weight * share
            intensity += part * (np.take(under.intensity, pick, mode="clip") - under.intensity)
            for own, row in zip(rgb, under.rgb, strict=True):
                other = np.take(row, pick, mode="clip")
                other -= row
                other *= part
                np.add(own, other, out=own)
        return Canvas(np.clip(intensity, 0, 1, out=intensity), np.clip(rgb, 0, 1, out=rgb), under.text)

    return move


def neighbours(shape: Wound, reach: float) -> list[Cells]:
    """Pick the cells that each cell takes from: those nearest to places drawn by chance within its reach."""
    place = shape.place.astype(np.float64)
    picks = []
    for which in range(NEIGHBOURS):
        draws = [chance.uniform(chance.key(shape.seed, "blend", which, axis), len(place)) for axis in range(3)]
        aim = place + np.stack(draws, axis=1) * (2 * reach) - reach
        picks.append(nearest(aim, place)[0])
    return picks
