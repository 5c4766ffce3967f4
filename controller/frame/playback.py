"""Station 6. Looks and fades → cell values, over all cue lists by priority.

Every list paints a layer with a weight for each attribute (0 = unset), premultiplied as in Porter and Duff's *over*.
A fade mixes layers, so that setting, changing and giving up an attribute all run smoothly, and a list that gives up
shows what lies under it. Takes the state and the tick; writes the canvas; remembers nothing but what the show says.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.model.cue import CueList
from controller.model.look import Look
from controller.model.patch import Patch
from controller.model.show import Show
from controller.model.state import ShowState, Transition

CACHED_TARGETS = 12
"""Cues whose finished picture is kept; a rig of 2,000,000 slots needs about 20 MB for each."""
UNSET_TEXT = -1


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


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """One list that plays: its steps, at its own time."""

    cue_list: CueList
    steps: tuple[Transition, ...]
    time: int


class Playback:
    """The playback stage of one show."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._cells = show.rig.cell_count
        self._parameters = len(show.patch.parameter_channel)
        self._home = home_of(show.patch)
        self._empty = empty_layer(self._cells, self._parameters)
        self._targets: OrderedDict[tuple[str, str], Layer] = OrderedDict()

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Write what all cue lists together say; unset cells are dark and white."""
        parts = tuple(
            Part(self._show.lists[entry.id], entry.steps, entry.time(tick)) for entry in state.lists if entry.steps
        )
        under = self._empty
        for priority in sorted({part.cue_list.priority for part in parts}):
            equals = tuple(part for part in parts if part.cue_list.priority == priority)
            under = over(under, self._merged(equals))
        flatten(under, canvas, self._home)

    def _merged(self, parts: tuple[Part, ...]) -> Layer:
        """Give the picture of lists of one priority: the highest level of those that wish it so, else the latest."""
        if len(parts) == 1:
            return self._layer(parts[0])
        layer = self._latest(parts)
        for part in parts:
            if part.cue_list.merge == "htp":
                layer = highest(layer, self._layer(part))
        return layer

    def _latest(self, parts: tuple[Part, ...]) -> Layer:
        """Lay the latest step of all lists on top; it comes there as it fades in, so taking precedence never jumps."""
        if not parts:
            return self._empty
        place = max(range(len(parts)), key=lambda i: (parts[i].steps[-1].go_tick, i))
        own, others = parts[place], parts[:place] + parts[place + 1 :]
        step = own.steps[-1]
        progress = step.progress(own.time)
        top = self._empty if step.cue is None else self._target(own.cue_list, step.cue)
        after = over(self._latest(others), without_levels(top) if own.cue_list.merge == "htp" else top)
        if progress >= 1:
            return after
        earlier = (replace(own, steps=own.steps[:-1]),) if len(own.steps) > 1 else ()
        return fade(self._latest(parts[:place] + earlier + parts[place + 1 :]), after, progress)

    def _layer(self, part: Part) -> Layer:
        """Give the picture of one list by itself."""
        layer = self._empty
        for step in part.steps:
            progress = step.progress(part.time)
            if progress <= 0:
                continue
            target = self._empty if step.cue is None else self._target(part.cue_list, step.cue)
            layer = target if progress >= 1 else fade(layer, target, progress)
        return layer

    def _target(self, cue_list: CueList, number: str) -> Layer:
        """Give the finished picture of a cue: everything that tracks into it from the top of the list."""
        key = (cue_list.id, number)
        if key in self._targets:
            self._targets.move_to_end(key)
            return self._targets[key]
        layer = empty_layer(self._cells, self._parameters)
        for cue in cue_list.cues:
            if cue.number == number or not cue.cue_only:
                set_look(layer, cue.look)
            if cue.number == number:
                break
        self._targets[key] = layer
        if len(self._targets) > CACHED_TARGETS:
            self._targets.popitem(last=False)
        return layer


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


def fade(start: Layer, target: Layer, progress: float) -> Layer:
    """Mix two layers, 0 = start, 1 = target; a text changes in the middle."""
    part, keep = np.float32(progress), np.float32(1 - progress)
    return Layer(
        level=start.level * keep + target.level * part,
        level_weight=start.level_weight * keep + target.level_weight * part,
        rgb=start.rgb * keep + target.rgb * part,
        rgb_weight=start.rgb_weight * keep + target.rgb_weight * part,
        text=target.text if progress >= 0.5 else start.text,
        values=start.values * keep + target.values * part,
        values_weight=start.values_weight * keep + target.values_weight * part,
    )


def over(under: Layer, upper: Layer) -> Layer:
    """Lay one layer over another: where it sets nothing, the lower one shows."""
    clear = np.float32(1) - upper.level_weight
    clear_rgb = np.float32(1) - upper.rgb_weight
    clear_values = np.float32(1) - upper.values_weight
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


def without_levels(layer: Layer) -> Layer:
    """Let a layer leave all levels unset."""
    nothing = np.zeros_like(layer.level)
    return replace(layer, level=nothing, level_weight=nothing)


def flatten(layer: Layer, canvas: Canvas, home: Levels) -> None:
    """Give unset attributes their home: no light, white, no text, and ``home`` (float32 [parameters]) for parameters.

    A cell whose level is set and whose colour is on its way from unset is that much white, so that it does not jump.
    """
    np.clip(layer.level, 0, 1, out=canvas.intensity)
    white = np.maximum(layer.level_weight - layer.rgb_weight, np.float32(0))
    weight = layer.rgb_weight + white
    is_set = weight > 0
    np.divide(layer.rgb + white, np.where(is_set, weight, np.float32(1)), out=canvas.rgb)
    canvas.rgb[:, ~is_set] = 1
    np.clip(canvas.rgb, 0, 1, out=canvas.rgb)
    np.maximum(layer.text, 0, out=canvas.text)
    np.add(layer.values, home * (np.float32(1) - layer.values_weight), out=canvas.values)
