"""The rig: a struct of arrays, one row per cell; fixtures own runs of cells; zones name sets of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model.fixtures import Fixture, FixtureRun, Fixtures
from controller.model.grid import Grid

__all__ = ["Cells", "Fixture", "FixtureGroup", "FixtureRun", "Fixtures", "Rig"]

Cells: TypeAlias = NDArray[np.intp]
"""Cell numbers, sorted, each once."""


@dataclass(frozen=True, slots=True)
class FixtureGroup:
    """One entry of the show file's fixtures: a run of equal fixtures, and so a run of cells.

    Attributes:
        id: its name.
        first_fixture: number of its first fixture.
        first_cell: number of its first cell.
        count: how many fixtures it has, at least 1.
        cells_each: cells of each fixture, at least 1.
        is_counted: True = its fixtures are numbered; False = it is one fixture of that name.
        grid: how its places are counted if they are laid out as a grid.
        cells_a_place: cells that share one place of the grid.
    """

    id: str
    first_fixture: int
    first_cell: int
    count: int
    cells_each: int = 1
    is_counted: bool = True
    grid: Grid | None = None
    cells_a_place: int = 1

    @property
    def cells(self) -> int:
        """How many cells it has in all."""
        return self.count * self.cells_each


@dataclass(frozen=True, eq=False)
class Rig:
    """All fixtures and cells of a show.

    Attributes:
        fixtures: in the order of their cells.
        cell_fixture: intp [cells], the fixture's index.
        position: float32 [cells, 3], metres.
        reachable: bool [cells], True where the class is ``show``.
        zones: zone id → cells.
        groups: the fixtures as the show file wrote them, in the order of their cells.
    """

    fixtures: Fixtures
    cell_fixture: NDArray[np.intp]
    position: NDArray[np.float32]
    reachable: NDArray[np.bool_]
    zones: Mapping[str, Cells]
    groups: tuple[FixtureGroup, ...] = ()

    @property
    def cell_count(self) -> int:
        """How many cells the rig has."""
        return len(self.cell_fixture)


def everything(rig: Rig) -> Cells:
    """Give all cells of a rig: the very array of a zone that has them all, for of large rigs each takes megabytes."""
    for cells in rig.zones.values():
        if len(cells) == rig.cell_count:
            return cells
    return np.arange(rig.cell_count)
