"""The rig: groups → fixtures and cells."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat

import numpy as np

from controller.model.rig import Cells, Fixture, Rig
from controller.showfile.resolve.groups import Group, all_positions
from fixtures.profile import FixtureClass


def build_rig(groups: Sequence[Group], zones: Mapping[str, Cells], texts: Mapping[int, tuple[str, ...]]) -> Rig:
    """Build the rig.

    Args:
        groups: all of them, each with its node.
        zones: zone → cells.
        texts: number of a fixture → what its text channel can show.

    Returns:
        The rig; fixtures in the order of the groups.
    """
    fixtures: list[Fixture] = []
    for group in groups:
        each, node = group.cells_each, group.node.id if group.node else ""
        profile, mode, cls = group.profile, group.mode, group.cls
        shown = _texts(group, texts)
        firsts = range(group.first_cell, group.first_cell + group.cells, each)
        fixtures += [
            Fixture(name, group.id, profile, mode, cls, first, each, node, own)
            for name, first, own in zip(group.fixture_ids(), firsts, shown, strict=True)
        ]
    counts = [group.count for group in groups]
    each_cells = np.repeat(np.array([group.cells_each for group in groups], np.intp), counts)
    reachable = np.array([group.cls is FixtureClass.SHOW for group in groups], np.bool_)
    return Rig(
        fixtures=tuple(fixtures),
        cell_fixture=np.repeat(np.arange(len(fixtures), dtype=np.intp), each_cells),
        position=all_positions(groups),
        reachable=np.repeat(reachable, [group.cells for group in groups]),
        zones=dict(zones),
        groups=tuple(group.fixtures for group in groups),
    )


def _texts(group: Group, texts: Mapping[int, tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """Give the texts of each fixture of a group."""
    if not group.has_text:
        return repeat((), group.count)
    return [texts.get(group.first_fixture + index, ()) for index in range(group.count)]
