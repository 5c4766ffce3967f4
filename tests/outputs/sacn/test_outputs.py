"""sACN beyond levels: frames shown together, priorities of slots, discovery and preview, judged at the far end."""

from dataclasses import replace

import numpy as np

from controller.model.patch import Node
from controller.outputs.building import Identity
from controller.outputs.link import Address
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs
from controller.wire.sacn.data import PRIORITIES_OF_SLOTS, DataPacket, decode_data
from controller.wire.sacn.extended import DISCOVERY_GROUP, DiscoveryPacket, SyncPacket, decode_extended, is_extended
from fixtures.plan import PlannedNode
from fixtures.sacn.node import SacnNode
from tests.outputs.shows import MULTICAST, UNICAST, Patched, build_show

FPS = 44
SYNC_UNIVERSE = 7000
IDENTITY = Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False)
PATCHED = [Patched("tile", "mosaic", 0, 0), Patched("rest", "mosaic", 1, 9), Patched("wash", "stage", 2, 4)]


class Evening:
    """Outputs of two sACN nodes, and all that left them."""

    def __init__(self, *nodes: Node, identity: Identity = IDENTITY) -> None:
        self.said: list[tuple[int, Address, DataPacket | SyncPacket | DiscoveryPacket]] = []
        self.raw: list[tuple[bytes, Address]] = []
        self.tick = 0
        self.slots = np.zeros((3, 512), np.uint8)
        self.link = MemoryLink(self._hear, record=False)
        self.outputs = Outputs(
            build_show(nodes, [("mosaic", 1), ("mosaic", 2), ("stage", 1)], PATCHED, fps=FPS),
            identity=identity,
            open_link=lambda _node: self.link,
            refuse=lambda _peer, _reason: None,
            stream=None,
        )

    def run(self, ticks: int, **faults: frozenset[str]) -> None:
        for _ in range(ticks):
            self.outputs.send(
                self.tick, self.slots, lost=faults.get("lost", frozenset()), cut=faults.get("cut", frozenset())
            )
            self.link.deliver(self.tick)
            self.tick += 1

    def _hear(self, datagram: bytes, to: Address) -> None:
        self.raw.append((datagram, to))
        read = decode_extended(datagram) if is_extended(datagram) else decode_data(datagram)
        self.said.append((self.tick, to, read))

    def data(self) -> list[DataPacket]:
        return [packet for _, _, packet in self.said if isinstance(packet, DataPacket)]

    def syncs(self) -> list[tuple[int, str, int]]:
        return [(tick, to[0], one.sequence) for tick, to, one in self.said if isinstance(one, SyncPacket)]


def test_a_frame_of_two_nodes_is_followed_by_one_sync_to_each_place() -> None:
    evening = Evening(*(replace(node, sync_universe=SYNC_UNIVERSE) for node in (MULTICAST, UNICAST)))
    evening.run(2)

    assert {packet.sync_address for packet in evening.data()} == {SYNC_UNIVERSE}
    assert all(packet.force_synchronization for packet in evening.data())
    assert evening.syncs() == [(t, to, t) for t in (0, 1) for to in ("239.255.27.88", "127.0.1.2")]
    last_of_tick = [type(packet) for tick, _, packet in evening.said if tick == 1][-2:]
    assert last_of_tick == [SyncPacket, SyncPacket]


def test_where_nothing_was_sent_nothing_is_synchronized() -> None:
    evening = Evening(replace(MULTICAST, sync_universe=SYNC_UNIVERSE), UNICAST)
    evening.run(3 * FPS)

    sent = {tick for tick, to, packet in evening.said if isinstance(packet, DataPacket) and to[0] != "127.0.1.2"}
    assert {tick for tick, _, _ in evening.syncs()} == sent
    assert {packet.sync_address for packet in evening.data()} == {0, SYNC_UNIVERSE}


def test_a_lost_node_is_not_synchronized_either() -> None:
    evening = Evening(*(replace(node, sync_universe=SYNC_UNIVERSE) for node in (MULTICAST, UNICAST)))
    evening.run(1, lost=frozenset({"stage"}))

    assert [to for _, to, _ in evening.syncs()] == ["239.255.27.88"]


def test_a_receiver_shows_all_universes_of_a_frame_at_its_sync_and_not_before() -> None:
    evening = Evening(replace(MULTICAST, sync_universe=SYNC_UNIVERSE), UNICAST)
    rows = {1: np.zeros(512, np.uint8), 2: np.zeros(512, np.uint8)}
    node = SacnNode(PlannedNode("mosaic", "sacn", "multicast", 5568, sync_universe=SYNC_UNIVERSE), rows)
    evening.run(1)
    for datagram, _ in evening.raw:
        node.receive(datagram, 0.0)
    evening.raw.clear()
    evening.slots[:2, 0] = 200
    evening.run(1)
    mosaic = [datagram for datagram, to in evening.raw if to[0] != "127.0.1.2"]
    for datagram in mosaic[:-1]:
        node.receive(datagram, 0.02)
        assert not rows[1].any()
    node.receive(mosaic[-1], 0.02)

    assert rows[1][0] == rows[2][0] == 200


def test_patched_slots_carry_the_priority_and_all_others_are_left_to_other_sources() -> None:
    evening = Evening(MULTICAST, replace(UNICAST, per_address=True))
    evening.run(2 * FPS)

    priorities = [packet for packet in evening.data() if packet.start_code == PRIORITIES_OF_SLOTS]
    assert 2 <= len(priorities) <= 3
    expected = bytes([0] * 4 + [150] * 3).ljust(512, b"\0")
    assert {packet.slots for packet in priorities} == {expected}
    stage = [packet for packet in evening.data() if packet.priority == 150]
    assert stage[0].start_code == PRIORITIES_OF_SLOTS  # before the first levels, so that no one flashes in between
    assert [packet.sequence for packet in stage] == [number % 256 for number in range(len(stage))]


def test_the_lowest_priority_is_still_one_where_each_slot_has_its_own() -> None:
    """There 0 means that a source says nothing of a slot: nobody would obey it."""
    evening = Evening(MULTICAST, replace(UNICAST, per_address=True, priority=0))
    evening.run(2)

    priorities = [packet for packet in evening.data() if packet.start_code == PRIORITIES_OF_SLOTS]
    assert {packet.slots for packet in priorities} == {bytes([0] * 4 + [1] * 3).ljust(512, b"\0")}
    assert {packet.priority for packet in priorities} == {0}


def test_a_receiver_obeys_the_priority_of_each_slot() -> None:
    evening = Evening(MULTICAST, replace(UNICAST, per_address=True))
    rows = {1: np.zeros(512, np.uint8)}
    node = SacnNode(PlannedNode("stage", "sacn", "127.0.1.2", 5568), rows)
    evening.slots[:] = 99
    evening.run(1)
    ours = [datagram for datagram, to in evening.raw if to[0] == "127.0.1.2"]
    other = bytearray(next(one for one in ours if decode_data(one).start_code == 0))
    other[22:38] = b"\1" * 16
    other[108] = 120  # a lower priority than ours
    other[126:] = b"\x32" * 512
    for datagram in [*ours, bytes(other)]:
        node.receive(datagram, 0.0)

    assert rows[1][4:7].tolist() == [99] * 3
    assert rows[1][:4].tolist() == [50] * 4


def test_the_network_is_told_every_ten_seconds_which_universes_there_are() -> None:
    evening = Evening(MULTICAST, UNICAST)
    evening.run(20 * FPS + 1)

    told = [(tick, to, one) for tick, to, one in evening.said if isinstance(one, DiscoveryPacket)]
    assert sorted({tick for tick, _, _ in told}) == [0, 10 * FPS, 20 * FPS]
    assert {to for _, to, _ in told} == {(DISCOVERY_GROUP, 5568)}
    assert {one.universes for _, _, one in told} == {(1, 2)}


def test_after_the_end_no_universe_is_announced() -> None:
    evening = Evening(MULTICAST, UNICAST)
    evening.run(5)
    evening.outputs.terminate()
    evening.run(20 * FPS)

    assert {tick for tick, _, one in evening.said if isinstance(one, DiscoveryPacket)} == {0}


def test_a_rehearsal_and_a_preview_node_reach_no_lamp() -> None:
    rehearsal = Evening(MULTICAST, UNICAST, identity=replace(IDENTITY, preview=True))
    preview = Evening(MULTICAST, replace(UNICAST, preview=True))
    rehearsal.run(1)
    preview.run(1)

    assert all(packet.preview for packet in rehearsal.data())
    assert [packet.preview for packet in preview.data()] == [False, False, True]
