"""Messages on the local socket: a length, a kind, a body. Nothing else is between web server and engine."""

import asyncio
import struct
from enum import IntEnum
from typing import Final

HEADER: Final = struct.Struct(">IB")
LARGEST: Final = 64 << 20


class Kind(IntEnum):
    """What a body is: JSON text, or an emitted frame."""

    TEXT = 1
    FRAME = 2


class FramingError(Exception):
    """What came is no message; whoever sent it is not ours."""


def framed(kind: Kind, body: bytes) -> bytes:
    """Put a header before a body."""
    return HEADER.pack(len(body), kind) + body


async def read_message(reader: asyncio.StreamReader) -> tuple[Kind, bytes]:
    """Read one message.

    Raises:
        asyncio.IncompleteReadError: the other side is gone.
        FramingError: it is longer than ``LARGEST`` or of no known kind.
    """
    length, number = HEADER.unpack(await reader.readexactly(HEADER.size))
    if length > LARGEST or number not in {Kind.TEXT, Kind.FRAME}:
        raise FramingError(f"a message of kind {number} with {length} bytes")
    return Kind(number), await reader.readexactly(length)
