"""The header of binary frames: its bytes, its round trip, and what it refuses."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.wire.error import WireError
from controller.wire.stream import HEADER, Encoding, StreamFrame

U32 = st.integers(0, 2**32 - 1)


def test_the_header_has_the_bytes_of_the_reference_page() -> None:
    frame = StreamFrame(Encoding.SLOTS, night=3, tick=88, sequence=5, seconds=2.0, payload=b"\x01\x02\x03")

    expected = "4b46 01 01 00000003 00000058 00000005 4000000000000000 00000003 010203"
    assert frame.to_bytes() == bytes.fromhex(expected)
    assert HEADER == 28


@given(
    encoding=st.sampled_from(Encoding),
    numbers=st.tuples(U32, U32, U32),
    seconds=st.floats(allow_nan=False, allow_infinity=False),
    payload=st.binary(max_size=600),
)
def test_what_was_written_is_read(
    encoding: Encoding, numbers: tuple[int, int, int], seconds: float, payload: bytes
) -> None:
    frame = StreamFrame(encoding, *numbers, seconds, payload)

    assert StreamFrame.from_bytes(frame.to_bytes()) == frame


@pytest.mark.parametrize(
    ("broken", "about"),
    [
        (b"", "28 bytes"),
        (b"KF\x01\x01", "28 bytes"),
        (struct.pack(">2sBBIIIdI", b"XX", 1, 1, 0, 0, 0, 0.0, 0), "begins with KF"),
        (struct.pack(">2sBBIIIdI", b"KF", 2, 1, 0, 0, 0, 0.0, 0), "version 2"),
        (struct.pack(">2sBBIIIdI", b"KF", 1, 9, 0, 0, 0, 0.0, 0), "encoding 9"),
        (struct.pack(">2sBBIIIdI", b"KF", 1, 1, 0, 0, 0, float("nan"), 0), "finite"),
        (struct.pack(">2sBBIIIdI", b"KF", 1, 1, 0, 0, 0, 0.0, 4) + b"abc", "4 bytes of payload and brings 3"),
        (struct.pack(">2sBBIIIdI", b"KF", 1, 1, 0, 0, 0, 0.0, 2**32 - 1), "brings 0"),
    ],
)
def test_a_broken_frame_is_refused_with_its_reason(broken: bytes, about: str) -> None:
    with pytest.raises(WireError, match=about):
        StreamFrame.from_bytes(broken)


@given(st.binary(max_size=80))
def test_any_bytes_raise_nothing_but_a_wire_error(noise: bytes) -> None:
    with pytest.raises(WireError):
        StreamFrame.from_bytes(b"kf" + noise)
