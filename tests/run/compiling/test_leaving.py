"""The text of the compiler is given back, and the compiler works on."""

import sys
from pathlib import Path

import pytest

from controller.run.compiling.leaving import leave_compiler

numba = pytest.importorskip("numba", reason="numba is not installed: pip install 'kintsugi-show[fast]'")


def text_in_memory() -> int:
    """How much of the compiler's text is in memory, in kB."""
    total, is_text = 0, False
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        if line[:1].islower() or line[:1].isdigit():
            is_text = "r-xp" in line and "llvmlite" in line
        elif is_text and line.startswith("Rss:"):
            total += int(line.split()[1])
    return total


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is asked")
def test_the_compiler_is_left_and_can_be_come_back_to() -> None:
    assert numba.njit(lambda number: number + 1)(1) == 2
    before = text_in_memory()
    leave_compiler()
    assert text_in_memory() < before / 2
    assert numba.njit(lambda number: number + 2)(1) == 3


def test_where_there_is_no_compiler_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "llvmlite", raising=False)
    leave_compiler()
