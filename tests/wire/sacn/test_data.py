"""sACN packets against another program's, against the standard's limits, and against hostile bytes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.wire.error import WireError
from controller.wire.sacn.data import (
    OPTIONS_AT,
    PACKET,
    SEQUENCE_AT,
    SLOTS_AT,
    TERMINATED,
    Source,
    data_packets,
    decode_data,
    multicast_group,
)

CAPTURES = Path(__file__).parents[2] / "captures"
CID = bytes(range(0x10, 0x20))


def capture(name: str) -> bytes:
    return (CAPTURES / f"{name}.bin").read_bytes()


def packet(universe: int, source: Source, slots: bytes, *, sequence: int = 0) -> bytes:
    packets = data_packets([universe], source, sequence=sequence)
    packets[0, SLOTS_AT:] = list(slots.ljust(512, b"\0"))
    datagram: bytes = packets[0].tobytes()
    return datagram


VALID = packet(7, Source(CID, "x"), b"\x01\x02")


def test_our_packet_equals_that_of_another_program_byte_for_byte() -> None:
    theirs = capture("sacn_data")
    source = Source(CID, "Kintsugi capture")

    ours = packet(1, source, bytes(i % 256 for i in range(512)), sequence=theirs[SEQUENCE_AT])

    assert ours == theirs


def test_preview_priority_utf8_name_and_highest_universe_equal_another_program() -> None:
    theirs = capture("sacn_preview")
    source = Source(CID, "Bühne - 金継ぎ", priority=200, preview=True)

    assert packet(63999, source, b"\xff\x01\x02", sequence=theirs[SEQUENCE_AT]) == theirs


def test_the_terminated_bit_is_where_another_program_has_it() -> None:
    theirs = capture("sacn_terminated")
    packets = data_packets([1], Source(CID, "Kintsugi capture"), sequence=theirs[SEQUENCE_AT])
    packets[0, SLOTS_AT:] = [i % 256 for i in range(512)]
    packets[0, OPTIONS_AT] |= TERMINATED

    assert packets[0].tobytes() == theirs


def test_packets_of_another_program_are_read() -> None:
    preview = decode_data(capture("sacn_preview"))
    terminated = decode_data(capture("sacn_terminated"))

    assert (preview.source_name, preview.universe, preview.priority) == ("Bühne - 金継ぎ", 63999, 200)
    assert (preview.preview, preview.terminated, preview.cid) == (True, False, CID)
    assert preview.slots[:4] == b"\xff\x01\x02\x00"
    assert (terminated.terminated, terminated.preview) == (True, False)


def test_a_node_of_many_universes_differs_only_in_its_numbers() -> None:
    packets = data_packets([1, 2, 63999], Source(CID, "x"), sequence=9)

    read = [decode_data(row.tobytes()) for row in packets]

    assert [one.universe for one in read] == [1, 2, 63999]
    assert {one.sequence for one in read} == {9}
    assert packets.flags.c_contiguous


def test_a_long_name_is_cut_between_characters() -> None:
    name = "継" * 30

    assert decode_data(packet(1, Source(CID, name), b"")).source_name == "継" * 21


@pytest.mark.parametrize(("universe", "group"), [(1, "239.255.0.1"), (256, "239.255.1.0"), (63999, "239.255.249.255")])
def test_the_group_is_made_of_the_universe(universe: int, group: str) -> None:
    assert multicast_group(universe) == group


@pytest.mark.parametrize("universe", [0, -1, 64000])
def test_a_universe_outside_the_standard_is_refused(universe: int) -> None:
    with pytest.raises(ValueError, match="1 to 63999"):
        data_packets([universe], Source(CID, "x"), sequence=0)


@pytest.mark.parametrize("source", [Source(bytes(16), "x"), Source(b"short", "x"), Source(CID, "x", priority=201)])
def test_a_source_outside_the_standard_is_refused(source: Source) -> None:
    with pytest.raises(ValueError, match=r"CID|priority"):
        data_packets([1], source, sequence=0)


@pytest.mark.parametrize(
    ("at", "value", "about"),
    [
        (1, 0x11, "preamble"),
        (3, 1, "postamble"),
        (4, 0x42, "identifier"),
        (16, 0x62, "root flags"),
        (21, 5, "root vector"),
        (38, 0x02, "framing flags"),
        (43, 3, "framing vector"),
        (108, 201, "priority"),
        (109, 0xFA, "sync address"),
        (113, 0xFA, "universe"),
        (116, 0x0C, "DMP flags"),
        (117, 3, "DMP vector"),
        (118, 0xA2, "address type"),
        (120, 1, "first address"),
        (122, 2, "increment"),
        (124, 0x00, "property count"),
        (44, 0xFF, "UTF-8"),
    ],
)
def test_each_broken_field_is_refused_with_its_name(at: int, value: int, about: str) -> None:
    broken = bytearray(VALID)
    broken[at] = value

    with pytest.raises(WireError, match=about):
        decode_data(bytes(broken))


def test_options_that_are_kept_for_later_are_left_alone_as_the_standard_says() -> None:
    newer = bytearray(VALID)
    newer[112] = 0x1F

    assert decode_data(bytes(newer)) == decode_data(VALID)


def test_a_zero_cid_and_a_name_without_end_are_refused() -> None:
    with pytest.raises(WireError, match="CID"):
        decode_data(VALID[:22] + bytes(16) + VALID[38:])
    with pytest.raises(WireError, match="without an end"):
        decode_data(VALID[:44] + b"n" * 64 + VALID[108:])


@pytest.mark.parametrize("size", [0, 1, 125, 126, 300, 637, 639])
def test_a_wrong_length_is_refused(size: int) -> None:
    with pytest.raises(WireError):
        decode_data(VALID.ljust(639, b"\0")[:size])


@given(
    universe=st.integers(1, 63999),
    name=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=15),
    priority=st.integers(0, 200),
    preview=st.booleans(),
    sequence=st.integers(0, 255),
    slots=st.binary(min_size=512, max_size=512),
)
def test_what_was_written_is_read(
    *, universe: int, name: str, priority: int, preview: bool, sequence: int, slots: bytes
) -> None:
    read = decode_data(packet(universe, Source(CID, name, priority, preview), slots, sequence=sequence))

    assert (read.universe, read.source_name, read.priority) == (universe, name, priority)
    assert (read.preview, read.sequence, read.slots) == (preview, sequence, slots)
    assert (read.terminated, read.start_code, read.sync_address) == (False, 0, 0)


@given(st.binary(max_size=PACKET + 10))
def test_any_bytes_raise_nothing_but_a_wire_error(noise: bytes) -> None:
    with pytest.raises(WireError):
        decode_data(noise)


@given(st.lists(st.tuples(st.integers(0, 130), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_mutated_packet_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    mutated = bytearray(VALID)
    for at, value in changes:
        mutated[at] = value

    try:
        read = decode_data(bytes(mutated))
    except WireError:
        return
    assert read.universe in range(1, 64000)
    assert read.priority <= 200
    assert any(read.cid)
