"""One effect, ready to be laid on the canvas: its geometry, its colours and its cells are worked out."""

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np

from controller.frame.canvas import Canvas, Levels
from controller.frame.effects.blend import laid
from controller.frame.effects.figures import figure
from controller.frame.effects.hues import turn_hues
from controller.frame.effects.kinds.along import line_of
from controller.frame.effects.kinds.image import image
from controller.frame.effects.kinds.table import FIELDS
from controller.frame.effects.moment import Field, Film, Moment
from controller.frame.effects.place import Place
from controller.frame.effects.tables import palette, shades
from controller.model.effect import Effect, Figure, Image
from controller.model.rig import Cells
from controller.model.show import Show

Lay: TypeAlias = Callable[[Canvas, Moment, np.float32], None]
"""Changes the canvas: a moment, and how strong the effect is, 0..1."""

FEW: Final = 4
"""Spots are worth it where there are so many cells to each, in the middle."""
_LUMA = (np.float32(0.2126), np.float32(0.7152), np.float32(0.0722))
"""What red, green and blue give to brightness (ITU-R BT.709)."""


def prepare(effect: Effect, show: Show) -> Lay:
    """Make an effect ready; whatever depends on places alone is done here."""
    place = Place(show.rig.position[effect.cells].astype(np.float64))
    if isinstance(effect.motion, Figure):
        return figure(effect, effect.motion, show.patch)
    if isinstance(effect.motion, Image):
        return _film(effect, image(effect.motion, place, effect.seed))
    if effect.of == "hue":
        return _hue(effect, place)
    field = FIELDS[type(effect.motion)](effect.motion, place, effect.seed)
    if effect.of in ("pan", "tilt"):
        return _value(effect, field, show)
    return {"level": _level, "color": _color}[effect.of](effect, field)


def _level(effect: Effect, field: Field) -> Lay:
    where = _run(effect.cells)

    def lay(canvas: Canvas, moment: Moment, strength: np.float32) -> None:
        canvas.intensity[where] = laid(effect.blend, canvas.intensity[where], field(moment), strength)

    return lay


def _hue(effect: Effect, place: Place) -> Lay:
    """Turn hues; where many cells stand at few spots of the motion, it is worked out for the spots."""
    where, line = _run(effect.cells), line_of(effect.motion)
    spots: Cells | None = None
    if line is not None and (found := place.spots(line, FEW)) is not None:
        place, spots = found
    field = FIELDS[type(effect.motion)](effect.motion, place, effect.seed)

    def lay(canvas: Canvas, moment: Moment, strength: np.float32) -> None:
        turns = field(moment) - np.float32(0.5)
        turns *= strength
        turn_hues(canvas, where, turns, spots)

    return lay


def _color(effect: Effect, field: Field) -> Lay:
    where, table = _run(effect.cells), palette(effect.colors)

    def lay(canvas: Canvas, moment: Moment, strength: np.float32) -> None:
        canvas.rgb[:, where] = laid(effect.blend, canvas.rgb[:, where], shades(table, field(moment)), strength)

    return lay


def _film(effect: Effect, film: Film) -> Lay:
    where = _run(effect.cells)

    def lay(canvas: Canvas, moment: Moment, strength: np.float32) -> None:
        shown = film(moment)
        part = shown.cover * strength
        if effect.of == "level":
            red, green, blue = shown.rgb
            light = np.minimum(red * _LUMA[0] + green * _LUMA[1] + blue * _LUMA[2], np.float32(1))
            canvas.intensity[where] = laid(effect.blend, canvas.intensity[where], light, part)
        else:
            canvas.rgb[:, where] = laid(effect.blend, canvas.rgb[:, where], shown.rgb, part)

    return lay


def _value(effect: Effect, field: Field, show: Show) -> Lay:
    """Swing a parameter round where the look has put it."""
    moved = show.patch.parameters(effect.of, effect.cells)
    own = np.searchsorted(effect.cells, show.patch.parameter_cell[moved])

    def lay(canvas: Canvas, moment: Moment, strength: np.float32) -> None:
        swing = strength * (field(moment)[own] - np.float32(0.5))
        swung: Levels = np.clip(canvas.values[moved] + swing, 0, 1)
        canvas.values[moved] = swung

    return lay


def _run(cells: Cells) -> "slice | Cells":
    """Name cells that follow one another as a slice: reading and writing them is then three times as fast."""
    if cells.size and int(cells[-1]) - int(cells[0]) + 1 == cells.size:
        return slice(int(cells[0]), int(cells[-1]) + 1)
    return cells
