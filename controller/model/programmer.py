"""The programmer: what operators hold in their hands. Every value fades in over what is shown, and fades out to it."""

import contextlib
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model.rig import Rig
from controller.model.selector import SelectorError, select

Value: TypeAlias = tuple[float, ...] | str
"""Linear red, green and blue for ``color``, one number 0..1 for ``level``; of every other attribute what was written,
which each fixture reads by its own profile."""


@dataclass(frozen=True, slots=True)
class LetOut:
    """A part of what is held fades out.

    Attributes:
        selector: that part; None = all of it.
        start_tick, fade_ticks: when, and how long.
    """

    selector: str | None
    start_tick: int
    fade_ticks: int

    def kept(self, tick: int) -> float:
        """How much of it is still held at a tick, 1..0."""
        if tick >= self.start_tick + self.fade_ticks:
            return 0.0
        return 1.0 - max(0, tick - self.start_tick) / self.fade_ticks


@dataclass(frozen=True, slots=True)
class Hold:
    """One attribute of some cells in one operator's hand.

    Attributes:
        who: whose programmer.
        selector: whom it holds.
        attribute: ``level``, ``color``, ``text``, one of the patch's attributes, or ``raw.`` and the name of a channel.
        start_tick, fade_ticks: the way in.
        let_out: parts that were given back.
        released_tick: when nothing is left of it, because all was given back; None = not yet asked.
        covered_tick: when a later value of the same hand hides all of it, or None.
    """

    who: str
    selector: str
    attribute: str
    value: Value
    start_tick: int
    fade_ticks: int
    let_out: tuple[LetOut, ...] = ()
    released_tick: int | None = None
    covered_tick: int | None = None

    def risen(self, tick: int) -> float:
        """How far it has come in, 0..1; what was given back is left out."""
        if tick >= self.start_tick + self.fade_ticks:
            return 1.0
        return max(0, tick - self.start_tick) / self.fade_ticks

    def is_over(self, tick: int) -> bool:
        """Whether nothing of it shows from this tick on."""
        return any(end is not None and end <= tick for end in (self.released_tick, self.covered_tick))


def held_cells(rig: Rig, holds: tuple[Hold, ...]) -> NDArray[np.bool_]:
    """Mark every cell that is in somebody's hand and was not given back: bool [cells]."""
    held = np.zeros(rig.cell_count, np.bool_)
    for hold in holds:
        if hold.released_tick is None:
            mine = _marked(rig, hold.selector)
            for part in hold.let_out:
                mine &= ~_marked(rig, part.selector)
            held |= mine
    return held


def _marked(rig: Rig, selector: str | None) -> NDArray[np.bool_]:
    """Mark the cells of a selector, all for None; one that the show no longer knows has none."""
    if selector is None:
        return np.ones(rig.cell_count, np.bool_)
    marked = np.zeros(rig.cell_count, np.bool_)
    with contextlib.suppress(SelectorError):
        marked[select(rig, selector)] = True
    return marked
