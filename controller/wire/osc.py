"""Station 15, OSC: Open Sound Control 1.0 and the usual types of 1.1, both ways.

Takes a datagram, gives its messages, or raises ``WireError``; work and depth are bounded before anything is read.
Decoding is our own because python-osc's parser can be stopped for ever by one packet; encoding is python-osc's.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeAlias

from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from controller.wire.error import WireError

LARGEST_PACKET: Final = 65507
LONGEST_ADDRESS: Final = 255
DEEPEST_BUNDLE: Final = 4
MOST_ELEMENTS: Final = 1024
MOST_ARGUMENTS: Final = 1024
NOW: Final = 1
BUNDLE: Final = b"#bundle\x00"
BUNDLE_HEADER: Final = 16
"""Bytes before the first element: how it begins, and its time tag. Each element stands behind its size in 4 bytes."""

_PRINTABLE: Final = bytes(range(0x21, 0x7F))


class Impulse(Enum):
    """The argument ``I``: an event without a value."""

    BANG = "I"


Argument: TypeAlias = int | float | str | bytes | bool | Impulse | None
"""``r`` and ``m`` come as 4 bytes, ``t`` as its 64-bit number, ``c`` as one character. A float may be NaN."""


@dataclass(frozen=True, slots=True)
class OscMessage:
    """One message.

    Attributes:
        address: printable ASCII that begins with ``/``; may be a pattern.
        timetag: when it is meant to act, 64-bit NTP; None = now.
    """

    address: str
    arguments: tuple[Argument, ...]
    timetag: int | None = None


def encode_message(address: str, arguments: Sequence[str | bytes | bool | float | None]) -> bytes:
    """Write one message: ``str`` becomes s, ``bytes`` b, ``bool`` T or F, ``int`` i or h, ``float`` f, None N."""
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(argument)
    return builder.build().dgram


def encode_bundle(messages: Sequence[tuple[str, Sequence[str | bytes | bool | float | None]]]) -> bytes:
    """Write one bundle that acts at once.

    Args:
        messages: address and arguments of each.
    """
    bundle = OscBundleBuilder(IMMEDIATELY)
    for address, arguments in messages:
        message = OscMessageBuilder(address)
        for argument in arguments:
            message.add_arg(argument)
        bundle.add_content(message.build())
    return bundle.build().dgram


def join_bundle(messages: Sequence[bytes]) -> bytes:
    """Join messages that are written already into one bundle that acts at once."""
    elements = (len(message).to_bytes(4, "big") + message for message in messages)
    return BUNDLE + NOW.to_bytes(8, "big") + b"".join(elements)


def decode_packet(packet: bytes) -> tuple[OscMessage, ...]:
    """Read a datagram: one message or a bundle.

    Args:
        packet: one whole datagram, at most 65507 bytes.

    Returns:
        Its messages in order; none for an empty bundle.

    Raises:
        WireError: anything breaks the rules; nothing of such a packet is used.
    """
    if not 0 < len(packet) <= LARGEST_PACKET or len(packet) % 4:
        raise WireError(f"an OSC packet has 4 to {LARGEST_PACKET} bytes in fours, this one has {len(packet)}")
    return tuple(_Reading(packet).element(0, len(packet), depth=0, timetag=None))


class _Reading:
    """One pass over one packet; counts elements over all depths, so that nesting cannot multiply work."""

    def __init__(self, packet: bytes) -> None:
        self._packet = packet
        self._elements = 0

    def element(self, start: int, end: int, *, depth: int, timetag: int | None) -> list[OscMessage]:
        """Read the message or bundle between two offsets, multiples of four."""
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise WireError(f"an OSC packet with more than {MOST_ELEMENTS} elements is refused")
        if self._packet[start : start + 1] == b"#":
            return self._bundle(start, end, depth=depth + 1, outer=timetag)
        return [self._message(start, end, timetag)]

    def _bundle(self, start: int, end: int, *, depth: int, outer: int | None) -> list[OscMessage]:
        if depth > DEEPEST_BUNDLE:
            raise WireError(f"OSC bundles nested deeper than {DEEPEST_BUNDLE} are refused")
        if end - start < BUNDLE_HEADER or not self._packet.startswith(BUNDLE, start):
            raise WireError("an OSC bundle begins with #bundle and a time tag")
        timetag = _read_u64(self._packet, start + len(BUNDLE))
        if outer is not None and timetag < outer:
            raise WireError("the time tag of an inner OSC bundle lies before that of the outer")
        messages: list[OscMessage] = []
        at = start + BUNDLE_HEADER
        while at < end:
            size = _read_i32(self._packet, at, end)
            at += 4
            if size <= 0 or size % 4 or size > end - at:
                raise WireError(f"an OSC bundle element of {size} bytes; {end - at} are left, in fours")
            messages += self.element(at, at + size, depth=depth, timetag=timetag)
            at += size
        return messages

    def _message(self, start: int, end: int, timetag: int | None) -> OscMessage:
        address, at = _read_string(self._packet, start, end)
        if not address.startswith(b"/") or len(address) > LONGEST_ADDRESS:
            raise WireError(f"an OSC address begins with / and has at most {LONGEST_ADDRESS} characters")
        if address.translate(None, _PRINTABLE):
            raise WireError("an OSC address is printable ASCII without spaces")
        tags, at = _read_string(self._packet, at, end)
        if not tags.startswith(b","):
            raise WireError("an OSC message has type tags that begin with a comma")
        if len(tags) > MOST_ARGUMENTS + 1:
            raise WireError(f"an OSC message with more than {MOST_ARGUMENTS} arguments is refused")
        arguments: list[Argument] = []
        for tag in tags[1:].decode("latin-1"):
            read = _READERS.get(tag)
            if read is None:
                raise WireError(f"OSC type tag {tag!r} is not known; known are {' '.join(_READERS)}")
            argument, at = read(self._packet, at, end)
            arguments.append(argument)
        if at != end:
            raise WireError(f"an OSC message has {end - at} bytes after its last argument")
        when = None if timetag is None or timetag == NOW else timetag
        return OscMessage(address.decode("ascii"), tuple(arguments), when)


def _read_string(packet: bytes, at: int, end: int) -> tuple[bytes, int]:
    """Read a string ended and filled up with zero bytes to a multiple of four; give it and the offset after it."""
    stop = packet.find(b"\x00", at, end)
    if stop < 0:
        raise WireError("an OSC string has no end")
    following = stop + 4 - stop % 4
    if following > end or any(packet[stop:following]):
        raise WireError("an OSC string is filled up with zero bytes to a multiple of four")
    return packet[at:stop], following


def _read_text(packet: bytes, at: int, end: int) -> tuple[str, int]:
    text, at = _read_string(packet, at, end)
    try:
        return text.decode("utf-8"), at
    except UnicodeDecodeError:
        raise WireError("an OSC string argument is not UTF-8") from None


def _read_blob(packet: bytes, at: int, end: int) -> tuple[bytes, int]:
    size = _read_i32(packet, at, end)
    at += 4
    following = at + size + -size % 4
    if size < 0 or following > end:
        raise WireError(f"an OSC blob of {size} bytes; {max(0, end - at)} are left")
    if any(packet[at + size : following]):
        raise WireError("an OSC blob is filled up with zero bytes to a multiple of four")
    return packet[at : at + size], following


def _read_character(packet: bytes, at: int, end: int) -> tuple[str, int]:
    value = _read_i32(packet, at, end)
    if not 0x20 <= value < 0x7F:
        raise WireError(f"an OSC character is printable ASCII, this one is {value}")
    return chr(value), at + 4


def _read_i32(packet: bytes, at: int, end: int) -> int:
    if at + 4 > end:
        raise WireError("an OSC packet ends in the middle of a value")
    return int.from_bytes(packet[at : at + 4], signed=True)


def _read_u64(packet: bytes, at: int) -> int:
    return int.from_bytes(packet[at : at + 8])


Reader: TypeAlias = Callable[[bytes, int, int], tuple[Argument, int]]


def _fixed(layout: str) -> Reader:
    """Give the reader of a value of fixed size."""
    form = struct.Struct(layout)

    def read(packet: bytes, at: int, end: int) -> tuple[Argument, int]:
        if at + form.size > end:
            raise WireError("an OSC packet ends in the middle of a value")
        value: Argument = form.unpack_from(packet, at)[0]
        return value, at + form.size

    return read


def _constant(*, value: Argument) -> Reader:
    """Give the reader of a type that has no bytes."""

    def read(packet: bytes, at: int, end: int) -> tuple[Argument, int]:  # noqa: ARG001  every reader has one form
        return value, at

    return read


_READERS: Final[Mapping[str, Reader]] = {
    "i": _fixed(">i"),
    "f": _fixed(">f"),
    "s": _read_text,
    "b": _read_blob,
    "T": _constant(value=True),
    "F": _constant(value=False),
    "N": _constant(value=None),
    "I": _constant(value=Impulse.BANG),
    "h": _fixed(">q"),
    "d": _fixed(">d"),
    "t": _fixed(">Q"),
    "r": _fixed("4s"),
    "m": _fixed("4s"),
    "c": _read_character,
}
