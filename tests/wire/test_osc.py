"""OSC against other programs' packets, and against packets made to stop or crash a parser."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.wire.error import WireError
from controller.wire.osc import (
    LARGEST_PACKET,
    Impulse,
    OscMessage,
    decode_packet,
    encode_bundle,
    encode_message,
)

CAPTURES = Path(__file__).parents[1] / "captures"
NAMES = ["osc_pythonosc_rgb", "osc_pythonosc_bundle", "osc_liblo_press", "osc_liblo_types"]
PRESS = encode_message("/go", [])


def capture(name: str) -> bytes:
    return (CAPTURES / f"{name}.bin").read_bytes()


def string(text: bytes) -> bytes:
    return text + b"\0" * (4 - len(text) % 4)


def bundle(*elements: bytes, timetag: int = 1) -> bytes:
    inside = b"".join(struct.pack(">i", len(element)) + element for element in elements)
    return b"#bundle\0" + struct.pack(">Q", timetag) + inside


def test_messages_of_python_osc_are_read() -> None:
    assert decode_packet(capture("osc_pythonosc_rgb")) == (
        OscMessage("/kintsugi/fixture/reed-1/rgb", (1.0, 0.5, 0.25)),
    )


def test_bundles_of_python_osc_are_read_in_order() -> None:
    assert decode_packet(capture("osc_pythonosc_bundle")) == (
        OscMessage("/kintsugi/fixture/reed-1/rgb", (1.0, 0.5, 0.25)),
        OscMessage("/kintsugi/fixture/reed-2/rgb", (bytes(range(9)),)),
        OscMessage("/kintsugi/cue/2.5/go", ()),
    )


def test_messages_of_liblo_are_read() -> None:
    (press,) = decode_packet(capture("osc_liblo_press"))
    (types,) = decode_packet(capture("osc_liblo_types"))

    assert press == OscMessage("/kintsugi/cue/2.5/go", ())
    assert types.arguments[:5] == (-7, 0.5, "Bühne", True, False)
    assert types.arguments[5:10] == (None, Impulse.BANG, 9000000000, 0.125, "k")
    assert types.arguments[10] == bytes.fromhex("00000090")


def test_what_we_write_equals_python_osc_on_the_wire() -> None:
    assert encode_message("/kintsugi/fixture/reed-1/rgb", [1.0, 0.5, 0.25]) == capture("osc_pythonosc_rgb")


def test_time_tags_are_kept_and_now_is_none() -> None:
    later = 0xE000_0000_0000_0000

    assert decode_packet(bundle(PRESS, timetag=later))[0].timetag == later
    assert decode_packet(bundle(PRESS))[0].timetag is None
    assert decode_packet(PRESS)[0].timetag is None


def test_rgba_and_time_arguments_are_read() -> None:
    packet = string(b"/x") + string(b",rt") + b"\x01\x02\x03\x04" + struct.pack(">Q", 77)

    assert decode_packet(packet)[0].arguments == (b"\x01\x02\x03\x04", 77)


def test_an_empty_bundle_says_nothing() -> None:
    assert decode_packet(bundle()) == ()


def test_the_packet_that_stops_python_osc_for_ever_is_refused() -> None:
    with pytest.raises(WireError, match="-4 bytes"):
        decode_packet(b"#bundle\0" + struct.pack(">Qi", 1, -4))


@pytest.mark.parametrize(
    ("packet", "about"),
    [
        (b"", "in fours"),
        (b"/go", "in fours"),
        (bytes(LARGEST_PACKET + 1), "65507"),
        (string(b"go") + string(b","), "begins with /"),
        (b"/go!", "no end"),
        (b"/go\0", "no end"),
        (b"/g\0x" + string(b","), "zero bytes"),
        (string(b"/g o") + string(b","), "without spaces"),
        (string("/gö".encode()) + string(b","), "printable ASCII"),
        (string(b"/" + b"x" * 255) + string(b","), "at most 255"),
        (string(b"/go") + string(b"i") + bytes(4), "comma"),
        (string(b"/go") + string(b",i"), "in the middle"),
        (string(b"/go") + string(b",d") + bytes(4), "in the middle"),
        (string(b"/go") + string(b",T") + bytes(4), "4 bytes after"),
        (string(b"/go") + string(b",x") + bytes(4), "'x' is not known"),
        (string(b"/go") + string(b",[i]") + bytes(4), "is not known"),
        (string(b"/go") + string(b",\xff") + bytes(4), "is not known"),
        (string(b"/go") + string(b",s") + b"\xff\xfe\0\0", "not UTF-8"),
        (string(b"/go") + string(b",s") + b"abcd", "no end"),
        (string(b"/go") + string(b",c") + struct.pack(">i", 500), "printable ASCII"),
        (string(b"/go") + string(b",b") + struct.pack(">i", -1), "blob of -1"),
        (string(b"/go") + string(b",b") + struct.pack(">i", 2**31 - 1), "blob of 2147483647"),
        (string(b"/go") + string(b",b") + struct.pack(">i", 1) + b"\x01\x01\0\0", "zero bytes"),
        (string(b"/go") + string(b"," + b"T" * 1025), "1024 arguments"),
        (b"#bundle\0", "time tag"),
        (b"#bungle\0" + bytes(8), "#bundle"),
        (bundle(PRESS)[:-4] + b"\0\0\0\0", "comma"),
        (bundle() + struct.pack(">i", 0), "0 bytes"),
        (bundle() + struct.pack(">i", 6) + bytes(8), "6 bytes"),
        (bundle() + struct.pack(">i", 64) + bytes(8), "64 bytes"),
        (bundle(bundle(bundle(bundle(bundle(PRESS))))), "deeper than 4"),
        (bundle(bundle(PRESS, timetag=5), timetag=6), "before that of the outer"),
        (bundle(*[bundle()] * 1024), "1024 elements"),
    ],
)
def test_each_broken_packet_is_refused_with_its_reason(packet: bytes, about: str) -> None:
    with pytest.raises(WireError, match=about):
        decode_packet(packet)


def test_four_levels_of_bundles_are_read() -> None:
    assert len(decode_packet(bundle(bundle(bundle(bundle(PRESS)))))) == 1


FLOATS = st.floats(width=32, allow_nan=False)
INTEGERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ARGUMENTS = st.lists(
    st.one_of(FLOATS, INTEGERS, TEXTS, st.binary(min_size=1, max_size=20), st.booleans(), st.none()), max_size=6
)
ADDRESSES = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=40).map(lambda tail: f"/{tail}")


@given(st.lists(st.tuples(ADDRESSES, ARGUMENTS), max_size=4))
def test_what_was_written_is_read(messages: list[tuple[str, list[str | bytes | bool | float | None]]]) -> None:
    expected = tuple(OscMessage(address, tuple(arguments)) for address, arguments in messages)

    assert decode_packet(encode_bundle(messages)) == expected


@given(st.binary(max_size=200), st.sampled_from([b"", b"#bundle\0", string(b"/x") + b",", b"/"]))
def test_any_bytes_raise_nothing_but_a_wire_error(noise: bytes, head: bytes) -> None:
    try:
        messages = decode_packet(head + noise)
    except WireError:
        return
    assert all(message.address.startswith("/") for message in messages)


@given(
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=6),
    st.integers(0, 200),
)
def test_mutated_packets_raise_nothing_but_a_wire_error(name: str, changes: list[tuple[int, int]], size: int) -> None:
    mutated = bytearray(capture(name)[: size - size % 4 or None])
    for at, value in changes:
        mutated[at % len(mutated)] = value

    try:
        messages = decode_packet(bytes(mutated))
    except WireError:
        return
    assert all(message.address.isascii() for message in messages)


def test_the_largest_hostile_packets_are_judged_with_bounded_work() -> None:
    """Every element costs at most one look at its own bytes: 65,504 bytes of smallest elements stop at the limit."""
    smallest = struct.pack(">i", 4) + b"/\0\0\0"
    packet = b"#bundle\0" + struct.pack(">Q", 1) + smallest * ((LARGEST_PACKET - 16) // len(smallest))

    with pytest.raises(WireError):
        decode_packet(packet)
    with pytest.raises(WireError, match="1024 arguments"):
        decode_packet(string(b"/x") + string(b"," + b"s" * 65000))
