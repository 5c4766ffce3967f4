"""sACN at the far end: packets written by hand from ANSI E1.31-2018."""

from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.decode_sacn import MOST_SOURCES, SacnUniverse, decode_sacn, is_in_sequence
from fixtures.errors import FarEndError, OtherPacketError, PacketError

PacketMaker = Callable[..., bytes]

BY_HAND = bytes.fromhex(
    "0010 0000 4153432d45312e3137000000"  # preamble, post-amble, ACN packet identifier
    "7070 00000004 000102030405060708090a0b0c0d0e0f"  # root: length 112, E131_ROOT_DATA, CID
    "705a 00000002"  # framing: length 90, E131_DATA_PACKET
    + b"Kintsugi".ljust(64, b"\0").hex()
    + "64 0000 2a 00 0102"  # priority 100, no sync, sequence 42, options, universe 258
    "700d 02 a1 0000 0001 0003 00 ff80"  # DMP: length 13, start code 0, slots 255 128
)
"""126 + 2 bytes, every length counted by hand."""


def test_a_packet_written_by_hand_is_read_field_by_field() -> None:
    packet = decode_sacn(BY_HAND)
    assert (packet.source, packet.priority, packet.sequence, packet.universe) == ("Kintsugi", 100, 42, 258)
    assert packet.cid == bytes(range(16))
    assert (packet.start_code, packet.slots) == (0, b"\xff\x80")
    assert (packet.preview, packet.terminated, packet.force_sync) == (False, False, False)


def test_the_option_bits_are_told_apart(sacn: PacketMaker) -> None:
    assert decode_sacn(sacn(b"", options=0x80)).preview
    assert decode_sacn(sacn(b"", options=0x40)).terminated
    assert decode_sacn(sacn(b"", options=0x20)).force_sync


@pytest.mark.parametrize(
    ("at", "value", "complaint"),
    [
        (0, 1, "no ACN packet"),
        (17, 0x71, "root layer: flags and length"),
        (21, 5, "root layer: vector"),
        (39, 0, "framing layer: flags and length"),
        (43, 1, "framing layer: vector"),
        (108, 201, "priority is 201, not 0..200"),
        (109, 0xFF, "synchronization address"),
        (112, 1, "reserved options"),
        (113, 0xFF, "universe is 65282"),
        (116, 0, "DMP layer: flags and length"),
        (117, 1, "DMP layer: vector"),
        (118, 0xA2, "address and data type"),
        (120, 1, "first property address"),
        (122, 2, "address increment"),
        (124, 4, "property value count"),
    ],
)
def test_each_broken_field_is_named(at: int, value: int, complaint: str) -> None:
    broken = bytearray(BY_HAND)
    broken[at] = value
    with pytest.raises(PacketError, match=complaint):
        decode_sacn(bytes(broken))


def test_a_cid_of_zeros_is_refused(sacn: PacketMaker) -> None:
    with pytest.raises(PacketError, match="CID"):
        decode_sacn(sacn(b"", cid=bytes(16)))


@pytest.mark.parametrize(("name", "complaint"), [(b"x" * 64, "does not end"), (b"\xff\0", "not UTF-8")])
def test_a_source_name_must_be_terminated_utf8(sacn: PacketMaker, name: bytes, complaint: str) -> None:
    with pytest.raises(PacketError, match=complaint):
        decode_sacn(sacn(b"", name=name))


def test_a_byte_too_many_or_too_few_is_refused(sacn: PacketMaker) -> None:
    for broken in (sacn(b"\1") + b"\0", sacn(b"\1")[:-1], sacn(bytes(513))):
        with pytest.raises(PacketError):
            decode_sacn(broken)


def test_a_synchronization_packet_is_sound_but_not_ours() -> None:
    body = bytes.fromhex("00000008") + bytes(range(1, 17)) + bytes.fromhex("700b 00000001 07 0001 0000")
    sync = BY_HAND[:16] + (0x7000 | len(body) + 2).to_bytes(2, "big") + body
    with pytest.raises(OtherPacketError):
        decode_sacn(sync)


@given(st.binary(max_size=700))
def test_no_bytes_raise_anything_but_ours(noise: bytes) -> None:
    with pytest.raises(FarEndError):
        decode_sacn(noise)


@given(st.lists(st.tuples(st.integers(0, len(BY_HAND) - 1), st.integers(0, 255)), max_size=4))
def test_a_damaged_packet_is_read_or_refused(damage: list[tuple[int, int]]) -> None:
    packet = bytearray(BY_HAND)
    for at, value in damage:
        packet[at] = value
    with suppress(FarEndError):
        assert len(decode_sacn(bytes(packet)).slots) == 2


@pytest.mark.parametrize(
    ("last", "new", "accepted"),
    [(5, 6, True), (255, 0, True), (5, 5, False), (5, 4, False), (24, 5, False), (25, 5, True), (5, 132, True)],
)
def test_the_sequence_rule_forgives_a_restart_but_not_a_late_packet(last: int, new: int, *, accepted: bool) -> None:
    assert is_in_sequence(last, new) is accepted


class TestUniverse:
    """One universe between its sources."""

    @pytest.fixture(name="universe")
    def fresh(self) -> SacnUniverse:
        return SacnUniverse()

    @pytest.fixture(name="say")
    def sayer(self, sacn: PacketMaker, universe: SacnUniverse) -> Callable[..., bool]:
        def say(slots: bytes, t: float = 0.0, **fields: int | bytes) -> bool:
            return universe.take(decode_sacn(sacn(slots, **fields)), t)

        return say

    def merged(self, universe: SacnUniverse) -> list[int]:
        slots = np.zeros(512, np.uint8)
        universe.merge_into(slots)
        return [int(value) for value in slots[:3]]

    def test_the_higher_priority_rules_alone(self, universe: SacnUniverse, say: Callable[..., bool]) -> None:
        say(b"\x10\xff\xff", cid=b"a" * 16, priority=90)
        say(b"\x20\x00\x01", cid=b"b" * 16, priority=110)
        assert self.merged(universe) == [0x20, 0, 1]

    def test_equal_priorities_merge_highest_takes_precedence(
        self, universe: SacnUniverse, say: Callable[..., bool]
    ) -> None:
        say(b"\x10\xff", cid=b"a" * 16)
        say(b"\x20\x00\x05", cid=b"b" * 16)
        assert self.merged(universe) == [0x20, 0xFF, 5]

    def test_a_source_is_lost_after_two_and_a_half_seconds(
        self, universe: SacnUniverse, say: Callable[..., bool]
    ) -> None:
        say(b"\1", 1.0)
        assert universe.forget_lost(3.5)
        assert not universe.forget_lost(3.51)

    def test_a_terminated_stream_is_gone_at_once(self, universe: SacnUniverse, say: Callable[..., bool]) -> None:
        say(b"\1", sequence=1)
        say(b"\1", sequence=2, options=0x40)
        assert universe.sources == 0

    def test_a_repeated_packet_does_not_keep_a_source_alive(
        self, universe: SacnUniverse, say: Callable[..., bool]
    ) -> None:
        say(b"\1", 0.0, sequence=9)
        assert not say(b"\1", 2.0, sequence=9)
        assert not universe.forget_lost(2.6)

    def test_a_flood_of_invented_sources_costs_no_memory(
        self, universe: SacnUniverse, say: Callable[..., bool]
    ) -> None:
        taken = [say(b"\1", cid=number.to_bytes(16, "big")) for number in range(1, 100)]
        assert taken.count(True) == universe.sources == MOST_SOURCES
