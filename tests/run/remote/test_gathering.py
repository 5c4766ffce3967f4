"""An outline that came in pieces is what was told, however its fixtures are called and wherever its cells are."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from controller.model.fixture_series import SeriesFixtures
from controller.model.outline import FaultOutline, FixtureOutline, ShowOutline, SubmasterOutline
from controller.run.remote.calls import CELLS, OUTLINE, PIECES
from controller.run.remote.gathering import Gathering
from controller.run.remote.server import pieces, without_pieces

NOTHING = ShowOutline("Small", "hash", 40, "night", (), (), {}, (), (), ())
WORDS = st.sampled_from(
    ["tile", "tile-1", "tile-01", "-7", "1", "tile-2", "tile-3", "wash-٣", "a-b", "tile-99999999999", "tile-0", ""]
)
NUMBERS = st.integers(0, 2**31 - 1)
FIXTURES = st.builds(
    FixtureOutline, WORDS, WORDS, WORDS, WORDS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.tuples(WORDS) | st.just(())
)
NUMBERED = st.lists(NUMBERS, max_size=20).map(tuple)
NARROW = st.floats(-1e6, 1e6, width=32)
WIDE = st.floats(-1e6, 1e6)


def gathered(told: ShowOutline, piece: int) -> ShowOutline:
    """Let it come in pieces as JSON, cells so many at a time."""
    gathering = Gathering()
    for name, entries in pieces(told):
        value = json.loads(PIECES[name].dump_json(entries))
        for part in cell_parts(value, piece) if name in CELLS else [value]:
            gathering.take(name, part)
    return gathering.complete(OUTLINE.validate_json(OUTLINE.dump_json(without_pieces(told))))


def parts(entries: list[Any], piece: int) -> list[list[Any]]:
    return [entries[begin : begin + piece] for begin in range(0, len(entries), piece)]


def cell_parts(value: list[Any], piece: int) -> list[list[Any]]:
    return [[[whose, cells]] for whose, all_of_it in value for cells in parts(all_of_it, piece) or [[]]]


@given(
    st.lists(FIXTURES, max_size=20),
    st.lists(st.tuples(NARROW, NARROW, NARROW), max_size=20) | st.lists(st.tuples(WIDE, WIDE, WIDE), max_size=20),
    st.dictionaries(WORDS, NUMBERED, max_size=3),
    st.lists(NUMBERED, min_size=3, max_size=3),
    st.integers(1, 7),
)
def test_it_is_what_was_told(
    fixtures: list[FixtureOutline],
    positions: list[tuple[float, float, float]],
    zones: dict[str, tuple[int, ...]],
    cells: list[tuple[int, ...]],
    piece: int,
) -> None:
    told = replace(
        NOTHING,
        fixtures=tuple(fixtures),
        positions=tuple(positions),
        zones=dict(zones),
        faults=(FaultOutline("storm", "Storm", "noise", "all", 0.5, 0.5, 1.0, cells[0]),),
        submasters=(SubmasterOutline("wash", "Wash", "inhibitive", cells[1]),),
        drawn=cells[2],
    )
    whole = gathered(told, piece)
    assert whole == told
    assert OUTLINE.dump_json(whole) == OUTLINE.dump_json(told)


def test_a_show_without_anything_is_told_too() -> None:
    assert gathered(NOTHING, 1) == NOTHING


def test_equal_fixtures_are_held_as_numbers() -> None:
    fixtures = [
        FixtureOutline(f"tile-{n + 1}", "generic/rgb", "show", "wall", n, 1, 1, 3 * n + 1, ()) for n in range(9)
    ]
    whole = gathered(replace(NOTHING, fixtures=tuple(fixtures)), 4)
    assert isinstance(whole.fixtures, SeriesFixtures)
    assert len(whole.fixtures.series) == 1
    assert whole.fixtures[7] == fixtures[7]
    assert whole.fixtures[7] is not whole.fixtures[7], "it is made when somebody asks for it"
