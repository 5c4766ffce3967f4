"""The guard's passes over all cells, compiled: only where numba is installed (the extra ``fast``) and pays.

Each goes once over memory where numpy goes thirty times, and gives the same bytes. Without numba nothing else changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

WORTH: Final = 4096
"""Rigs of fewer cells are quick enough without, and need not wait for a compiler."""


@dataclass(frozen=True, slots=True)
class Kernels:
    """The compiled passes; ``Any``: numba's functions take arrays and have no types of their own.

    Attributes:
        read: light [3, n], the gamma curve and extremes → values [6, …], reds [2, …] and sums of runs [10, runs].
        compare: values and followers → how far ahead, and where swings turn or join.
        follow: moves extremes, ends, directions and telling, in place.
    """

    read: Callable[..., Any]
    compare: Callable[..., Any]
    follow: Callable[..., Any]


def load_kernels(cells: int) -> Kernels | None:
    """Load the compiled passes for a rig of so many cells; None = numpy's are used."""
    if cells < WORTH:
        return None
    try:
        kernels: Kernels = import_module("controller.frame.guard.compiled").KERNELS
    except ImportError:
        return None
    return kernels
