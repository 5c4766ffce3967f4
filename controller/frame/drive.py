"""Station 12. Colour and intensity → what each channel of each fixture is driven with, 0..1.

A fixture without a dimmer gets a virtual one: its colours and its ultraviolet are scaled by the intensity. Colours are
mixed from the emitters that the fixture has (see ``mixing``), or filtered out of its white by cyan, magenta and yellow.
A dimmer over all pixels of a fixture stands open, since each pixel has an intensity of its own. Parameters take their
values from the canvas; hazards go to their safe value.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.canvas import Canvas, Levels
from controller.frame.columns import ROLE_NUMBER, Index, columns, of_emitter, of_role, strided
from controller.frame.mixing import mix
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


class Drive:
    """The drive stage of one show; all indices are worked out at load."""

    def __init__(self, show: Show) -> None:
        patch, cells = show.patch, show.rig.cell_count
        self._home = patch.channel_home.copy()
        self._parameters = patch.parameter_channel
        self._safe = patch.channel_safe
        dimmers = of_role(patch, Role.INTENSITY)
        over_all = patch.channel_reach[dimmers] > 1
        self._home[dimmers[over_all]] = 1
        own = columns(patch, dimmers[~over_all], cells, is_spread=False)
        is_dimmed = np.any([column >= 0 for column in own], axis=0) if own else np.zeros(cells, np.bool_)
        self._banks = _banks(patch, own, is_dimmed)
        self._text = of_role(patch, Role.TEXT)
        self._text_cell = patch.channel_cell[self._text]
        violet = patch.channel_role[self._parameters] == ROLE_NUMBER[Role.UV]
        self._violet = self._parameters[violet & ~is_dimmed[patch.parameter_cell]]
        self._violet_cell = patch.channel_cell[self._violet]
        hazard = np.array([fixture.cls in HAZARDS for fixture in show.rig.fixtures], np.bool_)
        self._hazards: Cells = np.flatnonzero(hazard[patch.channel_fixture])
        self._drive = self._home.copy()

    def paint(self, canvas: Canvas, *, safe: bool) -> Levels:
        """Turn cells into drive values.

        Args:
            canvas: the finished picture.
            safe: True sends hazards to their safe values.

        Returns:
            float32 [channels], 0..1; good until the next frame is painted.
        """
        drive = self._drive
        drive[self._hazards] = self._home[self._hazards]
        if len(self._parameters):
            drive[self._parameters] = canvas.values
            drive[self._violet] *= canvas.intensity[self._violet_cell]
        for bank in self._banks:
            _light(bank, canvas, drive)
        text = self._text
        drive[text] = canvas.text[self._text_cell].astype(np.float32) / np.float32(255)
        if safe:
            drive[self._hazards] = self._safe[self._hazards]
        return drive


def _light(bank: _Bank, canvas: Canvas, drive: Levels) -> None:
    """Drive the cells of one bank: all its channels, each time."""
    intensity, rgb = canvas.intensity[bank.cells], canvas.rgb[:, bank.cells]
    for channels in bank.dimmers:
        drive[channels] = intensity
    if not bank.has_dimmer and bank.filters:
        rgb = rgb * intensity
    for component, channels in bank.filters:
        drive[channels] = np.float32(1) - rgb[component]
    if bank.emitters:
        for channels, amount in zip(bank.channels, mix(rgb, bank.emitters), strict=True):
            if bank.has_dimmer or bank.filters:
                drive[channels] = amount
            elif isinstance(channels, slice):
                np.multiply(amount, intensity, out=drive[channels])
            else:
                drive[channels] = amount * intensity


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
        for begin in range(0, len(cells) if any(has) else 0, BLOCK):
            some = cells[begin : begin + BLOCK]
            found.append(_bank(some, dimmers, lights, filters, bool(is_dimmed[some[0]])))
    return tuple(found)


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
