"""Layers: what a list says, with a weight for each attribute (0 = unset), premultiplied as in Porter and Duff's *over*.

A fade mixes layers, so that setting, changing and giving up an attribute all run smoothly.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.model.look import Look
from controller.model.patch import Patch

UNSET_TEXT = -1
ONE = np.float32(1)


@dataclass(frozen=True, eq=False, slots=True)
class Layer:
    """What one list says.

    Attributes:
        level: float32 [cells], premultiplied by its weight.
        level_weight: float32 [cells], 0 unset .. 1 set.
        rgb: float32 [3, cells], premultiplied by its weight.
        rgb_weight: float32 [cells].
        text: int16 [cells], -1 = unset.
        values: float32 [parameters], premultiplied by its weight.
        values_weight: float32 [parameters].
    """

    level: Levels
    level_weight: Levels
    rgb: Levels
    rgb_weight: Levels
    text: NDArray[np.int16]
    values: Levels
    values_weight: Levels


def home_of(patch: Patch) -> Levels:
    """Give what every parameter stands at when nothing sets it: float32 [parameters]."""
    return patch.channel_home[patch.parameter_channel]


def empty_layer(cells: int, parameters: int) -> Layer:
    """Make a layer that sets nothing."""
    return Layer(
        level=np.zeros(cells, np.float32),
        level_weight=np.zeros(cells, np.float32),
        rgb=np.zeros((3, cells), np.float32),
        rgb_weight=np.zeros(cells, np.float32),
        text=np.full(cells, UNSET_TEXT, np.int16),
        values=np.zeros(parameters, np.float32),
        values_weight=np.zeros(parameters, np.float32),
    )


def copied(layer: Layer) -> Layer:
    """Copy a layer."""
    return Layer(
        level=layer.level.copy(),
        level_weight=layer.level_weight.copy(),
        rgb=layer.rgb.copy(),
        rgb_weight=layer.rgb_weight.copy(),
        text=layer.text.copy(),
        values=layer.values.copy(),
        values_weight=layer.values_weight.copy(),
    )


def set_look(layer: Layer, look: Look) -> None:
    """Write a look into a layer; what the look leaves unset stays as it was."""
    for part in look.parts:
        if part.level is not None:
            layer.level[part.cells] = part.level
            layer.level_weight[part.cells] = 1
        if part.color is not None:
            layer.rgb[:, part.cells] = np.asarray(part.color, np.float32)[:, None]
            layer.rgb_weight[part.cells] = 1
        if part.text is not None:
            layer.text[part.cells] = part.text
        for each in part.values:
            layer.values[each.parameters] = each.value
            layer.values_weight[each.parameters] = 1


def over(under: Layer, upper: Layer) -> Layer:
    """Lay one layer over another: where it sets nothing, the lower one shows."""
    clear = ONE - upper.level_weight
    clear_rgb = ONE - upper.rgb_weight
    clear_values = ONE - upper.values_weight
    return Layer(
        level=upper.level + under.level * clear,
        level_weight=upper.level_weight + under.level_weight * clear,
        rgb=upper.rgb + under.rgb * clear_rgb,
        rgb_weight=upper.rgb_weight + under.rgb_weight * clear_rgb,
        text=np.where(upper.text == UNSET_TEXT, under.text, upper.text),
        values=upper.values + under.values * clear_values,
        values_weight=upper.values_weight + under.values_weight * clear_values,
    )


def highest(one: Layer, other: Layer) -> Layer:
    """Take the higher level of two layers, and all else from the first."""
    level_weight = np.maximum(one.level_weight, other.level_weight)
    return replace(one, level=np.maximum(one.level, other.level), level_weight=level_weight)


def without_levels(layer: Layer, empty: Layer) -> Layer:
    """Let a layer leave all levels unset, as an empty one does."""
    return replace(layer, level=empty.level, level_weight=empty.level_weight)


def sharing_weights(layer: Layer, other: Layer) -> Layer:
    """Let a layer hold the very weights of another one where they are equal, so that fades need not mix them."""
    same = {
        name: getattr(other, name)
        for name in ("level_weight", "rgb_weight", "values_weight")
        if np.array_equal(getattr(layer, name), getattr(other, name))
    }
    return replace(layer, **same)


def shares_weights(layer: Layer, other: Layer) -> bool:
    """Whether two layers hold the very same weights."""
    return (
        layer.level_weight is other.level_weight
        and layer.rgb_weight is other.rgb_weight
        and layer.values_weight is other.values_weight
    )


def spread(layer: Layer, kind: NDArray[np.int32]) -> Layer:
    """Give every cell what its kind has: int32 [cells], the kind of each."""
    return replace(
        layer,
        level=layer.level[kind],
        level_weight=layer.level_weight[kind],
        rgb=np.take(layer.rgb, kind, axis=1),
        rgb_weight=layer.rgb_weight[kind],
        text=layer.text[kind],
    )


def flatten(layer: Layer, canvas: Canvas, home: Levels) -> None:
    """Give unset attributes their home: no light, white, no text, and ``home`` (float32 [parameters]) for parameters.

    A cell whose level is set and whose colour is on its way from unset is that much white, so that it does not jump.
    """
    np.clip(layer.level, 0, 1, out=canvas.intensity)
    white = np.maximum(layer.level_weight - layer.rgb_weight, np.float32(0))
    weight = layer.rgb_weight + white
    is_set = weight > 0
    np.divide(layer.rgb + white, np.where(is_set, weight, ONE), out=canvas.rgb)
    canvas.rgb[:, ~is_set] = 1
    np.clip(canvas.rgb, 0, 1, out=canvas.rgb)
    np.maximum(layer.text, 0, out=canvas.text)
    np.add(layer.values, home * (ONE - layer.values_weight), out=canvas.values)
