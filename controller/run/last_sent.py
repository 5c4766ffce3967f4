"""The newest tick whose frame has left or is leaving, in memory that outlives the engine: the supervisor keeps it.

The journal says how far a night has come once a second. If the engine dies in between, the one that takes its place at
once must know of every frame that was seen, or the flashes in it are not counted. It is noted in every frame, so by no
call to a disk: one that is just taking the journal may be waited for. Whoever starts the whole program anew comes more
than a second later, and no flash counts for longer.
"""

import mmap
import os
import struct
import zlib
from typing import Final

_NOTE: Final = struct.Struct("<QQ")
"""Which night, and which tick."""


def open_memory() -> int:
    """Open memory for a note, for whoever starts engines to keep and to let them inherit; -1 = the system has none."""
    if not hasattr(os, "memfd_create"):
        return -1
    memory = os.memfd_create("kintsugi-last-sent")
    os.ftruncate(memory, _NOTE.size)
    return memory


class LastSent:
    """The note.

    Args:
        memory: number of an open file from ``open_memory``; -1 = nobody else is to know.
    """

    def __init__(self, memory: int = -1) -> None:
        self._note = bytearray(_NOTE.size) if memory < 0 else mmap.mmap(memory, _NOTE.size)

    def note(self, night: str, tick: int) -> None:
        """Say that the frame of a tick leaves."""
        _NOTE.pack_into(self._note, 0, _mark(night), tick)

    def of(self, night: str) -> int:
        """Say the newest tick of a night whose frame has left or was leaving; 0 = none is known."""
        mark, tick = _NOTE.unpack_from(self._note)
        return int(tick) if mark == _mark(night) else 0


def _mark(night: str) -> int:
    return zlib.crc32(night.encode())
