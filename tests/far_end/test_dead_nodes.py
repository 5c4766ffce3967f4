"""Nodes that die, come back, or hear late; and Art-Net nodes that answer."""

import json
import struct
from collections.abc import Callable
from dataclasses import replace

import pytest

from controller.wire.artnet import decode_poll_reply
from fixtures.errors import FarEndError
from fixtures.far_end import FarEnd
from fixtures.plan import PlannedNode, RigPlan, multicast_group

PacketMaker = Callable[..., bytes]
STAGE, SCULPTURE, MOSAIC = ("127.0.1.2", 6454), ("127.0.1.3", 7000), (multicast_group(1), 5568)
CONSOLE = ("127.0.0.1", 6454)
TILE_1, WASH, BOWL, SCREEN = 0, 2, 4, 7
POLL, SYNC = b"Art-Net\0\x00\x20\x00\x0e\x00\x00", b"Art-Net\0\x00\x52\x00\x0e\x00\x00"
RED = bytes([255, 255, 0, 0, 0, 255])
GREEN = bytes([255, 0, 255, 0, 0, 255])


def dmx(slots: bytes, *, sequence: int = 0, universe: int = 7) -> bytes:
    return b"Art-Net\0\x00\x50" + struct.pack(">HBBBBH", 14, sequence, 0, universe, 0, len(slots)) + slots


@pytest.fixture(name="rig")
def rig_with_art_net(plan: RigPlan) -> FarEnd:
    stage = PlannedNode("stage", "artnet", *STAGE)
    return FarEnd(replace(plan, nodes=tuple(stage if node.id == "stage" else node for node in plan.nodes)))


def color(rig: FarEnd, cell: int, t: float) -> list[float]:
    light: list[float] = rig.look(t)[cell].tolist()
    return light


def test_an_art_net_node_shows_what_it_is_sent(rig: FarEnd) -> None:
    rig.deliver(STAGE, dmx(RED), 0.0)
    assert color(rig, WASH, 0.0) == [1, 0, 0]
    rig.deliver(STAGE, dmx(GREEN, universe=8), 0.0)
    assert rig.report().nodes["stage"].unknown == 1
    assert color(rig, WASH, 0.0) == [1, 0, 0]


def test_a_poll_is_answered_to_whoever_asked_from_the_nodes_own_address(rig: FarEnd) -> None:
    rig.deliver(STAGE, POLL, 0.0, sender=CONSOLE)
    (answer,) = rig.answers(0.0)

    assert (answer.source, answer.to) == (STAGE, CONSOLE)
    reply = decode_poll_reply(answer.datagram)
    assert (reply.address, reply.short_name, reply.universes) == ("127.0.1.2", "stage", (7,))
    assert rig.answers(0.0) == []


def test_after_a_sync_data_waits_for_the_next_one(rig: FarEnd) -> None:
    rig.deliver(STAGE, dmx(RED), 0.0)
    rig.deliver(STAGE, SYNC, 0.0)
    rig.deliver(STAGE, dmx(GREEN), 1.0)
    assert color(rig, WASH, 1.0) == [1, 0, 0]
    rig.deliver(STAGE, SYNC, 1.1)
    assert color(rig, WASH, 1.1) == [0, 1, 0]


def test_a_node_waits_four_seconds_for_a_sync_and_no_longer(rig: FarEnd) -> None:
    rig.deliver(STAGE, SYNC, 0.0)
    rig.deliver(STAGE, dmx(RED), 0.5)
    assert color(rig, WASH, 4.0) == [0, 0, 0]
    assert color(rig, WASH, 4.1) == [1, 0, 0]
    rig.deliver(STAGE, dmx(GREEN), 4.2)
    assert color(rig, WASH, 4.2) == [0, 1, 0]


def test_old_art_net_packets_are_not_shown(rig: FarEnd) -> None:
    rig.deliver(STAGE, dmx(RED, sequence=10), 0.0)
    rig.deliver(STAGE, dmx(GREEN, sequence=9), 0.1)
    assert color(rig, WASH, 0.1) == [1, 0, 0]
    assert rig.report().nodes["stage"].stale == 1


def test_a_dead_node_is_dark_hears_nothing_and_says_nothing(
    rig: FarEnd, sacn: PacketMaker, osc: PacketMaker, stream: PacketMaker
) -> None:
    def send(t: float, sequence: int) -> None:
        rig.deliver(MOSAIC, sacn(b"\xff\xff\xff", sequence=sequence), t)
        rig.deliver(STAGE, dmx(RED), t)
        rig.deliver(STAGE, POLL, t, sender=CONSOLE)
        rig.deliver(SCULPTURE, osc("/kintsugi/fixture/bowl/rgb", "fff", struct.pack(">3f", 1, 1, 1)), t)
        said.append(rig.frame("screen", stream(bytes([255] * 4 + [1]), sequence=sequence), t))

    said: list[str | None] = []
    lit = [TILE_1, WASH, BOWL, SCREEN]
    send(0.0, 1)
    assert rig.look(0.0)[lit].any(axis=1).tolist() == [True] * 4
    assert len(rig.answers(0.0)) == 1

    for node in ("mosaic", "stage", "sculpture", "wall"):
        rig.kill(node)
    assert not rig.look(0.1)[lit].any()
    assert rig.texts() == {"screen": ""}
    packets = {name: node.packets for name, node in rig.report().nodes.items()}
    send(0.2, 2)
    assert not rig.look(0.2)[lit].any()
    assert rig.answers(0.2) == []
    assert said[1] is None
    assert {name: node.packets for name, node in rig.report().nodes.items()} == packets

    for node in ("mosaic", "stage", "sculpture", "wall"):
        rig.revive(node)
        assert rig.is_alive(node)
    assert not rig.look(0.3)[lit].any()
    send(0.4, 1)  # it has forgotten which packets it saw
    assert rig.look(0.4)[lit].any(axis=1).tolist() == [True] * 4
    assert said[2] is not None
    assert len(rig.answers(0.4)) == 1


def test_one_dead_node_leaves_the_others_alone(rig: FarEnd, sacn: PacketMaker) -> None:
    rig.kill("stage")
    rig.deliver(MOSAIC, sacn(b"\xff\0\0"), 0.0)
    assert color(rig, TILE_1, 0.0) == [1, 0, 0]


def test_a_slow_node_shows_and_answers_later_and_in_order(rig: FarEnd) -> None:
    rig.delay("stage", 0.6)
    rig.deliver(STAGE, dmx(RED), 0.0)
    rig.deliver(STAGE, POLL, 0.1, sender=CONSOLE)
    rig.delay("stage", 0.0)
    rig.deliver(STAGE, dmx(GREEN), 0.2)

    assert color(rig, WASH, 0.5) == [0, 0, 0]
    assert rig.answers(0.5) == []
    assert color(rig, WASH, 0.65) == [1, 0, 0]
    assert len(rig.answers(0.75)) == 1
    assert color(rig, WASH, 0.75) == [0, 1, 0]


def test_a_slow_fixture_on_a_websocket_acks_later(rig: FarEnd, stream: PacketMaker) -> None:
    rig.delay("wall", 0.5)
    assert rig.frame("screen", stream(bytes([255, 255, 0, 0, 0]), tick=3, sequence=1), 0.0) is None
    assert rig.acks("screen", 0.4) == []
    (ack,) = rig.acks("screen", 0.5)

    assert json.loads(ack) == {"type": "ack", "tick": 3, "sequence": 1}
    assert color(rig, SCREEN, 0.5) == [1, 0, 0]
    assert rig.acks("screen", 0.6) == []


def test_death_also_takes_what_was_on_its_way(rig: FarEnd) -> None:
    rig.delay("stage", 0.5)
    rig.deliver(STAGE, dmx(RED), 0.0)
    rig.kill("stage")
    rig.revive("stage")
    assert color(rig, WASH, 1.0) == [0, 0, 0]


@pytest.mark.parametrize("verb", [FarEnd.kill, FarEnd.revive, FarEnd.is_alive, FarEnd.delay_s])
def test_a_node_that_is_not_there_is_told_with_those_that_are(
    rig: FarEnd, verb: Callable[[FarEnd, str], object]
) -> None:
    with pytest.raises(FarEndError, match="no node is named floor; this rig has mosaic, stage, sculpture, wall"):
        verb(rig, "floor")
