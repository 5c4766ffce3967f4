"""The rig: groups → fixtures and cells."""

from collections.abc import Mapping, Sequence

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
        per_fixture = group.cells_each
        for index, name in enumerate(group.fixture_ids()):
            fixtures.append(
                Fixture(
                    id=name,
                    group=group.id,
                    profile=group.profile,
                    mode=group.mode,
                    cls=group.cls,
                    first_cell=group.first_cell + index * per_fixture,
                    cell_count=per_fixture,
                    node=group.node.id if group.node else "",
                    texts=texts.get(group.first_fixture + index, ()),
                )
            )
    counts = [fixture.cell_count for fixture in fixtures]
    cell_fixture = np.repeat(np.arange(len(fixtures), dtype=np.intp), counts)
    classes = np.array([fixture.cls is FixtureClass.SHOW for fixture in fixtures], dtype=np.bool_)
    return Rig(
        fixtures=tuple(fixtures),
        cell_fixture=cell_fixture,
        position=all_positions(groups),
        reachable=classes[cell_fixture],
        zones=dict(zones),
        groups=tuple(group.fixtures for group in groups),
    )
