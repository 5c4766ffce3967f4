"""Rules → a program for the system's packet filter, the classic one (``SO_ATTACH_FILTER``, linux/filter.h). Pure.

It is run for every datagram of one UDP socket and sees it from the UDP header on: the source port stands at 0, what was
said at 8. The IP header is reached through an offset of its own. A datagram too short for what is asked of it is
dropped: of the peer in question only, and the urgent are told from the rest last, the shortest start first.
"""

import struct
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, TypeAlias

from controller.inputs.barrier.rules import Peer, Rules
from controller.wire.osc import BUNDLE, BUNDLE_HEADER

Instruction: TypeAlias = tuple[int, int, int, int]
"""Code, jump if true, jump if false (both count instructions that are passed over), operand."""
Test: TypeAlias = tuple[Sequence[Instruction], int]
"""Instructions that load a number, and what it must be."""

_LOAD: Final = {4: 0x20, 2: 0x28, 1: 0x30}
_LOAD_FROM_X: Final = {4: 0x40, 2: 0x48, 1: 0x50}
_SET_X: Final = 0x01
_RANDOM: Final = 0xFFFFF000 + 56
_IP_HEADER: Final = 0xFFF00000
_SOURCE_PORT: Final = 0
_PAYLOAD: Final = 8
_JUMP, _JUMP_EQUAL, _JUMP_AT_LEAST, _RIGHT, _RETURN = 0x05, 0x15, 0x35, 0x74, 0x06
_READ: Final[Instruction] = (_RETURN, 0, 0, 0xFFFFFFFF)
_DROP: Final[Instruction] = (_RETURN, 0, 0, 0)
_BUNDLE: Final = int.from_bytes(BUNDLE[:4])
_FIRST_ELEMENT: Final = BUNDLE_HEADER + 4
"""Where the first message of an OSC bundle stands: behind its size."""
_DOUBT: Final[Instruction] = (_JUMP, 0, 0, 0)
"""Jump to where the urgent are told from the rest; how far is filled in at the end."""
_CHANCES: Final = 1 << 32


def program(rules: Rules, urgent: Sequence[bytes], universe_at: int) -> tuple[Instruction, ...]:
    """Write rules as instructions.

    Args:
        rules: who is turned away.
        urgent: starts of what is read whoever says it, plainly or first in an OSC bundle.
        universe_at: where a datagram says which universe it means.
    """
    judged: list[Instruction] = []
    for peer, share in rules.barred:
        judged += _when(_tests_of(peer, universe_at), _by_chance(share))
    if rules.crowd < 1.0:
        for peer in rules.regulars:
            judged += _when(_tests_of(peer, universe_at), [_READ])
        judged += _by_chance(rules.crowd)
    else:
        judged += [_READ]
    lines = [(_JUMP, 0, 0, len(judged) - at - 1) if line is _DOUBT else line for at, line in enumerate(judged)]
    lines += _bundle_or_plain() if urgent else ()
    for start in sorted(urgent, key=len):
        lines += _when(_same(_PAYLOAD, start, _LOAD_FROM_X), [_READ])
    return (*lines, _DROP)


def packed(instructions: Sequence[Instruction]) -> bytes:
    """Give instructions as the system reads them (``struct sock_filter``)."""
    return b"".join(struct.pack("=HBBI", *each) for each in instructions)


def _when(tests: Sequence[Test], then: Sequence[Instruction]) -> list[Instruction]:
    """Do something if all tests hold, else pass over it."""
    lines = list(then)
    for load, value in reversed(tests):
        lines = [*load, (_JUMP_EQUAL, 0, len(lines), value), *lines]
    return lines


def _bundle_or_plain() -> list[Instruction]:
    """Set X to where the first message stands, in bytes of what was said."""
    plain: list[Instruction] = [(_SET_X, 0, 0, 0)]
    return plain + _when([([(_LOAD[4], 0, 0, _PAYLOAD)], _BUNDLE)], [(_SET_X, 0, 0, _FIRST_ELEMENT)])


def _by_chance(share: float) -> list[Instruction]:
    """Read a share of what comes here."""
    return [
        (_LOAD[4], 0, 0, _RANDOM),
        (_JUMP_AT_LEAST, 1, 0, min(int(share * _CHANCES), _CHANCES - 1)),
        _READ,
        _DOUBT,
    ]


def _tests_of(peer: Peer, universe_at: int) -> list[Test]:
    """Tell a peer; one that reaches an IPv6 socket by IPv4 has an IPv4 header."""
    host, port, universe = peer
    found: IPv4Address | IPv6Address = ip_address(host.partition("%")[0])
    address = getattr(found, "ipv4_mapped", None) or found
    tests: list[Test] = [] if port is None else [([(_LOAD[2], 0, 0, _SOURCE_PORT)], port)]
    tests.append(([(_LOAD[1], 0, 0, _IP_HEADER), (_RIGHT, 0, 0, 4)], address.version))
    source = 12 if address.version == 4 else 8  # RFC 791, RFC 8200
    return tests + _same(_IP_HEADER + source, address.packed) + _same(_PAYLOAD + universe_at, universe)


def _same(at: int, text: bytes, load: Mapping[int, int] = _LOAD) -> list[Test]:
    """Compare bytes from an offset on, as many at a time as can be loaded."""
    tests: list[Test] = []
    while text:
        size = next(size for size in load if size <= len(text))
        tests.append(([(load[size], 0, 0, at)], int.from_bytes(text[:size])))
        at, text = at + size, text[size:]
    return tests
