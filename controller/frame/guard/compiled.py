"""The guard's three passes over all cells for numba; only ``kernels.load_kernels`` imports this module.

The same whole numbers as the forms in numpy, so the same bytes; a test compares them. numba finds the types out by
itself, and takes arrays one by one, so these functions have neither annotations nor few parameters.
"""
# ruff: noqa: ANN001, ANN202, PLR0913, PLR0917

import numpy as np
from numba import njit

from controller.frame.guard.kernels import Kernels
from controller.frame.guard.rules import CEILING, DIM, FLOOR, FULL, LEAST, READINGS, RED_PART, WEIGHTS

_LOW, _HIGH, _LEAST = (column[:, 0].copy() for column in (FLOOR, CEILING, LEAST))
_RED, _GREEN, _BLUE, _BITS = WEIGHTS


def _read(light, curve, starts, stops, extreme, values, reds, sums):  # type: ignore[no-untyped-def]
    top = len(curve) - 1
    for run in range(len(starts)):
        for row in range(10):
            sums[row, run] = 0
        for cell in range(starts[run], stops[run]):
            for row in range(2):
                red, green, blue = light[0, cell], light[1, cell], light[2, cell]
                if row:
                    red, green, blue = curve[min(red, top)], curve[min(green, top)], curve[min(blue, top)]
                redness = max(red - green - blue, 0)
                total = red + green + blue
                reddish = total if redness > 0 else 0
                values[row, cell] = (red * _RED + green * _GREEN + blue * _BLUE) >> _BITS
                values[2 + row, cell] = redness
                if total < DIM:
                    values[4 + row, cell] = extreme[4 + row, cell]
                else:
                    values[4 + row, cell] = np.int32(np.float32(red) / np.float32(total) * np.float32(FULL))
                reds[row, cell] = redness > 0 and redness * 100 >= reddish * RED_PART
                sums[5 * row, run] += red
                sums[5 * row + 1, run] += green
                sums[5 * row + 2, run] += blue
                sums[5 * row + 3, run] += redness
                sums[5 * row + 4, run] += reddish


def _compare(values, reds, extreme, direction, counted, ahead, turns, joins):  # type: ignore[no-untyped-def]
    found = 0
    for row in range(READINGS):
        low, high, least = _LOW[row], _HIGH[row], _LEAST[row]
        for signal in range(values.shape[1]):
            value, best, way = values[row, signal], extreme[row, signal], direction[row, signal]
            ahead[row, signal] = (value - best) * way
            back = (min(max(value, low), high) - min(max(best, low), high)) * way
            is_back = back <= -least
            turns[row, signal] = is_back
            found += is_back
    for row in range(2):
        for signal in range(values.shape[1]):
            joined = ahead[2 + row, signal] >= 0 and reds[row, signal] and not counted[2 + row, signal]
            joins[row, signal] = joined
            found += joined
    return found


def _follow(values, reds, ahead, turns, tick, extreme, ends, direction, telling):  # type: ignore[no-untyped-def]
    for row in range(READINGS):
        for signal in range(values.shape[1]):
            turned = turns[row, signal]
            further = turned or ahead[row, signal] > 0
            if row in (2, 3):
                red = reds[row - 2, signal]
                if further:
                    telling[row - 2, signal] = red
                elif ahead[row, signal] == 0 and red:
                    telling[row - 2, signal] = True
            extreme[row, signal] = values[row, signal] if further else extreme[row, signal]
            ends[row, signal] = tick if further else ends[row, signal]
            direction[row, signal] = -direction[row, signal] if turned else direction[row, signal]


KERNELS = Kernels(*(njit(cache=True)(each) for each in (_read, _compare, _follow)))
