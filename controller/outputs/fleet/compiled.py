"""A frame in which every universe changed, in one pass for numba; only ``renewal`` imports this module."""
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
# ruff: noqa: ANN001, ANN202

import ctypes
from typing import Final

import numpy as np
from numba import cfunc, types

_SLOTS = 512
_HEAD = 8
_BYTES = types.CPointer(types.uint8)
_SIGNATURE = types.int32(_BYTES, _BYTES, types.CPointer(types.uint64), types.CPointer(types.int64), types.uint64)


@cfunc(_SIGNATURE, cache=True)
def _renew(rows, packets, marks, layout, mark):
    """Copy all slots into their packets, number these and note the mark, if the heads of all universes changed."""
    count, size, sequence_at, slots_at, lowest = layout[0], layout[1], layout[2], layout[3], layout[4]
    for universe in range(count):
        here, there = universe * _SLOTS, universe * size + slots_at
        differs = False
        for slot in range(_HEAD):
            differs |= rows[here + slot] != packets[there + slot]
        if not differs:
            return 0
    for universe in range(count):
        here, there = universe * _SLOTS, universe * size + slots_at
        for slot in range(_SLOTS):
            packets[there + slot] = rows[here + slot]
        number = np.uint8(packets[universe * size + sequence_at] + np.uint8(1))
        packets[universe * size + sequence_at] = max(number, np.uint8(lowest))
        marks[universe] = mark
    return 1


RENEW: Final = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint64
)(_renew.address or 0)
"""Addresses of rows, packets, marks and layout (int64: count, size, sequence at, slots at, lowest), and the mark."""
