"""Work that may take its time: on Linux in a thread that yields to whoever plays, elsewhere as it comes.

Only the thread is put back, so that its process is as quick as any when its hour comes; to come back from a lower
priority a process would need a privilege.
"""

import contextlib
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Generic, TypeVar

CALM: Final = 10
"""Nice value: a tenth of the share of those that play, if all want the processor."""

T = TypeVar("T")


def calmly(work: Callable[[], T]) -> T:
    """Do some work and give what it gives."""
    return CalmWork(work).result()


class CalmWork(Generic[T]):
    """Some work that goes on while whoever began it does something else."""

    def __init__(self, work: Callable[[], T]) -> None:
        """Begin it; where no thread can be put back it is done here and now."""
        self._thread = 0
        self._before = 0
        self._done: Future[T]
        if sys.platform == "linux":
            with_thread = ThreadPoolExecutor(1, "calm", initializer=self._step_back)
            self._done = with_thread.submit(work)
            with_thread.shutdown(wait=False)
            return
        self._done = Future()
        try:
            self._done.set_result(work())
        except Exception as error:  # noqa: BLE001  whoever asks for the result gets it
            self._done.set_exception(error)

    @property
    def is_done(self) -> bool:
        """Whether there is nothing left to wait for."""
        return self._done.done()

    def hurry(self) -> None:
        """Let it yield to nobody any more, where the system permits that."""
        if self._thread and not self.is_done:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._thread, self._before)

    def result(self) -> T:
        """Wait for it and give what it gave, or raise what it raised."""
        return self._done.result()

    def _step_back(self) -> None:
        number = threading.get_native_id()
        self._before = os.getpriority(os.PRIO_PROCESS, number)
        self._thread = number
        os.setpriority(os.PRIO_PROCESS, number, max(CALM, self._before))
