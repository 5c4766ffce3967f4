"""DDP packets byte by byte, against a second opinion and hostile bytes."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.wire.ddp import HEADER, DdpPacket, Pixels, decode_data, frame_packets
from controller.wire.error import WireError
from fixtures.ddp.decode import DdpData, decode_ddp
from fixtures.errors import FarEndError


def packets(size: int) -> list[bytes]:
    built = frame_packets(size, Pixels.RGB)
    lengths = [min(1440, size - at) for at in range(0, size, 1440)]
    return [row[: HEADER + length].tobytes() for row, length in zip(built, lengths, strict=True)]


def test_six_hundred_pixels_are_two_packets_and_the_last_one_pushes() -> None:
    first, last = packets(1800)

    assert first[:10] == bytes.fromhex("40 00 0b 01 00000000 05a0")
    assert last[:10] == bytes.fromhex("41 00 0b 01 000005a0 0168")
    assert (len(first), len(last)) == (1450, 370)


@pytest.mark.parametrize(("size", "count"), [(1, 1), (1439, 1), (1440, 1), (1441, 2), (2880, 2), (180_000, 125)])
def test_a_frame_is_cut_into_as_few_packets_as_it_needs(size: int, count: int) -> None:
    read = [decode_data(packet) for packet in packets(size)]

    assert len(read) == count
    assert [one.push for one in read] == [False] * (count - 1) + [True]
    assert [one.offset for one in read] == [1440 * number for number in range(count)]
    assert sum(len(one.payload) for one in read) == size


def test_there_is_no_frame_of_nothing() -> None:
    with pytest.raises(ValueError, match="at least one byte"):
        frame_packets(0, Pixels.RGB)


def test_a_time_code_is_skipped() -> None:
    packet = bytes.fromhex("51 03 0b 01 00000006 0003 aabbccdd 010203")

    assert decode_data(packet) == DdpPacket(3, 0x0B, 1, 6, b"\1\2\3", push=True)
    assert decode_ddp(packet) == DdpData(3, 0x0B, 6, b"\1\2\3", push=True)


@pytest.mark.parametrize(
    ("packet", "reason"),
    [
        ("41 00 0b 01 00000000", "10 bytes"),
        ("01 00 0b 01 00000000 0001 ff", "version"),
        ("43 00 0b 01 00000000 0001 ff", "query"),
        ("45 00 0b 01 00000000 0001 ff", "reply"),
        ("41 10 0b 01 00000000 0001 ff", "sequence"),
        ("41 00 0b 01 00000000 0002 ff", "length"),
        ("51 00 0b 01 00000000 0003 ffffff", "length"),
    ],
)
def test_packets_that_break_the_rules_are_refused_with_a_sentence(packet: str, reason: str) -> None:
    with pytest.raises(WireError, match=reason):
        decode_data(bytes.fromhex(packet))


@given(st.binary(max_size=1600) | st.binary(max_size=64).map(lambda tail: b"\x41\0\x0b\1\0\0\0\0" + tail))
def test_any_bytes_raise_nothing_but_the_own_error(packet: bytes) -> None:
    with suppress(WireError):
        decode_data(packet)
    with suppress(FarEndError):
        decode_ddp(packet)
