"""The newest tick whose frame has left: a few bytes beside the journal, written over after each frame.

The journal says how far a night has come once a second. If the process dies in between, whoever goes on must know of
every frame that was seen, or the flashes in it are not counted. What stands in memory that is mapped to a file outlives
the process; after a power cut it may be old, and then nobody has seen light meanwhile.

Mapped, and not written by calls: a call may wait for a slow disk that is just taking the journal, and this is done in
every frame.
"""

import contextlib
import mmap
from io import FileIO
from pathlib import Path
from typing import Final

NAME: Final = "last-sent"
_WIDTH: Final = 16
"""Digits; always as many, so that none is left of what was there before."""


class LastSent:
    """Notes the newest tick; a disk that has no room for it costs the show nothing.

    Args:
        journal: beside which it is kept.
    """

    def __init__(self, journal: Path) -> None:
        self._mapped: mmap.mmap | None = None
        with contextlib.suppress(OSError, ValueError):
            self._mapped = _mapped(journal.with_name(NAME))

    def write(self, tick: int) -> None:
        """Say that the frame of a tick has left."""
        if self._mapped is not None:
            self._mapped[:] = b"%0*d" % (_WIDTH, tick)

    def close(self) -> None:
        """Close the file; a second time changes nothing."""
        if self._mapped is not None:
            self._mapped.close()
            self._mapped = None


def _mapped(path: Path) -> mmap.mmap:
    """Map the file, which is as long as it must be on the disk before: there is no room to be missed later.

    Raises:
        OSError: it cannot be opened, or has no room.
    """
    path.touch()
    with FileIO(path, "r+b") as file:
        if path.stat().st_size != _WIDTH:
            file.truncate(0)
            file.write(b"%0*d" % (_WIDTH, 0))
        return mmap.mmap(file.fileno(), _WIDTH)


def last_sent(folder: Path) -> int:
    """Read the newest tick of a night whose frame has left; 0 = nothing is known."""
    try:
        written = (folder / NAME).read_bytes()
    except OSError:
        return 0
    return int(written) if len(written) == _WIDTH and written.isdigit() else 0
