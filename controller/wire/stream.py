"""Station 15, streams: the header in front of every binary frame, to WebSocket fixtures and to the console.

Takes a frame's facts and payload, gives bytes, and back. docs/reference/stream-protocol.md has the table.
"""

import math
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from controller.wire.error import WireError

MAGIC: Final = b"KF"
VERSION: Final = 1
LONGEST_PAYLOAD: Final = 1 << 24
# magic, version, encoding, night, tick, sequence, presentation seconds, payload length
_HEADER: Final = struct.Struct(">2sBBIIIdI")
HEADER: Final = _HEADER.size


class Encoding(IntEnum):
    """What a payload holds."""

    SLOTS = 1
    """The slots of one fixture, u8, in slot order."""
    RGB8 = 2
    """Red, green, blue of every cell that is drawn, u8, in cell order."""


@dataclass(frozen=True, slots=True)
class StreamFrame:
    """One binary frame.

    Attributes:
        night: number of the night, 0..2**32-1.
        tick: when it was painted, 0..2**32-1.
        sequence: +1 for each frame of a stream, modulo 2**32.
        seconds: presentation time in seconds of the night.
    """

    encoding: Encoding
    night: int
    tick: int
    sequence: int
    seconds: float
    payload: bytes

    def to_bytes(self) -> bytes:
        """Write header and payload."""
        head = _HEADER.pack(
            MAGIC,
            VERSION,
            self.encoding,
            self.night,
            self.tick,
            self.sequence,
            self.seconds,
            len(self.payload),
        )
        return head + self.payload

    @classmethod
    def from_bytes(cls, frame: bytes) -> "StreamFrame":
        """Read a frame strictly.

        Raises:
            WireError: too short, another magic, version or encoding, or a length that is not true.
        """
        if len(frame) < HEADER:
            raise WireError(f"a binary frame begins with a header of {HEADER} bytes, this one has {len(frame)} in all")
        magic, version, encoding, night, tick, sequence, seconds, length = _HEADER.unpack_from(frame)
        if magic != MAGIC:
            raise WireError(f"a binary frame begins with KF, this one with {magic!r}")
        if version != VERSION:
            raise WireError(f"frame version {version} is not known; this side speaks version {VERSION}")
        if encoding not in Encoding.__members__.values():
            raise WireError(f"frame encoding {encoding} is not known; 1 is slots, 2 is RGB8")
        if not math.isfinite(seconds):
            raise WireError("the presentation time of a frame must be a finite number of seconds")
        if length != len(frame) - HEADER or length > LONGEST_PAYLOAD:
            raise WireError(f"the frame says {length} bytes of payload and brings {len(frame) - HEADER}")
        return cls(Encoding(encoding), night, tick, sequence, seconds, frame[HEADER:])
