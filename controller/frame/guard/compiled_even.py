"""The guard's passes for numba that find runs of cells which show the same, and whose followers stand the same.

See ``compiled``, which imports this; nothing is called across the two files, for numba keeps what it compiled by file.
"""
# ruff: noqa: ANN001, ANN201, ANN202, SIM110  numba knows no generators
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import numpy as np
from numba import njit

from controller.frame.guard.kernels import ALIKE, EACH, EVEN

_pass = njit(cache=True, error_model="numpy")
_BLOCK = 512


@_pass
def _is_one(row):
    """Whether all of a row are the same; rows that are not mostly say so at once."""
    first = row[0]
    for start in range(0, len(row), _BLOCK):
        here = row[start : start + _BLOCK]
        differs = np.uint8(0)
        for cell in range(len(here)):
            differs = np.uint8(differs | np.uint8(here[cell] != first))
        if differs:
            return False
    return True


@_pass
def _is_threes(row):
    """Whether all of a row repeat its first three."""
    ahead = row[3:]
    for start in range(0, len(ahead), _BLOCK):
        here, there = ahead[start : start + _BLOCK], row[start:]
        differs = np.uint8(0)
        for channel in range(len(here)):
            differs = np.uint8(differs | np.uint8(here[channel] != there[channel]))
        if differs:
            return False
    return True


@_pass
def show_one(runs, spans, levels, light, same):
    """Say of some runs whether all of their cells show the same."""
    starts, stops, places = spans
    for run in runs:
        count, step, offset = stops[run] - starts[run], places[3, run], places[4, run]
        same[run] = True
        first = min(places[0, run], places[1, run], places[2, run])
        last = max(places[0, run], places[1, run], places[2, run])
        if offset < 0 and step == 3 and last - first == 2:
            same[run] = _is_threes(levels[first : first + 3 * count])
            continue
        for color in range(3):
            if not same[run]:
                break
            if offset >= 0:
                same[run] = _is_one(light[color, offset : offset + count])
            else:
                first = places[color, run]
                same[run] = _is_one(levels[first : first + count * step : step])


@_pass
def _are_alike(start, stop, state):
    """Whether the cells of a run see frames alike: the same frame would turn all of them or none."""
    direction, extreme, _, telling, counted, _, _ = state
    for row in range(len(extreme)):
        if not (_is_one(extreme[row, start:stop]) and _is_one(direction[row, start:stop])):
            return False
    for row in range(2):
        if not (_is_one(telling[row, start:stop]) and _is_one(counted[2 + row, start:stop])):
            return False
    return True


@_pass
def _are_even(start, stop, state):
    """Whether cells that see frames alike also have the same past."""
    _, _, ends, _, counted, stamps, full = state
    for row in range(len(ends)):
        if not (
            _is_one(ends[row, start:stop]) and _is_one(full[row, start:stop]) and _is_one(counted[row, start:stop])
        ):
            return False
        for each in range(len(stamps)):
            if not _is_one(stamps[each, row, start:stop]):
                return False
    return True


@_pass
def _spread(start, stop, state):
    direction, extreme, ends, telling, counted, stamps, full = state
    for row in range(len(extreme)):
        direction[row, start:stop] = direction[row, start]
        extreme[row, start:stop] = extreme[row, start]
        ends[row, start:stop] = ends[row, start]
        counted[row, start:stop] = counted[row, start]
        full[row, start:stop] = full[row, start]
        for each in range(len(stamps)):
            stamps[each, row, start:stop] = stamps[each, row, start]
    for row in range(2):
        telling[row, start:stop] = telling[row, start]


@_pass
def settle(runs, spans, state, same, even, turn):
    """Say how some runs are taken; spread those that are even no more, and find those that are again."""
    starts, stops, how = spans
    now, turns = turn
    for run in runs:
        start, stop = starts[run], stops[run]
        if even[run] and not same[run]:
            _spread(start, stop, state)
            even[run] = False
        how[run] = EACH
        if even[run]:
            how[run] = EVEN
        elif same[run] and _are_alike(start, stop, state):
            how[run] = ALIKE
            if run % turns == now and _are_even(start, stop, state):
                even[run] = True
                how[run] = EVEN
