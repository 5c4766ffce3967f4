"""What makes a process punctual where the system permits it: real-time priority, and memory that stays in memory."""

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

try:
    import resource
except ImportError:  # Windows has no limits of this kind
    resource = None  # type: ignore[assignment]

PRIORITY: Final = 10
"""Of SCHED_FIFO: above everything ordinary, below what the kernel itself does."""
_CURRENT, _FUTURE, _ON_FAULT = 1, 2, 4
_CAP_IPC_LOCK: Final = 14


def take_priority() -> None:
    """Let this thread run before whatever else is ready; threads and children it starts are ordinary ones.

    Memory that was touched once is locked then: a page that was dropped meanwhile would have to be read from a disk in
    the middle of a frame.

    Raises:
        OSError: it is not permitted, or the system has no such thing.
    """
    if not hasattr(os, "sched_setscheduler"):
        raise OSError(f"{sys.platform} has no SCHED_FIFO")
    os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(PRIORITY))
    _lock_memory()


def give_priority_back() -> None:
    """Run as everybody does; memory stays locked."""
    os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def _lock_memory() -> None:
    """Lock what is touched, now and later (mlockall(2)); not where there is a limit: beyond it none could be had."""
    if sys.platform == "linux" and (_is_unlimited() or _has_capability(_CAP_IPC_LOCK)):
        ctypes.CDLL(None).mlockall(_CURRENT | _FUTURE | _ON_FAULT)


def _is_unlimited() -> bool:
    return resource is not None and resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY


def _has_capability(number: int) -> bool:
    """Whether this thread has one of the capabilities(7)."""
    try:
        status = Path("/proc/thread-self/status").read_text(encoding="ascii")
    except OSError:
        return False
    effective = next((line.split()[1] for line in status.splitlines() if line.startswith("CapEff:")), "0")
    return bool(int(effective, 16) >> number & 1)
