"""Edits of a show file's text: what was meant is written, everything else stays byte for byte."""

import difflib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.model.editing import (
    ChangeCue,
    DeleteCue,
    Edit,
    Insert,
    RecordCue,
    RecordLook,
    RelabelCue,
    Remove,
    RenumberCue,
    SetValue,
)
from controller.showfile.edit.apply import apply_edits, upgraded
from controller.showfile.edit.marks import EditError
from controller.showfile.load import check_show
from controller.showfile.reading import read_tree
from controller.showfile.tree import plain
from fixtures.library import load_profiles

DEMO = (Path(__file__).parents[3] / "show_files" / "neo_lumine.show.yaml").read_text(encoding="utf-8")
TEXT = """# a show
looks:
  dusk:            # while people come in
    wall: {color: gold, level: 40%}   # warm
    'side': {text: "Hello"}

  dawn: {wall: {level: 10%}}

# the evening
cues:
  - {cue: 1, look: dusk, fade: 5s}    # doors
  # before the second
  - cue: 2
    look: dawn
    fade: 3s      # slow
  - {cue: 3.5, look: dusk}
zones: {wall: tile, left: [tile 1-3]}
panic:
"""


def changed(*edits: Edit, text: str = TEXT) -> list[str]:
    """Make edits; gives the lines that differ, with - and +."""
    after = apply_edits(text, edits)
    lines = difflib.unified_diff(text.split("\n"), after.split("\n"), lineterm="", n=0)
    return [line for line in lines if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


def test_a_value_is_changed_and_its_comment_stays() -> None:
    assert changed(SetValue(("looks", "dusk", "wall", "level"), "55%")) == [
        "-    wall: {color: gold, level: 40%}   # warm",
        "+    wall: {color: gold, level: 55%}   # warm",
    ]
    assert changed(SetValue(("cues", 1, "fade"), "4s")) == ["-    fade: 3s      # slow", "+    fade: 4s      # slow"]


def test_quotes_stay_quotes() -> None:
    assert changed(SetValue(("looks", "dusk", "side", "text"), "Bye"))[1] == "+    'side': {text: \"Bye\"}"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1:30", "1:30"), ("tile 1-3", "tile 1-3"), ("#203050", '"#203050"'), ("a: b", '"a: b"'), ("true", '"true"'),
        ("12", '"12"'), (12, "12"), (0.5, "0.5"), (None, "null"), ("", '""'), ("x # y", '"x # y"'),
        ([1, "two"], "[1, two]"), ({"a": {"b": "c"}}, "{a: {b: c}}"), ("größe", '"größe"'), ("a\nb", '"a\\nb"'),
    ],
)  # fmt: skip
def test_values_are_written_as_people_write_them(value: Any, written: str) -> None:
    assert (
        changed(SetValue(("cues", 0, "fade"), value))[1] == f"+  - {{cue: 1, look: dusk, fade: {written}}}    # doors"
    )


def test_new_entries_stand_behind_the_last_in_the_style_around_them() -> None:
    assert changed(SetValue(("looks", "dusk", "wall", "text"), "Hi")) == [
        "-    wall: {color: gold, level: 40%}   # warm",
        "+    wall: {color: gold, level: 40%, text: Hi}   # warm",
    ]
    assert changed(SetValue(("cues", 1, "follow"), "20s")) == ["+    follow: 20s"]
    assert changed(SetValue(("looks", "night"), {"wall": {"level": "5%"}})) == ["+  night: {wall: {level: 5%}}"]
    assert changed(SetValue(("zones", "right"), "tile 4-6"))[1] == (
        "+zones: {wall: tile, left: [tile 1-3], right: tile 4-6}"
    )


def test_a_section_that_is_missing_or_empty_is_written() -> None:
    after = apply_edits(TEXT, [SetValue(("policy", "go_lockout"), "1s")])
    assert after == TEXT + "\npolicy:\n  go_lockout: 1s\n"
    assert changed(SetValue(("panic", "look"), "dusk")) == ["-panic:", "+panic: {look: dusk}"]


def test_entries_and_items_are_taken_out_with_their_lines() -> None:
    assert changed(Remove(("looks", "dusk", "wall"))) == ["-    wall: {color: gold, level: 40%}   # warm"]
    assert changed(Remove(("cues", 0))) == ["-  - {cue: 1, look: dusk, fade: 5s}    # doors"]
    assert changed(Remove(("cues", 1))) == ["-  - cue: 2", "-    look: dawn", "-    fade: 3s      # slow"]
    assert changed(Remove(("zones", "wall")))[1] == "+zones: {left: [tile 1-3]}"
    assert changed(Remove(("zones", "left")))[1] == "+zones: {wall: tile}"


def test_items_are_put_in_where_they_belong() -> None:
    assert changed(Insert(("cues", 3), {"cue": 4})) == ["+  - {cue: 4}"]
    assert changed(Insert(("cues", 0), {"cue": 0.5})) == ["+  - {cue: 0.5}"]
    assert changed(Insert(("cues", 1), {"cue": 1.5, "look": "dusk"})) == ["+  - cue: 1.5", "+    look: dusk"]
    assert changed(Insert(("zones", "left", 0), "orb"))[1] == "+zones: {wall: tile, left: [orb, tile 1-3]}"


def test_looks_and_cues_are_recorded_by_name_and_number() -> None:
    assert changed(RecordLook("dawn", {"wall": {"level": "20%"}})) == [
        "-  dawn: {wall: {level: 10%}}",
        "+  dawn: {wall: {level: 20%}}",
    ]
    assert changed(RecordCue({"cue": "3", "look": "dawn"})) == ['+  - {cue: "3", look: dawn}']
    assert changed(RecordCue({"cue": "3.5", "look": "dawn"}))[1] == '+  - {cue: "3.5", look: dawn}'
    assert changed(DeleteCue("3.5")) == ["-  - {cue: 3.5, look: dusk}"]
    assert changed(RelabelCue("1", "Doors"))[1] == "+  - {cue: 1, look: dusk, fade: 5s, label: Doors}    # doors"
    assert changed(ChangeCue("1", {"fade": "2s", "notes": "slowly"}))[1] == (
        "+  - {cue: 1, look: dusk, fade: 2s, notes: slowly}    # doors"
    )
    assert changed(ChangeCue("1", {"fade": None, "notes": None}))[1] == "+  - {cue: 1, look: dusk}    # doors"
    assert changed(RenumberCue("1", "1.2"))[1] == '+  - {cue: "1.2", look: dusk, fade: 5s}    # doors'
    assert changed(RenumberCue("1", "9")) == [
        "-  - {cue: 1, look: dusk, fade: 5s}    # doors",
        '+  - {cue: "9", look: dusk, fade: 5s}',
    ]


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (Remove(("looks", "none")), "there is nothing at looks/none"),
        (SetValue((), 1), "name a path"),
        (SetValue(("cues", 9, "fade"), "1s"), "there is nothing at"),
        (SetValue(("zones", "wall", "x"), "1s"), "holds a single value"),
        (Insert(("cues", 9), {}), "no position in a list"),
        (DeleteCue("77"), "no cue '77' in list main of this file; it has 1, 2, 3.5"),
        (DeleteCue("1", "side"), "no cue list 'side'"),
        (ChangeCue("77", {"fade": "1s"}), "no cue '77'"),
        (ChangeCue("1", {"cue": "9"}), "by renumber-cue"),
        (RenumberCue("1", "2"), "cue 2 exists already"),
        (RecordCue({"look": "dusk"}), "a cue needs its number"),
        (SetValue(("a",), object()), "cannot stand in a show file"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(edit: Edit, why: str) -> None:
    with pytest.raises(EditError, match=why):
        apply_edits(TEXT, [edit])


def test_a_file_that_cannot_be_read_is_not_edited() -> None:
    with pytest.raises(EditError, match="mend its mistakes first"):
        apply_edits("a: [1, 2", [SetValue(("b",), 1)])


_KEYS = st.text("abc:# '", min_size=1, max_size=4)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=8).filter(str.isprintable),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=6,
)
_PATHS = [
    ("looks", "dusk"), ("looks", "dusk", "mosaic"), ("looks", "dusk", "mosaic", "level"), ("looks", "new"),
    ("cues", 0), ("cues", 1, "fade"), ("cues", 2, "new"), ("zones", "heart"), ("zones", "heart", 1), ("show", "name"),
    ("faults",), ("new", "deep", "er"), ("recoveries", "golden-seam", "phases", 0),
]  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(_PATHS), _JSON)
def test_any_value_at_any_path_is_read_back_and_comments_stay(path: tuple[str | int, ...], value: Any) -> None:
    try:
        after = apply_edits(DEMO, [SetValue(path, value)])
    except EditError:
        return
    tree, problems = read_tree(after, "")
    assert tree is not None
    assert not problems
    here: Any = plain(tree)
    for step in path:
        here = here[step]
    assert here == value or (here is None and value in ({}, []))
    assert after.split("\n")[:8] == DEMO.split("\n")[:8]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([path for path in _PATHS if "new" not in path]))
def test_what_is_taken_out_and_put_back_says_the_same(path: tuple[str | int, ...]) -> None:
    tree, _ = read_tree(DEMO, "")
    assert tree is not None
    before: Any = plain(tree)
    here = before
    for step in path:
        here = here[step]
    gone = apply_edits(DEMO, [Remove(path)])
    back = Insert(path, here) if isinstance(path[-1], int) else SetValue(path, here)
    again, _ = read_tree(apply_edits(gone, [back]), "")
    assert again is not None
    assert plain(again) == before


def test_an_old_file_is_upgraded_with_its_comments() -> None:
    old = (
        "# my show\nnodes: {lamps: {protocol: sacn, to: 127.0.1.2}}\n"
        "fixtures: {tile: {profile: generic/rgb, at: lamps 1/1}}\n"
        "scenes:   # pictures\n  dusk: {tile: {level: 40%}}\n"
        "cues:\n  - {cue: 1, scene: dusk}  # doors\npanic: {scene: dusk}\n"
    )
    new = upgraded(old)
    assert new == old.replace("scenes:", "looks:").replace("scene:", "look:").replace("nodes", "kintsugi: 1\nnodes")
    show, problems = check_show(new, file="a", profiles=load_profiles())
    assert show is not None
    assert not problems
    assert upgraded(new) == new
