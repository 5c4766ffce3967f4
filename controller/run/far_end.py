"""The plan of the simulated rig that belongs to a show: what ``fixtures`` needs to know, nothing of the show itself."""

from controller.model.patch import Node
from controller.model.ports import FIXTURES_PORT
from controller.model.show import Show
from fixtures.plan import PlannedFixture, PlannedNode, RigPlan

LOOPBACK = "127.0.0.1"


def plan_rig(show: Show, *, fixtures_port: int = FIXTURES_PORT) -> RigPlan:
    """Draw up the simulated rig of a show.

    Args:
        show: whose nodes and fixtures are simulated.
        fixtures_port: where its engine serves WebSocket fixtures.
    """
    rig, patch = show.rig, show.patch
    fixtures = tuple(
        PlannedFixture(
            id=fixture.id,
            profile=fixture.profile,
            mode=fixture.mode,
            cls=fixture.cls,
            node=fixture.node,
            universe=patch.universes[place.row].number,
            slot=place.slot,
            positions=tuple(
                (float(x), float(y), float(z))
                for x, y, z in rig.position[fixture.first_cell : fixture.first_cell + fixture.cell_count]
            ),
            texts=fixture.texts,
        )
        for fixture, place in zip(rig.fixtures, patch.fixtures, strict=True)
    )
    return RigPlan(
        nodes=tuple(_plan_node(node) for node in patch.nodes.values()),
        fixtures=fixtures,
        zones={zone: tuple(int(cell) for cell in cells) for zone, cells in rig.zones.items()},
        fps=show.fps,
        flashes_per_second=show.policy.flashes_per_second,
        stream=(LOOPBACK, fixtures_port),
    )


def _plan_node(node: Node) -> PlannedNode:
    return PlannedNode(node.id, node.protocol, node.host, node.port, node.interface)
