"""Work that may take its time: on Linux in a thread that yields to whoever plays, elsewhere as it comes.

Only the thread is put back, so that its process is as quick as any when its hour comes; to come back from a lower
priority a process would need a privilege.
"""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

CALM: Final = 10
"""Nice value: a tenth of the share of those that play, if all want the processor."""

T = TypeVar("T")


def calmly(work: Callable[[], T]) -> T:
    """Do some work and give what it gives."""
    if sys.platform != "linux":
        return work()
    with ThreadPoolExecutor(1, "calm", initializer=_step_back) as thread:
        return thread.submit(work).result()


def _step_back() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), CALM)
