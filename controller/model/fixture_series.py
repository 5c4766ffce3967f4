"""Fixtures as people are told of them, those that are alike held once: 685,950 of a wall are a few thousand numbers."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from controller.model.naming import nearest_names
from controller.model.on_demand import OnDemand
from controller.model.outline import FixtureOutline

_MOST_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class FixtureSeries:
    """Fixtures one after another that differ in their number, cells and address alone.

    Attributes:
        name: what their ids have in common, ``tile`` of ``tile-7``; the whole id where ``number`` is None.
        number: of the first, the others follow; None = it is one without a number.
        profile: as in a fixture's outline, and so are ``cls``, ``node`` and ``texts``.
        first_cell: of the first; each begins where the one before ends.
        cells: of each.
        step: slots from one to the next within a universe.
        addresses: how many lie from a universe and slot on: (count, universe, slot).
    """

    name: str
    number: int | None
    profile: str
    cls: str
    node: str
    texts: tuple[str, ...]
    first_cell: int
    cells: int
    step: int
    addresses: tuple[tuple[int, int, int], ...]


class SeriesFixtures(OnDemand[FixtureOutline]):
    """Fixtures that are made of their series when somebody asks for them."""

    __slots__ = ("series",)

    def __init__(self, series: Sequence[FixtureSeries]) -> None:
        """Take the series, in the order of the fixtures."""
        self.series = tuple(series)
        legs = [leg for each in self.series for leg in _legs(each)]
        ends = list(accumulate(leg.count for leg in legs))

        def make(begin: int, end: int) -> tuple[FixtureOutline, ...]:
            made: list[FixtureOutline] = []
            at = bisect_right(ends, begin)
            while begin < end:
                leg = legs[at]
                first = ends[at] - leg.count
                made += leg.fixtures(begin - first, min(end, ends[at]) - first)
                begin, at = ends[at], at + 1
            return tuple(made)

        super().__init__(ends[-1] if ends else 0, make)

    def has(self, fixture: str) -> bool:
        """Whether there is a fixture of this id."""
        name, number = _parted(fixture)
        return any(each.name == name and _has(each, number) for each in self.series)


class SeriesBuilder:
    """Finds the series in fixtures that come one after another, a few at a time."""

    def __init__(self) -> None:
        self._series: list[FixtureSeries] = []
        self._addresses: list[tuple[int, int, int]] = []
        self._step: int | None = None
        self._last: FixtureOutline | None = None
        self._name: tuple[str, int | None] = ("", None)

    def extend(self, fixtures: Iterable[FixtureOutline]) -> None:
        """Add some."""
        for fixture in fixtures:
            name = _parted(fixture.id)
            if not self._goes_on(name, fixture):
                self._close()
                self._series.append(_begun(name, fixture))
            self._place(fixture.universe, fixture.slot)
            self._last, self._name = fixture, name

    def told(self) -> SeriesFixtures:
        """Give all that came."""
        self._close()
        return SeriesFixtures(self._series)

    def _goes_on(self, name: tuple[str, int | None], fixture: FixtureOutline) -> bool:
        """Tell whether a fixture goes on with the series of the one before."""
        (group, number), last = self._name, self._last
        return (
            last is not None
            and number is not None
            and name == (group, number + 1)
            and fixture.first_cell == last.first_cell + last.cells
            and (fixture.cells, fixture.profile, fixture.cls, fixture.node, fixture.texts)
            == (last.cells, last.profile, last.cls, last.node, last.texts)
        )

    def _place(self, universe: int, slot: int) -> None:
        """Note the next address of the newest series."""
        if self._addresses:
            count, there, first = self._addresses[-1]
            if there == universe and self._step is None:
                self._step = slot - first
            if there == universe and slot == first + count * (self._step or 0):
                self._addresses[-1] = (count + 1, universe, first)
                return
        self._addresses.append((1, universe, slot))

    def _close(self) -> None:
        if self._addresses:
            self._series[-1] = replace(self._series[-1], step=self._step or 0, addresses=tuple(self._addresses))
        self._addresses, self._step, self._last = [], None, None


def series_of(fixtures: Sequence[FixtureOutline]) -> SeriesFixtures:
    """Give fixtures in series, found where they are not known yet: of a large rig that takes seconds."""
    if isinstance(fixtures, SeriesFixtures):
        return fixtures
    builder = SeriesBuilder()
    builder.extend(fixtures)
    return builder.told()


def fixtures_like(wanted: str, fixtures: Sequence[FixtureOutline]) -> tuple[str, ...]:
    """Give the fixtures whose ids are most like one: of a series the one whose number is nearest."""
    group, number = _parted(wanted)
    found: dict[str, str] = {}
    for series in series_of(fixtures).series:
        if series.number is None:
            found.setdefault(series.name, series.name)
            continue
        last = series.number + sum(count for count, _, _ in series.addresses) - 1
        at = min(max(series.number if number is None else number, series.number), last)
        name = f"{series.name}-{at}"
        before = found.get(series.name)
        if before is None or (number is not None and abs(at - number) < abs((_parted(before)[1] or 0) - number)):
            found[series.name] = name
    near = nearest_names(group, found)
    return tuple(found[each] for each in near) or nearest_names(wanted, found.values())


@dataclass(frozen=True, slots=True)
class _Leg:
    """What one address of a series has."""

    series: FixtureSeries
    begin: int
    count: int
    universe: int
    slot: int

    def fixtures(self, begin: int, end: int) -> Iterator[FixtureOutline]:
        """Make those from a place in it up to another."""
        one = self.series
        for place in range(begin, end):
            at = self.begin + place
            yield FixtureOutline(
                id=one.name if one.number is None else f"{one.name}-{one.number + at}",
                profile=one.profile,
                cls=one.cls,
                node=one.node,
                first_cell=one.first_cell + at * one.cells,
                cells=one.cells,
                universe=self.universe,
                slot=self.slot + place * one.step,
                texts=one.texts,
            )


def _has(series: FixtureSeries, number: int | None) -> bool:
    if number is None or series.number is None:
        return number is series.number
    return 0 <= number - series.number < sum(count for count, _, _ in series.addresses)


def _begun(name: tuple[str, int | None], first: FixtureOutline) -> FixtureSeries:
    """Begin a series; where its fixtures lie is not known yet."""
    return FixtureSeries(
        *name, first.profile, first.cls, first.node, first.texts, first.first_cell, first.cells, step=0, addresses=()
    )


def _legs(series: FixtureSeries) -> Iterator[_Leg]:
    begin = 0
    for count, universe, slot in series.addresses:
        yield _Leg(series, begin, count, universe, slot)
        begin += count


def _parted(name: str) -> tuple[str, int | None]:
    """Part an id into what a series has in common, and the number of this one."""
    group, _, place = name.rpartition("-")
    is_number = place.isascii() and place.isdigit() and len(place) <= _MOST_DIGITS
    if not group or not is_number or str(int(place)) != place:
        return name, None
    return group, int(place)
