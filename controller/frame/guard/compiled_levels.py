"""The guard's two passes over all levels for numba: rounding them, and finding where they differ.

See ``compiled``, which imports this; nothing is called across the two files, for numba keeps what it compiled by file.
"""
# ruff: noqa: ANN001, ANN201
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import numpy as np
from numba import njit

_pass = njit(cache=True, error_model="numpy")
_BLOCK = 512
_FINITE = np.finfo(np.float32).max
_ROUNDING = np.float32(3 << 22)
"""Added and taken away again, it leaves a small float rounded, halves to even."""


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
