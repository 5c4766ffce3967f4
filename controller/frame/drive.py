"""Station 12. Colour and intensity → what each channel of each fixture is driven with, 0..1.

A fixture without a dimmer gets a virtual one: its colours and its ultraviolet are scaled by the intensity. Colours are
mixed from the emitters that the fixture has (see ``mixing``), or filtered out of its white by cyan, magenta and yellow.
A dimmer over all pixels of a fixture stands open, since each pixel has an intensity of its own. Parameters take their
values from the canvas; hazards go to their safe value.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.frame.columns import ROLE_NUMBER, Index, columns, cut, length, of_emitter, of_role, strided
from controller.frame.folding import Folding
from controller.frame.mixing import mix
from controller.frame.spreading import Fold
from controller.model.patch import Emitter, Patch
from controller.model.rig import Cells
from controller.model.show import Show
from fixtures.profile import FILTERS, FixtureClass, Role

HAZARDS = (FixtureClass.FOG, FixtureClass.LASER, FixtureClass.MOTOR)
BLOCK: Final = 1 << 13
"""Cells of a bank, so that all that is worked out on the way of a colour stays in the processor's own memory."""


@dataclass(frozen=True, eq=False, slots=True)
class _Bank:
    """Cells whose light is made in the same way.

    Attributes:
        cells: which.
        has_dimmer: False = the intensity is virtual.
        dimmers: channels, parallel to the cells.
        emitters: what mixes the colour.
        channels: of each emitter, parallel to the cells.
        filters: component that is taken away, and the channels that do.
    """

    cells: Index
    has_dimmer: bool
    dimmers: tuple[Index, ...]
    emitters: tuple[Emitter, ...]
    channels: tuple[Index, ...]
    filters: tuple[tuple[int, Index], ...]

    @property
    def all_channels(self) -> tuple[Index, ...]:
        """Every channel that light moves: dimmers, filters, emitters."""
        return (*self.dimmers, *(channels for _, channels in self.filters), *self.channels)


class Drive:
    """The drive stage of one show; all indices are worked out at load."""

    def __init__(self, show: Show, folding: Folding | None = None) -> None:
        """Sort the cells.

        Args:
            show: whose.
            folding: of its cells; None = canvases are never folded.
        """
        patch, cells = show.patch, show.rig.cell_count
        drive = patch.channel_home.copy()
        self._parameters = patch.parameter_channel
        self._safe = patch.channel_safe
        dimmers = of_role(patch, Role.INTENSITY)
        over_all = patch.channel_reach[dimmers] > 1
        drive[dimmers[over_all]] = 1
        own = columns(patch, dimmers[~over_all], cells, is_spread=False)
        is_dimmed = np.any([column >= 0 for column in own], axis=0) if own else np.zeros(cells, np.bool_)
        self._wholes = _banks(patch, own, is_dimmed)
        self._banks = tuple(block for whole in self._wholes for block in _blocks(whole))
        self._folds = () if folding is None else tuple(Fold(w.cells, w.all_channels, folding) for w in self._wholes)
        self._text = of_role(patch, Role.TEXT)
        self._text_cell = patch.channel_cell[self._text]
        violet = patch.channel_role[self._parameters] == ROLE_NUMBER[Role.UV]
        self._violet = self._parameters[violet & ~is_dimmed[patch.parameter_cell]]
        self._violet_cell = patch.channel_cell[self._violet]
        hazard = show.rig.fixtures.ask(lambda fixture: fixture.cls in HAZARDS).astype(np.bool_)
        self._hazards: Cells = np.flatnonzero(hazard[patch.channel_fixture])
        self._is_safe = False
        self._drive = drive
        self._hazard_home = drive[self._hazards]
        self._kind = None if folding is None else folding.kind

    def paint(self, canvas: Canvas, *, safe: bool) -> Levels:
        """Turn cells into drive values.

        Args:
            canvas: the finished picture.
            safe: True sends hazards to their safe values.

        Returns:
            float32 [channels], 0..1; good until the next frame is painted.
        """
        drive = self._drive
        if self._is_safe:
            drive[self._hazards] = self._hazard_home
            for fold in self._folds:
                fold.forget()
        self._is_safe = safe
        if len(self._parameters):
            drive[self._parameters] = canvas.values
        kinds = canvas.folded
        shown, violet, text = canvas, self._violet_cell, self._text_cell
        if kinds is None or self._kind is None:
            self._light_cells(canvas)
        else:
            self._light_kinds(kinds)
            shown, violet, text = kinds, self._kind[violet].astype(np.intp), self._kind[text].astype(np.intp)
        if len(violet):
            drive[self._violet] *= shown.intensity[violet]
        if len(text):
            drive[self._text] = shown.text[text].astype(np.float32) / np.float32(255)
        if safe:
            drive[self._hazards] = self._safe[self._hazards]
        return drive

    def _light_cells(self, canvas: Canvas) -> None:
        """Drive every channel that light moves, cell by cell."""
        for fold in self._folds:
            fold.forget()
        for bank in self._banks:
            intensity, rgb = canvas.intensity[bank.cells], canvas.rgb[:, bank.cells]
            for channels, amount in zip(bank.all_channels, _amounts(bank, intensity, rgb), strict=True):
                self._drive[channels] = amount

    def _light_kinds(self, kinds: Canvas) -> None:
        """Drive the same channels, kind by kind."""
        for bank, fold in zip(self._wholes, self._folds, strict=True):
            intensity, rgb = kinds.intensity[fold.kinds], kinds.rgb[:, fold.kinds]
            fold.spread(tuple(_amounts(bank, intensity, rgb)), self._drive)


def _amounts(bank: _Bank, intensity: Levels, rgb: Levels) -> Iterator[Levels]:
    """Say how far the channels of a bank are open, one after another as ``all_channels`` has them: float32 [n].

    Args:
        bank: of the cells.
        intensity: float32 [n].
        rgb: float32 [3, n].
    """
    for _ in bank.dimmers:
        yield intensity
    if not bank.has_dimmer and bank.filters:
        rgb = rgb * intensity
    for component, _ in bank.filters:
        yield np.float32(1) - rgb[component]
    if bank.emitters:
        is_dimmed = bank.has_dimmer or bool(bank.filters)
        for amount in mix(rgb, bank.emitters):
            yield amount if is_dimmed else amount * intensity


def _banks(patch: Patch, dimmers: list[Cells], is_dimmed: NDArray[np.bool_]) -> tuple[_Bank, ...]:
    """Sort cells by the duties of their channels."""
    count = len(is_dimmed)
    mixed = [emitter for emitter in patch.emitters if emitter.role is not Role.UV]
    lights = [(e, c) for e in mixed for c in columns(patch, of_emitter(patch, e), count, is_spread=False)]
    filters = [
        (component, column)
        for role, component in FILTERS.items()
        for column in columns(patch, of_role(patch, role), count, is_spread=False)
    ]
    everything = [*dimmers, *(column for _, column in lights), *(column for _, column in filters)]
    kind = np.zeros(count, np.int64)
    for column in everything:
        _, kind = np.unique(kind * 2 + (column >= 0), return_inverse=True)
    found = []
    for number in range(int(kind.max(initial=-1)) + 1):
        cells = np.flatnonzero(kind == number)
        has = [column[cells[0]] >= 0 for column in everything]
        if any(has):
            found.append(_bank(cells, dimmers, lights, filters, bool(is_dimmed[cells[0]])))
    return tuple(found)


def _blocks(bank: _Bank) -> Iterator[_Bank]:
    """Cut a bank into blocks."""
    for begin in range(0, length(bank.cells), BLOCK):
        end = begin + BLOCK
        yield replace(
            bank,
            cells=cut(bank.cells, begin, end),
            dimmers=tuple(cut(each, begin, end) for each in bank.dimmers),
            channels=tuple(cut(each, begin, end) for each in bank.channels),
            filters=tuple((part, cut(each, begin, end)) for part, each in bank.filters),
        )


def _bank(
    cells: Cells,
    dimmers: list[Cells],
    lights: list[tuple[Emitter, Cells]],
    filters: list[tuple[int, Cells]],
    has_dimmer: bool,  # noqa: FBT001 - a fact of the bank, like the others
) -> _Bank:
    """Gather what the channels of equal cells do."""
    first = cells[0]
    own = [(emitter, column) for emitter, column in lights if column[first] >= 0]
    return _Bank(
        cells=strided(cells),
        has_dimmer=has_dimmer,
        dimmers=tuple(strided(column[cells]) for column in dimmers if column[first] >= 0),
        emitters=tuple(emitter for emitter, _ in own),
        channels=tuple(strided(column[cells]) for _, column in own),
        filters=tuple((part, strided(column[cells])) for part, column in filters if column[first] >= 0),
    )
