"""The guard's passes over all cells, compiled: only where numba is installed (the extra ``fast``) and pays.

Each goes once over memory where numpy goes thirty times, and gives the same bytes. Without numba nothing else changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

WORTH: Final = 4096
"""Rigs of fewer cells are quick enough without, and need not wait for a compiler."""
JUDGE: Final = 0
FOLLOW: Final = 1
FOLLOW_ALL: Final = 2
GO_BACK: Final = 3
"""How a pass treats followers: it leaves them, or lets those follow that need not give way, or all; or all cells that
changed since the look before are where they were in the frame before, so that none swings and nothing but light is
summed."""
PLAIN: Final = 0
WIDE: Final = 1
AT_ONCE: Final = 2
NOT_AT_ALL: Final = 3
"""How a channel goes a part of its way: in steps of eight bits or of sixteen; or all of it, or none."""
EACH: Final = 0
ALIKE: Final = 1
EVEN: Final = 2
"""How a pass takes a run: cell by cell; or as one while none swings, for then each has a past of its own; or as one."""


@dataclass(frozen=True, slots=True)
class Kernels:
    """The compiled passes; ``Any``: numba's functions take arrays and have no types of their own.

    Attributes:
        carry: drive values → levels of 8 bits, and how many values were no finite numbers.
        between: goes a part of the way from one frame to another.
        are_far: two frames → which cells have a longer way to go than some.
        differ: two frames → which runs of cells differ.
        show_one: levels → which runs of cells show the same in all their cells.
        settle: runs of which that is so no more are spread over the columns of their cells, and how each is taken is
            said: cell by cell, as one, or as one whose first cell alone is written.
        walk: sees, reads, judges and follows some runs of cells; gives the most transitions.
        again: the same for the cells alone that differ from the look before.
        give_way: the same for the cells alone that must give way, at one part of their way after another.
    """

    carry: Callable[..., Any]
    between: Callable[..., Any]
    are_far: Callable[..., Any]
    differ: Callable[..., Any]
    show_one: Callable[..., Any]
    settle: Callable[..., Any]
    walk: Callable[..., Any]
    again: Callable[..., Any]
    give_way: Callable[..., Any]


def load_kernels(cells: int) -> Kernels | None:
    """Load the compiled passes for a rig of so many cells; None = numpy's are used.

    Each is compiled when it is called first, unless numba keeps it: see ``kept``.
    """
    if cells < WORTH:
        return None
    try:
        kernels: Kernels = import_module("controller.frame.guard.compiled").KERNELS
    except (ImportError, RuntimeError):  # no numba, or no place for what it compiles
        return None
    return kernels
