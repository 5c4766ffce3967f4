"""In which order the cells of a wound take their turns."""

import numpy as np

from controller.frame.canvas import Levels
from controller.frame.recovery.scene import Parameters, direction
from controller.frame.recovery.shape import Wound
from controller.model import chance


def order_of(shape: Wound, parameters: Parameters) -> Levels:
    """Give each cell its turn, 0 first .. 1 last, by the parameter ``from``.

    ``wound``: from its heart outwards · ``radial``: from the rim inwards · ``sweep``: along ``direction`` ·
    ``random``: each at a moment of its own · ``fixture``: one fixture after another, as they are patched.
    """
    match parameters.get("from", "wound"):
        case "radial":
            return np.float32(1) - shape.distance
        case "random":
            return chance.uniform(shape.seed, len(shape.cells)).astype(np.float32)
        case "sweep":
            return spread(along(shape, direction(parameters)))
        case "fixture":
            ranks = np.unique(shape.fixture, return_inverse=True)[1]
            return spread(ranks.astype(np.float32))
        case _:
            return shape.distance


def along(shape: Wound, way: tuple[float, float, float]) -> Levels:
    """Measure how far each cell lies in a direction, metres."""
    x, y, z = (np.float32(axis) for axis in way)
    measured: Levels = shape.place[:, 0] * x + shape.place[:, 1] * y + shape.place[:, 2] * z
    return measured


def spread(values: Levels) -> Levels:
    """Stretch values to 0..1; equal ones are all 0."""
    if not len(values):
        return values
    low, high = values.min(), values.max()
    return (values - low) / (high - low) if high > low else np.zeros_like(values)
