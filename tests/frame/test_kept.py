"""What numba keeps is loaded; what it would have to compile is refused."""

import runpy
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from controller.frame.kept import NotCompiledError, kept_only

numba = pytest.importorskip("numba", reason="numba is not installed: pip install 'kintsugi-show[fast]'")


def doubled() -> Callable[[int], Any]:
    made: Callable[[int], Any] = numba.njit(lambda number: number * 2)
    return made


def test_nothing_is_compiled_where_only_what_is_kept_may_be_used() -> None:
    double = doubled()
    with pytest.raises(NotCompiledError), kept_only():
        double(3)
    assert double(3) == 6


def test_what_was_compiled_before_is_used() -> None:
    double = doubled()
    double(3)
    with kept_only():
        assert double(4) == 8


def test_functions_for_foreign_callers_are_refused_too() -> None:
    signature = import_module("numba").types.int32(numba.types.int32)
    with pytest.raises(NotCompiledError), kept_only():
        numba.cfunc(signature)(lambda number: number * 2)


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("left", [0, 40])
def test_what_is_kept_and_damaged_is_as_good_as_not_kept(kind: str, left: int, tmp_path: Path) -> None:
    source = tmp_path / "passes.py"
    source.write_text("import numba\n\n@numba.njit(cache=True)\ndef double(number):\n    return number * 2\n")
    runpy.run_path(str(source))["double"](3)
    with kept_only():
        assert runpy.run_path(str(source))["double"](3) == 6
    (kept,) = tmp_path.rglob(f"*.{kind}")
    kept.write_bytes(kept.read_bytes()[:left])
    with pytest.raises(NotCompiledError) as refused, kept_only():
        runpy.run_path(str(source))["double"](3)
    assert refused.value.__cause__ is not None
