"""Beside station 16: frames in which every universe changed, which is most of what a show that moves sends.

After a rest of some ms neither numpy nor the interpreter is left in the processor's caches: each call of Python costs
2 to 3 us then, and each of numpy 5 to 15. So all that such a frame needs before it can be sent stands in one function,
over what was looked up once; where numba is, it is one call.
"""

import ctypes
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, Final, TypeAlias

import numpy as np

from controller.outputs.fleet.bay import Bay, heads_of
from controller.wire.universe import Rows

Renewal: TypeAlias = Callable[[int, Rows], bool]
"""Takes a frame, if every universe changed as far as its head tells; numbers the packets, and notes that they go out.

Args: its tick, and its rows, uint8 [universes, 512], contiguous. False = nothing was taken.
"""
_COMPILED: Final = "controller.outputs.fleet.compiled"
WORTH: Final = 32
"""Nodes for which it pays to load the compiled pass; fewer are quick enough without, and need not wait for it."""


def renewal_of(bay: Bay, *, nodes: int, may_wait: bool) -> Renewal:
    """Make the quickest there is here.

    Args:
        bay: that stays where it is.
        nodes: whose packets lie in it.
        may_wait: whether no show plays yet: a compiler may take its time then.
    """
    if nodes >= WORTH and (may_wait or _COMPILED in sys.modules):
        try:
            return compiled(bay)
        except (ImportError, RuntimeError):  # no numba, or no place for what it compiles
            pass
    return plain(bay)


def plain(bay: Bay) -> Renewal:
    """Renew with numpy."""
    slots, sequence, lowest, before = bay.slots, bay.sequence, bay.form.lowest, bay.heads
    ones, fill = np.ones(len(slots), np.uint8), bay.marks.fill
    flags, every = bytearray(len(slots)), b"\1" * len(slots)
    differing = np.frombuffer(flags, np.bool_)
    seen: Rows | None = None
    heads = before

    def renew(tick: int, rows: Rows) -> bool:
        nonlocal seen, heads
        if rows is not seen:  # frames come in the same array, as a rule
            seen, heads = rows, heads_of(rows)
        np.not_equal(heads, before, differing)
        if flags != every:
            return False
        np.copyto(slots, rows)
        np.add(sequence, ones, sequence)
        if lowest:
            np.maximum(sequence, lowest, out=sequence)
        fill(bay.whole_mark(tick))
        return True

    return renew


def compiled(bay: Bay) -> Renewal:
    """Renew with one compiled pass.

    Raises:
        ImportError: there is no numba.
        RuntimeError: there is no place for what it compiles.
    """
    call: Any = import_module(_COMPILED).RENEW  # Any: a foreign function
    form = bay.form
    layout = (ctypes.c_int64 * 5)(len(bay.packets), form.size, form.sequence_at, form.slots_at, form.lowest)
    packets, marks = int(bay.packets.ctypes.data), int(bay.marks.ctypes.data)
    seen: Rows | None = None
    at = packets

    def renew(tick: int, rows: Rows) -> bool:
        nonlocal seen, at
        if rows is not seen:
            if rows.shape != bay.slots.shape or not rows.flags.c_contiguous:
                return False
            seen, at = rows, rows.ctypes.data
        return bool(call(at, packets, marks, layout, bay.whole_mark(tick)))

    return renew
