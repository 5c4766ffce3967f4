"""Record from live: the picture becomes lines of a look, as few as it can be said in. Pure; nothing is written here."""

from collections.abc import Mapping
from itertools import groupby
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.explain.live import Live
from controller.model.rig import Cells, FixtureGroup, Rig
from controller.model.show import Show
from controller.model.units import color_words

LookLines: TypeAlias = dict[str, dict[str, str]]
"""Selector → attribute → value, each as it would be written in a show file."""

STEPS: Final = 1000
"""Levels that are told apart: tenths of a percent."""
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
    attributes, table = _table(show, shown)
    wanted = np.ones(show.rig.cell_count, np.bool_) if cells is None else np.isin(np.arange(len(table)), cells)
    chosen = np.flatnonzero(wanted & (table != _UNSET).any(axis=1))
    if not chosen.size:
        return {}
    kinds, kind_of = np.unique(table[chosen], axis=0, return_inverse=True)
    kind_of = kind_of.reshape(-1)
    return {
        selector_of(show.rig, chosen[kind_of == number]): _line(attributes, row)
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


def _table(show: Show, shown: Live) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Give a column for each attribute: int32 [cells, attributes], -1 where it is not set."""
    patch, canvas = show.patch, shown.canvas
    table = np.full((show.rig.cell_count, 2 + len(patch.attributes)), _UNSET, np.int32)
    table[shown.level, 0] = _steps(canvas.intensity[shown.level])
    colors, color_of = np.unique(canvas.rgb.T[shown.color], axis=0, return_inverse=True)
    words = [color_words((float(red), float(green), float(blue))) for red, green, blue in colors]
    table[shown.color, 1] = np.array([int(word[1:], 16) for word in words], np.int32)[color_of.reshape(-1)]
    own = np.flatnonzero(shown.values)
    table[patch.parameter_cell[own], 2 + patch.parameter_attribute[own]] = _steps(canvas.values[own])
    return ("level", "color", *patch.attributes), table


def _steps(values: NDArray[np.float32]) -> NDArray[np.int32]:
    steps: NDArray[np.int32] = np.rint(values * np.float32(STEPS)).astype(np.int32)
    return steps


def _line(attributes: tuple[str, ...], row: NDArray[np.int32]) -> dict[str, str]:
    found: Mapping[str, int] = {
        name: int(value) for name, value in zip(attributes, row, strict=True) if value != _UNSET
    }
    return {name: f"#{value:06x}" if name == "color" else f"{100 * value / STEPS:g}%" for name, value in found.items()}
