"""From levels to the light a visitor would see, in whole numbers: the guard's own eyes.

Emitters add up, each with the light that the patch says; a dimmer multiplies; cyan, magenta and yellow take red, green
and blue away; what is blank of a picture gives none; a closed shutter is dark. A cell with a dimmer or filters and no
colours is white.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.columns import columns, of_emitter, of_role, spread, strided
from controller.frame.guard.levels import Whole, any_of_three, threes
from controller.frame.guard.rules import FULL
from controller.frame.guard.shutters import Shutters
from controller.model.rig import Cells
from controller.model.show import Show
from fixtures.profile import FILTERS, Role

Light: TypeAlias = NDArray[np.int32]
"""int32 [3, n], linear red, green, blue; 65,535 = all the light of one colour's emitter."""

GAMMA: Final = 2.2
BRIGHTEST: Final = 3.5
"""Emitters of one cell together give so much of one colour at most; more is read as this. Curved it is below 16."""
FEW: Final = 4096
"""Of so many signals all colours and both lamps are taken at once; of more, what is worked out would not stay near."""
_PURE: Final = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
_BRIGHTEST: Final = int(BRIGHTEST * FULL)
CURVE: NDArray[np.int32] = np.rint(FULL * np.power(np.arange(_BRIGHTEST + 1) / FULL, GAMMA)).astype(np.int32)


class Eyes:
    """See the light of the cells of one show; indices are worked out at load.

    Attributes:
        emitters: the light of each, and the channel of every cell that has it: intp [cells], -1 = none.
        dimmers: the same of the channels that multiply.
        filters: the same of those that take a component away.
        is_plain: bool [cells], no channel of these multiplies or takes away.
        is_threes: every three channels are the red, green and blue of a cell, and there are no others.
        is_bright: some cell may give more than full light of one colour.
    """

    def __init__(self, show: Show, shutters: Shutters) -> None:
        patch = show.patch
        self._cells = show.rig.cell_count
        self._shutters = shutters

        def laid(channels: Cells) -> list[Cells]:
            return columns(patch, channels, self._cells, is_spread=True)

        self.emitters = [(each.light, column) for each in patch.emitters for column in laid(of_emitter(patch, each))]
        self.dimmers = laid(of_role(patch, Role.INTENSITY))
        self.filters = [(part, column) for role, part in FILTERS.items() for column in laid(of_role(patch, role))]
        self._blank_cell, self._blank = spread(patch, of_role(patch, Role.BLANK))
        colored = np.zeros(self._cells, np.bool_)
        for _, column in self.emitters:
            colored |= column >= 0
        lit = np.zeros(self._cells, np.bool_)
        for column in (*self.dimmers, *(column for _, column in self.filters)):
            lit |= column >= 0
        self._plain = lit & ~colored
        most = np.zeros((3, self._cells), np.int32)
        for light, column in self.emitters:
            most += np.outer(np.rint(np.float32(FULL) * np.array(light, np.float32)).astype(np.int32), column >= 0)
        self.is_bright = bool((most > FULL).any())
        self._is_too_bright = bool((most > _BRIGHTEST).any())
        self._any_plain = bool(self._plain.any())
        self._shutter_cell, self._shutter = spread(patch, shutters.channels)
        self._shutter = np.searchsorted(shutters.channels, self._shutter)
        self.is_plain = np.ones(self._cells, np.bool_)
        for column in (*self.dimmers, *(column for _, column in self.filters)):
            self.is_plain &= column < 0
        self.is_plain[self._shutter_cell] = self.is_plain[self._blank_cell] = False
        self._strides = {id(column): _stride(column) for column in self._all_columns()}
        self._colors = _colors(self.emitters) if self._cells <= FEW else None
        strides = [self._strides[id(column)] for _, column in self.emitters]
        self.is_threes = bool(self.is_plain.all()) and _are_threes(self.emitters, strides, len(patch.channel_cell))

    def see(self, levels: Whole, cells: Cells | None) -> Light:
        """Say what cells emit when an emitter's light follows its level.

        Args:
            levels: int32 [channels], 0..65535.
            cells: which, None = all.
        """
        if self.is_threes and cells is not None:
            return threes(levels)[cells].T.astype(np.int32)
        light = self._emitted(levels, cells)
        if self._any_plain:
            light += FULL * (self._plain if cells is None else self._plain[cells])
        if self._is_too_bright:
            np.minimum(light, _BRIGHTEST, out=light)
        for column in self.dimmers:
            dimmed = self._gather(levels, column, cells, FULL).astype(np.float32) * np.float32(1 / FULL)
            light = np.rint(light * dimmed).astype(np.int32)
        for component, column in self.filters:
            passes = (FULL - self._gather(levels, column, cells, 0)).astype(np.float32) * np.float32(1 / FULL)
            light[component] = np.rint(light[component] * passes).astype(np.int32)
        if len(self._shutter_cell):
            lets = np.ones(self._cells, np.int32)
            passing = self._shutters.let_through(levels).astype(np.int32)
            np.minimum.at(lets, self._shutter_cell, passing[self._shutter])
            light *= lets if cells is None else lets[cells]
        is_whole = not (len(self._blank) and levels[self._blank].any())
        return light if is_whole else self._unblanked(light, levels, cells)

    def are_bright(self, levels: Whole, least: int) -> NDArray[np.bool_]:
        """Say which cells emit more than that of some colour: bool [cells]."""
        if self.is_threes:
            return any_of_three(levels > least)
        bright: NDArray[np.bool_] = np.maximum.reduce(self.see(levels, None), axis=0) > least
        return bright

    def see_both(self, levels: Whole, light: Light, half: slice | None = None) -> None:
        """Say what all cells emit, as lamps that follow their level and as gamma-like ones: int32 [2, 3, cells].

        Of one half only, if they are threes.
        """
        if self.is_threes:
            theirs = levels if half is None else levels[3 * half.start : 3 * half.stop]
            for color in range(3):
                light[0, color] = theirs[color::3]
        else:
            light[0] = self.see(levels, None)
        for color in range(3):
            gamma(light[0, color], out=light[1, color])

    def _emitted(self, levels: Whole, cells: Cells | None) -> Light:
        """Add up what the emitters of cells give."""
        if self._colors is not None:
            return levels.take(self._colors if cells is None else self._colors.take(cells, axis=1)).astype(np.int32)
        light = np.zeros((3, self._cells if cells is None else len(cells)), np.int32)
        for emitted, column in self.emitters:
            level = self._gather(levels, column, cells, 0)
            for component, part in enumerate(emitted):
                if part == 1:
                    light[component] += level
                elif part:
                    light[component] += np.rint(level * np.float32(part)).astype(np.int32)
        return light

    def _unblanked(self, light: Light, levels: Whole, cells: Cells | None) -> Light:
        """Leave the part of the light that is not blank."""
        left = np.ones(self._cells, np.float32)
        left[self._blank_cell] = (FULL - levels[self._blank]).astype(np.float32) * np.float32(1 / FULL)
        unblanked: Light = np.rint(light * (left if cells is None else left[cells])).astype(np.int32)
        return unblanked

    def _gather(self, levels: Whole, column: Cells, cells: Cells | None, missing: int) -> Whole:
        """Take one channel of every cell; cells without it have ``missing``."""
        stride = self._strides[id(column)]
        if stride is not None:
            own = levels[stride]
            return own if cells is None else own[cells]
        index = column if cells is None else column[cells]
        return np.where(index >= 0, levels[index], np.int32(missing))

    def _all_columns(self) -> list[Cells]:
        return [*(column for _, column in (*self.emitters, *self.filters)), *self.dimmers]


def gamma(light: Light, out: Light) -> None:
    """Read the same light as a lamp with a gamma-like dimmer would give it."""
    CURVE.take(light, out=out, mode="clip")


def _colors(emitters: Sequence[tuple[Sequence[float], Cells]]) -> Cells | None:
    """Give the channel of each colour, intp [3, cells], where every cell has three emitters of one colour each."""
    found = {tuple(emitted): column for emitted, column in emitters}
    if len(emitters) != len(_PURE) or any(pure not in found or (found[pure] < 0).any() for pure in _PURE):
        return None
    return np.stack([found[pure] for pure in _PURE])


def _are_threes(
    emitters: Sequence[tuple[Sequence[float], Cells]], strides: Sequence[slice | None], channels: int
) -> bool:
    """Say whether channels are in threes, see ``Eyes``."""
    found = {tuple(emitted): stride for (emitted, _), stride in zip(emitters, strides, strict=True)}
    wanted = {pure: slice(place, channels - 2 + place, 3) for place, pure in enumerate(_PURE)}
    return len(emitters) == len(_PURE) and found == wanted


def _stride(column: Cells) -> slice | None:
    """Give the even stride of a column, None if it has none."""
    stride = strided(column) if len(column) and column[0] >= 0 else None
    return stride if isinstance(stride, slice) else None
