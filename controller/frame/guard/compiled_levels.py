"""The guard's passes over all levels for numba: rounding them, going a part of their way, finding where they differ.

See ``compiled``, which imports this; nothing is called across the two files, for numba keeps what it compiled by file.
"""
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import numpy as np
from numba import njit

from controller.frame.guard.kernels import AT_ONCE, NOT_AT_ALL, PLAIN, WIDE

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
def _are_threes(firsts):  # noqa: ANN202
    """Say whether every cell has three channels."""
    others = np.uint8(0)
    for cell in range(len(firsts)):
        others |= np.uint8(firsts[cell] != 3 * cell)
    return not others


@_pass
def _give(part, firsts, parts):  # noqa: ANN202
    """Give each channel what its cell has."""
    if _are_threes(firsts):
        for cell in range(len(part)):
            parts[3 * cell] = parts[3 * cell + 1] = parts[3 * cell + 2] = part[cell]
        return
    for cell in range(len(part)):
        for channel in range(firsts[cell], firsts[cell + 1]):
            parts[channel] = part[cell]


@_pass
def between(before, wanted, part, ways, levels):
    """Go each cell's part of the way: all channels as those of eight bits, then once more those that are none."""
    firsts, kinds = ways
    parts = np.empty(len(levels), np.float32)
    _give(part, firsts, parts)
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
def are_far(before, wanted, near, ways, cells):
    """Say which cells have a longer way to go than that, in any channel that goes a part of it."""
    firsts, kinds = ways
    far = np.empty(len(wanted), np.uint8)
    for channel in range(len(wanted)):
        way = np.uint16(max(wanted[channel], before[channel]) - min(wanted[channel], before[channel]))
        far[channel] = np.uint8(way > near) & np.uint8(kinds[channel] <= WIDE)
    if _are_threes(firsts):
        for cell in range(len(cells)):
            cells[cell] = far[3 * cell] | far[3 * cell + 1] | far[3 * cell + 2]
        return
    for cell in range(len(cells)):
        found = np.uint8(0)
        for channel in range(firsts[cell], firsts[cell + 1]):
            found |= far[channel]
        cells[cell] = found


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
