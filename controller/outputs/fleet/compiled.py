"""Frames in which every universe changed, in one pass for numba; only ``renewal`` imports this module."""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, call-overload"
# ruff: noqa: ANN001, ANN202, PLR0913, PLR0917

import ctypes
from typing import Final

import numpy as np
from numba import cfunc, njit, types

from controller.outputs.fleet.many import HAS_MANY
from controller.outputs.fleet.renewal import NOT_TAKEN, Passes

_SLOTS = 512
_HEAD = 8
_BYTES = types.CPointer(types.uint8)
_PLACES = (_BYTES, _BYTES, types.CPointer(types.uint64), types.CPointer(types.int64), types.uint64)
_ARGUMENTS: Final = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint64)
_send_many = types.ExternalFunction("sendmmsg", types.int32(types.int32, types.voidptr, types.uint32, types.int32))


@njit(cache=True)
def _taken(rows, packets, marks, layout, tick):
    """Copy all slots into their packets, number these and note the tick, if the heads of all universes changed."""
    count, size, sequence_at, slots_at, lowest = layout[0], layout[1], layout[2], layout[3], layout[4]
    for universe in range(count):
        here, there = universe * _SLOTS, universe * size + slots_at
        differs = False
        for slot in range(_HEAD):
            differs |= rows[here + slot] != packets[there + slot]
        if not differs:
            return False
    mark = (tick << np.uint64(32)) + np.uint64(layout[5] - 1)
    for universe in range(count):
        here, there = universe * _SLOTS, universe * size + slots_at
        for slot in range(_SLOTS):
            packets[there + slot] = rows[here + slot]
        number = np.uint8(packets[universe * size + sequence_at] + np.uint8(1))
        packets[universe * size + sequence_at] = max(number, np.uint8(lowest))
        marks[universe] = mark
    return True


@cfunc(types.int32(*_PLACES), cache=True)
def _renew(rows, packets, marks, layout, tick):
    return np.int32(_taken(rows, packets, marks, layout, tick))


def _both(rows, packets, marks, layout, tick, opened, messages, count):
    if not _taken(rows, packets, marks, layout, tick):
        return np.int32(NOT_TAKEN)
    return _send_many(opened, messages, count, 0)


def _passes():
    """Give what there is here: where the system cannot send many at once, its name must not be looked up."""
    renew = ctypes.CFUNCTYPE(ctypes.c_int32, *_ARGUMENTS)(_renew.address or 0)
    if not HAS_MANY:
        return Passes(renew, None)
    compiled = cfunc(types.int32(*_PLACES, types.int32, types.voidptr, types.uint32), cache=True)(_both)
    both = ctypes.CFUNCTYPE(ctypes.c_int32, *_ARGUMENTS, ctypes.c_int32, ctypes.c_void_p, ctypes.c_uint32)
    return Passes(renew, both(compiled.address or 0))


PASSES: Final = _passes()
