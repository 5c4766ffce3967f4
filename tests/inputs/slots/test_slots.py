"""sACN and Art-Net in: what bound slots do, who is heard, and what is answered."""

import asyncio
import socket
from collections.abc import AsyncIterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.inputs.slots.artnet import ArtnetIn, ArtnetSettings, replies
from controller.inputs.slots.bound import BoundSlots, Moved
from controller.inputs.slots.hands import Hands
from controller.inputs.slots.sacn import SacnIn, SacnSettings, sacn_in
from controller.model.binding import Action, Do, HoldFlash, SetLevel
from controller.model.facts import TimecodeFrame
from controller.model.intent import Go, GrandMaster, Halt
from controller.model.listen import Listen
from controller.wire.artnet import Poll, decode_poll_reply, dmx_packets, poll_packet
from controller.wire.sacn.data import SLOTS_AT, Source, data_packets
from tests.fakes.seam import FakeSeam

CID = bytes(range(16))
OWN = bytes(range(1, 17))
DESK = ("127.0.0.1", 5568)
BOUND: dict[tuple[int, int], Action] = {(1, 5): SetLevel(), (1, 6): Do(Go())}


def sacn(levels: dict[int, int], *, sequence: int, cid: bytes = CID, universe: int = 1) -> bytes:
    packets = data_packets([universe], Source(cid, "desk"), sequence=sequence)
    for slot, level in levels.items():
        packets[0, SLOTS_AT + slot - 1] = level
    return bytes(packets[0])


def artnet(levels: dict[int, int], universe: int = 1) -> bytes:
    packets = dmx_packets([universe])
    for slot, level in levels.items():
        packets[0, 18 + slot - 1] = level
    return bytes(packets[0])


class Bench:
    """Both inputs with everything round them in hand."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self.now_s = 0.0
        self.seam = FakeSeam()
        self.sent: list[tuple[bytes, tuple[str, int]]] = []
        listen = Listen(("10.0.0.0/24",))
        hands = Hands(self.seam, tasks, "sacn")
        self.sacn = SacnIn(self.seam, hands, SacnSettings(BOUND, listen, "127.0.0.1", OWN), lambda: self.now_s)
        self.artnet = ArtnetIn(
            self.seam,
            Hands(self.seam, tasks, "artnet"),
            ArtnetSettings(BOUND, listen, "127.0.0.1", "Neo Lumine"),
            clock=lambda: self.now_s,
            send=lambda packet, to: self.sent.append((packet, to)),
        )

    async def hear(self, *packets: bytes, sender: tuple[str, int] = DESK) -> None:
        for packet in packets:
            self.sacn.receive(packet, sender)
        await self.settle()

    async def settle(self) -> None:
        for _ in range(6):
            await asyncio.sleep(0)

    def intents(self) -> list[object]:
        return [entry[0] for entry in self.seam.submitted]


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    async with asyncio.TaskGroup() as tasks:
        yield Bench(tasks)


def test_the_first_value_moves_nothing_then_a_level_follows_and_a_button_fires_on_its_way_up() -> None:
    bound = BoundSlots({**BOUND, (1, 7): HoldFlash("front")})
    levels = np.zeros(512, np.uint8)
    said = []
    for value in (255, 255, 0, 127, 128, 255, 0):
        levels[4:7] = value
        said.append([(one.place[1], one.level) for one in bound.moved(1, levels.item)])

    assert said[:2] == [[], []]
    assert said[2] == [(5, 0.0), (7, 0.0)]
    assert said[3] == [(5, 127 / 255)]
    assert said[4] == [(5, 128 / 255), (6, 1.0), (7, 1.0)]
    assert said[5] == [(5, 1.0)]
    assert said[6] == [(5, 0.0), (7, 0.0)]


async def test_a_fader_of_another_console_moves_the_grand_master_and_a_button_says_go(bench: Bench) -> None:
    await bench.hear(sacn({5: 255}, sequence=0), sacn({5: 51, 6: 255}, sequence=1))

    assert bench.intents() == [GrandMaster(0.2), Go()]
    assert bench.seam.submitted[0][1:] == ("sacn:1/5", "operator")


async def test_many_values_between_two_ticks_become_the_newest_one(bench: Bench) -> None:
    await bench.hear(*(sacn({5: value}, sequence=value) for value in range(200)))

    levels = [intent.level for intent in bench.intents() if isinstance(intent, GrandMaster)]
    assert levels[-1] == 199 / 255
    assert len(levels) <= 2


async def test_the_show_s_own_output_come_back_is_a_loop_and_moves_nothing(bench: Bench) -> None:
    await bench.hear(sacn({5: 1}, sequence=0, cid=OWN), sacn({5: 99}, sequence=1, cid=OWN))

    assert bench.intents() == []
    assert "loop" in bench.seam.refused[0][1]


async def test_strangers_are_not_heard_and_the_listed_are(bench: Bench) -> None:
    await bench.hear(sacn({5: 1}, sequence=0), sacn({5: 9}, sequence=1), sender=("10.0.1.7", 5568))
    assert bench.intents() == []
    assert "listen: {sacn: {from: [10.0.1.7]}}" in bench.seam.refused[0][1]

    await bench.hear(sacn({5: 1}, sequence=0), sacn({5: 9}, sequence=1), sender=("10.0.0.7", 5568))
    assert len(bench.intents()) == 1


async def test_silence_and_the_end_of_a_stream_are_told_apart(bench: Bench) -> None:
    await bench.hear(sacn({5: 7}, sequence=0))
    assert bench.sacn.views()[0].state == "ok"
    bench.now_s = 2.6
    bench.sacn.settle()
    assert bench.sacn.views()[0].why == "desk fell silent, its last levels are held"

    await bench.hear(sacn({5: 7}, sequence=1))
    ended = bytearray(sacn({5: 7}, sequence=2))
    ended[112] |= 0x40
    await bench.hear(bytes(ended))
    assert bench.sacn.views()[0].why == "desk ended its stream"
    assert bench.intents() == []


async def test_a_flood_is_cut_off_before_it_is_read(bench: Bench) -> None:
    for number in range(20_000):
        bench.sacn.receive(bytes(113) + number.to_bytes(2), DESK)

    reasons = [reason for _, reason in bench.seam.refused]
    assert sum("126 to 638" in reason for reason in reasons) == 6000
    assert "more than 3000 packets in a second" in reasons[-1]


async def test_a_flood_of_one_universe_is_cut_off_sooner_and_leaves_the_others_alone(bench: Bench) -> None:
    is_let_in = [bench.sacn.receive(sacn({5: 255}, sequence=1, universe=9), DESK) for _ in range(2000)]

    assert sum(is_let_in) == 400
    assert bench.seam.refused[-1] == ("sacn 127.0.0.1", "more than 200 packets for a universe in a second")
    assert bench.sacn.receive(sacn({5: 255}, sequence=1), DESK)
    assert all(bench.artnet.receive(artnet({5: 255}), DESK) for _ in range(400))
    assert not bench.artnet.receive(artnet({5: 255}), DESK)
    assert bench.artnet.receive(artnet({5: 255}, universe=2), DESK)


async def test_what_the_system_turned_away_is_counted_and_told(bench: Bench) -> None:
    bench.sacn.turned_away(("10.0.0.9", None, b"\0\1"), 3)
    bench.artnet.turned_away(None, 2)

    desk, others = "too many packets for a universe", "too many packets from all sources together"
    assert bench.seam.refused == [
        *[("sacn 10.0.0.9", f"{desk}; 3 were turned away unread")] * 3,
        *[("artnet others", f"{others}; 2 were turned away unread")] * 2,
    ]


async def test_art_net_moves_what_is_bound_and_nobody_configures_us(bench: Bench) -> None:
    bench.artnet.receive(artnet({5: 255}), DESK)
    bench.artnet.receive(artnet({5: 51}), DESK)
    bench.artnet.receive(b"Art-Net\0\x00\x60\x00\x0e" + bytes(95), DESK)
    bench.artnet.receive(b"Art-Net\0\x00\xf8\x00\x0e" + bytes(22), DESK)
    await bench.settle()

    assert bench.intents() == [GrandMaster(0.2)]
    assert [reason.partition(":")[0] for _, reason in bench.seam.refused] == ["ArtAddress", "ArtIpProg"]


async def test_time_code_is_kept(bench: Bench) -> None:
    bench.artnet.receive(b"Art-Net\0\x00\x97\x00\x0e\0\0" + bytes([12, 34, 56, 1, 1]), DESK)

    code = bench.artnet.time_code
    assert code is not None
    assert (code.hours, code.minutes, code.seconds, code.frames, code.rate) == (1, 56, 34, 12, 25.0)


async def test_a_show_that_follows_time_code_is_told_its_frames_and_the_newest_takes_the_place_of_others() -> None:
    async with asyncio.TaskGroup() as tasks:
        seam = FakeSeam()
        settings = ArtnetSettings({}, Listen(("10.0.0.0/24",)), "127.0.0.1", "Film", keeps_time=True)
        hands = Hands(seam, tasks, "artnet")
        ear = ArtnetIn(seam, hands, settings, clock=lambda: 0.0, send=lambda _packet, _to: None)
        for frame in range(24):
            ear.receive(b"Art-Net\0\x00\x97\x00\x0e\0\0" + bytes([frame, 34, 56, 1, 1]), DESK)
        for _ in range(6):
            await asyncio.sleep(0)

    told = [intent for intent, _source, _role in seam.submitted]
    assert told[-1] == TimecodeFrame(1, 56, 34, 23, 25.0)
    assert len(told) <= 2
    assert seam.submitted[0][1:] == ("artnet:timecode", "operator")


async def test_who_polls_is_answered_with_our_name_but_not_for_every_poll_of_a_flood(bench: Bench) -> None:
    for _ in range(100):
        bench.artnet.receive(poll_packet(Poll(0, 0)), ("127.0.0.1", 6454))

    assert len(bench.sent) == 4
    reply = decode_poll_reply(bench.sent[0][0])
    assert (reply.address, reply.short_name, reply.long_name) == ("127.0.0.1", "Kintsugi", "Kintsugi Neo Lumine")
    assert (reply.universes, reply.style) == ((1,), 1)


async def test_a_poll_of_universes_that_are_not_ours_has_no_answer(bench: Bench) -> None:
    def asks(lowest: int, highest: int) -> bytes:
        return poll_packet(Poll(0x20, 0)) + highest.to_bytes(2, "big") + lowest.to_bytes(2, "big")

    for _ in range(100):
        bench.artnet.receive(asks(2, 32767), ("127.0.0.1", 6454))
    assert bench.sent == []

    bench.artnet.receive(asks(0, 1), ("127.0.0.1", 6454))
    assert len(bench.sent) == 1


def test_many_universes_take_several_replies_with_their_bind_index() -> None:
    said = replies("x", "10.0.0.1", [0, 1, 2, 3, 4, 16, 300])

    assert [reply.universes for reply in said] == [(0, 1, 2, 3), (4,), (16,), (300,)]
    assert [reply.bind_index for reply in said] == [1, 2, 3, 4]


@given(st.lists(st.binary(max_size=700), max_size=20))
async def test_any_bytes_are_refused_and_raise_nothing(packets: list[bytes]) -> None:
    async with asyncio.TaskGroup() as tasks:
        bench = Bench(tasks)
        for packet in packets:
            bench.sacn.receive(packet, DESK)
            bench.artnet.receive(packet, DESK)
            bench.artnet.receive(b"Art-Net\0" + packet, DESK)
        await bench.settle()
        assert bench.intents() == []


async def test_a_real_packet_on_the_loopback_reaches_the_seam() -> None:
    seam = FakeSeam()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = SacnSettings(BOUND, Listen(), "127.0.0.1", OWN, port)
    async with asyncio.timeout(10), sacn_in(seam, settings) as heard:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as desk:
            desk.sendto(sacn({5: 0}, sequence=0), ("127.0.0.1", port))
            desk.sendto(sacn({5: 255}, sequence=1), ("127.0.0.1", port))
        while not seam.submitted:  # noqa: ASYNC110 - the seam of the tests tells nobody
            await asyncio.sleep(0)
        assert heard.views()[0].state == "ok"

    assert seam.submitted[0][0] == GrandMaster(1.0)


async def test_a_halt_is_handed_in_though_the_engine_answers_nothing_that_came_before(bench: Bench) -> None:
    bench.seam.is_stuck = True
    async with asyncio.TaskGroup() as tasks:
        hands = Hands(bench.seam, tasks, "sacn")
        hands.take(Moved((1, 6), Do(Go()), 1.0) for _ in range(100))
        hands.take([Moved((1, 7), Do(Halt()), 1.0)])
        await bench.settle()
        assert bench.intents()[-1] == Halt()
        assert len(bench.seam.refused) == 100 - 64
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
