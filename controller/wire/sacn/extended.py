"""Station 15, sACN: E1.31-2018 extended packets, both ways: synchronization (6.3) and universe discovery (6.4, 8).

Takes universe numbers, gives datagrams; reads datagrams strictly. Never counts time.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from controller.wire.error import WireError
from controller.wire.sacn.data import (
    ACN,
    FLAGS,
    FRAMING_AT,
    ROOT_AT,
    UNIVERSES,
    check,
    check_cid,
    name_bytes,
    read_name,
)

SYNC: Final = 49
"""Bytes of a synchronization packet."""
SYNC_SEQUENCE_AT: Final = 44
DISCOVERY_GROUP: Final = "239.255.250.214"
PAGE: Final = 512
"""Universes that one discovery packet lists at most."""

_ROOT: Final = struct.Struct(">HH12sHI16s")
_SYNC: Final = struct.Struct(">HIBHH")  # flags and length, vector, sequence, synchronization address, reserved
_DISCOVERY: Final = struct.Struct(">HI64sI")  # flags and length, vector, source name, reserved
_LIST: Final = struct.Struct(">HIBB")  # flags and length, vector, page, last page
_LIST_AT: Final = FRAMING_AT + _DISCOVERY.size
_NUMBERS_AT: Final = _LIST_AT + _LIST.size
_EXTENDED: Final = 8
_SYNC_VECTOR: Final = 1
_DISCOVERY_VECTOR: Final = 2
_LIST_VECTOR: Final = 1


@dataclass(frozen=True, slots=True)
class SyncPacket:
    """One decoded synchronization packet: show now what waits for ``address``."""

    cid: bytes
    sequence: int
    address: int


@dataclass(frozen=True, slots=True)
class DiscoveryPacket:
    """One decoded page of what a source sends; ``universes`` are sorted, each once."""

    cid: bytes
    source_name: str
    page: int
    last_page: int
    universes: tuple[int, ...]


def sync_packet(cid: bytes, address: int, *, sequence: int) -> bytes:
    """Write a synchronization packet of 49 bytes.

    Args:
        cid: of the source.
        address: 1..63999.
        sequence: 0..255.

    Raises:
        ValueError: an address or CID that cannot be.
    """
    if address not in UNIVERSES:
        raise ValueError(f"sACN synchronization address {address} does not exist; it is 1 to 63999")
    framing = _SYNC.pack(FLAGS | _SYNC.size, _SYNC_VECTOR, sequence, address, 0)
    return _root(cid, SYNC) + framing


def discovery_packets(cid: bytes, name: str, universes: Iterable[int]) -> list[bytes]:
    """Write all pages of what a source sends: sorted, each universe once; one empty page if it sends nothing.

    Args:
        cid: of the source.
        name: of the source, for people.
        universes: 1..63999, in any order.

    Raises:
        ValueError: a universe or CID that cannot be.
    """
    numbers = sorted(set(universes))
    if numbers and (numbers[0] not in UNIVERSES or numbers[-1] not in UNIVERSES):
        raise ValueError(f"sACN universes are 1 to 63999, these are {numbers[0]} to {numbers[-1]}")
    pages = [numbers[at : at + PAGE] for at in range(0, len(numbers), PAGE)] or [[]]
    return [_page(cid, name, page, len(pages) - 1, listed) for page, listed in enumerate(pages)]


def decode_extended(packet: bytes) -> SyncPacket | DiscoveryPacket:
    """Read a synchronization or discovery packet strictly.

    Args:
        packet: one whole datagram.

    Raises:
        WireError: a field differs from what E1.31 asks, or a length lies.
    """
    size = len(packet)
    if size < SYNC:
        raise WireError(f"a sACN extended packet has 49 bytes or more, this one has {size}")
    preamble, postamble, acn, root, vector, cid = _ROOT.unpack_from(packet)
    check(f"preamble {preamble:#06x}", good=(preamble, postamble) == (0x0010, 0), wanted="0x0010, with 0 after it")
    check(f"packet identifier {acn!r}", good=acn == ACN, wanted="ASC-E1.17")
    check(f"root vector {vector:#x}", good=vector == _EXTENDED, wanted="8")
    check("CID zero", good=any(cid), wanted="one that is not zero")
    framing, framing_vector = struct.unpack_from(">HI", packet, FRAMING_AT)
    for layer, word, start in (("root", root, ROOT_AT), ("framing", framing, FRAMING_AT)):
        check(f"{layer} flags and length {word:#06x}", good=word == FLAGS | (size - start), wanted="the true length")
    if framing_vector == _SYNC_VECTOR:
        return _decode_sync(packet, cid)
    check(f"framing vector {framing_vector:#x}", good=framing_vector == _DISCOVERY_VECTOR, wanted="1 or 2")
    return _decode_discovery(packet, cid)


def is_extended(packet: bytes) -> bool:
    """Whether a packet's root vector says that it is one of these; nothing else of it is looked at."""
    return packet[18:22] == _EXTENDED.to_bytes(4)


def _root(cid: bytes, size: int) -> bytes:
    check_cid(cid)
    return _ROOT.pack(0x0010, 0, ACN, FLAGS | (size - ROOT_AT), _EXTENDED, cid)


def _page(cid: bytes, name: str, page: int, last: int, universes: list[int]) -> bytes:
    size = _NUMBERS_AT + 2 * len(universes)
    framing = _DISCOVERY.pack(FLAGS | (size - FRAMING_AT), _DISCOVERY_VECTOR, name_bytes(name), 0)
    head = _LIST.pack(FLAGS | (size - _LIST_AT), _LIST_VECTOR, page, last)
    return _root(cid, size) + framing + head + struct.pack(f">{len(universes)}H", *universes)


def _decode_sync(packet: bytes, cid: bytes) -> SyncPacket:
    check(f"synchronization packet of {len(packet)} bytes", good=len(packet) == SYNC, wanted=f"{SYNC} long")
    _, _, sequence, address, _ = _SYNC.unpack_from(packet, FRAMING_AT)
    check(f"synchronization address {address}", good=address in UNIVERSES, wanted="1 to 63999")
    return SyncPacket(cid, sequence, address)


def _decode_discovery(packet: bytes, cid: bytes) -> DiscoveryPacket:
    size = len(packet)
    count, odd = divmod(size - _NUMBERS_AT, 2)
    check(f"discovery packet of {size} bytes", good=0 <= count <= PAGE and not odd, wanted="120 to 1144, even")
    _, _, name, _ = _DISCOVERY.unpack_from(packet, FRAMING_AT)
    length, vector, page, last = _LIST.unpack_from(packet, _LIST_AT)
    check(f"list flags and length {length:#06x}", good=length == FLAGS | (size - _LIST_AT), wanted="the true length")
    check(f"list vector {vector:#x}", good=vector == _LIST_VECTOR, wanted="1")
    check(f"page {page} of {last}", good=page <= last, wanted="not beyond the last")
    universes = struct.unpack_from(f">{count}H", packet, _NUMBERS_AT)
    rising = all(a < b for a, b in pairwise(universes))
    check("list of universes", good=rising, wanted="sorted, each once")
    return DiscoveryPacket(cid, read_name(name), page, last, universes)
