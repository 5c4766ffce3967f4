"""The extra ``fast``: whether it is here, and whether its passes are compiled, so that a large show need not wait."""

import importlib.util
from collections.abc import Iterator

from controller.frame.guard.kernels import WORTH, load_kernels
from controller.outputs.fleet.renewal import WORTH as MANY
from controller.run.compiling.forms import are_kept
from controller.run.doctor.finding import Finding, ok, warn


def speed() -> Iterator[Finding]:
    """Look for the compiled passes, and load them: that they can be is what counts."""
    if importlib.util.find_spec("numba") is None:
        yield warn(
            "speed",
            "the compiled passes are not here: rigs up to some 256 universes do not need them",
            "`pip install 'kintsugi-show[fast]'` for larger ones",
        )
    elif load_kernels(WORTH) is None:
        yield warn(
            "speed",
            "numba is here, but cannot be loaded or has no place for what it compiles",
            "set NUMBA_CACHE_DIR to a folder that can be written, in the environment of the show too",
        )
    elif are_kept():
        yield ok("speed", "the passes of the guard and the senders are compiled")
    else:
        yield warn(
            "speed",
            "the passes are not compiled yet: a large show begins without them, and has them some minutes later; "
            f"one of {MANY} nodes or more begins some seconds later",
            "`kintsugi doctor --compile` does it now",
        )
