"""Compiles all passes with what is left of the processor: ``python -m controller.run.compiling.process``.

Exit code 0: numba keeps them now, 1: it cannot. It ends when its input ends, for then whoever asked for it is gone.
"""

import contextlib
import os
import sys
import threading
from importlib import import_module
from pathlib import Path
from typing import Final

CALM: Final = 10
"""Nice value where there is one processor: a tenth of its time, for what is left of it may be nothing."""
FIRST_TO_GO: Final = 1000
"""Where memory runs out the system ends what is largest, which would be the engine; see proc_pid_oom_score_adj(5)."""
_FORMS: Final = "controller.run.compiling.forms"
"""Takes a second to import, in the first seconds of a show; so it is not imported before this process stands back."""


def main() -> int:
    """Compile what is not kept yet."""
    _step_back()
    threading.Thread(target=_end_with_asker, daemon=True).start()
    return 0 if import_module(_FORMS).compile_all() else 1


def _step_back() -> None:
    """Run only while nobody else wants to, and be the first to go where memory runs out.

    Systems that share by session are told the same of this one.
    """
    with contextlib.suppress(OSError, AttributeError):
        if len(os.sched_getaffinity(0)) > 1:
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    with contextlib.suppress(OSError, AttributeError):
        os.nice(CALM)
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(CALM), encoding="ascii")
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(FIRST_TO_GO), encoding="ascii")


def _end_with_asker() -> None:
    """End at once when nobody is at the other end; what was compiled so far is kept."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
