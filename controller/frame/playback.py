"""Station 6. Looks and fades → cell values, over all cue lists by priority.

Every list paints a layer with a weight for each attribute (0 = unset), premultiplied as in Porter and Duff's *over*.
A fade mixes layers, so that setting, changing and giving up an attribute all run smoothly, and a list that gives up
shows what lies under it. Takes the state and the tick; writes the canvas; remembers nothing but what the show says.
"""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.model.cue import CueList
from controller.model.look import Look
from controller.model.show import Show
from controller.model.state import ListState, ShowState

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
    """

    level: Levels
    level_weight: Levels
    rgb: Levels
    rgb_weight: Levels
    text: NDArray[np.int16]


class Playback:
    """The playback stage of one show."""

    def __init__(self, show: Show) -> None:
        self._show = show
        self._cells = show.rig.cell_count
        self._empty = empty_layer(self._cells)
        self._targets: OrderedDict[tuple[str, str], Layer] = OrderedDict()

    def paint(self, state: ShowState, tick: int, canvas: Canvas) -> None:
        """Write what all cue lists together say; unset cells are dark and white."""
        under = self._empty
        order = sorted(state.lists, key=lambda entry: (self._show.lists[entry.id].priority, entry.go_tick))
        priority: int | None = None
        for entry in order:
            cue_list = self._show.lists[entry.id]
            if entry.steps:
                layer = self._layer(entry, cue_list, entry.time(tick))
                under = over(under, layer, htp=cue_list.merge == "htp" and priority == cue_list.priority)
            priority = cue_list.priority
        flatten(under, canvas)

    def _layer(self, entry: ListState, cue_list: CueList, time: int) -> Layer:
        layer = self._empty
        for step in entry.steps:
            progress = step.progress(time)
            if progress <= 0:
                continue
            target = self._empty if step.cue is None else self._target(cue_list, step.cue)
            layer = target if progress >= 1 else fade(layer, target, progress)
        return layer

    def _target(self, cue_list: CueList, number: str) -> Layer:
        """Give the finished picture of a cue: everything that tracks into it from the top of the list."""
        key = (cue_list.id, number)
        if key in self._targets:
            self._targets.move_to_end(key)
            return self._targets[key]
        layer = empty_layer(self._cells)
        for cue in cue_list.cues:
            if cue.number == number or not cue.cue_only:
                set_look(layer, cue.look)
            if cue.number == number:
                break
        self._targets[key] = layer
        if len(self._targets) > CACHED_TARGETS:
            self._targets.popitem(last=False)
        return layer


def empty_layer(cells: int) -> Layer:
    """Make a layer that sets nothing."""
    return Layer(
        level=np.zeros(cells, np.float32),
        level_weight=np.zeros(cells, np.float32),
        rgb=np.zeros((3, cells), np.float32),
        rgb_weight=np.zeros(cells, np.float32),
        text=np.full(cells, UNSET_TEXT, np.int16),
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


def fade(start: Layer, target: Layer, progress: float) -> Layer:
    """Mix two layers, 0 = start, 1 = target; a text changes in the middle."""
    part, keep = np.float32(progress), np.float32(1 - progress)
    return Layer(
        level=start.level * keep + target.level * part,
        level_weight=start.level_weight * keep + target.level_weight * part,
        rgb=start.rgb * keep + target.rgb * part,
        rgb_weight=start.rgb_weight * keep + target.rgb_weight * part,
        text=target.text if progress >= 0.5 else start.text,
    )


def over(under: Layer, upper: Layer, *, htp: bool) -> Layer:
    """Lay one layer over another; ``htp`` lets the higher level win instead of the upper one."""
    clear = np.float32(1) - upper.level_weight
    level = upper.level + under.level * clear
    if htp:
        level = np.maximum(upper.level, under.level)
    clear_rgb = np.float32(1) - upper.rgb_weight
    return Layer(
        level=level,
        level_weight=upper.level_weight + under.level_weight * clear,
        rgb=upper.rgb + under.rgb * clear_rgb,
        rgb_weight=upper.rgb_weight + under.rgb_weight * clear_rgb,
        text=np.where(upper.text == UNSET_TEXT, under.text, upper.text),
    )


def flatten(layer: Layer, canvas: Canvas) -> None:
    """Give unset attributes their home: no light, white, no text."""
    np.clip(layer.level, 0, 1, out=canvas.intensity)
    is_set = layer.rgb_weight > 0
    weight = np.where(is_set, layer.rgb_weight, np.float32(1))
    np.divide(layer.rgb, weight, out=canvas.rgb)
    canvas.rgb[:, ~is_set] = 1
    np.clip(canvas.rgb, 0, 1, out=canvas.rgb)
    np.maximum(layer.text, 0, out=canvas.text)
