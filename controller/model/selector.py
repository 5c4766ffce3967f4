"""Selectors: one line of text → cells. Pure: a show file is read with it, and fingers speak it while a show plays.

    tile                    all of them               tile odd · tile every 3 from 2      every n-th
    tile 1-128, 140         by number                 tile row 3 · tile column 1-4        of a grid
    tile-7                  one of them               wall x<0 · tile y>=1.5m             by place
    bar 2 cell 3-5          cells within a fixture    wall - heart                        all but some

Words after a name narrow it down, one after another. A comma adds, `` - `` takes away, from left to right; a number
alone after a comma goes on with the word before it.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from controller.model.cells import union
from controller.model.rig import Cells, FixtureGroup, Rig
from controller.model.selector_words import WORDS, Narrowed, WordError, narrow

NO_CELLS: Final[Cells] = np.empty(0, dtype=np.intp)

_NUMBERED: Final = re.compile(r"(.+)-(\d{1,9})")
_TOKEN: Final = re.compile(
    r"[xyz]\s*(?:<=|>=|<|>|=)\s*[-+]?\d{1,9}(?:\.\d{1,9})?\s*(?:mm|cm|m)?(?!\S)|\d{1,9}\s*-\s*\d{1,9}(?!\S)|\S+"
)
_MINUS: Final = re.compile(r"(?<=\s)-\s+(?=[^\s\d])")

_GROUPS: Final[WeakKeyDictionary[Rig, Mapping[str, FixtureGroup]]] = WeakKeyDictionary()
"""Of each rig its groups by name, as long as the rig is there: a rig of many nodes has thousands."""


class SelectorError(ValueError):
    """A text that names no cells; the message says why and what to write."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in a selector.

    Attributes:
        text: the sentence.
        offset: where it is wrong.
        length: so many characters.
        wanted: a name or word that is not known, or empty.
        words: the words it may have been meant to be; empty = it was to be a name.
    """

    text: str
    offset: int
    length: int
    wanted: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """What a selector means, as far as it can be read: cells sorted, each once."""

    cells: Cells
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What a selector can name.

    Attributes:
        groups: by name, in the order of their cells.
        zone: gives the cells of a zone, or None where there is no such zone.
        position: gives float32 [cells of the rig, 3], metres.
        is_excused: tells whether a name that is not known needs no word, since its own mistake was told.
    """

    groups: Mapping[str, FixtureGroup]
    zone: Callable[[str], Cells | None]
    position: Callable[[], NDArray[np.float32]]
    is_excused: Callable[[str], bool] = field(default=lambda _name: False)


def select(rig: Rig, text: str) -> Cells:
    """Find the cells that a text names, at run time.

    Args:
        rig: of the show that plays.
        text: such as ``tile 1-12``.

    Returns:
        Cell numbers, sorted, each once; at least one.

    Raises:
        SelectorError: the text cannot be read, or nothing answers to it; the sentence can be shown as it is.
    """
    groups = _GROUPS.get(rig)
    if groups is None:
        groups = _GROUPS[rig] = {group.id: group for group in rig.groups}
    selection = read_selector(text, Names(groups, rig.zones.get, lambda: rig.position))
    for mistake in selection.mistakes:
        known = mistake.words or (*groups, *rig.zones)
        close = difflib.get_close_matches(mistake.wanted, known, n=1) if mistake.wanted else []
        raise SelectorError(f"{mistake.text} - did you mean '{close[0]}'?" if close else mistake.text)
    if not selection.cells.size:
        raise SelectorError(f"'{text[:60]}' names no cell; take less away or choose a wider range")
    return selection.cells


def read_selector(text: str, names: Names) -> Selection:
    """Read a selector.

    Args:
        text: as written.
        names: what it can name.

    Returns:
        The cells, and every mistake with its place in the text.
    """
    reading = _Reading(names)
    offset = 0
    for piece in text.split(","):
        begin = 0
        for minus in (*_MINUS.finditer(piece), None):
            end = len(piece) if minus is None else minus.start()
            reading.part(piece[begin:end], offset + begin, is_minus=begin > 0)
            begin = len(piece) if minus is None else minus.end()
        offset += len(piece) + 1
    return reading.result()


class _Reading:
    """The cells chosen so far, and what a number alone would go on with."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._taken = NO_CELLS
        self._waiting: list[Cells] = []
        self._mistakes: list[Mistake] = []
        self._base: Narrowed | None = None
        self._word = ""
        self._name = ""
        self._is_minus = False

    def result(self) -> Selection:
        """Give what was read."""
        return Selection(self._all(), tuple(self._mistakes))

    def part(self, text: str, offset: int, *, is_minus: bool) -> None:
        """Read one part: a name and the words after it, or a number that goes on with the part before."""
        tokens = [(match[0], offset + match.start()) for match in _TOKEN.finditer(text)]
        if not tokens:
            said = "a name is missing here; write a zone or a fixture"
            self._mistakes.append(Mistake(said, max(0, offset + len(text) - len(text.lstrip()) - 1), 1))
            return
        if not tokens[0][0][0].isdigit():
            self._is_minus = is_minus
            self._begin(*tokens.pop(0), has_words=bool(tokens))
        elif self._base is None:
            self._complain_of_number(text.strip(), tokens[0][1])
            return
        elif self._word:
            tokens.insert(0, (self._word, tokens[0][1]))
        if self._base is not None:
            self._add(self._narrowed(self._base, tokens))

    def _begin(self, name: str, offset: int, *, has_words: bool) -> None:
        """Find what a name names; ``_base`` is None where that is nothing, or a number could not go on with it."""
        self._word, self._name, self._base = "", name, None
        groups = self._names.groups
        if name in groups:
            self._base = Narrowed.of_group(groups[name])
            return
        zone = self._names.zone(name)
        if zone is not None:
            self._base = Narrowed(name, zone, None)
            return
        numbered = _NUMBERED.fullmatch(name)
        group = groups.get(numbered[1]) if numbered else None
        if numbered and group is not None and group.is_counted and 0 < int(numbered[2]) <= group.count:
            self._base = Narrowed.of_fixture(group, int(numbered[2]))
        elif numbered and group is not None and group.is_counted and not has_words:
            said = f"{numbered[2]} is out of range; '{group.id}' has fixtures 1-{group.count}"
            self._mistakes.append(Mistake(said, offset + len(numbered[1]) + 1, len(numbered[2])))
        elif not self._names.is_excused(name):
            self._mistakes.append(Mistake(f"there is no zone or fixture '{name[:60]}'", offset, len(name), name[:60]))

    def _narrowed(self, base: Narrowed, tokens: list[tuple[str, int]]) -> Cells:
        """Narrow a name down by the words after it."""
        try:
            found, self._word = narrow(base, tokens, self._names.groups, self._names.position)
        except WordError as wrong:
            self._mistakes.append(Mistake(str(wrong), wrong.offset, wrong.length, wrong.wanted, WORDS))
            return NO_CELLS
        return found

    def _complain_of_number(self, written: str, offset: int) -> None:
        """Say that a number belongs to no fixture, unless the name before it was wrong already."""
        if self._name and self._names.is_excused(self._name):
            return
        said = f"the numbers {written[:20]} belong to no fixture; write its name before them"
        self._mistakes.append(Mistake(f"{said}, such as tile {written[:20]}", offset, len(written)))

    def _add(self, cells: Cells) -> None:
        if self._is_minus:
            self._taken = np.setdiff1d(self._all(), cells, assume_unique=True)
        else:
            self._waiting.append(cells)

    def _all(self) -> Cells:
        """Give what is chosen so far."""
        if self._waiting:
            self._taken = union([self._taken, *self._waiting])
            self._waiting.clear()
        return self._taken
