"""Record from live: the picture becomes lines of a look, as few as it can be said in. Pure; nothing is written here."""

from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.explain.live import Live
from controller.model.attribute import ANGLES
from controller.model.explanation import LookLine, LookLines
from controller.model.parameter import channels_of
from controller.model.rig import Cells, FixtureGroup, Rig
from controller.model.show import Show
from controller.model.units import color_words
from fixtures.profile import Channel

STEPS: Final = 1000
"""Levels that are told apart: tenths of a percent."""
FINE_STEPS: Final = 100_000
"""Parameters are told apart more finely: a head turns far."""
_UNSET: Final = -1


def look_lines(show: Show, shown: Live, cells: Cells | None) -> LookLines:
    """Write what is live as lines of a look.

    Args:
        show: what is played.
        shown: see ``live``.
        cells: only these; None = all.

    Returns:
        No two lines share a cell, so their order does not matter; empty where nothing is set.
    """
    attributes, table, texts = _table(show, shown)
    wanted = np.ones(show.rig.cell_count, np.bool_) if cells is None else np.isin(np.arange(len(table)), cells)
    chosen = np.flatnonzero(wanted & (table != _UNSET).any(axis=1))
    if not chosen.size:
        return {}
    kinds, kind_of = np.unique(table[chosen], axis=0, return_inverse=True)
    kind_of = kind_of.reshape(-1)
    return {
        selector_of(show.rig, chosen[kind_of == number]): _line(attributes, row, texts)
        for number, row in sorted(enumerate(kinds), key=lambda pair: int(chosen[kind_of == pair[0]][0]))
    }


def selector_of(rig: Rig, cells: Cells) -> str:
    """Write some cells (sorted, at least one) as a selector that names just them.

    A zone or a group that is all of them comes first; else whole groups, then runs of fixtures, then cells of fixtures.
    """
    for name, zone in rig.zones.items():
        if len(zone) == len(cells) and np.array_equal(zone, cells):
            return name
    marked = np.zeros(rig.cell_count, np.bool_)
    marked[cells] = True
    parts = []
    for group in rig.groups:
        mine = marked[group.first_cell : group.first_cell + group.cells].reshape(group.count, group.cells_each)
        if mine.all():
            parts.append(group.id)
        elif mine.any():
            parts += _parts(group, mine)
    return ", ".join(parts)


def _parts(group: FixtureGroup, mine: NDArray[np.bool_]) -> list[str]:
    """Write a part of a group: bool [fixtures, cells of each]."""
    parts = []
    whole = mine.all(axis=1)
    if whole.any():
        parts.append(f"{group.id} {_runs(np.flatnonzero(whole) + 1)}")
    for number in np.flatnonzero(mine.any(axis=1) & ~whole):
        name = f"{group.id} {number + 1}" if group.is_counted else group.id
        runs = _runs(np.flatnonzero(mine[number]) + 1).split(", ")
        parts += [f"{name} cell {run}" for run in runs]
    return parts


def _runs(numbers: NDArray[np.intp]) -> str:
    """Write numbers as runs: ``1-4, 7``."""
    runs = []
    for _, same in groupby(enumerate(numbers.tolist()), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in same]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return ", ".join(runs)


def _table(show: Show, shown: Live) -> tuple[tuple[str, ...], NDArray[np.int32], tuple[str, ...]]:
    """Give a column for each attribute, int32 [cells, attributes], -1 where it is not set; and the texts, by number."""
    patch, canvas = show.patch, shown.canvas
    table = np.full((show.rig.cell_count, 3), _UNSET, np.int32)
    texts = {"": 0}
    for cell in np.flatnonzero(shown.text).tolist():
        own, number = show.rig.fixtures[show.rig.cell_fixture[cell]].texts, int(canvas.text[cell])
        table[cell, 2] = texts.setdefault(own[number - 1] if number else "", len(texts))
    table[shown.level, 0] = _steps(canvas.intensity[shown.level])
    colors, color_of = np.unique(canvas.rgb.T[shown.color], axis=0, return_inverse=True)
    words = [color_words((float(red), float(green), float(blue))) for red, green, blue in colors]
    table[shown.color, 1] = np.array([int(word[1:], 16) for word in words], np.int32)[color_of.reshape(-1)]
    own = np.flatnonzero(shown.values)
    names = [_written_as(channel) for channel in channels_of(show, own)]
    columns = tuple(dict.fromkeys(names))
    values = np.full((show.rig.cell_count, len(columns)), _UNSET, np.int32)
    at = np.array([columns.index(name) for name in names], np.intp)
    values[patch.parameter_cell[own], at] = np.rint(canvas.values[own].astype(np.float64) * FINE_STEPS)
    return ("level", "color", "text", *columns), np.concatenate([table, values], axis=1), tuple(texts)


def _steps(values: NDArray[np.float32]) -> NDArray[np.int32]:
    steps: NDArray[np.int32] = np.rint(values * np.float32(STEPS)).astype(np.int32)
    return steps


def _written_as(channel: Channel) -> str:
    """Name a channel so that a percentage of it means what it is driven with."""
    return channel.attribute if channel.attribute in ANGLES else f"raw.{channel.name}"


def _line(attributes: tuple[str, ...], row: NDArray[np.int32], texts: tuple[str, ...]) -> LookLine:
    line: LookLine = {}
    raw: dict[str, str] = {}
    for name, value in zip(attributes, row.tolist(), strict=True):
        if value == _UNSET:
            continue
        if name.startswith("raw."):
            raw[name.removeprefix("raw.")] = f"{100 * value / FINE_STEPS:g}%"
        elif name == "text":
            line[name] = texts[value]
        elif name == "color":
            line[name] = f"#{value:06x}"
        else:
            line[name] = f"{100 * value / (STEPS if name == 'level' else FINE_STEPS):g}%"
    return {**line, "raw": raw} if raw else line
