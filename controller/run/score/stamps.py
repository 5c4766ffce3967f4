"""Whether a file is still what it was: its stamp, taken before it is read, so that what was read is never older."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeAlias

Stamp: TypeAlias = tuple[int, ...] | None
"""What changes with a file; None = it is not there."""

OF_NO_FILE: Final[Stamp] = ()
"""What no file has, nor one that is not there: whatever stands in it has not been read."""

Stamps: TypeAlias = Mapping[Path, Stamp]


def stamp(path: Path) -> Stamp:
    """Give what changes with a file."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def stamps_now(stamps: Stamps) -> Stamps:
    """Look at the same files again."""
    return {path: stamp(path) for path in stamps}
