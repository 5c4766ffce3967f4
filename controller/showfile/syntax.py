"""What the YAML parser says of a text that it cannot read, in the words of whoever wrote it, and where the slip is.

The parser stands where it cannot go on, which is often a line after the slip: a bracket that is never closed, a key
without its colon. Takes its error and the lines of the text; reads nothing itself.
"""

import re
from collections.abc import Sequence
from typing import Final

import yaml

from controller.showfile.tree import Place

_COLOUR_COMMENT: Final = re.compile(r":\s+(#[0-9a-fA-F]{3,6})\b")
_MERGE_MARK: Final = re.compile(r"(<{7}|={7}|>{7})(\s|$)")

_KEYED: Final = re.compile(r":(\s|$)")
_NO_COLON: Final = "a ':' is missing after this key, or the space behind it"

_WORDS: Final = (
    (
        "cannot start any token",
        "this sign cannot start a value; put the text in quotes (and indent with spaces, not tabs)",
    ),
    (
        "mapping values are not allowed",
        "a ':' is not expected here; put a text with a colon in quotes, or check the indent",
    ),
    ("could not find expected ':'", _NO_COLON),
    ("did not find expected ',' or '}'", "a ',' or the closing '}' is missing"),
    ("did not find expected ',' or ']'", "a ',' or the closing ']' is missing"),
    ("did not find expected key", "this line is not indented like the lines above it"),
    ("did not find expected '-'", "this line is not indented like the items above it, or its '-' is missing"),
    ("did not find expected node content", "a value is missing here"),
    ("found unexpected end of stream", "the quote that opens here is never closed"),
    ("block sequence entries are not allowed", "a list cannot begin here; start it on its own line"),
)
"""What libyaml says, and what that means for whoever wrote the line."""


def place_of_error(error: yaml.MarkedYAMLError) -> Place:
    """Tell where the parser stood; the first sign of the text if it does not know."""
    return _place(error.problem_mark or error.context_mark)


def told_syntax(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> tuple[Place, str]:
    """Say a syntax error in words, at its place.

    Args:
        error: of the parser.
        lines: of the text, without their breaks.
    """
    said = str(error.problem or error.context or "this is not YAML")
    place, begun = place_of_error(error), _place(error.context_mark)
    if found := _slip(place, begun, lines) or _bracket(said, place, begun, lines) or _colon(said, place, lines):
        return found
    if "unexpected end of stream" in said or "expected ':'" in said:
        place = begun
    if "did not find expected" in said and _line(lines, place.line)[: place.col - 1][-1:] in {"'", '"'}:
        return place, "the text ends at the quote before this; put one with ' in double quotes"
    return place, next((meaning for start, meaning in _WORDS if start in said), f"this is not YAML: {said}")


def _slip(place: Place, begun: Place, lines: Sequence[str]) -> tuple[Place, str] | None:
    """Find a slip that the parser knows nothing of: what a merge left, a tab, a colour that became a comment."""
    for number in (begun.line, place.line):
        if mark := _MERGE_MARK.match(_line(lines, number)):
            return Place(number, 1, 7), f"a merge left its mark '{mark[1]}' here; keep one of the two versions"
    if _sign(lines, place) == "\t":
        return place, "a tab stands where spaces are needed; indent with spaces"
    for number in (place.line, place.line - 1):
        if comment := _COLOUR_COMMENT.search(_line(lines, number)):
            said = "'#' begins a comment here, so the rest of the line is lost; put the colour in quotes"
            return Place(number, comment.start(1) + 1, len(comment[1])), f'{said}: "{comment[1]}"'
    return None


def _bracket(said: str, place: Place, begun: Place, lines: Sequence[str]) -> tuple[Place, str] | None:
    """Tell what is wrong between brackets, if that is where the parser stood: one not closed, or a colon too many."""
    if "did not find expected ',' or" not in said:
        return None
    if begun.line < place.line and _indent(_line(lines, place.line)) <= _indent(_line(lines, begun.line)):
        opened = _sign(lines, begun)
        return begun, f"the '{opened}' that opens here is never closed; add a '{'}' if opened == '{' else ']'}'"
    if _sign(lines, place) == ":":
        return place, "a ':' is not expected here; put a text with a colon in quotes, or add a ','"
    return None


def _colon(said: str, place: Place, lines: Sequence[str]) -> tuple[Place, str] | None:
    """Tell why a key cannot stand where it does, if the line above is the reason."""
    line = _line(lines, place.line)
    first = _KEYED.search(line)
    number = next((above for above in range(place.line - 1, 0, -1) if _line(lines, above).strip()), 0)
    if "mapping values are not allowed" not in said or first is None or first.start() != place.col - 1 or not number:
        return None
    above = _line(lines, number)
    if _indent(line) == _indent(above) and not _KEYED.search(above):
        return Place(number, _indent(above) + 1), _NO_COLON
    if _indent(line) > _indent(above) and _KEYED.search(above):
        deeper = "this line is deeper than the one above, which has its value"
        return Place(place.line, _indent(line) + 1), f"{deeper}; give both one indent"
    return None


def _place(mark: yaml.Mark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark is not None else Place(1, 1)


def _line(lines: Sequence[str], number: int) -> str:
    """Give a line by its number, counted from 1; empty where there is none."""
    return lines[number - 1] if 1 <= number <= len(lines) else ""


def _sign(lines: Sequence[str], place: Place) -> str:
    return _line(lines, place.line)[place.col - 1 : place.col]


def _indent(line: str) -> int:
    """Columns before the first sign; none in a line that has none."""
    return len(line) - len(line.lstrip())
