"""The newest tick whose frame has left: a few bytes beside the journal, written over after each frame.

The journal says how far a night has come once a second. If the process dies in between, whoever goes on must know of
every frame that was seen, or the flashes in it are not counted. What the system was given outlives the process; after
a power cut it may be old, and then nobody has seen light meanwhile.
"""

import contextlib
import os
from io import FileIO
from pathlib import Path
from typing import Final

NAME: Final = "last-sent"
_WIDTH: Final = 16
"""Digits; always as many, so that none is left of what was there before."""


class LastSent:
    """Writes the newest tick; a disk that takes nothing costs the show nothing.

    Args:
        journal: beside which it is written.

    Raises:
        OSError: the file cannot be opened.
    """

    def __init__(self, journal: Path) -> None:
        path = journal.with_name(NAME)
        path.touch()
        self._file: FileIO | None = FileIO(path, "r+b")

    def write(self, tick: int) -> None:
        """Say that the frame of a tick has left."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                _write_over(self._file, b"%0*d" % (_WIDTH, tick))

    def close(self) -> None:
        """Close the file; a second time changes nothing."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _write_over(file: FileIO, raw: bytes) -> None:
    """Write to the beginning of a file, by one call to the system where it has one."""
    if hasattr(os, "pwrite"):
        os.pwrite(file.fileno(), raw, 0)
    else:  # Windows
        file.seek(0)
        file.write(raw)


def last_sent(folder: Path) -> int:
    """Read the newest tick of a night whose frame has left; 0 = nothing is known."""
    try:
        written = (folder / NAME).read_bytes()
    except OSError:
        return 0
    return int(written) if len(written) == _WIDTH and written.isdigit() else 0
