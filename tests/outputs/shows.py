"""Small shows built by hand: a rig, its patch, and nothing to play."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from controller.model.patch import SLOTS, Emitter, FixturePatch, FixturePatches, Node, Patch, Universe
from controller.model.policy import OnExit, PanicSpec, Policy
from controller.model.rig import Fixture, Fixtures, Rig
from controller.model.show import Show
from fixtures.profile import EMISSIONS, Channel, FixtureClass, Mode, Profile, Role

RGB = (Channel("Red", Role.RED), Channel("Green", Role.GREEN), Channel("Blue", Role.BLUE))
DIMMER = Channel("Dimmer", Role.INTENSITY)
DIMMER_16 = Channel("Dimmer", Role.INTENSITY, bits=16)
WHITE = Channel("White", Role.WHITE)
TEXT = Channel("Text", Role.TEXT)

MULTICAST = Node("mosaic", "sacn", "multicast", 5568, "127.0.0.1")
UNICAST = Node("stage", "sacn", "127.0.1.2", 5568, priority=150)
SCULPTURE = Node("sculpture", "osc", "127.0.1.3", 7000)
WALL = Node("wall", "websocket", "", 0)


@dataclass(frozen=True)
class Patched:
    """One fixture and where it lies; the row counts over the whole show."""

    id: str
    node: str
    row: int
    slot: int
    channels: tuple[Channel, ...] = RGB
    cells: int = 1
    texts: tuple[str, ...] = ()


def build_show(
    nodes: Sequence[Node], universes: Sequence[tuple[str, int]], patched: Sequence[Patched], *, fps: int = 44
) -> Show:
    fixtures: list[Fixture] = []
    rows: list[tuple[int, int, int, bool, int]] = []
    cell_fixture: list[int] = []
    for index, one in enumerate(patched):
        mode = Mode("default", one.channels)
        profile = Profile("test/one", "One", (mode,))
        first = len(cell_fixture)
        fixtures.append(
            Fixture(one.id, one.id, profile, mode, FixtureClass.SHOW, first, one.cells, one.node, one.texts)
        )
        cell_fixture += [index] * one.cells
        at = one.row * SLOTS + one.slot
        for cell in range(first, first + one.cells):
            for channel in one.channels:
                rows.append((index, cell, tuple(Role).index(channel.role), channel.bits == 16, at))
                at += channel.bits // 8
    table = np.array(rows, np.intp).reshape(len(rows), 5)
    cells = np.array(cell_fixture, np.intp)
    home = np.zeros(len(rows), np.float32)
    return Show(
        name="test",
        fps=fps,
        seed=1,
        hash="0" * 64,
        rig=Rig(Fixtures.of(fixtures), cells, np.zeros((len(cells), 3), np.float32), np.ones(len(cells), np.bool_), {}),
        patch=Patch(
            nodes={node.id: node for node in nodes},
            universes=tuple(Universe(node, number, SLOTS) for node, number in universes),
            fixtures=FixturePatches.of(FixturePatch(one.row, one.slot) for one in patched),
            channel_fixture=table[:, 0],
            channel_cell=table[:, 1],
            channel_role=table[:, 2].astype(np.int8),
            channel_home=home,
            channel_safe=home,
            channel_wide=table[:, 3].astype(np.bool_),
            channel_index=table[:, 4],
            channel_fine=table[:, 4] + table[:, 3],
            channel_reach=np.ones(len(rows), np.intp),
            emitters=tuple(Emitter(role, light) for role, light in EMISSIONS.items()),
            channel_emitter=np.array(
                [list(EMISSIONS).index(role) if (role := tuple(Role)[row[2]]) in EMISSIONS else -1 for row in rows],
                np.int16,
            ),
        ),
        looks={},
        lists={},
        faults={},
        found={},
        recoveries={},
        policy=Policy(),
        panic=PanicSpec(None, 3.0),
        on_exit=OnExit("hold", 0.0),
    )
