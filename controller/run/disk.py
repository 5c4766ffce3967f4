"""The disk that a night is written to. A fault of the show can fill it: then it fails as a full one does."""

import errno
import os
from io import FileIO


class Disk:
    """Stands between those who write and their files.

    Attributes:
        is_full: True = every write fails for want of room. Set by the loop, read by the thread that writes, too.
    """

    def __init__(self) -> None:
        self.is_full = False

    def check(self) -> None:
        """Let a write go on.

        Raises:
            OSError: there is no room.
        """
        if self.is_full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def write(self, file: FileIO, lines: bytes | bytearray) -> int:
        """Write to a file; gives how many bytes were taken.

        Raises:
            OSError: there is no room, or the disk fails otherwise.
        """
        self.check()
        return file.write(lines) or 0
