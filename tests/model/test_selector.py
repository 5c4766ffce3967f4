"""Selectors at run time: the same words as in the show file, over the rig that plays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.model.selector import Names, SelectorError, read_selector, select
from tests.shows import show_of

RIG = show_of("""
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  tile: {profile: generic/rgb, count: 12, layout: {grid: [4, 3], spacing: 1}, at: lamps 1/1}
  bar: {profile: generic/rgb, count: 2, cells: 5, layout: {line: 9}, at: lamps 2/1}
  spot: {profile: generic/dimmer, at: lamps 3/1}
zones: {wall: tile, heart: "tile 6-7", all: "tile, bar, spot"}
cues: [{cue: 1, look: {wall: {level: 1}}}]
""").rig
"""tile: cells 0-11 in rows of four; bar: 12-16 and 17-21; spot: 22."""


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("tile", list(range(12))),
        ("tile 2-3, 11", [1, 2, 10]),
        ("tile 2 - 3", [1, 2]),
        ("tile-12", [11]),
        ("tile odd", [0, 2, 4, 6, 8, 10]),
        ("tile even", [1, 3, 5, 7, 9, 11]),
        ("tile every 5", [0, 5, 10]),
        ("tile every 3 from 2", [1, 4, 7, 10]),
        ("tile 5-12 every 4", [4, 8]),
        ("tile row 3", [8, 9, 10, 11]),
        ("tile row 1, 3", [0, 1, 2, 3, 8, 9, 10, 11]),
        ("tile row odd", [0, 1, 2, 3, 8, 9, 10, 11]),
        ("tile column 1-2", [0, 1, 4, 5, 8, 9]),
        ("tile row 2 column 3", [6]),
        ("wall x<0 y>=1", [0, 1]),
        ("wall y = 0m", [4, 5, 6, 7]),
        ("wall x<=-150cm", [0, 4, 8]),
        ("wall - heart", [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]),
        ("tile row 2 - tile 5, 8", [5, 6]),
        ("tile row 2 - heart, spot", [4, 7, 22]),
        ("bar 2 cell 3-5", [19, 20, 21]),
        ("bar-2 cell 1, 5", [17, 21]),
        ("bar cell odd", [12, 14, 16, 17, 19, 21]),
        ("bar cell every 2 from 2", [13, 15, 18, 20]),
        ("bar odd", [12, 13, 14, 15, 16]),
        ("all every 13", [0, 17, 18, 19, 20, 21]),
        ("spot", [22]),
    ],
)
def test_words_narrow_a_name_down(text: str, cells: list[int]) -> None:
    assert select(RIG, text).tolist() == cells


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tiel", "there is no zone or fixture 'tiel' - did you mean 'tile'?"),
        ("tile 13", "13 is out of range; 'tile' has fixtures 1-12"),
        ("tile 9-2", "9-2 runs backwards; write 2-9"),
        ("tile row 4", "4 is out of range; 'tile' has rows 1-3"),
        ("bar row 1", "'bar' has no rows; only fixtures with a grid as their layout have"),
        ("wall row 1", "'wall' has no rows; only fixtures with a grid as their layout have"),
        ("bar cell 6", "6 is out of range; 'bar' has cells 1-5 in each fixture"),
        ("wall 3", "'wall' is a zone; numbers count the fixtures of one fixture name, such as tile 1-128"),
        ("tile evry 2", "'evry' says nothing after 'tile'; write e.g. tile 1-12, tile every 3 or tile x<0"),
        ("heart - wall", "'heart - wall' names no cell; take less away or choose a wider range"),
        ("", "a name is missing here; write a zone or a fixture"),
    ],
)
def test_what_names_nothing_is_told_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(SelectorError) as refused:
        select(RIG, text)
    assert str(refused.value).startswith(said)


_WORDS = st.sampled_from(
    [
        "tile",
        "bar",
        "spot",
        "wall",
        "heart",
        "all",
        "tile-3",
        "1",
        "2-4",
        "9-2",
        "99",
        "odd",
        "even",
        "every",
        "row",
        "column",
        "cell",
        "from",
        "x<0",
        "y>=1m",
        "-",
        ",",
        "~",
        "é",
    ]
)


@given(st.lists(_WORDS, max_size=9).map(" ".join) | st.text(max_size=30))
def test_no_text_breaks_a_selector(text: str) -> None:
    selection = read_selector(text, Names({g.id: g for g in RIG.groups}, RIG.zones.get, lambda: RIG.position))
    cells = selection.cells
    assert np.array_equal(cells, np.unique(cells))
    assert not cells.size or (cells[0] >= 0 and cells[-1] < RIG.cell_count)
    for mistake in selection.mistakes:
        assert mistake.text
        assert 0 <= mistake.offset <= len(text)
