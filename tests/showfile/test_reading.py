"""YAML text → tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.showfile.reading import DEEPEST, LARGEST_BYTES, MOST_NODES, SHOW_FILE, read_tree
from controller.showfile.tree import find, place_of, plain, without


def _plain(text: str) -> object:
    tree, problems = read_tree(text, "f.yaml")
    assert problems == ()
    assert tree is not None
    return plain(tree)


def _mistakes(text: str) -> list[str]:
    return [str(problem) for problem in read_tree(text, "f.yaml")[1]]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("no", "no"),
        ("1:30", "1:30"),
        ("010", 10),
        ("-7", -7),
        ("0x10", 16),
        ("0o17", 15),
        ("1_000", "1_000"),
        ("2.50", 2.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        (".inf", float("inf")),
        ("true", True),
        ("Null", None),
        ("~", None),
        ("2024-01-01", "2024-01-01"),
        ("<<", "<<"),
        ('"10"', "10"),
        ("'#203050'", "#203050"),
    ],
)
def test_scalars_mean_what_the_core_schema_of_yaml_1_2_says(written: str, value: object) -> None:
    assert _plain(f"key: {written}") == {"key": value}


def test_keys_are_text_whatever_they_look_like() -> None:
    assert _plain("on: 1\n1: 2\ntrue: 3\n") == {"on": 1, "1": 2, "true": 3}


def test_places_count_characters_from_one() -> None:
    tree, _ = read_tree("größe: 1\nlist:\n  - {a: b}\n", "f.yaml")
    assert tree is not None
    place = place_of(tree, ("list", 0, "a"))
    assert (place.line, place.col) == (3, 9)
    place = place_of(tree, ("größe",))
    assert (place.line, place.col) == (1, 8)
    assert place_of(tree, ("list", 0, "missing")) == place_of(tree, ("list", 0))


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "1:1: the file is empty; begin with 'show:', 'nodes:', 'fixtures:' and 'cues:'"),
        ("# only a comment", "1:1: the file is empty; begin with 'show:', 'nodes:', 'fixtures:' and 'cues:'"),
        ("- a", f"1:1: a show file is made of keys such as {SHOW_FILE.keys}; this is not a key"),
        ("a:\n\tb: 1", "2:1: a tab stands where spaces are needed; indent with spaces"),
        ("a: b: c", "1:5: a ':' is not expected here; put a text with a colon in quotes, or check the indent"),
        ("a: 'x\nb: 1\n", "1:4: the quote that opens here is never closed"),
        ("a: [1, 2\nb: 3\n", "1:4: the '[' that opens here is never closed; add a ']'"),
        ("a: {b: 1\nc: 3\n", "1:4: the '{' that opens here is never closed; add a '}'"),
        ("- {a: {b: 1}, c: 2\n- {a: 3}\n", "1:3: the '{' that opens here is never closed; add a '}'"),
        ("a: {b: 'x' c: 2}\n", "1:12: a ',' or the closing '}' is missing"),
        ("a: {b: Day: bright}\n", "1:11: a ':' is not expected here; put a text with a colon in quotes, or add a ','"),
        ("a:\n  b: 'Day's end'\n", "2:11: the text ends at the quote before this; put one with ' in double quotes"),
        ("a:\n  b 1\n  c: 2\n", "2:3: a ':' is missing after this key, or the space behind it"),
        ("a:\n  b:1\n  c: 2\n", "2:3: a ':' is missing after this key, or the space behind it"),
        ("a: 1\n b: 2\n", "2:2: this line is deeper than the one above, which has its value; give both one indent"),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n", "2:1: a merge left its mark '<<<<<<<' here; keep one of the two versions"),
        ("a: 1\nb\n", "2:1: a ':' is missing after this key, or the space behind it"),
        ("a:\n  b: 1\n c: 2\n", "3:2: this line is not indented like the lines above it"),
        ("a: @x", "1:4: this sign cannot start a value; put the text in quotes (and indent with spaces, not tabs)"),
        ("a: ]", "1:4: a value is missing here"),
        ("a: \x07", "1:4: the sign U+0007 is not allowed in a show file; remove it"),
        ("a: \ud800", "1:4: the sign U+D800 is not allowed in a show file; remove it"),
        ("a: 1\n---\nb: 2\n", "2:1: a second document begins here; a show file is one document"),
        ("a: 1\na: 2\n", "2:1: 'a' stands here a second time (first on line 1); keep one of them"),
        ("[a]: 1", "1:1: a key is a name; a list or a block of keys cannot be one"),
        ("a: !x 1", "1:4: tags (!x) are not allowed; write the value alone, in quotes if it is text"),
        ("a: *b", "1:4: aliases (*name) are not allowed; name a look or a zone and use it by its name"),
        ("a: &b 1", "1:4: anchors (&name) are not allowed; name a look or a zone and use it by its name"),
        ("a: 1234567890123456789", "1:4: this number has 19 digits; at most 18 are read. Put text in quotes"),
    ],
)  # fmt: skip
def test_what_is_no_show_file_is_told_at_its_place(text: str, mistake: str) -> None:
    assert _mistakes(text) == [f"f.yaml:{mistake}"]


def test_a_colour_without_quotes_is_told_where_the_comment_begins() -> None:
    assert _mistakes("a: {color: #203050, level: 3}\nb: 4\n") == [
        "f.yaml:1:12: '#' begins a comment here, so the rest of the line is lost; put the colour in quotes: \"#203050\""
    ]


def test_a_byte_order_mark_is_no_mistake() -> None:
    assert _plain("\ufeffa: 1") == {"a": 1}


def test_nesting_is_bounded() -> None:
    said = f"this is nested more than {DEEPEST} deep; a show file needs less than ten"
    assert _mistakes("a: " + "[ " * 600) == [f"f.yaml:1:{2 + 2 * DEEPEST}: {said}"]


def test_nesting_beyond_the_parser_s_own_bound_is_told_in_the_same_words() -> None:
    (mistake,) = _mistakes("a: " + "[" * 10_000)
    assert mistake.endswith(f"this is nested more than {DEEPEST} deep; a show file needs less than ten")


def test_an_alias_bomb_does_not_grow() -> None:
    bomb = "a: &a [x]\n" + "".join(f"{new}: &{new} [*{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi"))  # noqa: B905 - one shorter on purpose
    tree, problems = read_tree(bomb, "f.yaml")
    assert tree is not None
    assert len(str(plain(tree))) < 1000
    assert len(problems) == 25


def test_size_is_bounded() -> None:
    assert _mistakes("a: " + "ä" * (LARGEST_BYTES // 2)) == [
        "f.yaml:1:1: the file is larger than 5 MB; a show file holds text only"
    ]


def test_the_number_of_values_is_bounded() -> None:
    (mistake,) = _mistakes("a: [" + "1," * MOST_NODES + "1]")
    assert mistake.endswith(f"a show file holds at most {MOST_NODES} values; this has many more. Split it")


def test_cutting_a_node_out_marks_only_its_parents() -> None:
    tree, _ = read_tree("a: {b: [1, 2, 3], c: {d: 4}}\ne: 5\n", "f.yaml")
    assert tree is not None
    cut = without(tree, [("a", "b", 1), ("e",)])
    assert plain(cut) == {"a": {"b": [1, 3], "c": {"d": 4}}}
    assert not cut.whole
    branch = find(cut, ("a",))
    assert branch is not None
    assert plain(branch) == {"b": [1, 3], "c": {"d": 4}}
    whole = {path: getattr(find(cut, path), "whole", None) for path in [("a",), ("a", "b"), ("a", "c")]}
    assert whole == {("a",): True, ("a", "b"): False, ("a", "c"): True}


@given(st.text(alphabet=st.sampled_from("ab:-?[]{}#&*!|>'\"%@`, \n\t0.\\é\u2028\ufeff\x85~")))
def test_no_text_can_raise(text: str) -> None:
    tree, problems = read_tree(text, "f.yaml")
    assert tree is not None or problems
    lines = text.count("\n") + text.count("\u2028") + text.count("\x85") + 2
    for problem in problems:
        assert 1 <= problem.line <= lines
        assert problem.render(text)
