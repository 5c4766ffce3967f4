"""OSC at the far end: packets written by hand from OSC 1.0."""

import struct
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.decode_osc import MOST_DEPTH, OscMessage, decode_osc
from fixtures.errors import FarEndError, PacketError

PacketMaker = Callable[..., bytes]


def test_the_example_of_the_standard_is_read() -> None:
    """``/oscillator/4/frequency`` with 440.0, as printed in the specification."""
    packet = bytes.fromhex("2f6f7363696c6c61746f722f342f6672657175656e6379002c66000043dc0000")
    assert decode_osc(packet) == (OscMessage("/oscillator/4/frequency", (440.0,)),)


def test_every_type_is_read(osc: PacketMaker) -> None:
    packet = osc(
        "/a",
        "ifsbhdTFNt",
        struct.pack(">if", -7, 0.5),
        b"hi\0\0",
        b"\0\0\0\3xyz\0",
        struct.pack(">qd", 1 << 40, 0.25),
        struct.pack(">Q", 1),
    )
    (message,) = decode_osc(packet)
    assert message.arguments == (-7, 0.5, "hi", b"xyz", 1 << 40, 0.25, True, False, None, 1)


def test_nested_bundles_are_flattened_in_order(osc: PacketMaker, bundle: PacketMaker) -> None:
    packet = bundle(osc("/1", ""), bundle(osc("/2", ""), osc("/3", "")), osc("/4", ""))
    assert [message.address for message in decode_osc(packet)] == ["/1", "/2", "/3", "/4"]


@pytest.mark.parametrize(
    ("packet", "complaint"),
    [
        (b"", "steps of 4"),
        (b"/ab", "steps of 4"),
        (b"abc\0,\0\0\0", "begins with /"),
        (b"/a*\0,\0\0\0", "patterns are not for fixtures"),
        (b"/a\0x,\0\0\0", "padded with zeros"),
        (b"/abc", "does not end"),
        (b"/a\0\0", "type tags"),
        (b"/a\0\0f\0\0\0", "type tags are missing"),
        (b"/a\0\0,q\0\0", "unknown type tag"),
        (b"/a\0\0,f\0\0", "ends within an argument"),
        (b"/a\0\0,\0\0\0\0\0\0\0", "behind the last argument"),
        (b"/a\0\0,b\0\0\xff\xff\xff\xff", "ends within the blob"),
        (b"/\xff\0\0,\0\0\0", "not UTF-8"),
        (b"#bundle\0", "time tag of 8 bytes"),
        (b"#bundle\0" + bytes(7) + b"\1" + b"\xff\xff\xff\xfc", "element of 4294967292 bytes"),
        (b"#bundle\0" + bytes(7) + b"\1" + b"\0\0\0\0", "element of 0 bytes"),
    ],
)
def test_broken_packets_are_refused_in_words(packet: bytes, complaint: str) -> None:
    with pytest.raises(PacketError, match=complaint):
        decode_osc(packet)


def test_an_inner_bundle_may_not_lie_before_the_outer_one(osc: PacketMaker, bundle: PacketMaker) -> None:
    with pytest.raises(PacketError, match="inner bundle"):
        decode_osc(bundle(bundle(osc("/a", ""), time_tag=4), time_tag=5))


def test_nesting_is_bounded(osc: PacketMaker, bundle: PacketMaker) -> None:
    packet = osc("/a", "")
    for _ in range(MOST_DEPTH):
        packet = bundle(packet)
    assert len(decode_osc(packet)) == 1
    with pytest.raises(PacketError, match="nested deeper"):
        decode_osc(bundle(packet))


@given(st.binary(max_size=80) | st.binary(max_size=80).map(lambda tail: b"#bundle\0" + bytes(8) + tail))
def test_no_bytes_raise_anything_but_ours(noise: bytes) -> None:
    with suppress(FarEndError):
        decode_osc(noise)
