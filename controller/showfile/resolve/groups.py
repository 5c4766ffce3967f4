"""Groups: one entry of ``fixtures:`` is a group of equal fixtures, one after another in the rig."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import SLOTS, UNIVERSES, Node
from controller.model.rig import FixtureGroup
from controller.showfile.document.rig import FixtureBlock
from controller.showfile.report import Report
from controller.showfile.resolve.layout import Standing, grid_of, positions
from controller.showfile.resolve.layout_files import read_places
from controller.showfile.resolve.names import PROTOCOL_NAMES, check_names
from controller.showfile.resolve.profiles import Shelf
from controller.showfile.tree import Path
from fixtures.profile import FixtureClass, Mode, Profile, Role

MOST_CELLS: Final = 1_000_000

_NUMBERED: Final = re.compile(r"(.+)-([1-9]\d{0,8})")

_FEEDS: Final = {"osc": ("osc",), "projector": ("websocket",), "dmx": ("sacn", "artnet", "ddp", "osc", "websocket")}
"""Which protocols can feed a profile of which output."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group of equal fixtures.

    Attributes:
        id: its name in the show file.
        block: as written.
        cls: safety class.
        node: who feeds it, or None if that is wrong.
        first_fixture: number of its first fixture.
        first_cell: number of its first cell.
        standing: where its cells stand.
    """

    id: str
    block: FixtureBlock
    profile: Profile
    mode: Mode
    cls: FixtureClass
    node: Node | None
    first_fixture: int
    first_cell: int
    standing: Standing

    @property
    def count(self) -> int:
        """How many fixtures it has."""
        return self.block.count or 1

    @property
    def cells_each(self) -> int:
        """How many cells one fixture has."""
        return self.block.cells * self.mode.cells

    @property
    def cells(self) -> int:
        """How many cells it has in all."""
        return self.count * self.cells_each

    @property
    def times(self) -> int:
        """How often its mode is laid out."""
        return self.count * self.block.cells

    @property
    def fixtures(self) -> FixtureGroup:
        """The same as the rig has it."""
        layout = self.block.layout
        return FixtureGroup(
            id=self.id,
            first_fixture=self.first_fixture,
            first_cell=self.first_cell,
            count=self.count,
            cells_each=self.cells_each,
            is_counted=self.block.count is not None,
            grid=None if layout is None else grid_of(layout),
            cells_a_place=self.standing.cells_a_place,
        )

    @property
    def slots(self) -> int:
        """How many slots one fixture takes."""
        return self.mode.slots * self.block.cells

    @property
    def has_text(self) -> bool:
        """True if its fixtures can show text."""
        return any(channel.role is Role.TEXT for channel in self.mode.channels)


def build_groups(
    blocks: Mapping[str, FixtureBlock], nodes: Mapping[str, Node], profiles: Mapping[str, Profile], report: Report
) -> list[Group]:
    """Build the groups, in the order of the file.

    Args:
        blocks: by name.
        nodes: those that are right.
        profiles: by key.
        report: takes unknown profiles, modes and nodes, and what does not fit.

    Returns:
        Groups whose profile and count are known; a wrong node leaves ``node`` None, so that the rest can still be
        checked.
    """
    check_names(report, "fixtures", blocks)
    groups: list[Group] = []
    fixtures = cells = 0
    shelf = Shelf(profiles, report)
    for name, block in blocks.items():
        profile = shelf.find(name, block.profile)
        uncounted = block.count is None and report.is_written("fixtures", name, "count")
        if profile is None or uncounted:
            continue
        mode = _mode(name, block, profile, report)
        node = _node(name, block, profile, nodes, report)
        read = read_places(block.layout, ("fixtures", name, "layout"), report)
        standing = Standing(block.layout, block.count or 1, block.cells, mode, read)
        group = Group(name, block, profile, mode, block.cls or profile.cls, node, fixtures, cells, standing)
        if cells + group.cells > MOST_CELLS:
            report.error(
                ("fixtures", name), f"the rig passes {MOST_CELLS} cells with '{name}'; split the show", key=True
            )
            continue
        _check_group(group, report)
        groups.append(group)
        fixtures, cells = fixtures + group.count, cells + group.cells
    _check_ids(groups, report)
    return groups


def all_positions(groups: Sequence[Group]) -> NDArray[np.float32]:
    """Place the cells of all groups: float32 [cells, 3], metres."""
    return np.concatenate([np.empty((0, 3), np.float32), *(positions(group.standing) for group in groups)])


def _mode(name: str, block: FixtureBlock, profile: Profile, report: Report) -> Mode:
    if block.mode is None:
        return profile.modes[0]
    for mode in profile.modes:
        if mode.name == block.mode:
            return mode
    known = [mode.name for mode in profile.modes]
    said = f"{profile.key} has no mode '{block.mode[:60]}'; it has {', '.join(known)[:200]}"
    report.error(("fixtures", name, "mode"), said, wanted=block.mode[:60], known=known)
    return profile.modes[0]


def _node(name: str, block: FixtureBlock, profile: Profile, nodes: Mapping[str, Node], report: Report) -> Node | None:
    path = ("fixtures", name, "at")
    node = nodes.get(block.at.node)
    if node is None:
        if not report.is_written("nodes", block.at.node):
            said = f"there is no node '{block.at.node[:60]}'; name it under 'nodes:'"
            report.error(path, said, length=len(block.at.node), wanted=block.at.node[:60], known=nodes)
        return None
    if node.protocol not in _FEEDS[profile.output]:
        wanted = " or ".join(_FEEDS[profile.output])
        said = f"{profile.key} needs a node of protocol {wanted}; '{node.id}' speaks {node.protocol}"
        report.error(path, said, length=len(node.id))
        return None
    return node if _is_universe_right(node, block, path, report) else None


def _is_universe_right(node: Node, block: FixtureBlock, path: Path, report: Report) -> bool:
    """Report a universe that the node's protocol does not have, or one that is missing."""
    universe, known = block.at.universe, UNIVERSES.get(node.protocol)
    name = PROTOCOL_NAMES[node.protocol]
    if known is None:
        if universe is not None:
            report.error(path, f"'{node.id}' speaks {node.protocol}, which has no universes; write only '{node.id}'")
        return universe is None
    if universe is None:
        report.error(path, f"'{node.id}' speaks {name}, so the universe and slot are needed: {node.id} {known.start}/1")
    elif universe not in known:
        counts = f"{name} counts them from {known.start} to {known.stop - 1}"
        report.error(path, f"universe {universe} is out of range; {counts}")
    return universe is not None and universe in known


def _check_group(group: Group, report: Report) -> None:
    """Report what does not fit within one group."""
    path = ("fixtures", group.id)
    room, needed = group.standing.room, group.standing.places
    if room is not None and needed > room:
        what = "fixtures" if group.standing.is_by_fixture else "cells"
        said = f"'{group.id}' has {needed} {what} but its layout only {room} places; make the layout larger"
        report.error((*path, "layout"), said, key=True)
    if group.slots > SLOTS:
        most = SLOTS // group.mode.slots
        said = f"{group.block.cells} cells of {group.mode.slots} slots do not fit into a universe of {SLOTS}"
        report.error((*path, "cells"), f"{said}; at most {most} do")
    if group.has_text and group.block.cells > 1:
        report.error((*path, "cells"), f"{group.profile.key} shows text and is one picture: it has one cell; use count")
    hazard = any(channel.safe is not None for channel in group.mode.channels)
    if hazard and "cls" not in group.block.model_fields_set:
        said = (
            f"{group.profile.key} has safe values for blackout, so it can do harm; say its class: fog, laser or motor"
        )
        report.error(path, said, key=True)


def _check_ids(groups: list[Group], report: Report) -> None:
    """Report fixtures of the same name: ``tile-1`` beside ``tile`` with a count."""
    counted = {group.id: group for group in groups if group.block.count is not None}
    for single in groups:
        numbered = _NUMBERED.fullmatch(single.id)
        many = counted.get(numbered[1]) if numbered and single.block.count is None else None
        if numbered is None or many is None or int(numbered[2]) > many.count:
            continue
        first, second = sorted((single, many), key=_order)
        where = report.where(("fixtures", first.id))
        said = f"the fixture '{single.id}' exists already, in '{first.id}' on {where}; choose another name"
        report.error(("fixtures", second.id), said, key=True)


def _order(group: Group) -> int:
    """Order of the file."""
    return group.first_fixture
