"""Outputs follow a reload: what stays does not notice, what is gone is told, what is new is fed."""

from dataclasses import replace

import numpy as np

from controller.model.patch import Node
from controller.model.show import Show
from controller.outputs.memory_link import Delivered, MemoryLink
from controller.outputs.outputs import Identity, Outputs
from controller.outputs.sacn.sender import TERMINATIONS
from controller.wire.artnet import decode_dmx
from controller.wire.ddp import decode_data as decode_ddp
from controller.wire.sacn.data import decode_data
from controller.wire.sacn.extended import is_extended
from tests.outputs.shows import Patched, build_show

ONE = Node("one", "sacn", "127.0.1.2", 5568)
TWO = Node("two", "sacn", "127.0.1.3", 5568)
THREE = Node("three", "sacn", "127.0.1.4", 5568)
WALL = Node("wall", "websocket", "", 0)


def show_with(*nodes: Node) -> Show:
    rows = [(node.id, 1) for node in nodes]
    return build_show(nodes, rows, [Patched(f"f-{node.id}", node.id, row, 0) for row, node in enumerate(nodes)])


class Line:
    """Outputs on a network in memory."""

    def __init__(self, *nodes: Node) -> None:
        self.memory = MemoryLink(lambda _datagram, _to: None, record=True)
        self.opened: list[str] = []
        self.outputs = Outputs(
            show_with(*nodes),
            identity=Identity(bytes(range(16)), "Kintsugi", night=3, resumed=False),
            open_link=self._open,
            refuse=lambda _peer, _reason: None,
            stream=None,
        )
        self._rows = len(nodes)
        self._tick = 0

    def _open(self, node: Node) -> MemoryLink:
        self.opened.append(node.id)
        return self.memory

    def follow(self, *nodes: Node) -> None:
        self.outputs.follow(show_with(*nodes))
        self._rows = len(nodes)

    def frame(self) -> list[tuple[str, int, int]]:
        """Send a frame; gives receiver, sequence number and first slot of what went out."""
        self.memory.deliver(self._tick)
        self.memory.tap.clear()
        self._tick += 1
        slots = np.zeros((self._rows, 512), np.uint8)
        slots[:, 0] = self._tick
        self.outputs.send(self._tick, slots)
        self.memory.deliver(self._tick)
        data = [(one.to[0], decode_data(one.datagram)) for one in self.memory.tap if not is_extended(one.datagram)]
        return [(host, packet.sequence, packet.slots[0]) for host, packet in data]


def test_a_node_that_stays_keeps_its_sender_and_its_sequence() -> None:
    line = Line(ONE, TWO)
    line.frame()
    line.follow(THREE, TWO)
    after = {host: (sequence, slot) for host, sequence, slot in line.frame()}
    assert after["127.0.1.3"] == (1, 2)
    assert after["127.0.1.4"][1] == 2
    assert "127.0.1.2" not in after
    assert [name for name in line.opened if name != "discovery"] == ["one", "two", "three"]


def test_a_node_that_is_gone_hears_that_no_more_will_come() -> None:
    line = Line(ONE, TWO)
    line.frame()
    line.memory.tap.clear()
    line.follow(TWO)
    line.memory.deliver(2)
    assert [one.to[0] for one in line.memory.tap] == ["127.0.1.2"] * 3
    assert all(one.datagram[112] & 0x40 for one in line.memory.tap)


def test_a_node_that_is_spoken_to_otherwise_is_opened_anew() -> None:
    line = Line(ONE, TWO)
    line.frame()
    line.follow(replace(ONE, priority=120), TWO)
    assert [name for name in line.opened if name != "discovery"] == ["one", "two", "one"]
    assert {(host, sequence) for host, sequence, _ in line.frame()} == {("127.0.1.2", 1), ("127.0.1.3", 1)}


def show_of(universes: list[tuple[Node, int]]) -> Show:
    nodes = list(dict.fromkeys(node for node, _ in universes))
    rows = [(node.id, number) for node, number in universes]
    return build_show(nodes, rows, [Patched(f"f{row}", node, row, 0) for row, (node, _) in enumerate(rows)])


def reloaded(before: list[tuple[Node, int]], after: list[tuple[Node, int]], frames: int) -> list[Delivered]:
    """Play some frames, reload, play one more; give what was sent from the reload on."""
    memory = MemoryLink(lambda _datagram, _to: None, record=True)
    outputs = Outputs(
        show_of(before),
        identity=Identity(bytes(range(16)), "Kintsugi", night=3, resumed=False),
        open_link=lambda _node: memory,
        refuse=lambda _peer, _reason: None,
        stream=None,
    )
    for tick in range(frames):
        outputs.send(tick, np.full((len(before), 512), tick, np.uint8))
        memory.deliver(tick)
    memory.tap.clear()
    outputs.follow(show_of(after))
    outputs.send(frames, np.full((len(after), 512), 99, np.uint8))
    memory.deliver(frames)
    return memory.tap


def test_a_reload_that_takes_one_universe_ends_its_stream_alone_and_the_others_count_on() -> None:
    said = reloaded([(ONE, 1), (ONE, 2), (ONE, 3)], [(ONE, 1), (ONE, 3), (ONE, 4)], frames=10)
    packets = [decode_data(each.datagram) for each in said if not is_extended(each.datagram)]
    assert [packet.universe for packet in packets if packet.terminated] == [2] * TERMINATIONS
    assert {packet.universe: packet.sequence for packet in packets if not packet.terminated} == {1: 10, 3: 10, 4: 0}
    assert all(set(packet.slots) == {99} for packet in packets if not packet.terminated)


def test_a_universe_that_moves_to_another_place_ends_where_it_was() -> None:
    said = reloaded([(ONE, 1)], [(replace(ONE, host="127.0.1.9"), 1)], frames=10)
    packets = [(each.to[0], decode_data(each.datagram)) for each in said if not is_extended(each.datagram)]
    ended = [(host, packet.terminated) for host, packet in packets]
    assert ended == [("127.0.1.2", True)] * TERMINATIONS + [("127.0.1.9", False)]


def test_an_artnet_node_that_counts_takes_the_first_frame_after_a_reload() -> None:
    stage = Node("stage", "artnet", "127.0.1.5", 6454)
    said = reloaded([(stage, 1)], [(stage, 1), (stage, 2)], frames=100)
    numbers = {packet.universe: packet.sequence for packet in map(decode_dmx, (each.datagram for each in said[:2]))}
    assert numbers == {1: 101, 2: 1}


def test_a_ddp_node_counts_on_whatever_the_size_of_its_frame() -> None:
    strip = Node("strip", "ddp", "127.0.1.7", 4048)
    said = reloaded([(strip, 1)], [(strip, number) for number in range(1, 5)], frames=17)
    assert [decode_ddp(each.datagram).sequence for each in said] == [3, 4]


def test_a_client_of_a_fixture_that_stays_stays_connected_and_another_is_asked_to_come_again() -> None:
    line = Line(ONE, WALL)
    (node,) = line.outputs.stream_nodes
    client = node.connect("f-wall", "test", lambda: None)
    line.follow(WALL)
    assert client.closing is None
    assert line.outputs.stream_nodes == (node,)
    line.follow(ONE)
    assert client.closing is not None
    assert "reloaded" in client.closing.reason
