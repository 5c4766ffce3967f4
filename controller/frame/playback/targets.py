"""The finished picture of every cue, and which cells of it each cue moves.

A picture is what tracks into the cue from the top of its list, or from the last cue that blocks. What a cue moves
decides what its list takes from other lists (see ``merge``). Both are worked out when first needed, and kept a while.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from controller.frame.playback.kept import kept
from controller.frame.playback.layers import (
    UNSET_TEXT,
    Layer,
    copied,
    empty_layer,
    set_look,
    sharing_weights,
    without_levels,
)
from controller.model.cue import Cue, CueList
from controller.model.look import Look
from controller.model.show import Show
from controller.model.state import Take, Transition

CACHED_TARGETS = 12
"""Cues whose finished picture is kept; a rig of 2,000,000 slots needs about 20 MB for each."""
CACHED_MOVES = 24
ATTRIBUTES: Final = ("level", "rgb", "text", "values")
"""Of a layer, each with its own owner."""
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Moves:
    """What a step moves.

    Attributes:
        level, rgb, text: bool [cells].
        values: bool [parameters].
        gives_up: whether some of what it moves is not set afterwards.
    """

    level: Flags
    rgb: Flags
    text: Flags
    values: Flags
    gives_up: bool


@dataclass(frozen=True, slots=True)
class Leg:
    """One part of a list's way.

    Attributes:
        start, end: numbers of the cues, None = nothing.
        way: ``go`` moves what changes and what its cue writes; ``back`` what changes; ``undo`` what changes, and what
            the cue wrote that it takes back.
    """

    start: str | None
    end: str | None
    way: Literal["go", "back", "undo"]


class Targets:
    """The finished pictures of one show."""

    def __init__(self, show: Show) -> None:
        self._cells = show.rig.cell_count
        self._parameters = len(show.patch.parameter_channel)
        self.empty = empty_layer(self._cells, self._parameters)
        self._targets: OrderedDict[tuple[str, str], Layer] = OrderedDict()
        self._ahead: tuple[tuple[str, str], Layer | None, Layer] | None = None
        self._moves: OrderedDict[tuple[str, tuple[Leg, ...], bool], Moves] = OrderedDict()

    def target(self, cue_list: CueList, number: str | None) -> Layer:
        """Give the finished picture of a cue; None, or a cue that is gone, sets nothing."""
        if number is None:
            return self.empty
        return kept(self._targets, (cue_list.id, number), CACHED_TARGETS, lambda: self._made(cue_list, number))

    def is_near(self, cue_list: CueList, number: str) -> bool:
        """Whether the finished picture of a cue is there, or one look away from one that is."""
        place = cue_list.position(number)
        before = None if place is None else _tracked_from(cue_list, place)
        return place is not None and (before is None or (cue_list.id, before) in self._targets)

    def ahead(self, cue_list: CueList, number: str) -> Layer:
        """Give the finished picture of a cue that may go soon, and keep it aside until then.

        It is taken only if what it shares weights with is then still the picture used last, so that what is painted
        is the same to the bit whether anybody asked ahead or not: a replay does not.
        """
        key = (cue_list.id, number)
        known = self._targets.get(key)
        if known is None:
            known = self._made(cue_list, number)
            self._ahead = (key, self._last_of(cue_list.id), known)
        return known

    def merging(self, cue_list: CueList, number: str | None) -> Layer:
        """Give what of a picture meets other lists by latest-takes-precedence: of a list that is merged by the highest
        level, all but the levels.
        """
        target = self.target(cue_list, number)
        return without_levels(target, self.empty) if cue_list.merge == "htp" else target

    def moved(self, cue_list: CueList, steps: tuple[Transition, ...], index: int, *, alone: bool) -> Moves:
        """Say what a step of a list moves: what it changes and what its cue itself writes, or all if that asserts.

        Args:
            cue_list: whose.
            steps: of the list.
            index: of the step.
            alone: True = all of it; else what meets other lists by latest-takes-precedence.
        """
        return self.moves(cue_list, path_of(steps[index], steps[index - 1] if index else None), alone=alone)

    def moves(self, cue_list: CueList, path: tuple[Leg, ...], *, alone: bool) -> Moves:
        """Say what a list moves on its way through some cues."""
        picture = self.target if alone else self.merging

        def make() -> Moves:
            if len(path) == 1:
                return self._compare(cue_list, path[0], picture)
            legs = [self.moves(cue_list, (each,), alone=alone) for each in path]
            return _together(legs, picture(cue_list, path[-1].end))

        return kept(self._moves, (cue_list.id, path, alone), CACHED_MOVES, make)

    def _made(self, cue_list: CueList, number: str) -> Layer:
        """Give a picture that is not kept: the one made ahead if it is that very one."""
        place = cue_list.position(number)
        if place is None:
            return empty_layer(self._cells, self._parameters)
        last = self._last_of(cue_list.id)
        if self._ahead is not None and self._ahead[0] == (cue_list.id, number) and self._ahead[1] is last:
            return self._ahead[2]
        layer = self._track(cue_list, place)
        return layer if last is None else sharing_weights(layer, last)

    def _last_of(self, list_id: str) -> Layer | None:
        """Give the picture of a list that was used last."""
        return next((layer for (name, _), layer in reversed(self._targets.items()) if name == list_id), None)

    def _track(self, cue_list: CueList, place: int) -> Layer:
        before = _tracked_from(cue_list, place)
        known = None if before is None else self._targets.get((cue_list.id, before))
        if known is not None:  # the usual GO: one look more than the cue before, however long the list is
            layer = copied(known)
            set_look(layer, cue_list.cues[place].look)
        else:
            layer = empty_layer(self._cells, self._parameters)
            for cue in _tracking(cue_list, cue_list.cues[place].number):
                set_look(layer, cue.look)
        return layer

    def _compare(self, cue_list: CueList, leg: Leg, picture: Callable[[CueList, str | None], Layer]) -> Moves:
        before, after = picture(cue_list, leg.start), picture(cue_list, leg.end)
        moved = _changed(before, after)
        cue, left = cue_list.cue(leg.end), cue_list.cue(leg.start)
        if leg.way == "go" and cue is not None:
            _mark_look(moved, cue.look)
            if cue.asserts:
                _mark_set(moved, after)
        if leg.way == "undo" and left is not None:
            _mark_look(moved, left.look)
            if left.asserts:
                _mark_set(moved, before)
        if after.level is self.empty.level and before.level is self.empty.level:
            moved.level[:] = False
        return replace(moved, gives_up=_gives_up(moved, after))


def leg(before: str | None, take: Take) -> Leg:
    """Give the way from a cue to the next one that a list took."""
    return Leg(before, take.cue, "back" if take.is_back else "go")


def path_of(step: Transition, before: Transition | None) -> tuple[Leg, ...]:
    """Give the way of a list from one step to another; cues that were over in between are on it."""
    start = None if before is None else before.cue
    if step.undoes or not step.takes:
        return (Leg(start, step.cue, "undo" if step.undoes else "go"),)
    last = before.takes[-1] if before is not None and before.takes else None
    known = step.takes.index(last) + 1 if last in step.takes else 0
    new = step.takes[known:]
    starts = (start, *(take.cue for take in new[:-1]))
    return tuple(leg(cue, take) for cue, take in zip(starts, new, strict=True))


def _together(legs: Sequence[Moves], after: Layer) -> Moves:
    level, rgb, text, values = (np.logical_or.reduce([getattr(leg, name) for leg in legs]) for name in ATTRIBUTES)
    moved = Moves(level, rgb, text, values, gives_up=False)
    return replace(moved, gives_up=_gives_up(moved, after))


def _gives_up(moved: Moves, after: Layer) -> bool:
    return bool(
        (moved.level & (after.level_weight == 0)).any()
        or (moved.rgb & (after.rgb_weight == 0)).any()
        or (moved.text & (after.text == UNSET_TEXT)).any()
        or (moved.values & (after.values_weight == 0)).any()
    )


def _tracked_from(cue_list: CueList, place: int) -> str | None:
    """Give the number of the cue whose picture tracks into the one at a place; None = none does."""
    if cue_list.cues[place].block:
        return None
    return next((cue.number for cue in reversed(cue_list.cues[:place]) if not cue.cue_only), None)


def _tracking(cue_list: CueList, number: str) -> list[Cue]:
    """List the cues that a cue is made of, in order: from the last one that blocks."""
    own: list[Cue] = []
    for cue in cue_list.cues:
        is_it = cue.number == number
        if cue.block and (is_it or not cue.cue_only):
            own = []
        if is_it or not cue.cue_only:
            own.append(cue)
        if is_it:
            break
    return own


def _changed(before: Layer, after: Layer) -> Moves:
    return Moves(
        level=(before.level != after.level) | (before.level_weight != after.level_weight),
        rgb=(before.rgb != after.rgb).any(axis=0) | (before.rgb_weight != after.rgb_weight),
        text=before.text != after.text,
        values=(before.values != after.values) | (before.values_weight != after.values_weight),
        gives_up=False,
    )


def _mark_set(moved: Moves, layer: Layer) -> None:
    np.logical_or(moved.level, layer.level_weight > 0, out=moved.level)
    np.logical_or(moved.rgb, layer.rgb_weight > 0, out=moved.rgb)
    np.logical_or(moved.text, layer.text != UNSET_TEXT, out=moved.text)
    np.logical_or(moved.values, layer.values_weight > 0, out=moved.values)


def _mark_look(moved: Moves, look: Look) -> None:
    for part in look.parts:
        if part.level is not None:
            moved.level[part.cells] = True
        if part.color is not None:
            moved.rgb[part.cells] = True
        if part.text is not None:
            moved.text[part.cells] = True
        for each in part.values:
            moved.values[each.parameters] = True
