"""Selectors of a show file → cells: ``controller.model.selector`` reads them; zones and suggestions are ours."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.cells import union
from controller.model.patch import Node
from controller.model.rig import Cells
from controller.model.selector import NO_CELLS, Names, Selection, read_selector
from controller.showfile.document.whole import Zone
from controller.showfile.report import Report
from controller.showfile.resolve.groups import Group, all_positions
from controller.showfile.resolve.names import check_names
from controller.showfile.tree import Path
from fixtures.profile import Channel, FixtureClass, Role

_NUMBERED: Final = re.compile(r"(.+)-(\d{1,9})")
_DEEPEST_ZONE: Final = 20
COLORED: Final = frozenset(
    {
        *(Role.RED, Role.GREEN, Role.BLUE, Role.CYAN, Role.MAGENTA, Role.YELLOW, Role.AMBER, Role.LIME, Role.INDIGO),
        *(Role.WARM_WHITE, Role.COLD_WHITE),
    }
)
"""A fixture with a channel of these shows colours."""


class Selectors:
    """Everything a selector can name; each text is read once."""

    def __init__(self, groups: Sequence[Group], zones: Mapping[str, Zone], report: Report) -> None:
        self._groups = {group.id: group for group in groups}
        self._written = zones
        self._report = report
        self._zones: dict[str, Cells] = {}
        self._open: list[str] = []
        self._read: dict[str, Selection] = {}
        self._fed: dict[str, list[Group]] | None = None
        self._colored: NDArray[np.bool_] | None = None
        self._position: NDArray[np.float32] | None = None
        self._names = Names(
            {group.id: group.fixtures for group in groups}, self._zone_or_none, self._positions, self._is_broken
        )
        check_names(report, "zones", zones)
        for name in zones:
            if report.is_written("fixtures", name):
                where = report.where(("fixtures", name))
                report.error(
                    ("zones", name),
                    f"'{name}' is a fixture already ({where}); give the zone another name",
                    key=True,
                )
        for name in zones:
            self._zone(name)

    @property
    def groups(self) -> Sequence[Group]:
        """The groups that can be named, in the order of their cells."""
        return tuple(self._groups.values())

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
            selection = self._read[text] = read_selector(text, self._names)
        for wrong in selection.mistakes:
            self._report.error(
                path,
                wrong.text,
                key=key,
                offset=wrong.offset,
                length=wrong.length,
                wanted=wrong.wanted,
                known=wrong.words or (*self._groups, *self._written) if wrong.wanted else (),
                otherwise="" if wrong.words else "; name it under 'zones:' or 'fixtures:'",
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
            names = f"; there is {', '.join(sorted(known)[:8])}" if known else "; patch one at it"
            said = f"no node '{node}' feeds any fixture"
            self._report.error(path, said, wanted=node, known=sorted(known), otherwise=names)
        return cells

    def node(self, name: str) -> Node | None:
        """Find a node that feeds something."""
        nodes = (group.node for group in self._groups.values() if group.node is not None)
        return next((node for node in nodes if node.id == name), None)

    def of_node(self, node: str) -> Cells:
        """Find the cells that a node feeds, none if it feeds nothing."""
        if self._fed is None:
            self._fed = {}
            for group in self._groups.values():
                if group.node is not None:
                    self._fed.setdefault(group.node.id, []).append(group)
        runs = [np.arange(group.first_cell, group.first_cell + group.cells) for group in self._fed.get(node, ())]
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
            if group.has_text and group.cells_each == 1
            for cell in cells[(cells >= group.first_cell) & (cells < group.first_cell + group.cells)]
        ]

    def projecting(self, cells: Cells, attribute: str) -> Cells:
        """Keep those of some cells that are projectors with an attribute."""
        able = [
            cells[(cells >= group.first_cell) & (cells < group.first_cell + group.cells)]
            for group in self._groups.values()
            if group.profile.output == "projector"
            and any(channel.attribute == attribute for channel in group.mode.channels)
        ]
        return union(able)

    def channels(self, cells: Cells) -> list[Channel]:
        """List the channels that the fixtures among some cells have, each kind of fixture once."""
        return [
            channel
            for group in self._groups.values()
            if ((cells >= group.first_cell) & (cells < group.first_cell + group.cells)).any()
            for channel in group.mode.channels
        ]

    def has_colors(self, cells: Cells) -> bool:
        """Whether one of some cells shows colours."""
        return bool(self.colored(cells).any())

    def colored(self, cells: Cells) -> NDArray[np.bool_]:
        """Say which of some cells show colours; asked for every line of every look, so it is looked up."""
        if self._colored is None:
            groups = self._groups.values()
            self._colored = np.zeros(max(group.first_cell + group.cells for group in groups), np.bool_)
            for group in groups:
                own = slice(group.first_cell, group.first_cell + group.cells)
                self._colored[own] = any(channel.role in COLORED for channel in group.mode.channels)
        return self._colored[cells]

    def _is_broken(self, name: str) -> bool:
        """Tell whether a name is in the file, though broken: that was reported, so its uses are not."""
        numbered = _NUMBERED.fullmatch(name)
        return any(
            self._report.is_written("fixtures", each) or self._report.is_written("zones", each)
            for each in (name, numbered[1] if numbered else name)
            if each not in self._groups
        )

    def _positions(self) -> NDArray[np.float32]:
        """Place all cells, once a selector asks where they are."""
        if self._position is None:
            self._position = all_positions(list(self._groups.values()))
        return self._position

    def _zone_or_none(self, name: str) -> Cells | None:
        return self._zone(name) if name in self._written else None

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
        self._zones[name] = union(found)
        return self._zones[name]
