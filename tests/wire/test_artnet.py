"""Art-Net: equal to the bytes of other programs, strict about what comes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.wire.artnet import (
    PACKET,
    REPLY,
    SEQUENCE_AT,
    SLOTS_AT,
    Opcode,
    Poll,
    PollReply,
    decode_dmx,
    decode_poll,
    decode_poll_reply,
    dmx_packets,
    opcode_of,
    poll_packet,
    poll_reply_packet,
    sync_packet,
)
from controller.wire.error import WireError

CAPTURES = Path(__file__).parents[1] / "captures"
MAC = bytes.fromhex("02aabbccddee")
ABOUT = PollReply("127.0.1.2", 1, 2, "stage", "Washes", "#0001 [0000] fine", b"\x80\x80", b"\x03\x04", MAC, 1)


def capture(name: str) -> bytes:
    return (CAPTURES / f"{name}.bin").read_bytes()


def packet(universe: int, slots: bytes, *, sequence: int = 1) -> bytes:
    packets = dmx_packets([universe], slots=len(slots))
    packets[0, SEQUENCE_AT] = sequence
    packets[0, SLOTS_AT:] = list(slots)
    datagram: bytes = packets[0].tobytes()
    return datagram


VALID, REPLIED = packet(258, bytes(512)), poll_reply_packet(ABOUT)


def test_our_data_equals_that_of_another_program_byte_for_byte() -> None:
    theirs = capture("artnet_dmx")

    assert packet(258, bytes(i % 256 for i in range(512)), sequence=theirs[SEQUENCE_AT]) == theirs


def test_the_highest_port_address_and_a_short_universe_equal_another_program() -> None:
    assert packet(127 << 8 | 15 << 4 | 14, bytes(range(200, 220)), sequence=255) == capture("artnet_dmx_short")


def test_sync_and_poll_equal_those_of_other_programs() -> None:
    assert sync_packet() == capture("artnet_sync")
    assert poll_packet(Poll(flags=2, priority=16)) == capture("artnet_poll")


def test_data_of_another_program_is_read() -> None:
    read = decode_dmx(capture("artnet_dmx_short"))

    assert (read.universe, read.sequence, read.physical) == (32766, 255, 0)
    assert read.slots == bytes(range(200, 220))


def test_the_reply_of_another_program_is_read() -> None:
    read = decode_poll_reply(capture("artnet_poll_reply"))

    assert (read.address, read.net, read.subnet, read.bind_index) == ("127.0.1.2", 1, 2, 1)
    assert (read.short_name, read.long_name) == ("Kintsugi node", "Kintsugi node (aioartnet)")
    assert read.report == "#0001 [0001] Debug OK"
    assert (read.mac, read.universes) == (bytes([1, 0o22, 0o33, 0o44, 0o55, 0o66]), (1 << 8 | 2 << 4 | 3,))


def test_a_poll_is_read_whatever_newer_versions_append() -> None:
    assert decode_poll(capture("artnet_poll")) == Poll(2, 16)
    assert decode_poll(capture("artnet_poll") + bytes(8)) == Poll(2, 16)


def targeted(lowest: int, highest: int, flags: int = 0x22) -> bytes:
    return poll_packet(Poll(flags, 0)) + highest.to_bytes(2, "big") + lowest.to_bytes(2, "big")


def test_a_targeted_poll_is_for_who_has_a_port_address_from_its_bottom_to_its_top() -> None:
    poll = decode_poll(targeted(16, 300) + bytes(4))

    assert poll == Poll(0x22, 0, (16, 300))
    assert [poll.is_for([universe]) for universe in (15, 16, 300, 301)] == [False, True, True, False]
    assert poll.is_for([0, 17, 32767])
    assert not poll.is_for([])
    assert not decode_poll(targeted(300, 16)).is_for(range(1 << 15))


def test_a_poll_without_the_flag_or_without_the_fields_is_for_everybody() -> None:
    for packet_ in (targeted(16, 300, flags=2), poll_packet(Poll(0x22, 0)), targeted(16, 300)[:17]):
        assert decode_poll(packet_).is_for([])


def test_a_node_of_many_universes_differs_only_in_its_numbers() -> None:
    packets = dmx_packets([0, 1, 32767])

    assert [decode_dmx(row.tobytes()).universe for row in packets] == [0, 1, 32767]
    assert packets.shape == (3, PACKET)
    assert packets.flags.c_contiguous


@pytest.mark.parametrize("universe", [-1, 32768])
def test_a_universe_that_does_not_exist_is_refused(universe: int) -> None:
    with pytest.raises(ValueError, match="0 to 32767"):
        dmx_packets([universe])


@pytest.mark.parametrize("slots", [0, 1, 3, 511, 513, 514])
def test_a_length_that_is_odd_or_out_of_range_is_refused(slots: int) -> None:
    with pytest.raises(ValueError, match="even"):
        dmx_packets([1], slots=slots)


@pytest.mark.parametrize(
    ("at", "value", "about"),
    [
        (0, 0x42, "not Art-Net"),
        (8, 1, "opcode"),
        (9, 0x21, "opcode"),
        (11, 13, "version 13"),
        (15, 128, "net 128"),
        (16, 1, "length"),
        (17, 2, "length"),
    ],
)
def test_each_broken_field_of_data_is_refused_with_its_name(at: int, value: int, about: str) -> None:
    broken = bytearray(VALID)
    broken[at] = value

    with pytest.raises(WireError, match=about):
        decode_dmx(bytes(broken))


@pytest.mark.parametrize("size", [0, 7, 9, 17, 18, 19, 21, 529, 531])
def test_data_of_a_wrong_length_is_refused(size: int) -> None:
    with pytest.raises(WireError):
        decode_dmx(VALID.ljust(531, b"\0")[:size])


@pytest.mark.parametrize(
    ("at", "value", "about"),
    [
        (7, 1, "not Art-Net"),
        (9, 0x50, "opcode"),
        (14, 0x37, "port 6455"),
        (18, 128, "net 128"),
        (19, 16, "sub-net 16"),
        (172, 1, "ports"),
        (173, 5, "ports 5"),
    ],
)
def test_each_broken_field_of_a_reply_is_refused_with_its_name(at: int, value: int, about: str) -> None:
    broken = bytearray(REPLIED)
    broken[at] = value

    with pytest.raises(WireError, match=about):
        decode_poll_reply(bytes(broken))


@pytest.mark.parametrize(("at", "size", "about"), [(26, 18, "short name"), (44, 64, "long name"), (108, 64, "report")])
def test_a_name_without_an_end_is_refused(at: int, size: int, about: str) -> None:
    with pytest.raises(WireError, match=about):
        decode_poll_reply(REPLIED[:at] + b"n" * size + REPLIED[at + size :])


@pytest.mark.parametrize("size", [0, 10, 206, 1473])
def test_a_reply_too_short_or_too_long_is_refused(size: int) -> None:
    with pytest.raises(WireError):
        decode_poll_reply(REPLIED.ljust(1473, b"\0")[:size])


def test_old_and_newer_replies_are_read_alike() -> None:
    assert len(REPLIED) == REPLY
    assert decode_poll_reply(REPLIED[:207]).bind_index == 0
    assert decode_poll_reply(REPLIED + bytes(100)) == ABOUT


def test_a_name_cannot_carry_control_characters_to_a_screen() -> None:
    hostile = REPLIED[:26] + b"\x1b[2J\xff\n<b>".ljust(18, b"\0") + REPLIED[44:]

    assert decode_poll_reply(hostile).short_name == "?[2J??<b>"


def test_a_packet_says_what_it_is() -> None:
    assert [opcode_of(each) for each in (VALID, REPLIED, sync_packet())] == [
        Opcode.DMX,
        Opcode.POLL_REPLY,
        Opcode.SYNC,
    ]
    with pytest.raises(WireError, match="not Art-Net"):
        opcode_of(b"Art-Net\x00\x00")


def test_a_reply_that_does_not_fit_is_not_written() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        poll_reply_packet(PollReply("127.0.1.2", 128, 0, "", "", "", b"", b"", MAC, 1))


@given(
    universe=st.integers(0, 32767),
    sequence=st.integers(0, 255),
    slots=st.binary(min_size=2, max_size=512).map(lambda raw: raw[: len(raw) // 2 * 2]),
)
def test_what_was_written_is_read(universe: int, sequence: int, slots: bytes) -> None:
    read = decode_dmx(packet(universe, slots, sequence=sequence))

    assert (read.universe, read.sequence, read.slots) == (universe, sequence, slots)


@given(
    address=st.ip_addresses(v=4).map(str),
    net=st.integers(0, 127),
    subnet=st.integers(0, 15),
    name=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=17),
    outputs=st.binary(max_size=4),
    bind_index=st.integers(0, 255),
)
def test_a_reply_that_was_written_is_read(
    *, address: str, net: int, subnet: int, name: str, outputs: bytes, bind_index: int
) -> None:
    about = PollReply(address, net, subnet, name, name, name, bytes(len(outputs)), outputs, MAC, bind_index)

    assert decode_poll_reply(poll_reply_packet(about)) == about


@given(st.one_of(st.binary(max_size=600), st.binary(max_size=600).map(lambda raw: b"Art-Net\x00" + raw)))
def test_any_bytes_raise_nothing_but_a_wire_error(noise: bytes) -> None:
    for decode in (decode_poll_reply, decode_dmx, decode_poll, opcode_of):
        try:
            decode(noise)
        except WireError:
            continue


@given(st.lists(st.tuples(st.integers(0, 238), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_mutated_reply_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    mutated = bytearray(REPLIED)
    for at, value in changes:
        mutated[at] = value

    try:
        read = decode_poll_reply(bytes(mutated))
    except WireError:
        return
    assert all(universe in range(32768) for universe in read.universes)
    assert (read.short_name + read.long_name + read.report).isprintable()
