"""YAML text → tree, by the core schema of YAML 1.2: ``on`` is text, ``010`` is ten, ``1:30`` is text.

libyaml parses; typing, limits and places are ours. Aliases, anchors and tags are refused, so a small file cannot grow.
Spec: YAML 1.2.2, chapter 10.3.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

from controller.showfile.problem import Problem, split_lines
from controller.showfile.syntax import place_of_error, told_syntax
from controller.showfile.tree import Items, Keys, Node, Place, Scalar, Value

LARGEST_BYTES: Final = 5_000_000
DEEPEST: Final = 50
MOST_NODES: Final = 250_000
"""Four times what 500 cues of 20 lines each have; reading so many takes about three seconds."""
MOST_MISTAKES: Final = 500
"""A text with more of them than this is not read on: it is not what it is meant to be."""
LONGEST_NUMBER: Final = 18

_PARSER: Final = getattr(yaml, "CLoader", yaml.SafeLoader)
"""libyaml's, five times as fast; a PyYAML that was built without it brings its own."""

_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT: Final = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_TOO_MANY: Final = f"there are more than {MOST_MISTAKES} mistakes; mend the ones above first"


class _Refused(Exception):  # noqa: N818 - not an error of the program: it ends the reading of one text
    """The text cannot be read on."""

    def __init__(self, place: Place, text: str) -> None:
        super().__init__(text)
        self.place = place
        self.text = text


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a text is meant to be: its name with an article, and the keys it begins with, for messages."""

    name: str
    keys: str


SHOW_FILE: Final = FileKind("a show file", "'show:', 'nodes:', 'fixtures:' and 'cues:'")


def read_tree(text: str, file: str, kind: FileKind = SHOW_FILE) -> tuple[Keys | None, tuple[Problem, ...]]:
    """Read a YAML text; never raises.

    Args:
        text: the whole file.
        file: its name, for the problems.
        kind: what it is meant to be.

    Returns:
        The tree, or None when the text cannot be read as keys with values; and what is wrong with it.
    """
    reader = _Reader(file, kind)
    try:
        _check_signs(text, kind)
        tree = reader.document(text.removeprefix("\ufeff"))
    except _Refused as refusal:
        if refusal.text:
            reader.problems.append(Problem(file, refusal.place.line, refusal.place.col, refusal.text))
        tree = None
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in str(error.problem):  # PyYAML's own bound, which its scanner meets before us
            reader.report(place_of_error(error), _too_deep(kind))
        else:
            reader.report(*told_syntax(error, split_lines(text)))
        tree = None
    except yaml.YAMLError as error:
        reader.report(Place(1, 1), f"this is not YAML: {error}")
        tree = None
    return tree, tuple(reader.problems)


def scalar_value(text: str) -> Value:
    """Read a plain scalar by the core schema of YAML 1.2."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.fullmatch(text):
        return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    if _FLOAT.fullmatch(text):
        return float(text)
    if _SPECIAL.fullmatch(text):
        return float(text.lower().replace(".", ""))
    return text


def _check_signs(text: str, kind: FileKind) -> None:
    """Refuse what is too large or holds signs that YAML forbids.

    Raises:
        _Refused: it does.
    """
    if len(text) > LARGEST_BYTES or len(text.encode(errors="replace")) > LARGEST_BYTES:
        megabytes = LARGEST_BYTES // 1_000_000
        raise _Refused(Place(1, 1), f"the file is larger than {megabytes} MB; {kind.name} holds text only")
    if 2 * text.count(":") + text.count(",") + text.count("- ") > MOST_NODES:
        raise _Refused(Place(1, 1), f"{kind.name} holds at most {MOST_NODES} values; this has many more. Split it")
    if bad := _FORBIDDEN.search(text, 1 if text.startswith("\ufeff") else 0):
        before = split_lines(text[: bad.start()])
        sign = f"U+{ord(bad[0]):04X}"
        said = f"the sign {sign} is not allowed in {kind.name}; remove it"
        raise _Refused(Place(len(before), len(before[-1]) + 1), said)


class _Reader:
    """Builds one tree from the parser's events."""

    def __init__(self, file: str, kind: FileKind) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._kind = kind
        self._nodes = 0

    def report(self, place: Place, text: str) -> None:
        """Note what is wrong.

        Raises:
            _Refused: it is one mistake too many.
        """
        if len(self.problems) == MOST_MISTAKES:
            self.problems.append(Problem(self._file, place.line, place.col, _TOO_MANY, width=place.width))
            raise _Refused(place, "")
        self.problems.append(Problem(self._file, place.line, place.col, text, width=place.width))

    def document(self, text: str) -> Keys | None:
        """Read the one document of a text."""
        events = iter(yaml.parse(text, Loader=_PARSER))
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise _Refused(_place(event), f"a second document begins here; {self._kind.name} is one document")
                root = self._node(next(events), events, 0)
        if root is None or (isinstance(root, Scalar) and root.value is None):
            self.report(Place(1, 1), f"the file is empty; begin with {self._kind.keys}")
        elif not isinstance(root, Keys):
            said = f"{self._kind.name} is made of keys such as {self._kind.keys}; this is not a key"
            self.report(root.place, said)
        return root if isinstance(root, Keys) else None

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        place = _place(event)
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise _Refused(place, f"the file holds more than {MOST_NODES} values; split it")
        if isinstance(event, yaml.AliasEvent):
            self.report(place, "aliases (*name) are not allowed; name a look or a zone and use it by its name")
            return Scalar(place, "", None)
        if getattr(event, "anchor", None):
            self.report(place, "anchors (&name) are not allowed; name a look or a zone and use it by its name")
        if tag := getattr(event, "tag", None):
            self.report(place, f"tags ({tag}) are not allowed; write the value alone, in quotes if it is text")
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, place)
        if depth >= DEEPEST:
            raise _Refused(place, _too_deep(self._kind))
        if isinstance(event, yaml.SequenceStartEvent):
            return Items(place, tuple(self._items(events, depth)))
        return Keys(place, self._entries(events, depth))

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Scalar:
        text = event.value
        if event.style:
            return Scalar(place, text, text)
        if len(text) > LONGEST_NUMBER and _INT.fullmatch(text):
            self.report(
                place, f"this number has {len(text)} digits; at most {LONGEST_NUMBER} are read. Put text in quotes"
            )
            return Scalar(place, text, 0)
        return Scalar(place, text, scalar_value(text))

    def _items(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, events, depth + 1)

    def _entries(self, events: Iterator[yaml.Event], depth: int) -> dict[str, tuple[Place, Node]]:
        entries: dict[str, tuple[Place, Node]] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._node(event, events, depth + 1)
            child = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self.report(key.place, "a key is a name; a list or a block of keys cannot be one")
            elif key.text in entries:
                first = entries[key.text][0]
                self.report(
                    key.place, f"'{key.text}' stands here a second time (first on line {first.line}); keep one of them"
                )
            else:
                entries[key.text] = (key.place, child)
        return entries


def _too_deep(kind: FileKind) -> str:
    return f"this is nested more than {DEEPEST} deep; {kind.name} needs less than ten"


def _place(event: yaml.Event) -> Place:
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:
        return Place(1, 1)
    line, col = start.line + 1, start.column + 1
    if not isinstance(event, yaml.ScalarEvent) or start.line != end.line:
        return Place(line, col)
    return Place(line, col, max(1, end.column - start.column), 1 if event.style in {"'", '"'} else 0)
