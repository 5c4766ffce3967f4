"""What numba keeps may be damaged, as by a power cut while it was written: whoever compiles forgets it and begins anew.

Numba reads its list of what it keeps before it writes to it, so it cannot mend one that is cut off.
"""

import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Final, TypeVar

from controller.frame.guard import kernels
from controller.outputs.fleet import renewal

T = TypeVar("T")
_BESIDE: Final = (kernels.load_kernels, renewal.load_passes)
"""A function of each folder whose passes are kept."""
_LISTS: Final = "compiled*.nbi"
"""The names of numba's lists: they begin with that of the module."""
logger = logging.getLogger("kintsugi.engine")


def mended(compile_them: Callable[[], T]) -> T:
    """Load or compile, and do it once more without what is kept if that is damaged.

    Raises:
        OSError: the disk is full, or cannot be read; there is nothing to mend.
    """
    try:
        return compile_them()
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  whatever a damaged file unpickles to
        logger.warning("what numba keeps of the fast passes cannot be read, they are compiled anew: %r", error)
        _forget()
        return compile_them()


def _forget() -> None:
    """Delete the lists of what is kept; what they name is written over."""
    caching = import_module("numba.core.caching")
    for function in _BESIDE:
        for each in Path(caching.FunctionCache(function).cache_path).glob(_LISTS):
            each.unlink(missing_ok=True)
