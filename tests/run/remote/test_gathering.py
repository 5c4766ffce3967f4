"""An outline that came in pieces is what was told, however its fixtures are called and wherever its cells are."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from controller.model.outline import FixtureOutline, ShowOutline
from controller.run.remote.calls import OUTLINE, PIECES
from controller.run.remote.gathering import Gathering

NOTHING = ShowOutline("Small", "hash", 40, "night", (), (), {}, (), (), ())
WORDS = st.sampled_from(["tile", "tile-1", "tile-01", "-7", "1", "wash-٣", "a-b", "tile-99999999999", "tile-0", ""])
NUMBERS = st.integers(0, 2**31 - 1)
FIXTURES = st.builds(
    FixtureOutline, WORDS, WORDS, WORDS, WORDS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, st.tuples(WORDS) | st.just(())
)
NARROW = st.floats(-1e6, 1e6, width=32)
WIDE = st.floats(-1e6, 1e6)


def gathered(told: ShowOutline, piece: int) -> ShowOutline:
    """Let it come in pieces of so many entries, as JSON."""
    gathering = Gathering()

    def tell(name: str, entries: object) -> None:
        gathering.take(name, json.loads(PIECES[name].dump_json(entries)))

    for name in ("positions", "fixtures"):
        whole = getattr(told, name)
        for begin in range(0, len(whole), piece):
            tell(name, tuple(whole[begin : begin + piece]))
    for zone, cells in told.zones.items():
        for begin in range(0, max(1, len(cells)), piece):
            tell("zones", ((zone, tuple(cells[begin : begin + piece])),))
    rest = replace(told, positions=(), fixtures=(), zones={})
    return gathering.complete(OUTLINE.validate_json(OUTLINE.dump_json(rest)))


@given(
    st.lists(FIXTURES, max_size=20),
    st.lists(st.tuples(NARROW, NARROW, NARROW), max_size=20) | st.lists(st.tuples(WIDE, WIDE, WIDE), max_size=20),
    st.dictionaries(WORDS, st.lists(NUMBERS, max_size=20).map(tuple), max_size=3),
    st.integers(1, 7),
)
def test_it_is_what_was_told(
    fixtures: list[FixtureOutline],
    positions: list[tuple[float, float, float]],
    zones: dict[str, tuple[int, ...]],
    piece: int,
) -> None:
    told = replace(NOTHING, fixtures=tuple(fixtures), positions=tuple(positions), zones=dict(zones))
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
    assert whole.fixtures[7] == fixtures[7]
    assert whole.fixtures[7] is not whole.fixtures[7], "it is made when somebody asks for it"
