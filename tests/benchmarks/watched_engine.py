"""The engine's process of every night, but for its clock: that notes what the machine took of the engine.

``python -m tests.benchmarks.watched_engine`` is run by the supervisor in place of the engine's own module. Each wait of
the frame loop, and all it does after it until the next, is a row: float64 [2], when it began (CLOCK_MONOTONIC seconds)
and how many seconds of it the machine had the processor elsewhere. Rows are added to the file that ``NOTES`` names in
the environment.
"""

import os
import struct
import sys
import time
from typing import Final

from controller.run.bench.holdups import Holdups, ThreadAccounts, WatchedClock
from controller.run.processes.engine import main

NOTES: Final = "KINTSUGI_BENCH_NOTES"
ROW: Final = struct.Struct("=dd")


class NotingClock(WatchedClock):
    """The clock of a bench."""

    def __init__(self) -> None:
        self._accounts = ThreadAccounts()
        self._held = Holdups(self._accounts)
        super().__init__(self._held)
        self._file = os.open(os.environ[NOTES], os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC)
        self._since = time.monotonic()

    async def wait_until(self, deadline: float, *, sharp: bool = False) -> None:
        """Wait for an absolute deadline; from then on until the next wait the engine is awake."""
        os.write(self._file, ROW.pack(self._since, self._held.told()))
        self._since = time.monotonic()
        await super().wait_until(deadline, sharp=sharp)
        self._held.go_on()

    def close(self) -> None:
        """Give the files back."""
        super().close()
        self._accounts.close()
        os.close(self._file)


if __name__ == "__main__":
    sys.exit(main(NotingClock))
