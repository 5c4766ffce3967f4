"""Frames in which every universe changed, in one pass for numba; only ``renewal`` imports this module."""
# mypy: disable-error-code="no-untyped-def, no-untyped-call, call-overload, call-arg, var-annotated"
# ruff: noqa: ANN001, ANN202

from typing import Final

import numpy as np
from numba import njit, types
from numba.extending import intrinsic

from controller.outputs.fleet.many import HAS_MANY
from controller.outputs.fleet.renewal import NOT_TAKEN, Passes

_SLOTS = 512
_HEAD = 8
_ROWS = types.Array(types.uint8, 2, "C")
_BLOCK = types.Array(types.int64, 1, "C")
_send_many = types.ExternalFunction("sendmmsg", types.int32(types.int32, types.voidptr, types.uint32, types.int32))


@intrinsic
def _bytes_at(_context, _address):
    """See memory at an address, uint8."""
    place = types.CPointer(types.uint8)
    return place(types.int64), lambda context, builder, _, args: builder.inttoptr(
        args[0], context.get_value_type(place)
    )


@intrinsic
def _marks_at(_context, _address):
    """See memory at an address, uint64."""
    place = types.CPointer(types.uint64)
    return place(types.int64), lambda context, builder, _, args: builder.inttoptr(
        args[0], context.get_value_type(place)
    )


@intrinsic
def _messages_at(_context, _address):
    """See memory at an address as the system is told of it."""
    place = types.voidptr
    return place(types.int64), lambda context, builder, _, args: builder.inttoptr(
        args[0], context.get_value_type(place)
    )


@njit(cache=True)
def _taken(rows, tick, block):
    """Copy all slots into their packets, number these and note the tick, if the heads of all universes changed."""
    count, size, sequence_at, slots_at, lowest = block[0], block[1], block[2], block[3], block[4]
    packets, marks = _bytes_at(block[6]), _marks_at(block[7])
    if rows.shape != (count, _SLOTS) or rows.strides != (_SLOTS, 1):
        return False
    for universe in range(count):
        there = universe * size + slots_at
        differs = False
        for slot in range(_HEAD):
            differs |= rows[universe, slot] != packets[there + slot]
        if not differs:
            return False
    mark = (np.uint64(tick) << np.uint64(32)) + np.uint64(block[5] - 1)
    for universe in range(count):
        there = universe * size + slots_at
        for slot in range(_SLOTS):
            packets[there + slot] = rows[universe, slot]
        number = np.uint8(packets[universe * size + sequence_at] + np.uint8(1))
        packets[universe * size + sequence_at] = max(number, np.uint8(lowest))
        marks[universe] = mark
    return True


@njit(types.boolean(_ROWS, types.int64, _BLOCK), cache=True)
def _renew(rows, tick, block):
    return _taken(rows, tick, block)


def _both(rows, tick, block, opened):
    if not _taken(rows, tick, block):
        return NOT_TAKEN
    return np.int64(_send_many(opened, _messages_at(block[8]), block[9], 0))


def _entrance(compiled):
    """Give the call that does not ask first which types it was given: 12 us instead of 20 after a rest of 22 ms.

    Arrays of another kind of number raise TypeError all the same; how they lie is looked at inside. It is good as long
    as there is the function itself.
    """
    (only,) = compiled.overloads.values()
    return only.entry_point


# where the system cannot send many at once, the name of the call must not be looked up
_renew_and_send = njit(types.int64(_ROWS, types.int64, _BLOCK, types.int64), cache=True)(_both) if HAS_MANY else None
PASSES: Final = Passes(_entrance(_renew), None if _renew_and_send is None else _entrance(_renew_and_send))
