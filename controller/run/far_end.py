"""The plan of the simulated rig that belongs to a show: what ``fixtures`` needs to know, nothing of the show itself."""

from collections.abc import Collection

from controller.model.patch import FixturePatch, Node
from controller.model.ports import FIXTURES_PORT
from controller.model.rig import Fixture
from controller.model.show import Show
from fixtures.plan import PlannedFixture, PlannedNode, RigPlan

LOOPBACK = "127.0.0.1"


def plan_rig(show: Show, *, fixtures_port: int = FIXTURES_PORT, nodes: Collection[str] | None = None) -> RigPlan:
    """Draw up the simulated rig of a show.

    Args:
        show: whose nodes and fixtures are simulated.
        fixtures_port: where its engine serves WebSocket fixtures.
        nodes: only these, None = all. Cells are then numbered anew.

    Raises:
        KeyError: the show has no node of that name.
    """
    rig, patch = show.rig, show.patch
    chosen = set(patch.nodes) if nodes is None else {patch.nodes[node].id for node in nodes}
    there = [(f, place) for f, place in zip(rig.fixtures, patch.fixtures, strict=True) if f.node in chosen]
    cells = [cell for f, _ in there for cell in range(f.first_cell, f.first_cell + f.cell_count)]
    number = {cell: new for new, cell in enumerate(cells)}
    return RigPlan(
        nodes=tuple(_plan_node(node) for node in patch.nodes.values() if node.id in chosen),
        fixtures=tuple(_plan_fixture(show, fixture, place) for fixture, place in there),
        zones={
            zone: tuple(number[int(cell)] for cell in members if int(cell) in number)
            for zone, members in rig.zones.items()
        },
        fps=show.fps,
        flashes_per_second=show.policy.flashes_per_second,
        stream=(LOOPBACK, fixtures_port),
    )


def _plan_fixture(show: Show, fixture: Fixture, place: FixturePatch) -> PlannedFixture:
    where = show.rig.position[fixture.first_cell : fixture.first_cell + fixture.cell_count]
    return PlannedFixture(
        id=fixture.id,
        profile=fixture.profile,
        mode=fixture.mode,
        cls=fixture.cls,
        node=fixture.node,
        universe=show.patch.universes[place.row].number,
        slot=place.slot,
        positions=tuple((float(x), float(y), float(z)) for x, y, z in where),
        texts=fixture.texts,
    )


def _plan_node(node: Node) -> PlannedNode:
    return PlannedNode(
        node.id,
        node.protocol,
        node.host,
        node.port,
        node.interface,
        on_loss=node.on_loss,
        dark_after_s=node.dark_after_s,
        sync_universe=node.sync_universe,
        address=node.dialect.address,
        form=node.dialect.form,
        bind=node.bind or 1,
        ping=node.ping,
    )
