"""Outputs follow a reload: what stays does not notice, what is gone is told, what is new is fed."""

from dataclasses import replace

import numpy as np

from controller.model.patch import Node
from controller.model.show import Show
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Identity, Outputs
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
    assert {host for host, _, _ in line.frame()} == {"127.0.1.2", "127.0.1.3"}


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
