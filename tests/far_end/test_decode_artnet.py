"""The far end's own reading of Art-Net, held against packets of other programs and written by hand."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.wire.artnet import decode_poll_reply
from fixtures.decode_artnet import ArtDmx, ArtPoll, ArtSync, decode_artnet, encode_replies, is_newer
from fixtures.errors import FarEndError, OtherPacketError, PacketError

CAPTURES = Path(__file__).parents[1] / "captures"


def dmx(slots: bytes, *, universe: int = 0, sequence: int = 1, length: int | None = None, version: int = 14) -> bytes:
    size = len(slots) if length is None else length
    head = struct.pack(">HBBBBH", version, sequence, 0, universe & 0xFF, universe >> 8, size)
    return b"Art-Net\0\x00\x50" + head + slots


def test_packets_of_other_programs_are_read() -> None:
    long, short = ((CAPTURES / f"{name}.bin").read_bytes() for name in ("artnet_dmx", "artnet_dmx_short"))
    assert decode_artnet(long) == ArtDmx(0, 258, bytes(i % 256 for i in range(512)))
    assert decode_artnet(short) == ArtDmx(255, 32766, bytes(range(200, 220)))
    assert decode_artnet((CAPTURES / "artnet_sync.bin").read_bytes()) == ArtSync()
    assert decode_artnet((CAPTURES / "artnet_poll.bin").read_bytes()) == ArtPoll(2)


def test_replies_are_of_no_use_to_a_node() -> None:
    with pytest.raises(OtherPacketError, match="0x2100"):
        decode_artnet((CAPTURES / "artnet_poll_reply.bin").read_bytes())


@pytest.mark.parametrize(
    ("packet", "about"),
    [
        (b"", "no Art-Net"),
        (b"Art-Net\0\x00\x50\x00", "no Art-Net"),
        (dmx(b"", length=0), "at least 20"),
        (dmx(b"abc"), "length 3"),
        (dmx(bytes(514)), "length 514"),
        (dmx(b"abcd", length=2), "2 is announced, 4"),
        (dmx(b"abcd", version=13), "version 13"),
        (dmx(b"abcd")[:15] + b"\x80" + dmx(b"abcd")[16:], "net 128"),
        (b"Art-Net\0\x00\x20\x00\x0e", "14 bytes was expected"),
        (b"Art-Net\0\x00\x52\x00\x0e\x00\x01", "ArtSync"),
        (b"Art-Net\0\x00\x52\x00\x0e\x00\x00\x00", "ArtSync"),
    ],
)
def test_what_breaks_the_specification_is_refused(packet: bytes, about: str) -> None:
    with pytest.raises(PacketError, match=about):
        decode_artnet(packet)


@pytest.mark.parametrize(
    ("last", "new", "newer"),
    [(1, 2, True), (255, 1, True), (2, 1, False), (1, 1, False), (0, 9, True), (9, 0, True), (30, 1, True)],
)
def test_sequence_numbers_run_in_a_circle_without_zero(last: int, new: int, *, newer: bool) -> None:
    assert is_newer(last, new) is newer


def test_a_reply_speaks_of_four_ports_at_most_and_of_one_sub_net() -> None:
    replies = [decode_poll_reply(each) for each in encode_replies("stage", "127.0.1.2", [*range(14, 21), 32767])]

    assert [reply.universes for reply in replies] == [(14, 15), (16, 17, 18, 19), (20,), (32767,)]
    assert [reply.bind_index for reply in replies] == [1, 2, 3, 4]
    assert {(reply.address, reply.short_name, reply.mac) for reply in replies} == {
        ("127.0.1.2", "stage", b"\x02\x4b\x7f\0\1\2")
    }


def test_a_node_without_ports_replies_too() -> None:
    (reply,) = encode_replies("spare", "127.0.1.9", [])
    assert decode_poll_reply(reply).universes == ()


@given(st.one_of(st.binary(max_size=600), st.binary(max_size=600).map(lambda raw: b"Art-Net\0" + raw)))
def test_any_bytes_raise_nothing_but_our_own_errors(noise: bytes) -> None:
    try:
        decode_artnet(noise)
    except FarEndError:
        return
