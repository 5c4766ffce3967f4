"""What makes a process punctual where the system permits it: real-time priority, and memory that stays in memory.

Where it is not permitted there is still something to ask for. Linux since 6.12 lets an ordinary thread say for how
long at a time it wants to run (``sched_runtime`` of sched_setattr(2)), and whoever asks for little is let on sooner;
its share of the processor stays what it is.
"""

import contextlib
import ctypes
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

try:
    import resource
except ImportError:  # Windows has no limits of this kind
    resource = None  # type: ignore[assignment]

PRIORITY: Final = 10
"""Of SCHED_FIFO: above everything ordinary, below what the kernel itself does."""
TURN_S: Final = 0.0001
"""The shortest turn Linux gives."""
_SETATTR: Final = {"x86_64": 314, "aarch64": 274, "riscv64": 274, "armv7l": 380, "armv6l": 380}
"""The number of sched_setattr(2), which not every C library knows, by machine."""
_CURRENT, _FUTURE, _ON_FAULT = 1, 2, 4
_CAP_IPC_LOCK: Final = 14
_RESET_ON_FORK: Final = 1


class _Wish(ctypes.Structure):
    """``struct sched_attr`` of sched_setattr(2), as it was at first."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("policy", ctypes.c_uint32),
        ("flags", ctypes.c_uint64),
        ("nice", ctypes.c_int32),
        ("priority", ctypes.c_uint32),
        ("runtime", ctypes.c_uint64),
        ("deadline", ctypes.c_uint64),
        ("period", ctypes.c_uint64),
    )


def take_priority() -> None:
    """Let this thread run before whatever else is ready; threads and children it starts are ordinary ones.

    Memory that was touched once is locked then: a page that was dropped meanwhile would have to be read from a disk in
    the middle of a frame.

    Raises:
        OSError: it is not permitted, or the system has no such thing.
    """
    _come_first()
    _lock_memory()


def may_take_priority() -> bool:
    """Whether this thread may have real-time priority; it has none afterwards, and no memory is locked."""
    try:
        _come_first()
    except OSError:
        return False
    give_priority_back()
    return True


def be_punctual(*, realtime: bool) -> None:
    """Ask for what the system permits of this thread: real-time priority if that is wanted, else short turns."""
    if realtime:
        with contextlib.suppress(OSError):
            take_priority()
    take_short_turns()


def take_short_turns() -> bool:
    """Let this ordinary thread run soon whenever it is ready, for a moment at a time; whatever it starts does not.

    Returns:
        Whether the system has taken it. A Linux before 6.12 takes it too, and nothing comes of it. A thread with
        real-time priority keeps that.
    """
    number = _SETATTR.get(platform.machine()) if sys.platform == "linux" else None
    if number is None or is_realtime():
        return False
    nice = os.getpriority(os.PRIO_PROCESS, 0)
    wish = _Wish(ctypes.sizeof(_Wish), os.SCHED_OTHER, _RESET_ON_FORK, nice, 0, int(TURN_S * 1e9), 0, 0)
    return bool(ctypes.CDLL(None).syscall(number, 0, ctypes.byref(wish), 0) == 0)


def is_realtime() -> bool:
    """Whether this thread has real-time priority."""
    if not hasattr(os, "sched_getscheduler"):
        return False
    return os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK in (os.SCHED_FIFO, os.SCHED_RR)


@contextlib.contextmanager
def just_below(*, realtime: bool) -> Iterator[None]:
    """Let this thread run before whatever is ordinary while it has in hand what a thread with priority needs, too.

    Args:
        realtime: whether there is such a thread; else nothing changes.
    """
    is_raised = False
    if realtime:
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(PRIORITY - 1))
            is_raised = True
    try:
        yield
    finally:
        if is_raised:
            give_priority_back()


def give_priority_back() -> None:
    """Run as everybody does; memory stays locked, and to start threads with this one's ways would take a right."""
    if not hasattr(os, "sched_setscheduler"):
        return
    os.sched_setscheduler(0, os.SCHED_OTHER | os.SCHED_RESET_ON_FORK, os.sched_param(0))


def _come_first() -> None:
    """Take real-time priority.

    Raises:
        OSError: it is not permitted, or the system has no such thing.
    """
    if not hasattr(os, "sched_setscheduler"):
        raise OSError(f"{sys.platform} has no SCHED_FIFO")
    os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(PRIORITY))


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
