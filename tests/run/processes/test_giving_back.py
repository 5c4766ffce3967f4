"""What was freed between things that stay goes back to the system."""

import multiprocessing
import platform
import resource
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from controller.run.processes.giving_back import give_back

MB = 1 << 20


def resident() -> int:
    """Bytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def given_back() -> int:
    """Free 80 MB below what stays, and say how much of it the system has again."""
    blocks = [bytes([number % 251]) * 20_000 for number in range(4000)]
    stays = [blocks[-1]]  # above all the others
    blocks.clear()
    before = resident()
    give_back()
    assert len(stays[0]) == 20_000
    return before - resident()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps memory in other ways")
def test_memory_below_what_stays_is_given_back() -> None:
    # in a process of its own: what others have left in ours, or locked, says nothing of it
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as aside:
        assert aside.submit(given_back).result() > 40 * MB
