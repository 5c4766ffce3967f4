"""The guard's passes over one run of cells for numba that see its light and make readings of it. See ``compiled``.

The same whole numbers as ``light`` and ``reading`` in numpy, so the same bytes; ``compiled_rows`` says of what kind.
"""
# ruff: noqa: ANN001, ANN201, ANN202, D103
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import numpy as np
from numba import njit

from controller.frame.guard.light import CURVE
from controller.frame.guard.rules import COARSE, DIM, FULL, RED_PART, WEIGHTS, WEIGHTS_OF_BRIGHT, WHOLE

NUMBERS = "24d9e69f46f8cce6"
"""Of the rules and the curve: numba keeps what it compiled until this file changes, so they change as one."""
_RED, _GREEN, _BLUE, _SHIFT = (np.int32(each) for each in (*WEIGHTS[:3], WEIGHTS[3] + COARSE))
_RED_, _GREEN_, _BLUE_, _SHIFT_ = (np.int32(each) for each in (*WEIGHTS_OF_BRIGHT[:3], WEIGHTS_OF_BRIGHT[3] + COARSE))
_COARSE, _DIM, _PART, _HUNDRED, _NONE, _ONE = (np.int32(each) for each in (COARSE, DIM, RED_PART, 100, 0, 1))
CURVE_OF_BYTES = CURVE[(FULL // 255) * np.arange(256)]
_pass = njit(cache=True, error_model="numpy")


@_pass
def _see_threes(levels, start, linear, curved):
    for cell in range(len(linear)):
        level = levels[start + 3 * cell]
        linear[cell] = level
        curved[cell] = CURVE_OF_BYTES[level >> 8]


@_pass
def _see_steps(levels, start, step, linear, curved):
    for cell in range(len(linear)):
        level = levels[start + step * cell]
        linear[cell] = level
        curved[cell] = CURVE_OF_BYTES[level >> 8]


@_pass
def _take(light, linear, curved):
    top = np.int32(len(CURVE) - 1)
    for cell in range(len(linear)):
        linear[cell] = light[cell]
        curved[cell] = CURVE[min(light[cell], top)]


@_pass
def see(run, count, levels, light, places, rgb):
    step, offset = places[3, run], places[4, run]
    for color in range(3):
        linear, curved = rgb[0, color, :count], rgb[1, color, :count]
        if offset >= 0:
            _take(light[color, offset : offset + count], linear, curved)
        elif step == 3:
            _see_threes(levels, places[color, run], linear, curved)
        else:
            _see_steps(levels, places[color, run], step, linear, curved)


@_pass
def _read_luminance(red, green, blue, luminance):
    if luminance.itemsize > 2:  # some cell may give more than full light
        for cell in range(len(luminance)):
            weighed = np.int32(np.int32(red[cell] * _RED_) + np.int32(green[cell] * _GREEN_))
            luminance[cell] = np.int32(weighed + np.int32(blue[cell] * _BLUE_)) >> _SHIFT_
        return
    for cell in range(len(luminance)):
        weighed = np.int32(np.int32(red[cell] * _RED) + np.int32(green[cell] * _GREEN))
        luminance[cell] = np.int32(weighed + np.int32(blue[cell] * _BLUE)) >> _SHIFT


@_pass
def _read_redness(red, green, blue, redness, reds):
    for cell in range(len(redness)):
        r, rest = red[cell], np.int32(green[cell] + blue[cell])
        more = max(np.int32(r - rest), _NONE)
        reddish = np.int32(r + rest) if more > 0 else _NONE
        redness[cell] = more >> _COARSE
        reds[cell] = (more > 0) & (np.int32(more * _HUNDRED) >= np.int32(reddish * _PART))


@_pass
def _read_share(red, green, blue, shown, share):
    for cell in range(len(share)):
        total = np.int32(np.int32(red[cell] + green[cell]) + blue[cell])
        part = np.int32(np.float32(red[cell]) / np.float32(max(total, _ONE)) * np.float32(WHOLE))
        last = np.int32(shown[cell])
        share[cell] = part if total >= _DIM else last


@_pass
def add_up(red, green, blue, sums):
    reds, greens, blues, redness, reddish = _NONE, _NONE, _NONE, _NONE, _NONE
    for cell in range(len(red)):
        r, rest = red[cell], np.int32(green[cell] + blue[cell])
        more = max(np.int32(r - rest), _NONE)
        reds = np.int32(reds + r)
        greens = np.int32(greens + green[cell])
        blues = np.int32(blues + blue[cell])
        redness = np.int32(redness + more)
        reddish = np.int32(reddish + (np.int32(r + rest) if more > 0 else _NONE))
    sums[0], sums[1], sums[2], sums[3], sums[4] = reds, greens, blues, redness, reddish


@_pass
def read(start, stop, state, room, sums):
    count, extreme = stop - start, state[1]
    rgb, values, reds = room[0], room[1], room[2]
    for row in range(2):
        red, green, blue = rgb[row, 0, :count], rgb[row, 1, :count], rgb[row, 2, :count]
        _read_luminance(red, green, blue, values[row, :count])
        _read_redness(red, green, blue, values[2 + row, :count], reds[row, :count])
        _read_share(red, green, blue, extreme[4 + row, start:stop], values[4 + row, :count])
        add_up(red, green, blue, sums[5 * row : 5 * row + 5])
