"""The rig: groups → fixtures and cells."""

from collections.abc import Mapping, Sequence

import numpy as np

from controller.model.rig import Cells, Fixture, FixtureRun, Fixtures, Rig
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
    counts = [group.count for group in groups]
    each_cells = np.repeat(np.array([group.cells_each for group in groups], np.intp), counts)
    reachable = np.array([group.cls is FixtureClass.SHOW for group in groups], np.bool_)
    return Rig(
        fixtures=Fixtures([_run(group, texts) for group in groups]),
        cell_fixture=np.repeat(np.arange(len(each_cells), dtype=np.intp), each_cells),
        position=all_positions(groups),
        reachable=np.repeat(reachable, [group.cells for group in groups]),
        zones=dict(zones),
        groups=tuple(group.fixtures for group in groups),
    )


def _run(group: Group, texts: Mapping[int, tuple[str, ...]]) -> FixtureRun:
    """Give the fixtures of a group."""
    first = group.first_fixture
    own = {at - first: texts[at] for at in range(first, first + group.count) if at in texts} if group.has_text else {}
    is_counted = group.block.count is not None
    node = group.node.id if group.node else ""
    name = f"{group.id}-1" if is_counted else group.id
    fixture = Fixture(
        name, group.id, group.profile, group.mode, group.cls, group.first_cell, group.cells_each, node, own.get(0, ())
    )
    return FixtureRun(fixture, group.count, is_counted, own)
