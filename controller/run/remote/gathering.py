"""What comes of an outline before it is whole: the web server holds a large rig as columns of numbers.

As tuples 685,950 fixtures with their places and their cells took 450 MB. Equal fixtures that follow each other differ
in a few numbers; what else they are is the same of many, and is held once. Whoever looks at one has it made.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from controller.model.on_demand import OnDemand
from controller.model.outline import FixtureOutline, ShowOutline

T = TypeVar("T", bound=Hashable)
_UNNUMBERED: Final = -1
_MOST_DIGITS: Final = 9


class Gathering:
    """The pieces of one outline."""

    def __init__(self) -> None:
        self._positions: list[NDArray[np.float64]] = []
        self._fixtures = _FixtureColumns()
        self._zones: dict[str, list[NDArray[np.int32]]] = {}

    def take(self, name: str, value: Sequence[Any]) -> None:
        """Take a piece.

        Args:
            name: ``positions``, ``fixtures`` or ``zones``.
            value: as it stands in JSON.
        """
        if name == "positions":
            self._positions.append(np.array(value, np.float64).reshape(-1, 3))
        elif name == "fixtures":
            self._fixtures.extend(value)
        else:
            for zone, cells in value:
                self._zones.setdefault(zone, []).append(np.array(cells, np.int32))

    def complete(self, rest: ShowOutline) -> ShowOutline:
        """Put all of it into the outline that came without it."""
        positions = np.concatenate([np.empty((0, 3)), *self._positions])
        narrow = positions.astype(np.float32)
        held = narrow if np.array_equal(narrow, positions) else positions
        zones = {zone: np.concatenate(cells) for zone, cells in self._zones.items()}
        return replace(
            rest,
            positions=OnDemand(len(held), lambda begin, end: tuple((x, y, z) for x, y, z in held[begin:end].tolist())),
            fixtures=self._fixtures.told(),
            zones={zone: _numbers(cells) for zone, cells in zones.items()},
        )


class _Known(Generic[T]):
    """Values that many have in common, each held once and known by its number."""

    def __init__(self) -> None:
        self.values: list[T] = []
        self._numbers: dict[T, int] = {}

    def number(self, value: T) -> int:
        """Give the number of a value, a new one if it was not known."""
        number = self._numbers.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


class _FixtureColumns:
    """Fixtures as rows of numbers: names, place in their names, kind, first cell, universe, slot."""

    def __init__(self) -> None:
        self._names: _Known[str] = _Known()
        self._kinds: _Known[tuple[str, str, str, int, tuple[str, ...]]] = _Known()
        self._rows: list[NDArray[np.int32]] = []

    def extend(self, fixtures: Iterable[Mapping[str, Any]]) -> None:
        """Add some."""
        rows = [self._row(fixture) for fixture in fixtures]
        self._rows.append(np.array(rows, np.int32).reshape(-1, 6))

    def _row(self, fixture: Mapping[str, Any]) -> tuple[int, int, int, int, int, int]:
        name, place = _parted(fixture["id"])
        kind = (fixture["profile"], fixture["cls"], fixture["node"], fixture["cells"], tuple(fixture["texts"]))
        numbers = self._names.number(name), place, self._kinds.number(kind)
        return *numbers, fixture["first_cell"], fixture["universe"], fixture["slot"]

    def told(self) -> OnDemand[FixtureOutline]:
        """Give them as people see them."""
        names, kinds = self._names.values, self._kinds.values
        rows = np.concatenate([np.empty((0, 6), np.int32), *self._rows])

        def make(begin: int, end: int) -> tuple[FixtureOutline, ...]:
            return tuple(
                _fixture(names[name], place, kinds[kind], (first, universe, slot))
                for name, place, kind, first, universe, slot in rows[begin:end].tolist()
            )

        return OnDemand(len(rows), make)


def _fixture(
    name: str, place: int, kind: tuple[str, str, str, int, tuple[str, ...]], numbers: tuple[int, int, int]
) -> FixtureOutline:
    profile, cls, node, cells, texts = kind
    first_cell, universe, slot = numbers
    return FixtureOutline(
        id=name if place == _UNNUMBERED else f"{name}-{place}",
        profile=profile,
        cls=cls,
        node=node,
        first_cell=first_cell,
        cells=cells,
        universe=universe,
        slot=slot,
        texts=texts,
    )


def _parted(name: str) -> tuple[str, int]:
    """Part a name into what a run of fixtures has in common, and the number of this one."""
    group, _, place = name.rpartition("-")
    is_number = place.isascii() and place.isdigit() and len(place) <= _MOST_DIGITS
    if not group or not is_number or str(int(place)) != place:
        return name, _UNNUMBERED
    return group, int(place)


def _numbers(cells: NDArray[np.int32]) -> OnDemand[int]:
    return OnDemand(len(cells), lambda begin, end: tuple(cells[begin:end].tolist()))
