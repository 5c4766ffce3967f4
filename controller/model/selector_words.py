"""The words of a selector: ``1-128``, ``odd``, ``every 3``, ``row 2``, ``cell 1-4``, ``x<0``; each narrows it down."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model.rig import Cells, FixtureGroup

WORDS: Final = ("odd", "even", "every", "row", "column", "cell")

_RANGE: Final = re.compile(r"(\d{1,9})(?:\s*-\s*(\d{1,9}))?")
_PLACE: Final = re.compile(r"([xyz])\s*(<=|>=|<|>|=)\s*([-+]?\d+(?:\.\d+)?)\s*(mm|cm|m)?")
_METRES: Final = {"mm": 0.001, "cm": 0.01, "m": 1.0, None: 1.0}
_NEAR_M: Final = 0.0005
"""Places are equal within half a millimetre."""

Chosen: TypeAlias = NDArray[np.bool_]
"""True for each cell that is kept."""

Token: TypeAlias = tuple[str, int]
"""A word and where it stands."""


class WordError(ValueError):
    """A word that says nothing: ``length`` characters from ``offset`` on; perhaps ``wanted`` was one of ``WORDS``."""

    def __init__(self, text: str, offset: int, length: int, wanted: str = "") -> None:
        super().__init__(text)
        self.offset = offset
        self.length = length
        self.wanted = wanted


@dataclass(frozen=True, eq=False, slots=True)
class Narrowed:
    """What is left of a name: its cells, sorted; ``group`` where all of them belong to one."""

    name: str
    cells: Cells
    group: FixtureGroup | None

    @classmethod
    def of_group(cls, group: FixtureGroup) -> "Narrowed":
        """Begin with a whole group."""
        return cls(group.id, np.arange(group.first_cell, group.first_cell + group.cells, dtype=np.intp), group)

    @classmethod
    def of_fixture(cls, group: FixtureGroup, number: int) -> "Narrowed":
        """Begin with one fixture of a group; it is a group of its own, without a number."""
        first = group.first_cell + (number - 1) * group.cells_each
        single = FixtureGroup(
            id=f"{group.id}-{number}",
            first_fixture=group.first_fixture + number - 1,
            first_cell=first,
            count=1,
            cells_each=group.cells_each,
            is_counted=False,
        )
        return cls.of_group(single)


class _Words:
    """Reads words from left to right."""

    def __init__(
        self, groups: Mapping[str, FixtureGroup], position: Callable[[], NDArray[np.float32]], tokens: Sequence[Token]
    ) -> None:
        self._groups = groups
        self._position = position
        self._tokens = list(tokens)
        self.word = ""

    def run(self, base: Narrowed) -> Cells:
        """Narrow down word after word."""
        cells = self._leading(base)
        while self._tokens:
            cells = cells[self._keep(base, cells, *self._tokens.pop(0))]
        return cells

    def _leading(self, base: Narrowed) -> Cells:
        """Take numbers right after the name of a group as a run: a wall of a million cells is not looked through."""
        group = base.group
        match = _RANGE.fullmatch(self._tokens[0][0]) if self._tokens and group is not None else None
        if group is None or match is None:
            return base.cells
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= group.count:
            return base.cells
        self._tokens.pop(0)
        return base.cells[(first - 1) * group.cells_each : last * group.cells_each]

    def _keep(self, base: Narrowed, cells: Cells, word: str, offset: int) -> Chosen:
        """Say which of the cells a word keeps: bool [cells]."""
        if match := _PLACE.fullmatch(word):
            self.word = ""
            return _placed(self._position()[cells], match)
        if word in {"row", "column"}:
            self.word = word
            lines, most = _lines(base, cells, word, offset)
            return self._counted(lines, most, f"'{base.name}' has {word}s 1-{most}", (word, offset))
        if word == "cell":
            self.word = word
            within, most = self._within(cells)
            why = (
                f"'{base.name}' has cells 1-{most} in each fixture"
                if most > 1
                else f"'{base.name}' has one cell in each"
            )
            return self._counted(within, most, why, (word, offset))
        self.word = ""
        self._tokens.insert(0, (word, offset))
        group = base.group
        numbers = self._fixtures(cells) if group is None else (cells - group.first_cell) // group.cells_each + 1
        return self._numbered(base, numbers)

    def _numbered(self, base: Narrowed, numbers: NDArray[np.intp]) -> Chosen:
        """Keep fixtures by their numbers, or every n-th."""
        word, offset = self._tokens[0]
        if word in {"odd", "even", "every"}:
            return self._every(numbers)
        if base.group is None and word[0].isdigit():
            said = f"'{base.name}' is a zone; numbers count the fixtures of one fixture name, such as tile 1-128"
            raise WordError(said, offset, len(word))
        count = base.group.count if base.group is not None else 0
        why = f"'{base.name}' has fixtures 1-{count}" if count > 1 else f"there is only one '{base.name}'"
        if not _RANGE.fullmatch(word):
            example = f"{base.name} 1-{count}" if count > 1 else f"{base.name} odd"
            said = f"'{word[:40]}' says nothing after '{base.name}'; write e.g. {example}, {base.name} every 3"
            raise WordError(f"{said} or {base.name} x<0", offset, len(word), word[:40])
        return self._range(numbers, count, why)

    def _counted(self, numbers: NDArray[np.intp], most: int, why: str, asked: Token) -> Chosen:
        """Keep rows, columns or cells by what stands behind the word."""
        word, offset = asked
        if not self._tokens:
            raise WordError(f"'{word}' needs a number; {why}", offset, len(word))
        following, at = self._tokens[0]
        if following in {"odd", "even", "every"}:
            return self._every(numbers)
        if not _RANGE.fullmatch(following):
            raise WordError(f"'{following[:40]}' is no {word}; {why}", at, len(following))
        return self._range(numbers, most, why)

    def _range(self, numbers: NDArray[np.intp], most: int, why: str) -> Chosen:
        word, offset = self._tokens.pop(0)
        match = _RANGE.fullmatch(word)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if first > last:
            raise WordError(f"{word} runs backwards; write {last}-{first}", offset, len(word))
        if not 1 <= first <= last <= most:
            raise WordError(f"{word} is out of range; {why}", offset, len(word))
        chosen: Chosen = (numbers >= first) & (numbers <= last)
        return chosen

    def _every(self, numbers: NDArray[np.intp]) -> Chosen:
        """Keep every n-th; ``every`` counts what is left, ``odd`` and ``even`` look at the number itself."""
        word, offset = self._tokens.pop(0)
        if word != "every":
            half: Chosen = numbers % 2 == (1 if word == "odd" else 0)
            return half
        step = self._whole("every", offset, "every needs a number: every 3")
        begin = 1
        if self._tokens and self._tokens[0][0] == "from":
            begin = self._whole("from", self._tokens.pop(0)[1], "from needs a number: every 3 from 2")
        rank = np.unique(numbers, return_inverse=True)[1]
        chosen: Chosen = (rank >= begin - 1) & ((rank - (begin - 1)) % step == 0)
        return chosen

    def _whole(self, before: str, offset: int, why: str) -> int:
        if not self._tokens:
            raise WordError(why, offset, len(before))
        word, at = self._tokens.pop(0)
        if not re.fullmatch(r"\d{1,9}", word) or int(word) < 1:
            raise WordError(f"'{word[:40]}' is no number from 1 on; {why}", at, len(word))
        return int(word)

    def _within(self, cells: Cells) -> tuple[NDArray[np.intp], int]:
        """Count each cell within its fixture, from 1; and the most that one has."""
        first, each, _ = self._owners(cells)
        return (cells - first) % each + 1, int(each.max(initial=1))

    def _fixtures(self, cells: Cells) -> NDArray[np.intp]:
        """Count the fixtures among some cells, from 1 in the order of the rig."""
        first, each, fixture = self._owners(cells)
        return np.unique(fixture + (cells - first) // each, return_inverse=True)[1] + 1

    def _owners(self, cells: Cells) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """Give first cell, cells of each fixture and first fixture of the group of every cell."""
        groups = sorted(self._groups.values(), key=_first_cell)
        table = np.array([(g.first_cell, g.cells_each, g.first_fixture) for g in groups], np.intp).reshape(-1, 3)
        own = table[np.searchsorted(table[:, 0], cells, side="right") - 1]
        return own[:, 0], own[:, 1], own[:, 2]


def narrow(
    base: Narrowed,
    tokens: Sequence[Token],
    groups: Mapping[str, FixtureGroup],
    position: Callable[[], NDArray[np.float32]],
) -> tuple[Cells, str]:
    """Narrow a name down by the words after it.

    Args:
        base: what the name names.
        tokens: the words.
        groups: all of the rig.
        position: gives float32 [cells of the rig, 3].

    Returns:
        The cells that are left, and the word that a number alone would go on with (``row``, ``column``, ``cell`` or
        none).

    Raises:
        WordError: a word says nothing here.
    """
    words = _Words(groups, position, tokens)
    return words.run(base), words.word


def _first_cell(group: FixtureGroup) -> int:
    return group.first_cell


def _lines(base: Narrowed, cells: Cells, word: str, offset: int) -> tuple[NDArray[np.intp], int]:
    """Give the row or column of each cell, from 1, and how many there are."""
    group = base.group
    if group is None or group.grid is None:
        said = f"'{base.name}' has no {word}s; only fixtures with a grid as their layout have"
        raise WordError(said, offset, len(word))
    columns, rows = group.grid.column_and_row(-(-group.cells // group.cells_a_place))
    place = (cells - group.first_cell) // group.cells_a_place
    line, most = (rows, group.grid.rows) if word == "row" else (columns, group.grid.columns)
    return line[place] + 1, most


def _placed(position: NDArray[np.float32], match: "re.Match[str]") -> Chosen:
    """Keep what lies on one side of a plane, or in it."""
    axis = position[:, "xyz".index(match[1])]
    at = np.float32(float(match[3]) * _METRES[match[4]])
    near = np.float32(_NEAR_M)
    chosen: Chosen
    if match[2] in {"<", ">="}:
        chosen = axis < at - near
    elif match[2] in {">", "<="}:
        chosen = axis > at + near
    else:
        chosen = np.abs(axis - at) > near
    return chosen if match[2] in {"<", ">"} else ~chosen
