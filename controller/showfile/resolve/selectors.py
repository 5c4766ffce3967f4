"""Selectors: ``tile``, ``tile 1-128``, ``tile 1,5,9``, ``tile-7``, a zone, or several with commas → cells.

Numbers count the fixtures of a group from 1; after a comma they go on with the group named last.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from controller.model.rig import Cells
from controller.showfile.document.whole import Zone
from controller.showfile.report import Report
from controller.showfile.resolve.groups import Group
from controller.showfile.resolve.names import check_names
from controller.showfile.tree import Path
from fixtures.profile import FixtureClass

_NUMBERED: Final = re.compile(r"(.+)-(\d{1,9})")
_DEEPEST_ZONE: Final = 20

NO_CELLS: Final[Cells] = np.empty(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class _Mistake:
    """What is wrong in a selector: in the text from ``offset`` on."""

    text: str
    offset: int
    length: int
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class _Selection:
    """What a selector means, as far as it can be read."""

    cells: Cells
    mistakes: tuple[_Mistake, ...]


class Selectors:
    """Everything a selector can name; each text is read once."""

    def __init__(self, groups: Sequence[Group], zones: Mapping[str, Zone], report: Report) -> None:
        self._groups = {group.id: group for group in groups}
        self._written = zones
        self._report = report
        self._zones: dict[str, Cells] = {}
        self._open: list[str] = []
        self._read: dict[str, _Selection] = {}
        check_names(report, "zones", zones)
        for name in zones:
            if report.is_written("fixtures", name):
                line = report.line(("fixtures", name))
                report.error(
                    ("zones", name),
                    f"'{name}' is a fixture already (line {line}); give the zone another name",
                    key=True,
                )
        for name in zones:
            self._zone(name)

    @property
    def zones(self) -> Mapping[str, Cells]:
        """Zone → cells, in the order of the file."""
        return {name: self._zones[name] for name in self._written}

    def cells(self, path: Path, text: str, *, key: bool = False) -> Cells:
        """Find the cells of a selector.

        Args:
            path: where it stands, for the report.
            text: as written.
            key: True = it is a key.

        Returns:
            Cell numbers, sorted, each once; none where nothing could be found, which is then reported.
        """
        selection = self._read.get(text)
        if selection is None:
            selection = self._read[text] = self._select(text)
        for wrong in selection.mistakes:
            self._report.error(
                path,
                wrong.text,
                key=key,
                offset=wrong.offset,
                length=wrong.length,
                wanted=wrong.wanted,
                known=(*self._groups, *self._written) if wrong.wanted else (),
                otherwise="; name it under 'zones:' or 'fixtures:'",
            )
        return selection.cells

    def fed_by(self, path: Path, node: str) -> Cells:
        """Find the cells that a node feeds; a node that nothing hangs on is reported.

        Args:
            path: where its name stands, for the report.
            node: its name.
        """
        cells = self.of_node(node)
        if not len(cells):
            known = {group.node.id for group in self._groups.values() if group.node is not None}
            self._report.error(path, f"no node '{node}' feeds any fixture", wanted=node, known=sorted(known))
        return cells

    def of_node(self, node: str) -> Cells:
        """Find the cells that a node feeds, none if it feeds nothing."""
        fed = [group for group in self._groups.values() if group.node is not None and group.node.id == node]
        runs = [np.arange(group.first_cell, group.first_cell + group.cells) for group in fed]
        return np.concatenate([NO_CELLS, *runs])

    def protected(self, cells: Cells) -> list[Group]:
        """List the groups among some cells that faults, recoveries and visitors must not reach."""
        found = []
        for group in self._groups.values():
            own = (cells >= group.first_cell) & (cells < group.first_cell + group.cells)
            if group.cls is not FixtureClass.SHOW and own.any():
                found.append(group)
        return found

    def with_text(self, cells: Cells) -> list[tuple[int, int]]:
        """List the fixtures among some cells that can show text: (fixture, cell)."""
        return [
            (group.first_fixture + int(cell) - group.first_cell, int(cell))
            for group in self._groups.values()
            if group.has_text and group.block.cells == 1
            for cell in cells[(cells >= group.first_cell) & (cells < group.first_cell + group.cells)]
        ]

    def _select(self, text: str) -> _Selection:
        chosen: list[Cells] = []
        mistakes: list[_Mistake] = []
        group: Group | None = None
        after = ""
        offset = 0
        for piece in text.split(","):
            part = piece.strip()
            start = offset + len(piece) - len(piece.lstrip())
            offset += len(piece) + 1
            name, numbers, at = _parted(part)
            if not part:
                mistakes.append(_Mistake("a name is missing here; write a zone or a fixture", max(0, start - 1), 1))
            elif name:
                group, after = self._groups.get(name), name
                if group is None:
                    chosen.append(self._other(name, numbers, start, mistakes))
            elif group is None and (after in self._written or not self._is_broken(after)):
                said = f"the numbers {part[:20]} belong to no fixture; write its name before them"
                mistakes.append(_Mistake(f"{said}, such as tile {part[:20]}", start, len(part)))
            if group is not None and part:
                chosen.append(_numbered(group, numbers, start + at, mistakes))
        return _Selection(np.unique(np.concatenate([NO_CELLS, *chosen])), tuple(mistakes))

    def _other(self, name: str, numbers: str, start: int, mistakes: list[_Mistake]) -> Cells:
        """Find the cells of a zone or of a single fixture of a group."""
        if name in self._written and not numbers:
            return self._zone(name)
        if name in self._written:
            said = f"'{name}' is a zone; numbers count the fixtures of one fixture name, such as tile 1-128"
            mistakes.append(_Mistake(said, start, len(name)))
            return NO_CELLS
        numbered = _NUMBERED.fullmatch(name)
        group = self._groups.get(numbered[1]) if numbered else None
        if numbered and not numbers and group is not None and group.block.count is not None:
            return _numbered(group, numbered[2], start + len(numbered[1]) + 1, mistakes)
        if not self._is_broken(name):
            mistakes.append(_Mistake(f"there is no zone or fixture '{name[:60]}'", start, len(name), name[:60]))
        return NO_CELLS

    def _is_broken(self, name: str) -> bool:
        """Tell whether a name is in the file, though broken: that was reported, so its uses are not."""
        numbered = _NUMBERED.fullmatch(name)
        return any(
            self._report.is_written("fixtures", each) or self._report.is_written("zones", each)
            for each in (name, numbered[1] if numbered else name)
            if each not in self._groups
        )

    def _zone(self, name: str) -> Cells:
        """Find the cells of a zone; zones may be made of zones."""
        if name in self._zones:
            return self._zones[name]
        if len(self._open) >= _DEEPEST_ZONE:
            self._report.error(
                ("zones", name), f"zones are made of zones more than {_DEEPEST_ZONE} deep; name the fixtures"
            )
            return NO_CELLS
        if name in self._open:
            way = " → ".join([*self._open[self._open.index(name) :], name])
            self._report.error(("zones", name), f"the zone '{name}' is made of itself ({way}); take one step out")
            return NO_CELLS
        self._open.append(name)
        block = self._written[name]
        texts = [((), block)] if isinstance(block, str) else [((index,), text) for index, text in enumerate(block)]
        found = [self.cells(("zones", name, *step), text) for step, text in texts]
        self._open.pop()
        self._zones[name] = np.unique(np.concatenate([NO_CELLS, *found]))
        return self._zones[name]


def _parted(part: str) -> tuple[str, str, int]:
    """Part ``tile 1-128`` into its name, its numbers, and where the numbers begin; either may be empty."""
    words = part.split(None, 1)
    if not words or words[0][0].isdigit():
        return "", part, 0
    numbers = words[1] if len(words) > 1 else ""
    return words[0], numbers, len(part) - len(numbers)


def _numbered(group: Group, numbers: str, start: int, mistakes: list[_Mistake]) -> Cells:
    """Find the cells of some fixtures of a group; empty numbers = all."""
    if not numbers:
        return np.arange(group.first_cell, group.first_cell + group.cells, dtype=np.intp)
    match = re.fullmatch(r"(\d{1,9})(?:\s*-\s*(\d{1,9}))?", numbers)
    if match is None:
        said = f"'{numbers[:40]}' are not numbers; write e.g. {group.id} 1-{group.count} or {group.id} 1,5,9"
        mistakes.append(_Mistake(said, start, len(numbers)))
        return NO_CELLS
    first, last = int(match[1]), int(match[2] or match[1])
    if not 1 <= first <= last <= group.count:
        why = f"'{group.id}' has fixtures 1-{group.count}" if group.count > 1 else f"there is only one '{group.id}'"
        said = (
            f"{numbers} is out of range; {why}" if first <= last else f"{numbers} runs backwards; write {last}-{first}"
        )
        mistakes.append(_Mistake(said, start, len(numbers)))
        return NO_CELLS
    per_fixture = group.block.cells
    begin = group.first_cell + (first - 1) * per_fixture
    return np.arange(begin, begin + (last - first + 1) * per_fixture, dtype=np.intp)
