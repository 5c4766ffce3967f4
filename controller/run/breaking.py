"""Carries out the faults on the house itself, where the real ones would strike: in the frame loop, process or disk.

Called after every step, once the tick's intents are in the journal and its frame is sent. What acted already when the
engine started (it was resumed after the blow) is not done again.
"""

import os
import signal
import time
from collections.abc import Callable
from typing import Final

from controller.faults.process.blows import Hang, House, acting, blows, is_disk_full
from controller.model.facts import BREAKABLE_ALONE, BREAKABLE_IN_PROCESSES, ProcessKind
from controller.run.disk import Disk
from controller.run.engine import Engine

Killer = Callable[[House], None]


class Breaking:
    """The blows of one night.

    Args:
        engine: whose state tells of them.
        disk: what the night is written to.
        kill: ends a process by force; None = the house has only one, which nobody would start again.
        hang: does nothing for some seconds, in the loop's own thread: that is the fault.
    """

    def __init__(
        self, engine: Engine, disk: Disk, *, kill: Killer | None, hang: Callable[[float], None] = time.sleep
    ) -> None:
        self._engine = engine
        self._disk = disk
        self._kill = kill
        self._hang = hang
        self._known = acting(engine.state.faults, engine.show.faults)

    @property
    def can(self) -> tuple[ProcessKind, ...]:
        """What can be broken here."""
        return BREAKABLE_ALONE if self._kill is None else BREAKABLE_IN_PROCESSES

    def after_step(self) -> None:
        """Deal the blows that fall at this tick."""
        specs = self._engine.show.faults
        now = acting(self._engine.state.faults, specs)
        if not now and not self._known:
            return
        fresh, self._known = now - self._known, now
        self._disk.is_full = is_disk_full(now, specs)
        for blow in blows(fresh, specs):
            if isinstance(blow, Hang):
                self._hang(blow.seconds)
            elif self._kill is not None:
                self._kill(blow.process)


SIGKILL: Final = getattr(signal, "SIGKILL", signal.SIGTERM)
"""Windows knows only one way, and processes are not split there."""


def end_this_process() -> None:
    """End this very process as the kernel would."""
    os.kill(os.getpid(), SIGKILL)
