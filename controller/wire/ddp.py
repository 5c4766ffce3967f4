"""Station 15, DDP: Distributed Display Protocol version 1, both ways: pixels as a stream of bytes, many a packet.

Takes how long a frame is, gives its packets with their headers written. Never counts time and never decides what is
due: that is the sender's.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.wire.error import WireError

PORT: Final = 4048
PAYLOAD: Final = 1440
"""Bytes of one packet at most: 480 pixels of three bytes, and no packet is cut up on its way."""
SEQUENCES: Final = 15
SEQUENCE_AT: Final = 1
DISPLAY: Final = 1
"""The destination: the receiver's own pixels."""

_HEADER: Final = struct.Struct(">BBBBIH")  # flags, sequence, data type, destination, offset, length
HEADER: Final = _HEADER.size
_TIME_CODE: Final = 4
_VERSION: Final = 0x40
_VERSION_BITS: Final = 0xC0
_TIME: Final = 0x10
_REPLY: Final = 0x04
_QUERY: Final = 0x02
PUSH: Final = 0x01


class Pixels(IntEnum):
    """What the bytes are: type in bits 3 to 5, 8 bits an element in bits 0 to 2 (3)."""

    UNDEFINED = 0x00
    RGB = 0x0B
    RGBW = 0x1B


@dataclass(frozen=True, slots=True)
class DdpPacket:
    """One decoded data packet.

    Attributes:
        sequence: 1..15; 0 = the sender does not count.
        pixels: the data type byte as it came.
        offset: where ``payload`` begins in the frame, bytes.
        push: True = the frame is whole, show it.
    """

    sequence: int
    pixels: int
    destination: int
    offset: int
    payload: bytes
    push: bool


def frame_packets(size: int, pixels: Pixels) -> NDArray[np.uint8]:
    """Build the packets of a frame, headers complete, sequence 0, dark; the last one pushes.

    Args:
        size: bytes of the frame, 1 or more.
        pixels: what they are.

    Returns:
        uint8 [packets, 10 + 1440], C-contiguous. ``SEQUENCE_AT`` is a column, payloads begin at column ``HEADER``; of
        the last row only ``HEADER`` + the rest of the frame are the packet.

    Raises:
        ValueError: there is no frame.
    """
    if size < 1:
        raise ValueError(f"a DDP frame has at least one byte, not {size}")
    count = -(-size // PAYLOAD)
    packets = np.zeros((count, HEADER + PAYLOAD), np.uint8)
    for row in range(count):
        is_last = row == count - 1
        length = size - row * PAYLOAD if is_last else PAYLOAD
        flags = _VERSION | (PUSH if is_last else 0)
        header = _HEADER.pack(flags, 0, pixels, DISPLAY, row * PAYLOAD, length)
        packets[row, :HEADER] = np.frombuffer(header, np.uint8)
    return packets


def decode_data(packet: bytes) -> DdpPacket:
    """Read a data packet strictly.

    Args:
        packet: one whole datagram.

    Raises:
        WireError: a field differs from what DDP asks, a length lies, or it is a query or a reply.
    """
    if len(packet) < HEADER:
        raise WireError(f"a DDP packet has 10 bytes or more, this one has {len(packet)}")
    flags, sequence, pixels, destination, offset, length = _HEADER.unpack_from(packet)
    begin = HEADER + (_TIME_CODE if flags & _TIME else 0)
    _check(f"version bits {flags >> 6}", good=flags & _VERSION_BITS == _VERSION, wanted="1")
    _check(f"flags {flags:#04x}", good=not flags & (_REPLY | _QUERY), wanted="data, neither query nor reply")
    _check(f"sequence {sequence}", good=sequence <= SEQUENCES, wanted="0 to 15")
    _check(f"length {length}", good=length <= PAYLOAD, wanted=f"at most {PAYLOAD}")
    _check(f"length {length}", good=length == len(packet) - begin, wanted=f"the true one, {len(packet) - begin}")
    return DdpPacket(sequence, pixels, destination, offset, packet[begin:], bool(flags & PUSH))


def _check(what: str, *, good: bool, wanted: str) -> None:
    """Refuse a packet with one sentence about one field."""
    if not good:
        raise WireError(f"DDP {what}: it must be {wanted}")
