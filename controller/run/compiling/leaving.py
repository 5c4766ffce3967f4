"""Once passes are loaded their compiler has nothing to do: what it holds of the memory goes back to the system (Linux).

That is the program text of LLVM, half of what numba takes. The system can read it again whenever it is needed, so it
would take it back by itself where memory is short; but not from an engine that has locked its memory.
"""

import contextlib
import ctypes
import sys
from pathlib import Path
from typing import Final

_LIBRARY: Final = "llvmlite"
_TEXT: Final = "r-xp"
"""Pages of a file that nobody can have written: given back, they are what they were when they are read again."""
_DONT_NEED: Final = 4


def leave_compiler() -> None:
    """Give back the memory in which the text of the compiler lies; it stays usable."""
    if sys.platform != "linux" or _LIBRARY not in sys.modules:
        return
    with contextlib.suppress(OSError, ValueError):
        system = ctypes.CDLL(None)
        for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
            where, permissions, *_, path = line.split(maxsplit=5)
            if permissions == _TEXT and _LIBRARY in path:
                begin, end = (int(each, 16) for each in where.split("-"))
                place, size = ctypes.c_void_p(begin), ctypes.c_size_t(end - begin)
                system.munlock(place, size)
                system.madvise(place, size, _DONT_NEED)
