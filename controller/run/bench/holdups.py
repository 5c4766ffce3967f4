"""How long the machine kept the processor from a frame: told by the kernel's accounts of our thread, beside no process.

While a frame is worked out, waited for awake and sent, this thread never sleeps. At each moment it runs, or is ready
and waits for other threads, and the kernel keeps account of both. What is left of the time is when the processor itself
was away: a virtual one, which its host gave to somebody else. No program here can do anything about that, and no
program here caused it; waiting for other threads is counted as ours. Who sleeps all the same, where no sleep was asked
for, waits for somebody of this process (a thread that holds Python's lock): that is ours, and excuses nothing.

Where the kernel takes stolen time for ours, as it does where its host does not tell, nothing is found here, and so
nothing is excused. The same on systems without such accounts.
"""

import contextlib
import os
import sys
import time
from collections.abc import Callable
from typing import Final, TypeAlias

from controller.run.clock import RealClock
from controller.run.wakefulness import Wakefulness

try:
    import resource
except ImportError:  # Windows counts nothing of the kind
    resource = None  # type: ignore[assignment]

_LONGEST: Final = 64
_NANOSECONDS: Final = 1e9

Accounts: TypeAlias = Callable[[], tuple[float, float, int]]
"""Gives the time by the clock, how much of it this thread ran or waited so far (seconds), and how often it slept."""


class ThreadAccounts:
    """The accounts of the thread that makes this."""

    def __init__(self) -> None:
        self._file: int | None = None
        if sys.platform == "linux":
            with contextlib.suppress(OSError):
                self._file = os.open("/proc/thread-self/schedstat", os.O_RDONLY | os.O_CLOEXEC)

    def __call__(self) -> tuple[float, float, int]:
        """Give the time, how much of it was run or waited, and how often it slept; without accounts all was run."""
        if self._file is None:
            return (now := time.monotonic()), now, 0
        waited = int(os.pread(self._file, _LONGEST, 0).split()[1]) / _NANOSECONDS
        return time.monotonic(), time.thread_time() + waited, sleeps()

    def close(self) -> None:
        """Give the file back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def sleeps() -> int:
    """Count how often this thread gave the processor up by itself; 0 where nobody counts that."""
    if resource is None or not hasattr(resource, "RUSAGE_THREAD"):
        return 0
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw


class Holdups:
    """Adds up how long the processor was away, over stretches of time in which this thread does not sleep.

    Where it sleeps in one all the same nothing of that is counted.

    Args:
        accounts: of the thread.
    """

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._since: tuple[float, float, int | None] | None = None
        self._taken = 0.0

    def begin(self) -> None:
        """Begin a stretch; one that runs ends here."""
        self.end()
        self._since = self._accounts()

    def go_on(self) -> None:
        """Begin a stretch if none runs."""
        if self._since is None:
            self._since = self._accounts()

    def end(self) -> None:
        """End the stretch that runs, if one does."""
        if self._since is not None:
            self._add(self._since)
            self._since = None

    def wake_at(self, asked: float) -> None:
        """Go to sleep until some moment, CLOCK_MONOTONIC seconds: from then on it counts that one is not awake."""
        self.end()
        now, used, _ = self._accounts()
        self._since = max(asked, now), used, None

    def told(self) -> float:
        """End the stretch; give the seconds that were taken since this was last asked."""
        self.end()
        taken, self._taken = self._taken, 0.0
        return taken

    def _add(self, since: tuple[float, float, int | None]) -> None:
        """Add what is left of a stretch; accounts are not read at one and the same moment, so that may be below 0."""
        now, used, slept = self._accounts()
        if since[2] is None or slept == since[2]:
            self._taken += max(0.0, now - since[0] - (used - since[1]))


class WatchedClock(RealClock):
    """The clock of every night; how much too late the machine wakes is counted, and what it takes of who is awake."""

    def __init__(self, holdups: Holdups) -> None:
        super().__init__(WatchedWakefulness(holdups))
        self._holdups = holdups

    async def wait_until(self, deadline: float, *, sharp: bool = False) -> None:
        """Wait for an absolute deadline."""
        if not sharp:
            self._holdups.wake_at(deadline)
        await super().wait_until(deadline, sharp=sharp)
        if not sharp:
            self._holdups.end()


class WatchedWakefulness(Wakefulness):
    """Staying awake as ever, and the same counted."""

    def __init__(self, holdups: Holdups) -> None:
        super().__init__()
        self._holdups = holdups

    def before(self, deadline: float) -> float:
        """Say from when on to stay awake."""
        asked = super().before(deadline)
        self._holdups.wake_at(asked)
        return asked

    def begin(self) -> None:
        """Be awake from here on."""
        self._holdups.begin()
        super().begin()
