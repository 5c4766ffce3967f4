"""The fixtures of a show as people are told of them: a series of the outline for each run of the rig."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from controller.model.fixture_series import FixtureSeries, SeriesFixtures
from controller.model.fixtures import FixtureRun
from controller.model.show import Show


def series_fixtures(show: Show) -> SeriesFixtures:
    """Give the fixtures of a show, those that are alike held once."""
    return SeriesFixtures(tuple(_all(show)))


def _all(show: Show) -> Iterator[FixtureSeries]:
    begin = 0
    for run in show.rig.fixtures.runs:
        cuts = sorted({0, run.count, *run.texts, *(place + 1 for place in run.texts)})  # who shows texts stands alone
        for first, after in pairwise(cuts):
            yield _series(show, run, begin, (first, after))
        begin += run.count


def _series(show: Show, run: FixtureRun, begin: int, places: tuple[int, int]) -> FixtureSeries:
    """Tell a part of a run whose first fixture is ``begin`` of the rig."""
    fixture = run.fixture(places[0])
    step, addresses = _addresses(show, begin + places[0], begin + places[1])
    return FixtureSeries(
        name=fixture.group if run.is_counted else fixture.id,
        number=places[0] + 1 if run.is_counted else None,
        profile=fixture.profile.key,
        cls=fixture.cls.value,
        node=fixture.node,
        texts=fixture.texts,
        first_cell=fixture.first_cell,
        cells=fixture.cell_count,
        step=step,
        addresses=addresses,
    )


def _addresses(show: Show, begin: int, end: int) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """Find how fixtures lie: slots from one to the next, and (count, universe, slot) wherever that is broken."""
    rows, slots = show.patch.fixtures.between(begin, end)
    is_beside, steps = np.diff(rows) == 0, np.diff(slots)
    step = int(steps[is_beside.argmax()]) if is_beside.any() else 0
    firsts = np.concatenate([[0], np.flatnonzero(~is_beside | (steps != step)) + 1])
    counts = np.diff(firsts, append=end - begin)
    universes = show.patch.universes
    return step, tuple(
        (count, universes[row].number, slot + 1)
        for count, row, slot in zip(counts.tolist(), rows[firsts].tolist(), slots[firsts].tolist(), strict=True)
    )
