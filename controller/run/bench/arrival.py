"""When a packet came, by the kernel's clock.

Whoever listens gets round to reading when the machine lets it; on shared cores that is milliseconds after the packet
came, and no fault of the sender. The kernel stamps each datagram as it comes in, which on the loopback is while it is
being sent. Its stamps are of the wall clock; they are told here on the clock that all else is measured by. Systems
without such stamps are given the moment of reading.
"""

import contextlib
import socket
import struct
import sys
import time
from collections.abc import Sequence
from typing import Final, TypeAlias

SO_RCVBUFFORCE: Final = 33
SO_TIMESTAMPNS: Final = 35
SO_RXQ_OVFL: Final = 40
BUFFER_BYTES: Final = 16 << 20
"""Room for a reader that is kept from its work for a while."""
ANCILLARY_BYTES: Final = 128
_UNPACK: Final = struct.Struct("@ll").unpack_from
_LOOKS: Final = 3

Ancillary: TypeAlias = Sequence[tuple[int, int, bytes]]
"""What the kernel tells beside a datagram: level, kind, value."""


def open_ear(address: tuple[str, int]) -> socket.socket:
    """Listen at an address, with plenty of room, each datagram stamped. It does not wait until told otherwise.

    Raises:
        OSError: it cannot be had.
    """
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.settimeout(0)
    with contextlib.suppress(OSError):
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER_BYTES)
    if sys.platform == "linux":
        for option, value in ((SO_RCVBUFFORCE, BUFFER_BYTES), (SO_TIMESTAMPNS, 1), (SO_RXQ_OVFL, 1)):
            with contextlib.suppress(OSError):
                ear.setsockopt(socket.SOL_SOCKET, option, value)
    try:
        ear.bind(address)
    except OSError:
        ear.close()
        raise
    return ear


def came_at(ancillary: Ancillary, behind: float) -> float:
    """Say when a datagram came: CLOCK_MONOTONIC seconds.

    Args:
        ancillary: what was told beside it.
        behind: how far the wall clock is behind that clock, as ``wall_behind`` says; no older than some seconds.
    """
    stamps = (value for level, kind, value in ancillary if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS))
    return next((stamped(value, behind) for value in stamps), time.monotonic())


def stamped(stamp: bytes, behind: float) -> float:
    """Read one stamp: CLOCK_MONOTONIC seconds."""
    seconds, nanoseconds = _UNPACK(stamp)
    return float(seconds + behind + nanoseconds / 1e9)


def wall_behind() -> float:
    """Say how many seconds the wall clock is behind CLOCK_MONOTONIC, to a few microseconds: the closest of some looks.

    A process may be kept from the processor between two looks at two clocks, so both sides of the look are held.
    """
    closest, behind = float("inf"), 0.0
    for _ in range(_LOOKS):
        before, wall, after = time.monotonic(), time.time(), time.monotonic()
        if after - before < closest:
            closest, behind = after - before, (before + after) / 2 - wall
    return behind
