"""The guard's two passes over all levels for numba: rounding them, and finding where they differ.

See ``compiled``, which imports this; nothing is called across the two files, for numba keeps what it compiled by file.
"""
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import numpy as np
from numba import njit

from controller.frame.guard.kernels import AT_ONCE, NOT_AT_ALL, PLAIN

_pass = njit(cache=True, error_model="numpy")
_BLOCK = 512
_FINITE = np.finfo(np.float32).max
_ROUNDING = np.float32(3 << 22)
"""Added and taken away again, it leaves a small float rounded, halves to even."""
_EIGHT = np.float32(1 / 257)


@_pass
def carry(drive, levels):
    """Round drive values to levels of 8 bits; gives how many were no finite numbers."""
    odd = 0
    for channel in range(len(drive)):
        value = drive[channel]
        odd += not (abs(value) <= _FINITE)
        value = max(np.float32(0), value)
        value = min(np.float32(1), value)
        value = (value * np.float32(255) + _ROUNDING) - _ROUNDING
        levels[channel] = np.uint16(np.int32(value) * np.int32(257))
    return odd


@_pass
def between(before, wanted, part, ways, levels):
    """Go each cell's part of the way: all channels as those of eight bits, then once more those that are none."""
    firsts, kinds = ways
    parts = np.empty(len(levels), np.float32)
    for cell in range(len(part)):
        for channel in range(firsts[cell], firsts[cell + 1]):
            parts[channel] = part[cell]
    others = 0
    for channel in range(len(levels)):
        others += kinds[channel] != PLAIN
    for channel in range(len(levels)):
        start = np.float32(before[channel])
        way = np.float32(parts[channel] * np.float32(np.float32(wanted[channel]) - start))
        eight = np.float32(np.float32(np.float32(way + start) * _EIGHT) + _ROUNDING) - _ROUNDING
        went = np.uint16(np.int32(eight) * np.int32(257))
        levels[channel] = wanted[channel] if parts[channel] == np.float32(1) else went
    for channel in range(len(levels) if others else 0):
        kind, start = kinds[channel], np.float32(before[channel])
        if kind == PLAIN or parts[channel] == np.float32(1):
            continue
        if kind == AT_ONCE:
            levels[channel] = wanted[channel]
        elif kind == NOT_AT_ALL:
            levels[channel] = before[channel]
        else:
            way = np.float32(parts[channel] * np.float32(np.float32(wanted[channel]) - start))
            levels[channel] = np.uint16(np.int32(np.float32(np.float32(way + start) + _ROUNDING) - _ROUNDING))


@_pass
def differ(levels, before, firsts, changed):
    """Say in which runs of channels two frames differ."""
    for run in range(len(changed)):
        changed[run] = False
        for start in range(firsts[run], firsts[run + 1], _BLOCK):
            here, there = levels[start : min(start + _BLOCK, firsts[run + 1])], before[start:]
            differs = np.uint8(0)
            for channel in range(len(here)):
                differs = np.uint8(differs | np.uint8(here[channel] != there[channel]))
            if differs:
                changed[run] = True
                break
