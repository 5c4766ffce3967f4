"""Station 15, sACN: ANSI E1.31-2018 data packets, both ways, and the multicast groups they go to.

A packet of start code 0 carries levels, one of 0xDD the priority of each slot ("per-address priority", ETC's rule).

Takes rows of slots, gives datagrams of 638 bytes (all 512 slots, always). The packets of a node are one matrix whose
headers are written once. Never counts time and never decides what is due: that is the sender's.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import SLOTS
from controller.wire.error import WireError

PORT: Final = 5568
UNIVERSES: Final = range(1, 64000)
PRIORITIES: Final = range(201)
LONGEST_NAME: Final = 63

SEQUENCE_AT: Final = 111
OPTIONS_AT: Final = 112
SLOTS_AT: Final = 126
PACKET: Final = SLOTS_AT + SLOTS

PREVIEW: Final = 0x80
TERMINATED: Final = 0x40
FORCE_SYNC: Final = 0x20

LEVELS: Final = 0x00
"""The start code of what lamps obey."""
PRIORITIES_OF_SLOTS: Final = 0xDD
"""The start code of priorities slot by slot, 1 to 200; 0 = this source says nothing of the slot."""

ACN: Final = b"ASC-E1.17\x00\x00\x00"
FLAGS: Final = 0x7000
# E1.31 tables 4-1, 6-1, 6-2 and 7-2, read downwards.
_HEADER: Final = struct.Struct(
    ">HH12s H I 16s"  # root: preamble, postamble, ACN id; flags and length, vector, CID
    "H I 64s B H B B H"  # framing: flags and length, vector, name, priority, sync address, sequence, options, universe
    "H B B H H H B"  # DMP: flags and length, vector, address type, first address, increment, count, start code
)
ROOT_AT: Final = 16
FRAMING_AT: Final = 38
_DMP_AT: Final = 115


@dataclass(frozen=True, slots=True)
class Source:
    """Who sends: the same for every universe of a night, and after a restart.

    Attributes:
        cid: 16 bytes, not all zero, for ever the same for this installation.
        name: for people; cut to 63 bytes of UTF-8.
        priority: 0..200, the higher source wins at the receiver.
        preview: True = receivers must not show it on stage.
        sync_address: universe whose synchronization packets tell when to show a frame; 0 = show it at once.
    """

    cid: bytes
    name: str
    priority: int = 100
    preview: bool = False
    sync_address: int = 0


@dataclass(frozen=True, slots=True)
class DataPacket:
    """One decoded data packet; ``slots`` leaves the start code out."""

    cid: bytes
    source_name: str
    priority: int
    sync_address: int
    sequence: int
    preview: bool
    terminated: bool
    force_synchronization: bool
    universe: int
    start_code: int
    slots: bytes


def multicast_group(universe: int) -> str:
    """Give the group address of a universe (E1.31 table 9-10).

    Args:
        universe: 1..63999.

    Raises:
        ValueError: no such universe.
    """
    if universe not in UNIVERSES:
        raise ValueError(f"sACN universe {universe} does not exist; universes are 1 to 63999")
    return f"239.255.{universe >> 8}.{universe & 0xFF}"


def data_packets(
    universes: Sequence[int], source: Source, *, sequence: int, start_code: int = LEVELS
) -> NDArray[np.uint8]:
    """Build the packets of one node, headers complete, slots zero.

    Args:
        universes: numbers 1..63999, one for each row.
        source: who sends.
        sequence: 0..255, written into every packet.
        start_code: ``LEVELS`` or ``PRIORITIES_OF_SLOTS``.

    Returns:
        uint8 [universes, 638], C-contiguous: each row is one datagram. ``SEQUENCE_AT`` and ``OPTIONS_AT`` are columns,
        the slots begin at column ``SLOTS_AT``.

    Raises:
        ValueError: universe, priority, sequence or CID out of range.
    """
    packets = np.zeros((len(universes), PACKET), np.uint8)
    for row, universe in enumerate(universes):
        header = _header_bytes(universe, source, sequence, start_code)
        packets[row, :SLOTS_AT] = np.frombuffer(header, np.uint8)
    return packets


def _header_bytes(universe: int, source: Source, sequence: int, start_code: int) -> bytes:
    """Write the first 126 bytes of a packet with 512 slots."""
    multicast_group(universe)
    if source.priority not in PRIORITIES:
        raise ValueError(f"sACN priority {source.priority} is out of range; priorities are 0 to 200")
    if source.sync_address and source.sync_address not in UNIVERSES:
        raise ValueError(f"sACN synchronization address {source.sync_address} does not exist; it is 1 to 63999, or 0")
    check_cid(source.cid)
    return _HEADER.pack(
        0x0010,
        0x0000,
        ACN,
        FLAGS | (PACKET - ROOT_AT),
        0x00000004,
        source.cid,
        FLAGS | (PACKET - FRAMING_AT),
        0x00000002,
        name_bytes(source.name),
        source.priority,
        source.sync_address,
        sequence,
        (PREVIEW if source.preview else 0) | (FORCE_SYNC if source.sync_address else 0),
        universe,
        FLAGS | (PACKET - _DMP_AT),
        0x02,
        0xA1,
        0x0000,
        0x0001,
        SLOTS + 1,
        start_code,
    )


def check_cid(cid: bytes) -> None:
    """Refuse what cannot name a source.

    Raises:
        ValueError: not 16 bytes, or all zero.
    """
    if len(cid) != 16 or not any(cid):
        raise ValueError(f"a CID is 16 bytes and not all zero, this one is {cid.hex() or 'empty'}")


def name_bytes(name: str) -> bytes:
    """Encode a source name, cut between characters so that at least one zero byte follows."""
    text = name.encode("utf-8", "replace")[:LONGEST_NAME].decode("utf-8", "ignore")
    return text.encode("utf-8")


def decode_data(packet: bytes) -> DataPacket:
    """Read a data packet strictly; of the options those are left alone that E1.31 keeps for later (6.2.6).

    Args:
        packet: one whole datagram.

    Raises:
        WireError: a field differs from what E1.31 asks, or a length lies.
    """
    size = len(packet)
    if not SLOTS_AT <= size <= PACKET:
        raise WireError(f"a sACN data packet has 126 to 638 bytes, this one has {size}")
    fields = _HEADER.unpack_from(packet)
    preamble, postamble, acn, root, root_vector, cid = fields[:6]
    framing, framing_vector, name, priority, sync_address, sequence, options, universe = fields[6:14]
    dmp, dmp_vector, address_type, first, increment, count, start_code = fields[14:]

    check(f"preamble {preamble:#06x}", good=preamble == 0x0010, wanted="0x0010")
    check(f"postamble {postamble:#06x}", good=postamble == 0, wanted="0")
    check(f"packet identifier {acn!r}", good=acn == ACN, wanted="ASC-E1.17")
    check(f"root vector {root_vector:#x}", good=root_vector == 4, wanted="4")
    check("CID zero", good=any(cid), wanted="one that is not zero")
    check(f"framing vector {framing_vector:#x}", good=framing_vector == 2, wanted="2")
    check(f"priority {priority}", good=priority in PRIORITIES, wanted="0 to 200")
    check(f"sync address {sync_address}", good=sync_address < UNIVERSES.stop, wanted="0 to 63999")
    check(f"universe {universe}", good=universe in UNIVERSES, wanted="1 to 63999")
    check(f"DMP vector {dmp_vector:#x}", good=dmp_vector == 2, wanted="2")
    check(f"address type {address_type:#x}", good=address_type == 0xA1, wanted="0xa1")
    check(f"first address {first}", good=first == 0, wanted="0")
    check(f"address increment {increment}", good=increment == 1, wanted="1")
    check(f"property count {count}", good=count == size - SLOTS_AT + 1, wanted=f"{size - SLOTS_AT + 1}")
    for layer, word, start in (("root", root, ROOT_AT), ("framing", framing, FRAMING_AT), ("DMP", dmp, _DMP_AT)):
        check(f"{layer} flags and length {word:#06x}", good=word == FLAGS | (size - start), wanted="the true length")
    return DataPacket(
        cid=cid,
        source_name=read_name(name),
        priority=priority,
        sync_address=sync_address,
        sequence=sequence,
        preview=bool(options & PREVIEW),
        terminated=bool(options & TERMINATED),
        force_synchronization=bool(options & FORCE_SYNC),
        universe=universe,
        start_code=start_code,
        slots=packet[SLOTS_AT:],
    )


def check(what: str, *, good: bool, wanted: str) -> None:
    """Refuse a packet with one sentence about one field."""
    if not good:
        raise WireError(f"sACN {what}: it must be {wanted}")


def read_name(field: bytes) -> str:
    """Read a source name: UTF-8 up to its zero byte."""
    name, zero, _ = field.partition(b"\x00")
    check("source name without an end", good=bool(zero), wanted="ended by a zero byte")
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        raise WireError("sACN source name is not UTF-8") from None
