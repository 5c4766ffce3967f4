"""The Art-Net sender: what leaves for the node and when, and what its answers change."""

from collections.abc import Callable

import numpy as np
import pytest

from controller.model.patch import Node
from controller.outputs.artnet.sender import ArtnetSender
from controller.outputs.gate import Gate
from controller.outputs.memory_link import MemoryLink
from controller.wire.artnet import (
    DmxPacket,
    Opcode,
    PollReply,
    decode_dmx,
    decode_poll,
    decode_poll_reply,
    opcode_of,
    poll_reply_packet,
)
from controller.wire.universe import Rows

FPS = 44
STAGE = Node("stage", "artnet", "127.0.1.2", 6454)
MAC, OTHER_MAC = b"\x02aaaaa", b"\x02bbbbb"
NO_SYNC = Node("stage", "artnet", "127.0.1.2", 6454, sync=False)


def reply(host: str = "127.0.1.2", mac: bytes = MAC, bind_index: int = 1) -> bytes:
    return poll_reply_packet(PollReply(host, 0, 0, "stage", "Washes", "", b"\x80", b"\x00", mac, bind_index))


class Rehearsal:
    """A sender, its link, and a node that answers the poll of each tick in the next one while it lives."""

    def __init__(self, universes: list[int], node: Node = STAGE, *, resumed: bool = False) -> None:
        self.link = MemoryLink(lambda _datagram, _to: None, record=True)
        self.gate = Gate(self.link)
        self.refused: list[tuple[str, str]] = []
        self.sender = ArtnetSender(
            node,
            universes,
            fps=FPS,
            link=self.gate,
            resumed=resumed,
            refuse=lambda peer, reason: self.refused.append((peer, reason)),
        )
        self.rows: Rows = np.zeros((len(universes), 512), np.uint8)
        self.tick = -1
        self.lives = True
        self._asked = False

    def run(self, ticks: int, before: Callable[[int], None] = lambda _tick: None) -> None:
        for _ in range(ticks):
            self.tick += 1
            before(self.tick)
            if self._asked and self.lives:
                self.sender.hear(reply(), self.tick)
            self.sender.send(self.tick, self.rows)
            heard = len(self.link.tap)
            self.link.deliver(self.tick)
            self._asked = any(opcode_of(one.datagram) == Opcode.POLL for one in self.link.tap[heard:])

    def ticks(self, opcode: Opcode) -> list[int]:
        return [one.tick for one in self.link.tap if opcode_of(one.datagram) == opcode]

    def data(self, universe: int) -> list[tuple[int, DmxPacket]]:
        read = [(one.tick, decode_dmx(one.datagram)) for one in self.link.tap if opcode_of(one.datagram) == Opcode.DMX]
        return [(tick, packet) for tick, packet in read if packet.universe == universe]

    def state(self) -> str:
        return self.sender.view(self.tick).state


def test_each_universe_goes_out_on_change_and_else_once_in_0_9_s() -> None:
    stage = Rehearsal([0, 300])
    stage.run(100)
    stage.rows[1, 511] = 7
    stage.run(100)

    # the first answer finds a node of which nobody knows what it shows
    assert [tick for tick, _ in stage.data(0)] == [0, 1, 41, 81, 121, 161]
    assert [tick for tick, _ in stage.data(300)] == [0, 1, 41, 81, 100, 140, 180]
    assert stage.data(300)[4][1].slots[511] == 7
    assert {one.to for one in stage.link.tap} == {("127.0.1.2", 6454)}


def test_sequence_runs_from_1_to_255_without_a_zero() -> None:
    stage = Rehearsal([5])

    def move(tick: int) -> None:
        stage.rows[0, 0] = tick % 256

    stage.run(600, move)

    assert [packet.sequence for _, packet in stage.data(5)] == [number % 255 + 1 for number in range(600)]


def test_a_node_of_several_universes_hears_one_sync_behind_each_frame() -> None:
    stage = Rehearsal([0, 1])
    stage.run(50)
    stage.rows[1] = 9  # one universe alone: without a sync the node would keep it waiting
    stage.run(10)

    assert stage.ticks(Opcode.SYNC) == sorted(set(stage.ticks(Opcode.DMX)))
    for tick in stage.ticks(Opcode.SYNC):
        sent = [opcode_of(one.datagram) for one in stage.link.tap if one.tick == tick]
        assert [each for each in sent if each != Opcode.POLL][-1] == Opcode.SYNC


@pytest.mark.parametrize(("node", "universes"), [(STAGE, [0]), (NO_SYNC, [0, 1])])
def test_no_sync_for_one_universe_or_where_the_show_says_off(node: Node, universes: list[int]) -> None:
    stage = Rehearsal(universes, node)
    stage.run(100)

    assert stage.ticks(Opcode.SYNC) == []


def test_a_node_that_is_too_old_for_art_sync_gets_none_once_it_has_said_so() -> None:
    stage = Rehearsal([0, 1])
    stage.run(1)
    assert stage.ticks(Opcode.SYNC) == [0]
    old = PollReply("127.0.1.2", 0, 0, "dusty", "", "", b"\x80", b"\x00", MAC, 1, status=0)
    stage.sender.hear(poll_reply_packet(old), 0)
    stage.lives = False
    stage.run(60)
    assert stage.ticks(Opcode.SYNC) == [0]
    assert "too old for ArtSync" in stage.sender.view(stage.tick).why


def test_a_reply_without_a_second_status_is_of_an_old_node() -> None:
    assert decode_poll_reply(reply()).can_sync
    assert not decode_poll_reply(reply()[:207]).can_sync


def test_the_view_tells_how_long_the_round_trip_took_at_most() -> None:
    stage = Rehearsal([0])
    assert stage.sender.view(0).round_trip_s is None
    stage.run(10)
    assert stage.sender.view(stage.tick).round_trip_s == pytest.approx(1 / FPS)


def test_a_whole_network_is_sent_data_and_sync_and_is_never_polled() -> None:
    stage = Rehearsal([0, 1], Node("old", "artnet", "10.0.0.255", 6454, is_broadcast=True))
    stage.run(300)
    assert stage.ticks(Opcode.POLL) == []
    assert stage.ticks(Opcode.SYNC)
    assert {one.to for one in stage.link.tap} == {("10.0.0.255", 6454)}
    assert stage.state() == "unknown"


def test_polls_are_plain_and_go_to_the_node() -> None:
    stage = Rehearsal([0])
    stage.run(200)

    polls = [one for one in stage.link.tap if opcode_of(one.datagram) == Opcode.POLL]
    assert [one.tick for one in polls] == [0, 79, 158]
    assert {(len(one.datagram), decode_poll(one.datagram).flags) for one in polls} == {(14, 0)}


def test_a_node_that_dies_is_silent_within_3_5_s_and_is_sent_the_show_all_the_same() -> None:
    stage = Rehearsal([0])
    stage.run(200)
    stage.lives = False
    stage.run(int(3.5 * FPS))
    before = len(stage.data(0))
    stage.run(FPS)

    view = stage.sender.view(stage.tick)
    assert stage.sender.is_silent(stage.tick)
    assert (view.state, view.errors) == ("silent", 0)
    assert view.confirmed_age_s is not None
    assert view.confirmed_age_s > 3
    assert view.emitted_age_s is not None
    assert view.emitted_age_s < 1
    assert len(stage.data(0)) > before


def test_a_node_that_comes_back_is_whole_again_within_a_second() -> None:
    stage = Rehearsal([0, 1])
    stage.run(200)
    stage.lives = False
    stage.run(300)
    stage.lives = True
    back = stage.tick
    while stage.state() == "silent":
        stage.run(1)

    whole = [[tick for tick, _ in stage.data(universe)][-1] for universe in (0, 1)]
    assert stage.state() == "returned"
    assert whole == [stage.tick, stage.tick]
    assert stage.tick - back < FPS
    assert not stage.sender.is_silent(stage.tick)
    stage.run(6 * FPS)
    assert stage.state() == "ok"


def test_the_view_names_the_node_and_the_age_of_its_answer() -> None:
    stage = Rehearsal([0])
    stage.run(45)

    view = stage.sender.view(stage.tick)
    assert (view.protocol, view.to, view.state) == ("artnet", "127.0.1.2:6454", "ok")
    assert view.why == "stage: answered a poll 1.0 s ago"
    assert view.confirmed_age_s == pytest.approx(43 / 44)


@pytest.mark.parametrize(
    ("datagram", "reason"),
    [
        (b"", "not Art-Net"),
        (reply()[:150], "at least 207"),
        (reply()[:26] + b"x" * 18 + reply()[44:], "short name"),
        (reply("10.9.9.9"), "gives 10.9.9.9 as its address"),
        (reply(mac=OTHER_MAC), "two devices answer as 127.0.1.2: 02:61:61:61:61:61 and 02:62:62:62:62:62"),
    ],
)
def test_what_is_no_sound_reply_is_counted_shown_and_changes_nothing(datagram: bytes, reason: str) -> None:
    stage = Rehearsal([0])
    stage.run(200)
    stage.lives = False

    def lie(tick: int) -> None:
        if tick in {220, 244, 300}:
            stage.sender.hear(datagram, tick)

    stage.run(int(3.3 * FPS) + 2, lie)
    view = stage.sender.view(stage.tick)

    assert view.state == "silent"
    assert view.errors == len(stage.refused) == 3
    assert reason in view.why
    assert reason in stage.refused[0][1]
    assert stage.refused[0][0] == "artnet 127.0.1.2"


def test_a_device_that_replaces_a_silent_one_is_taken() -> None:
    stage = Rehearsal([0])
    stage.run(100)
    stage.lives = False
    stage.run(200)

    stage.sender.hear(reply(mac=OTHER_MAC), stage.tick)

    assert stage.state() == "returned"


def test_a_node_of_many_ports_replies_many_times_and_is_no_duplicate() -> None:
    stage = Rehearsal([0])
    stage.run(100)
    for page in range(16):
        stage.sender.hear(reply(bind_index=page + 1), stage.tick)

    assert stage.refused == []
    assert stage.state() == "ok"


def test_a_node_that_floods_is_counted_and_still_known_alive() -> None:
    stage = Rehearsal([0])

    def flood(tick: int) -> None:
        for _ in range(50):
            stage.sender.hear(reply(), tick)

    stage.run(100, flood)

    assert stage.state() == "ok"
    assert 4000 < len(stage.refused) < 5000
    assert "more than 64 packets in a second" in stage.sender.view(stage.tick).why


def test_the_story_of_a_refused_packet_is_told_for_ten_seconds() -> None:
    stage = Rehearsal([0])
    stage.sender.hear(b"", 0)
    stage.run(10 * FPS - 1)
    assert "refused 1 packets" in stage.sender.view(stage.tick).why
    stage.run(5)
    view = stage.sender.view(stage.tick)
    assert "refused" not in view.why
    assert view.errors == 1


@pytest.mark.parametrize("remembered", range(256))
def test_a_node_accepts_a_frame_of_the_first_tick_after_a_resume_whatever_it_saw_last(remembered: int) -> None:
    stage = Rehearsal([0], resumed=True)
    stage.run(2)

    accepted, last = [], remembered
    for tick, packet in stage.data(0):
        step = (packet.sequence - last + 127) % 255 - 127
        if not remembered or not -20 < step <= 0:
            accepted.append(tick)
            last = packet.sequence
    assert accepted[0] == 0


def test_nothing_leaves_after_the_end() -> None:
    stage = Rehearsal([0])
    stage.run(5)
    before = len(stage.link.tap)
    stage.sender.terminate()
    stage.rows[:] = 9
    stage.run(200)

    assert len(stage.link.tap) == before


def test_a_node_that_may_not_be_heard_here_is_unknown_and_not_silent() -> None:
    stage = Rehearsal([0])
    stage.link.statistics = lambda: type(MemoryLink.statistics(stage.link))(0, 0, "", deaf="UDP port 6454 is taken")  # type: ignore[method-assign]
    stage.lives = False
    stage.run(10 * FPS)

    view = stage.sender.view(stage.tick)
    assert (view.state, stage.sender.is_silent(stage.tick)) == ("unknown", False)
    assert "UDP port 6454 is taken, so it may not be heard" in view.why
