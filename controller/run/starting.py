"""Why a show cannot start, in one sentence for whoever started it."""

import errno
from pathlib import Path
from typing import Final

from controller.run.places import kintsugi_home

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_SHUT: Final = (errno.EROFS, errno.EACCES, errno.EPERM)


def why_not(error: OSError | ValueError) -> str:
    """Say what kept a show from starting, and what to do where it is the place that nights are kept in."""
    home = kintsugi_home()
    if isinstance(error, OSError) and error.errno in _FULL:
        why = f"there is no room for its night in {home}: make some, or set KINTSUGI_HOME to a folder that has it"
    elif isinstance(error, OSError) and error.errno in _SHUT and _is_in(error.filename, home):
        why = (
            f"its night cannot be kept in {home} ({error.strerror}): set KINTSUGI_HOME to a folder that can be written"
        )
    else:
        why = str(error)
    return f"the show cannot start: {why}"


def _is_in(file: object, folder: Path) -> bool:
    return isinstance(file, str | bytes | Path) and Path(str(file)).is_relative_to(folder)
