"""What numba keeps is loaded; what it would have to compile is refused."""

from collections.abc import Callable
from importlib import import_module
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
