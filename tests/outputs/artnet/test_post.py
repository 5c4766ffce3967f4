"""Who answers? Only a node's own address counts; strangers, floods and liars change nothing."""

import numpy as np
import pytest

from controller.model.patch import Node
from controller.outputs.building import Identity
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs
from controller.wire.artnet import Opcode, Poll, PollReply, dmx_packets, opcode_of, poll_packet, poll_reply_packet
from tests.outputs.shows import Patched, build_show

FPS = 44
STAGE = Node("stage", "artnet", "127.0.1.2", 6454)
FLOOR = Node("floor", "artnet", "127.0.1.4", 6454)
STRANGER = ("127.0.9.9", 6454)


def reply(host: str) -> bytes:
    return poll_reply_packet(PollReply(host, 0, 0, "a node", "", "", b"", b"", b"\x02" + host.encode()[-5:], 1))


class Rehearsal:
    """Two Art-Net nodes on one network in memory; both answer while they live."""

    def __init__(self) -> None:
        self.refused: dict[str, list[str]] = {}
        self.link = MemoryLink(self._receive, record=False)
        self.outputs = Outputs(
            build_show(
                [STAGE, FLOOR],
                [("stage", 0), ("floor", 0)],
                [Patched("a", "stage", 0, 0), Patched("b", "floor", 1, 0)],
                fps=FPS,
            ),
            identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
            open_link=lambda _node: self.link,
            refuse=lambda peer, reason: self.refused.setdefault(peer, []).append(reason),
            stream=None,
        )
        self.slots = np.zeros((2, 512), np.uint8)
        self.alive = {"127.0.1.2", "127.0.1.4"}
        self.port = 6454
        self.tick = -1

    def _receive(self, datagram: bytes, to: tuple[str, int]) -> None:
        if opcode_of(datagram) == Opcode.POLL and to[0] in self.alive:
            self.link.answer(reply(to[0]), (to[0], self.port))

    def run(self, seconds: float, *lies: tuple[bytes, tuple[str, int]], cut: frozenset[str] = frozenset()) -> None:
        for _ in range(round(seconds * FPS)):
            self.tick += 1
            for datagram, source in lies:
                self.link.answer(datagram, source)
            self.outputs.send(self.tick, self.slots, cut=cut)
            self.link.deliver(self.tick)

    def states(self) -> list[str]:
        return [view.state for view in self.outputs.views(self.tick)]

    def why(self, node: int) -> str:
        return self.outputs.views(self.tick)[node].why


@pytest.fixture
def rehearsal() -> Rehearsal:
    return Rehearsal()


def test_each_answer_reaches_its_own_node(rehearsal: Rehearsal) -> None:
    rehearsal.run(5)
    assert rehearsal.states() == ["ok", "ok"]
    rehearsal.alive = {"127.0.1.4"}
    rehearsal.run(4)
    assert rehearsal.states() == ["silent", "ok"]
    assert rehearsal.outputs.silent(rehearsal.tick) == {"stage"}
    assert rehearsal.refused == {}


def test_a_node_that_answers_from_another_port_is_heard(rehearsal: Rehearsal) -> None:
    rehearsal.port = 40000
    rehearsal.run(5)
    assert rehearsal.states() == ["ok", "ok"]


def test_a_reply_in_a_nodes_name_from_elsewhere_does_not_keep_it_alive(rehearsal: Rehearsal) -> None:
    rehearsal.run(3)
    rehearsal.alive = {"127.0.1.4"}
    rehearsal.run(4, (reply("127.0.1.2"), STRANGER))

    assert rehearsal.outputs.silent(rehearsal.tick) == {"stage"}
    assert "127.0.9.9 answers in its name" in rehearsal.why(0)
    assert rehearsal.outputs.views(rehearsal.tick)[0].errors > 50
    assert any("in the name of 127.0.1.2" in reason for reason in rehearsal.refused["artnet 127.0.9.9"])


def test_a_flood_of_polls_is_counted_and_changes_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.run(3)
    flood = [(poll_packet(Poll(0, 0)), STRANGER)] * 40
    rehearsal.run(6, *flood)

    assert rehearsal.states() == ["ok", "ok"]
    assert len(rehearsal.refused["artnet 127.0.9.9"]) > 9000
    assert "127.0.9.9 sends what is refused: more than 20 packets in a second" in rehearsal.why(1)
    rehearsal.run(11)
    assert "refused" not in rehearsal.why(1)


def test_a_flood_from_another_port_of_a_node_does_not_crowd_out_its_answers(rehearsal: Rehearsal) -> None:
    rehearsal.run(3)
    rehearsal.run(6, *[(poll_packet(Poll(0, 0)), ("127.0.1.2", 40000))] * 40)

    assert rehearsal.states() == ["ok", "ok"]
    assert "more than 20 packets in a second" in rehearsal.why(0)


def test_polls_and_replies_of_other_controllers_and_nodes_are_no_errors(rehearsal: Rehearsal) -> None:
    for _ in range(10):
        rehearsal.run(1 / FPS, (poll_packet(Poll(2, 0)), STRANGER), (reply("127.0.9.9"), STRANGER))
        rehearsal.run(1)
    assert rehearsal.refused == {}
    assert rehearsal.states() == ["ok", "ok"]


def test_broken_packets_of_strangers_are_counted(rehearsal: Rehearsal) -> None:
    rehearsal.run(2 / FPS, (b"hello", STRANGER), (reply("127.0.1.2")[:100], STRANGER))
    assert len(rehearsal.refused["artnet 127.0.9.9"]) == 4
    assert "not Art-Net" in rehearsal.refused["artnet 127.0.9.9"][0]


def test_answers_are_swallowed_while_a_node_is_cut_off_and_the_other_is_not(rehearsal: Rehearsal) -> None:
    rehearsal.run(3)
    said = [(reply("127.0.1.2"), ("127.0.1.2", port)) for port in (6454, 40000)]
    rehearsal.run(3.5, *said, cut=frozenset({"stage"}))
    assert rehearsal.outputs.silent(rehearsal.tick) == {"stage"}
    assert rehearsal.states() == ["silent", "ok"]
    rehearsal.run(1)
    assert rehearsal.states() == ["returned", "ok"]
    assert rehearsal.outputs.silent(rehearsal.tick) == frozenset()


def test_what_no_node_of_ours_sends_is_read_with_measure(rehearsal: Rehearsal) -> None:
    rehearsal.run(1 / FPS, *[(b"x", STRANGER)] * 200)
    assert len(rehearsal.refused["artnet 127.0.9.9"]) == 64


def test_what_a_node_says_by_its_inputs_is_heard_and_does_not_crowd_out_its_answers(rehearsal: Rehearsal) -> None:
    heard: list[tuple[str, int]] = []
    rehearsal.outputs.overhear(lambda _datagram, source: heard.append(source))
    said = [(packet.tobytes(), ("127.0.1.2", 6454)) for packet in dmx_packets(range(4))]
    rehearsal.run(6, *said, (poll_packet(Poll(2, 0)), ("127.0.1.2", 6454)))

    assert rehearsal.states() == ["ok", "ok"]
    assert heard == [("127.0.1.2", 6454)] * (6 * FPS * 5)
    assert rehearsal.refused == {}
    rehearsal.run(1, *said, cut=frozenset({"stage"}))
    assert len(heard) == 6 * FPS * 5


LEFT = Node("left", "artnet", "127.0.1.6", 6454, bind=1)
RIGHT = Node("right", "artnet", "127.0.1.6", 6454, bind=2)


def bound_reply(index: int) -> bytes:
    return poll_reply_packet(PollReply("127.0.1.6", 0, 0, f"half {index}", "", "", b"", b"", b"\x02abcde", index))


class Halves:
    """Two nodes in one box, which answers for those halves that live."""

    def __init__(self) -> None:
        self.link = MemoryLink(self._receive, record=True)
        self.outputs = Outputs(
            build_show(
                [LEFT, RIGHT],
                [("left", 0), ("right", 1)],
                [Patched("a", "left", 0, 0), Patched("b", "right", 1, 0)],
                fps=FPS,
            ),
            identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
            open_link=lambda _node: self.link,
            refuse=lambda _peer, _reason: None,
            stream=None,
        )
        self.alive = {1, 2}
        self.port = 6454
        self.tick = -1

    def _receive(self, datagram: bytes, _to: tuple[str, int]) -> None:
        if opcode_of(datagram) == Opcode.POLL:
            for index in sorted(self.alive):
                self.link.answer(bound_reply(index), ("127.0.1.6", self.port))

    def states(self, seconds: float) -> list[str]:
        for _ in range(round(seconds * FPS)):
            self.tick += 1
            self.outputs.send(self.tick, np.zeros((2, 512), np.uint8))
            self.link.deliver(self.tick)
        return [view.state for view in self.outputs.views(self.tick)]


@pytest.mark.parametrize("port", [6454, 50_000])
def test_two_nodes_at_one_address_are_told_apart_by_their_bind_index(port: int) -> None:
    halves = Halves()
    halves.port = port
    assert halves.states(2) == ["ok", "ok"]
    assert [view.why.split(":")[0] for view in halves.outputs.views(halves.tick)] == ["half 1", "half 2"]
    halves.alive = {1}
    assert halves.states(4) == ["ok", "silent"]
    halves.alive = {2}
    assert halves.states(4) == ["silent", "returned"]


def test_a_reply_of_a_bind_index_that_the_show_does_not_name_is_no_errors_and_keeps_nobody_alive() -> None:
    halves = Halves()
    halves.states(2)
    halves.alive = {3}
    assert halves.states(4) == ["silent", "silent"]
    assert all(view.errors == 0 for view in halves.outputs.views(halves.tick))
