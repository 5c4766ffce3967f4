"""Fixtures as people are told of them: each as rig and patch have it, in as few series as there can be."""

import pytest

from controller.model.fixture_series import SeriesFixtures, fixtures_like, series_of
from controller.model.outline import FixtureOutline
from controller.model.show import Show
from controller.show.fixture_series import series_fixtures
from tests.shows import CUES, HOUSE, WALL, show_of

HEAD = "show: {name: Large, fps: 40, seed: 7, on_exit: hold}\nnodes: {wall: {protocol: sacn, to: 127.0.1.2}}\n"
MANY = f"{HEAD}fixtures: {{tile: {{profile: generic/rgb, count: 1000, at: wall 1/1}}}}\ncues: [{{cue: 1}}]\n"


def one_by_one(show: Show) -> list[FixtureOutline]:
    return [
        FixtureOutline(
            id=fixture.id,
            profile=fixture.profile.key,
            cls=fixture.cls.value,
            node=fixture.node,
            first_cell=fixture.first_cell,
            cells=fixture.cell_count,
            universe=show.patch.universes[patch.row].number,
            slot=patch.slot + 1,
            texts=fixture.texts,
        )
        for fixture, patch in zip(show.rig.fixtures, show.patch.fixtures, strict=True)
    ]


def test_every_fixture_is_told_as_it_is() -> None:
    for text in (CUES, HOUSE, WALL, MANY):
        show = show_of(text)
        told = series_fixtures(show)
        assert list(told) == one_by_one(show)
        assert [told[number] for number in range(len(told))] == one_by_one(show)
        assert told[1:3] == tuple(one_by_one(show)[1:3])


def test_a_wall_over_many_universes_is_one_series() -> None:
    told = series_fixtures(show_of(MANY))
    [series] = told.series
    assert (series.name, series.number, series.cells, series.step) == ("tile", 1, 1, 3)
    assert series.addresses[:2] == ((170, 1, 1), (170, 2, 1))
    assert sum(count for count, _, _ in series.addresses) == 1000


def test_series_are_found_in_fixtures_that_are_told_one_by_one() -> None:
    for text in (CUES, HOUSE, WALL, MANY):
        told = series_fixtures(show_of(text))
        assert series_of(tuple(told)).series == told.series
        assert series_of(told) is told, "and not searched for where they are known"


def test_it_is_known_which_fixtures_there_are() -> None:
    told = series_fixtures(show_of(CUES))
    assert all(told.has(fixture.id) for fixture in told)
    assert not any(told.has(name) for name in ("lamp", "lamp-0", "lamp-5", "lamp-01", "screen-1", "par-3", ""))
    assert not SeriesFixtures(()).has("lamp")


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("tile-1001", ("tile-1000",)),
        ("tiel-12", ("tile-12",)),
        ("Tile", ("tile-1",)),
        ("door", ()),
    ],
)
def test_of_a_fixture_that_is_not_there_the_nearest_are_named(wanted: str, near: tuple[str, ...]) -> None:
    assert fixtures_like(wanted, series_fixtures(show_of(MANY))) == near
