"""Station 15, Art-Net: Art-Net 4 (protocol version 14) data, sync and polls, both ways, and what nodes reply.

Takes rows of slots, gives datagrams; reads replies strictly. The data packets of a node are one matrix whose headers
are written once. Never counts time and never decides what is due: that is the sender's.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Address
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import SLOTS
from controller.wire.error import WireError

PORT: Final = 6454
VERSION: Final = 14
UNIVERSES: Final = range(1 << 15)
"""Port-addresses: seven bits of net, four of sub-net, four of universe."""

SEQUENCE_AT: Final = 12
SLOTS_AT: Final = 18
PACKET: Final = SLOTS_AT + SLOTS

REPLY: Final = 239
"""Bytes of a whole ArtPollReply."""
_REPLY_LEAST: Final = 207
_REPLY_MOST: Final = 1472

ID: Final = b"Art-Net\x00"
_HEAD: Final = struct.Struct("<8sH")  # id, opcode: the only number with its low byte first
_DMX: Final = struct.Struct(">HBBBBH")  # version, sequence, physical, sub-net and universe, net, length
_SHORT: Final = struct.Struct(">HBB")  # version; ArtPoll: flags, priority; ArtSync: two spare bytes
_TARGETS: Final = struct.Struct(">HH")  # ArtPoll: the top of the port-addresses it is about, the bottom
_TARGETS_AT: Final = _HEAD.size + _SHORT.size
_TARGETED: Final = 0x20
_TIME: Final = struct.Struct(">H7B")  # version, two fillers, frames, seconds, minutes, hours, type
_REPLY: Final = struct.Struct(
    ">4s2sH"  # address, port with its low byte first, firmware
    "BBHBB2s"  # net, sub-net, OEM, UBEA, status 1, ESTA code
    "18s64s64s"  # short name, long name, report
    "H4s4s4s4s4s"  # ports, types, inputs, outputs, universes of inputs, universes of outputs
    "6xB6s"  # priority, macro, remote, spare; style, MAC
)
_REPLY_TAIL: Final = struct.Struct(">4sBB26x")  # bind address, bind index, status 2, what came later
_OUTPUT: Final = 0x80
SINCE_3: Final = 0x08
_RATES: Final = (24.0, 25.0, 29.97, 30.0)


class Opcode(IntEnum):
    """What a packet is. All others are no business of ours."""

    POLL = 0x2000
    POLL_REPLY = 0x2100
    DMX = 0x5000
    SYNC = 0x5200
    TIME_CODE = 0x9700


CONFIGURING: Final[Mapping[int, str]] = MappingProxyType(
    {
        0x6000: "ArtAddress",
        0x7000: "ArtInput",
        0x8200: "ArtTodControl",
        0xF000: "ArtVideoSetup",
        0xF200: "ArtFirmwareMaster",
        0xF800: "ArtIpProg",
    }
)
"""Packets that would change how a node is set up."""


@dataclass(frozen=True, slots=True)
class DmxPacket:
    """One decoded ArtDmx; ``universe`` is the port-address 0..32767, ``sequence`` 0 = not counted."""

    sequence: int
    physical: int
    universe: int
    slots: bytes


@dataclass(frozen=True, slots=True)
class TimeCode:
    """One ArtTimeCode.

    Attributes:
        rate: 24, 25, 29.97 (drop frame) or 30 frames a second.
    """

    hours: int
    minutes: int
    seconds: int
    frames: int
    rate: float


@dataclass(frozen=True, slots=True)
class Poll:
    """One ArtPoll.

    Attributes:
        flags: bit 5 = only who takes a universe of ``asks_for`` is to answer.
        priority: of diagnostics.
        asks_for: the lowest and the highest port-address that it is about; None = it is about all.
    """

    flags: int
    priority: int
    asks_for: tuple[int, int] | None = None

    def is_for(self, universes: Iterable[int]) -> bool:
        """Whether a node of these port-addresses is to answer."""
        if self.asks_for is None:
            return True
        lowest, highest = self.asks_for
        return any(lowest <= universe <= highest for universe in universes)


@dataclass(frozen=True, slots=True)
class PollReply:
    """What a node says of itself; one with many ports sends several, told apart by ``bind_index``.

    Attributes:
        address: the node's own, in digits.
        net: 0..127, of all its ports.
        subnet: 0..15, of all its ports.
        short_name: at most 17 characters of ASCII.
        long_name: at most 63.
        report: at most 63, for people.
        port_types: 0 to 4 ports; bit 7 = it gives DMX out.
        outputs: universe 0..15 of each port, as many as ``port_types``.
        mac: 6 bytes, all zero = not said.
        bind_index: 1 = the first of a node, 0 = the only one.
        style: what kind of thing it is: 0 a node, 1 a controller.
        status: what it can do; bit 3 = port-addresses of 15 bits, as since Art-Net 3. 0 = not said.
    """

    address: str
    net: int
    subnet: int
    short_name: str
    long_name: str
    report: str
    port_types: bytes
    outputs: bytes
    mac: bytes
    bind_index: int
    style: int = 0
    status: int = SINCE_3

    @property
    def can_sync(self) -> bool:
        """Whether it is new enough to know ArtSync."""
        return bool(self.status & SINCE_3)

    @property
    def universes(self) -> tuple[int, ...]:
        """The port-addresses that leave the node as DMX."""
        base = self.net << 8 | self.subnet << 4
        return tuple(base | u & 0x0F for kind, u in zip(self.port_types, self.outputs, strict=True) if kind & _OUTPUT)


def dmx_packets(universes: Sequence[int], *, slots: int = SLOTS) -> NDArray[np.uint8]:
    """Build the packets of one node, headers complete, sequence 0, slots dark.

    Args:
        universes: port-addresses 0..32767, one for each row.
        slots: how many each packet carries: even, 2 to 512.

    Returns:
        uint8 [universes, 18 + slots], C-contiguous: each row is one datagram. ``SEQUENCE_AT`` is a column, the slots
        begin at column ``SLOTS_AT``.

    Raises:
        ValueError: a universe or the number of slots is out of range.
    """
    if slots not in range(2, SLOTS + 1, 2):
        raise ValueError(f"an ArtDmx packet cannot carry {slots} slots; it takes an even number, 2 to {SLOTS}")
    packets = np.zeros((len(universes), SLOTS_AT + slots), np.uint8)
    for row, universe in enumerate(universes):
        if universe not in UNIVERSES:
            raise ValueError(f"Art-Net universe {universe} does not exist; universes are 0 to {UNIVERSES.stop - 1}")
        header = _HEAD.pack(ID, Opcode.DMX) + _DMX.pack(VERSION, 0, 0, universe & 0xFF, universe >> 8, slots)
        packets[row, :SLOTS_AT] = np.frombuffer(header, np.uint8)
    return packets


def sync_packet() -> bytes:
    """Write an ArtSync: 14 bytes, both spare bytes zero."""
    return _HEAD.pack(ID, Opcode.SYNC) + _SHORT.pack(VERSION, 0, 0)


def poll_packet(poll: Poll) -> bytes:
    """Write an ArtPoll of 14 bytes, to all: every node takes this length, some take no other."""
    return _HEAD.pack(ID, Opcode.POLL) + _SHORT.pack(VERSION, poll.flags, poll.priority)


def opcode_of(packet: bytes) -> int:
    """Say what a packet is.

    Raises:
        WireError: it is not Art-Net.
    """
    if len(packet) < _HEAD.size or not packet.startswith(ID):
        raise WireError(f"not Art-Net: {len(packet)} bytes that do not begin with Art-Net")
    return int(_HEAD.unpack_from(packet)[1])


def decode_dmx(packet: bytes) -> DmxPacket:
    """Read an ArtDmx strictly.

    Raises:
        WireError: a field differs from what Art-Net 4 asks, or the length lies.
    """
    _check_opcode(packet, Opcode.DMX, SLOTS_AT + 2)
    version, sequence, physical, low, net, length = _DMX.unpack_from(packet, _HEAD.size)
    _check_version(version)
    _check(f"net {net}", good=net <= 127, wanted="0 to 127")
    _check(f"length {length}", good=length in range(2, SLOTS + 1, 2), wanted=f"even, 2 to {SLOTS}")
    _check(f"length {length}", good=length == len(packet) - SLOTS_AT, wanted=f"the true one, {len(packet) - SLOTS_AT}")
    return DmxPacket(sequence, physical, net << 8 | low, packet[SLOTS_AT:])


def decode_poll(packet: bytes) -> Poll:
    """Read an ArtPoll. Old ones end after 14 bytes and are about all port-addresses, whatever their flags say.

    Raises:
        WireError: it is none.
    """
    _check_opcode(packet, Opcode.POLL, 14)
    version, flags, priority = _SHORT.unpack_from(packet, _HEAD.size)
    _check_version(version)
    if not flags & _TARGETED or len(packet) < _TARGETS_AT + _TARGETS.size:
        return Poll(flags, priority)
    highest, lowest = _TARGETS.unpack_from(packet, _TARGETS_AT)
    return Poll(flags, priority, (lowest, highest))


def poll_reply_packet(reply: PollReply) -> bytes:
    """Write an ArtPollReply of 239 bytes.

    Raises:
        ValueError: a field does not fit.
    """
    ports = len(reply.port_types)
    if ports > 4 or len(reply.outputs) != ports or len(reply.mac) != 6 or reply.net > 127 or reply.subnet > 15:
        raise ValueError(f"this reply cannot be written: {reply}")
    address = IPv4Address(reply.address).packed
    head = _REPLY.pack(
        address,
        PORT.to_bytes(2, "little"),
        0,
        reply.net,
        reply.subnet,
        0xFFFF,
        0,
        0,
        b"",
        _name_bytes(reply.short_name, 18),
        _name_bytes(reply.long_name, 64),
        _name_bytes(reply.report, 64),
        ports,
        reply.port_types,
        b"",
        bytes(_OUTPUT if kind & _OUTPUT else 0 for kind in reply.port_types),
        b"",
        reply.outputs,
        reply.style,
        reply.mac,
    )
    return _HEAD.pack(ID, Opcode.POLL_REPLY) + head + _REPLY_TAIL.pack(address, reply.bind_index, reply.status)


def decode_poll_reply(packet: bytes) -> PollReply:
    """Read an ArtPollReply strictly. Old nodes leave out what stands behind their MAC.

    Args:
        packet: one whole datagram.

    Raises:
        WireError: a field differs from what Art-Net 4 asks, or the packet is too short or too long.
    """
    _check_opcode(packet, Opcode.POLL_REPLY, _REPLY_LEAST)
    _check(f"reply of {len(packet)} bytes", good=len(packet) <= _REPLY_MOST, wanted=f"at most {_REPLY_MOST}")
    fields = _REPLY.unpack_from(packet, _HEAD.size)
    address, port, _, net, subnet = fields[:5]
    short_name, long_name, report, ports, types, _, _, _, outputs, style, mac = fields[9:]
    _check(f"reply port {int.from_bytes(port, 'little')}", good=port == PORT.to_bytes(2, "little"), wanted=f"{PORT}")
    _check(f"net {net}", good=net <= 127, wanted="0 to 127")
    _check(f"sub-net {subnet}", good=subnet <= 15, wanted="0 to 15")
    _check(f"number of ports {ports}", good=ports <= 4, wanted="0 to 4")
    return PollReply(
        address=str(IPv4Address(address)),
        net=net,
        subnet=subnet,
        short_name=_read_name(short_name, "short name"),
        long_name=_read_name(long_name, "long name"),
        report=_read_name(report, "report"),
        port_types=types[:ports],
        outputs=outputs[:ports],
        mac=mac,
        bind_index=packet[211] if len(packet) > 211 else 0,
        style=style,
        status=packet[212] if len(packet) > 212 else 0,
    )


def decode_time_code(packet: bytes) -> TimeCode:
    """Read an ArtTimeCode strictly.

    Raises:
        WireError: it is none, or tells a time that is not.
    """
    _check_opcode(packet, Opcode.TIME_CODE, 19)
    version, _, _, frames, seconds, minutes, hours, kind = _TIME.unpack_from(packet, _HEAD.size)
    _check_version(version)
    _check(f"time code type {kind}", good=kind < len(_RATES), wanted="0 to 3")
    _check(f"time code {hours}:{minutes}:{seconds}", good=max(minutes, seconds) < 60 and hours < 24, wanted="a time")
    _check(f"time code frame {frames}", good=frames < _RATES[kind], wanted="below the frame rate")
    return TimeCode(hours, minutes, seconds, frames, _RATES[kind])


def _check_opcode(packet: bytes, opcode: Opcode, least: int) -> None:
    found = opcode_of(packet)
    _check(f"opcode {found:#06x}", good=found == opcode, wanted=f"{opcode:#06x}")
    _check(f"packet of {len(packet)} bytes", good=len(packet) >= least, wanted=f"at least {least}")


def _check_version(version: int) -> None:
    _check(f"protocol version {version}", good=version >= VERSION, wanted=f"{VERSION} or newer")


def _check(what: str, *, good: bool, wanted: str) -> None:
    """Refuse a packet with one sentence about one field."""
    if not good:
        raise WireError(f"Art-Net {what}: it must be {wanted}")


def _name_bytes(name: str, size: int) -> bytes:
    """Encode a name so that at least one zero byte follows."""
    return name.encode("ascii", "replace")[: size - 1]


def _read_name(field: bytes, what: str) -> str:
    """Read a name up to its zero byte; what is not printable ASCII becomes a question mark."""
    name, zero, _ = field.partition(b"\x00")
    _check(f"{what} without an end", good=bool(zero), wanted="ended by a zero byte")
    return "".join(chr(sign) if 0x20 <= sign < 0x7F else "?" for sign in name)
