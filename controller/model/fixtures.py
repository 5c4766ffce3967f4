"""The fixtures of a rig: a sequence that holds each run of equal fixtures once.

A wall of 686,000 tiles is one line of a show file. As so many tuples it took 240 MB and seconds of each start; here a
fixture is made when somebody asks for it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from fixtures.profile import FixtureClass, Mode, Profile

Value = TypeVar("Value")


class Fixture(NamedTuple):
    """One fixture: a run of cells under one name. A tuple, since a rig has up to a million of them.

    Attributes:
        id: unique, e.g. ``tile-12`` (``tile`` with ``count: 256``) or ``screen`` (no count).
        group: the key it was written under, e.g. ``tile``.
        cls: its safety class.
        first_cell: number of its first cell.
        cell_count: cells it owns, at least 1.
        node: id of the node that feeds it.
        texts: what its text channel can show; channel value ``i`` of 255 shows ``texts[i - 1]``, 0 shows none.
    """

    id: str
    group: str
    profile: Profile
    mode: Mode
    cls: FixtureClass
    first_cell: int
    cell_count: int
    node: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class FixtureRun:
    """Equal fixtures, one after another.

    Attributes:
        first: the first of them.
        count: how many.
        is_counted: whether they are numbered; False = it is one, and its name is the group's.
        texts: place in the run → what that one can show; the others show none.
    """

    first: Fixture
    count: int = 1
    is_counted: bool = False
    texts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def fixture(self, place: int) -> Fixture:
        """Make one of them: 0 is the first."""
        first = self.first
        return Fixture(
            f"{first.group}-{place + 1}" if self.is_counted else first.id,
            first.group,
            first.profile,
            first.mode,
            first.cls,
            first.first_cell + place * first.cell_count,
            first.cell_count,
            first.node,
            self.texts.get(place, ()),
        )

    def fixtures(self, begin: int = 0, end: int | None = None) -> Iterator[Fixture]:
        """Make all of them, or those from one place up to another."""
        first, places = self.first, range(self.count)[begin:end]
        names = (f"{first.group}-{place + 1}" for place in places) if self.is_counted else repeat(first.id)
        cells = (first.first_cell + place * first.cell_count for place in places)
        texts = (self.texts.get(place, ()) for place in places) if self.texts else repeat(())
        same = (repeat(each) for each in (first.group, first.profile, first.mode, first.cls))
        return map(Fixture, names, *same, cells, repeat(first.cell_count), repeat(first.node), texts)


class Fixtures(Sequence[Fixture]):
    """All fixtures of a rig, in the order of their cells."""

    def __init__(self, runs: Sequence[FixtureRun]) -> None:
        """Take the runs, in their order."""
        self._runs = tuple(runs)
        self._firsts = np.concatenate([[0], np.cumsum([run.count for run in runs], dtype=np.intp)]).tolist()

    @classmethod
    def of(cls, fixtures: Sequence[Fixture]) -> "Fixtures":
        """Take fixtures that were made one by one."""
        return cls([FixtureRun(each, texts={0: each.texts}) for each in fixtures])

    @property
    def runs(self) -> tuple[FixtureRun, ...]:
        """The runs, in their order."""
        return self._runs

    def __len__(self) -> int:
        """Count them."""
        return int(self._firsts[-1])

    @overload
    def __getitem__(self, index: int) -> Fixture: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Fixture, ...]: ...
    def __getitem__(self, index: int | slice) -> Fixture | tuple[Fixture, ...]:
        """Make one, or some."""
        if isinstance(index, slice):
            begin, end, step = index.indices(len(self))
            return tuple(self._between(begin, end)) if step == 1 else tuple(self)[index]
        at = int(index) + (len(self) if index < 0 else 0)
        if not 0 <= at < len(self):
            raise IndexError(f"the rig has {len(self)} fixtures, there is no number {index}")
        run = bisect_right(self._firsts, at) - 1
        return self._runs[run].fixture(at - self._firsts[run])

    def __iter__(self) -> Iterator[Fixture]:
        """Make each of them."""
        return chain.from_iterable(run.fixtures() for run in self._runs)

    def _between(self, begin: int, end: int) -> Iterator[Fixture]:
        """Make those from a place up to another, run by run."""
        while begin < end:
            number = bisect_right(self._firsts, begin) - 1
            first, after = self._firsts[number], min(end, self._firsts[number + 1])
            yield from self._runs[number].fixtures(begin - first, after - first)
            begin = after

    def ask(self, what: Callable[[Fixture], Value]) -> NDArray[np.generic]:
        """Ask every fixture for something that all of a run have in common: not its name, its cells or its texts.

        Returns:
            [fixtures]
        """
        told: NDArray[np.generic] = np.array([what(run.first) for run in self._runs])
        return np.repeat(told, [run.count for run in self._runs])

    def where(self, is_wanted: Callable[[Fixture], bool]) -> Iterator[Fixture]:
        """Make those of the runs that are wanted; what is asked for must be common to a run."""
        for run in self._runs:
            if is_wanted(run.first):
                yield from run.fixtures()
