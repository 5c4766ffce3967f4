"""Runs of equal fixtures: what is asked of them is what fixtures made one by one would say."""

from itertools import pairwise

import pytest

from tests.shows import show_of

RIG = show_of("""
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}, wall: {protocol: websocket}}
fixtures:
  tile: {profile: generic/rgb, count: 200, at: lamps 1/1}
  bar: {profile: generic/rgb-dimmer, count: 3, cells: 4, at: lamps 9/1}
  exit: {profile: generic/dimmer, at: lamps 12/1, class: egress}
  screen: {profile: generic/projector, count: 2, at: wall}
cues: [{cue: 1, look: {screen-2: {text: Hello}}}]
""").rig


def test_every_way_to_a_fixture_gives_the_same_one() -> None:
    fixtures = list(RIG.fixtures)
    assert len(fixtures) == len(RIG.fixtures) == 206
    assert fixtures == [RIG.fixtures[number] for number in range(206)]
    assert RIG.fixtures[200:203] == tuple(fixtures[200:203])
    assert RIG.fixtures[-1] == fixtures[-1]
    assert RIG.fixtures.index(fixtures[203]) == 203


def test_names_cells_and_texts_are_each_fixture_s_own() -> None:
    fixtures = list(RIG.fixtures)
    assert [each.id for each in fixtures[198:206]] == [
        "tile-199", "tile-200", "bar-1", "bar-2", "bar-3", "exit", "screen-1", "screen-2",
    ]  # fmt: skip
    assert all(one.first_cell + one.cell_count == other.first_cell for one, other in pairwise(fixtures))
    assert [each.texts for each in fixtures[204:]] == [(), ("Hello",)]


def test_what_all_of_a_run_have_in_common_is_asked_once() -> None:
    assert RIG.fixtures.ask(lambda fixture: fixture.cls).tolist() == [each.cls for each in RIG.fixtures]
    assert [each.id for each in RIG.fixtures.where(lambda fixture: fixture.cell_count > 1)] == [
        "bar-1",
        "bar-2",
        "bar-3",
    ]


def test_a_fixture_that_is_not_there_is_refused_with_its_number() -> None:
    with pytest.raises(IndexError, match="206 fixtures, there is no number 206"):
        RIG.fixtures[206]
