"""What was freed between things that stay goes back to the system."""

import platform
import resource
from pathlib import Path

import pytest

from controller.run.processes.giving_back import give_back

MB = 1 << 20


def resident() -> int:
    """Bytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps memory in other ways")
def test_memory_below_what_stays_is_given_back() -> None:
    blocks = [bytes([number % 251]) * 20_000 for number in range(4000)]
    stays = [blocks[-1]]  # above all the others
    blocks.clear()
    before = resident()
    give_back()
    assert before - resident() > 40 * MB
    assert len(stays[0]) == 20_000
