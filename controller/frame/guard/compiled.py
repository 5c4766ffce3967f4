"""The guard's passes over all cells for numba; only ``kernels.load_kernels`` imports this module.

One pass sees a run of cells, reads it, judges it and lets the followers follow, while all of it is near the processor.
Where all cells of a run show the same and their followers stand the same, as on a wall in one colour, one cell is read
for all of them, see ``compiled_even``. Another pass looks again at cells that had to give way, gathered together.
"""
# ruff: noqa: ANN001, ANN202, PLR0913, PLR0917
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import numpy as np
from numba import njit

from controller.frame.guard.compiled_even import settle, show_one
from controller.frame.guard.compiled_levels import are_far, between, carry, differ
from controller.frame.guard.compiled_light import CURVE_OF_BYTES, add_up, read, see
from controller.frame.guard.compiled_rows import follow, follow_as_one, mark, swing_all
from controller.frame.guard.kernels import (
    ALIKE,
    AT_ONCE,
    EACH,
    EVEN,
    FOLLOW,
    GO_BACK,
    JUDGE,
    NOT_AT_ALL,
    PLAIN,
    WIDE,
    Kernels,
)
from controller.frame.guard.rules import READINGS

LIGHT = "7008bd5b4381ba1e"
ROWS = "31c59ed40eb01063"
"""Of these two: numba keeps what it compiled until this file changes, so they change as one."""
_pass = njit(cache=True, error_model="numpy")
_ROUNDING = np.float32(3 << 22)
"""Added and taken away again, it leaves a small float rounded, halves to even."""
_EIGHT = np.float32(1 / 257)
_SOME = 48
"""Where more than one cell of a run in so many must give way, going over all of it is quicker than gathering."""
_NO_LIGHT = np.empty((3, 0), np.int32)
"""Of cells that are seen by their levels."""


@_pass
def _go(cell, part, ways, before, wanted, levels):
    """Let the channels of a cell go a part of their way."""
    firsts, kinds = ways
    for channel in range(firsts[cell], firsts[cell + 1]):
        kind, start = kinds[channel], np.float32(before[channel])
        way = np.float32(part * np.float32(np.float32(wanted[channel]) - start))
        way = np.float32(way + start)
        if kind == AT_ONCE:
            levels[channel] = wanted[channel]
        elif kind == NOT_AT_ALL:
            levels[channel] = before[channel]
        elif kind == WIDE:
            levels[channel] = np.uint16(np.int32(np.float32(way + _ROUNDING) - _ROUNDING))
        else:
            eight = np.float32(np.float32(way * _EIGHT) + _ROUNDING) - _ROUNDING
            levels[channel] = np.uint16(np.int32(eight) * np.int32(257))


@_pass
def _pick(run, count, levels, others, places, picked):
    """List the cells of a run in which two frames differ; gives how many."""
    found = 0
    red, green, blue, step = places[0, run], places[1, run], places[2, run], places[3, run]
    for cell in range(count):
        at = step * cell
        picked[found] = cell
        found += (
            levels[red + at] != others[red + at]
            or levels[green + at] != others[green + at]
            or levels[blue + at] != others[blue + at]
        )
    return found


@_pass
def _see_some(run, picked, levels, places, rgb):
    step = places[3, run]
    for color in range(3):
        for each in range(len(picked)):
            level = levels[places[color, run] + step * np.int64(picked[each])]
            rgb[0, color, each] = level
            rgb[1, color, each] = CURVE_OF_BYTES[level >> 8]


@_pass
def _take(row, start, picked, apart):
    for each in range(len(picked)):
        apart[each] = row[start + np.int64(picked[each])]


@_pass
def _put(row, start, picked, apart):
    for each in range(len(picked)):
        row[start + np.int64(picked[each])] = apart[each]


@_pass
def _gather(start, picked, state, apart):
    for row in range(READINGS):
        _take(state[0][row], start, picked, apart[0][row])
        _take(state[1][row], start, picked, apart[1][row])
        _take(state[2][row], start, picked, apart[2][row])
        _take(state[4][row], start, picked, apart[4][row])
        _take(state[6][row], start, picked, apart[6][row])
        for place in range(len(state[5])):
            _take(state[5][place, row], start, picked, apart[5][place, row])
    for row in range(2):
        _take(state[3][row], start, picked, apart[3][row])


@_pass
def _scatter(start, picked, state, apart):
    for row in range(READINGS):
        _put(state[0][row], start, picked, apart[0][row])
        _put(state[1][row], start, picked, apart[1][row])
        _put(state[2][row], start, picked, apart[2][row])
        _put(state[4][row], start, picked, apart[4][row])
        _put(state[6][row], start, picked, apart[6][row])
        for place in range(len(state[5])):
            _put(state[5][place, row], start, picked, apart[5][place, row])
    for row in range(2):
        _put(state[3][row], start, picked, apart[3][row])


@_pass
def _add_up(count, rgb, sums):
    for row in range(2):
        red, green, blue = rgb[row, 0, :count], rgb[row, 1, :count], rgb[row, 2, :count]
        add_up(red, green, blue, sums[5 * row : 5 * row + 5])


@_pass
def _sum_up(run, picked, levels, places, rgb, sums):
    _see_some(run, picked, levels, places, rgb)
    _add_up(len(picked), rgb, sums)


@_pass
def _sum(run, count, levels, light, places, rgb, sums):
    see(run, count, levels, light, places, rgb)
    _add_up(count, rgb, sums[:, run])


@_pass
def _again(runs, spans, seen, state, rule, room, sums, bad, mode):
    """Look once more at those cells of some runs whose levels are others than in the look before."""
    starts, stops, places = spans
    levels, before, picked, apart, told = seen
    most = np.uint8(0)
    old, new = np.empty(len(sums), np.int64), np.empty(len(sums), np.int64)
    for run in runs:
        start = starts[run]
        cells = picked[: _pick(run, stops[run] - start, levels, before, places, picked)]
        count = len(cells)
        if not count:
            continue
        _sum_up(run, cells, before, places, room[0], old)
        _gather(start, cells, state, apart)
        _see_some(run, cells, levels, places, room[0])
        read(0, count, apart, room, new)
        blamed = told[:count]
        blamed[:] = False
        if mark(0, count, apart, room):
            here = (rule[0], rule[1], rule[2] - places[5, run], rule[3])
            most = max(most, swing_all(0, count, apart, here, room, blamed, mode))
        for row in range(len(sums)):
            sums[row, run] += new[row] - old[row]
        for each in range(count):
            bad[start + np.int64(cells[each])] = blamed[each]
        if mode:
            follow(0, count, apart, room, rule[0])
            _scatter(start, cells, state, apart)
    return most


@_pass
def _pick_bad(bad, picked):
    """List the cells of a run that must give way; gives how many."""
    found = 0
    for cell in range(len(bad)):
        picked[found] = cell
        found += bad[cell]
    return found


@_pass
def _step_back(step, start, picked, blamed, part, ways, frames):
    before, wanted, levels = frames
    for each in range(len(picked)):
        if blamed[each]:
            cell = start + np.int64(picked[each])
            part[cell] = step
            _go(cell, step, ways, before, wanted, levels)


@_pass
def _mark_channels(start, blamed, firsts, marks):
    if len(marks) == 3 * len(blamed):
        for cell in range(len(blamed)):
            marks[3 * cell] = marks[3 * cell + 1] = marks[3 * cell + 2] = blamed[cell]
        return
    begin = firsts[start]
    for cell in range(len(blamed)):
        marks[firsts[start + cell] - begin : firsts[start + cell + 1] - begin] = blamed[cell]


@_pass
def _go_in_eights(step, before, wanted, marks, levels):
    """Let the channels of eight bits that are marked go a part of their way; those that are not are left by bits."""
    for channel in range(len(levels)):
        start, there = np.int32(before[channel]), levels[channel]
        way = np.float32(step * np.float32(np.int32(np.int32(wanted[channel]) - start)))
        eight = np.float32(np.float32(np.float32(way + np.float32(start)) * _EIGHT) + _ROUNDING)
        whole = np.int32(np.float32(eight - _ROUNDING))
        went = np.uint16(np.int32(np.int32(whole << 8) + whole))
        levels[channel] = there ^ np.uint16(np.uint16(went ^ there) & np.uint16(-np.int16(marks[channel])))


@_pass
def _are_eights(kinds):
    others = np.uint8(0)
    for channel in range(len(kinds)):
        others = np.uint8(others | np.uint8(kinds[channel] ^ np.uint8(PLAIN)))
    return others == 0


@_pass
def _lessen(step, blamed, part):
    for cell in range(len(blamed)):  # eighths, so nothing is rounded
        less = np.float32(np.float32(step - part[cell]) * np.float32(np.int32(blamed[cell])))
        part[cell] = np.float32(part[cell] + less)


@_pass
def _step_back_many(step, start, blamed, part, ways, frames):
    """Let many cells of a run go a part of their way: all their channels together if they are of eight bits."""
    before, wanted, levels = frames
    firsts, kinds = ways
    begin, end = firsts[start], firsts[start + len(blamed)]
    _lessen(step, blamed, part[start : start + len(blamed)])
    if _are_eights(kinds[begin:end]):
        marks = np.empty(end - begin, np.bool_)
        _mark_channels(start, blamed, firsts, marks)
        _go_in_eights(step, before[begin:end], wanted[begin:end], marks, levels[begin:end])
        return
    for cell in range(len(blamed)):
        if blamed[cell]:
            _go(start + cell, step, ways, before, wanted, levels)


@_pass
def _look_at(run, start, blamed, levels, places, state, rule, room, sums):
    """Look at a whole run, and let those of its cells follow that need not give way."""
    count, most = len(blamed), np.uint8(0)
    see(run, count, levels, _NO_LIGHT, places, room[0])
    read(start, start + count, state, room, sums)
    blamed[:] = False
    if mark(start, start + count, state, room):
        most = swing_all(start, start + count, state, rule, room, blamed, FOLLOW)
    follow(start, start + count, state, room, rule[0])
    return most


@_pass
def _try_many(run, start, blamed, frames, ways, places, state, rule, room, sums, part, steps, is_known):
    """Let many cells of a run go less and less of their way; to see the others once more changes nothing."""
    levels, most = frames[2], np.uint8(0)
    for step in steps:
        _step_back_many(step, start, blamed, part, ways, frames)
        if step == 0 and is_known:
            see(run, len(blamed), levels, _NO_LIGHT, places, room[0])
            _add_up(len(blamed), room[0], sums)
            blamed[:] = False
        else:
            most = max(most, _look_at(run, start, blamed, levels, places, state, rule, room, sums))
        if not blamed.any():
            break
    return most


@_pass
def _try_some(run, start, cells, blamed, frames, ways, places, state, apart, rule, room, change, part, steps):
    """Let some cells of a run, gathered once, go less and less of their way; they follow where they stay."""
    _, wanted, levels = frames
    count, found, most = len(cells), np.uint8(0), np.uint8(0)
    old, new = np.empty(len(change), np.int64), np.empty(len(change), np.int64)
    _sum_up(run, cells, wanted, places, room[0], old)
    _gather(start, cells, state, apart)
    blamed[:] = True
    for step in steps:
        _step_back(step, start, cells, blamed, part, ways, frames)
        _see_some(run, cells, levels, places, room[0])
        read(0, count, apart, room, new)
        blamed[:] = False
        found = mark(0, count, apart, room)
        if found:
            swing_all(0, count, apart, rule, room, blamed, JUDGE)
        if not blamed.any():
            break
    if found:
        most = swing_all(0, count, apart, rule, room, blamed, FOLLOW)
    follow(0, count, apart, room, rule[0])
    _scatter(start, cells, state, apart)
    change[:] = new - old
    return most


@_pass
def _stay_some(run, start, cells, blamed, frames, ways, places, room, change, part):
    """Put some cells of a run back to where they were, and their followers with them: nothing but light is summed."""
    old = np.empty(len(change), np.int64)
    _sum_up(run, cells, frames[1], places, room[0], old)
    blamed[:] = True
    _step_back(np.float32(0), start, cells, blamed, part, ways, frames)
    _sum_up(run, cells, frames[2], places, room[0], change)
    change -= old
    blamed[:] = False


@_pass
def _give_way(runs, spans, seen, state, rule, room, sums, bad, part, steps, known):
    """Let each cell of some runs that must give way go less and less of its way, until all is well with it."""
    starts, stops, places, ways = spans
    frames, picked, apart, told = seen
    most, change = np.uint8(0), np.empty(len(sums), np.int64)
    for run in runs:
        start, blamed = starts[run], bad[starts[run] : stops[run]]
        here = (rule[0], rule[1], rule[2] - places[5, run], rule[3])
        cells = picked[: _pick_bad(blamed, picked)]
        if len(cells) * _SOME < len(blamed):
            some, found = told[: len(cells)], np.uint8(0)
            if steps[0] == 0 and known[run]:
                _stay_some(run, start, cells, some, frames, ways, places, room, change, part)
            else:
                found = _try_some(
                    run, start, cells, some, frames, ways, places, state, apart, here, room, change, part, steps
                )
            for row in range(len(sums)):
                sums[row, run] += change[row]
            _put(bad, start, cells, some)
        else:
            found = _try_many(
                run, start, blamed, frames, ways, places, state, here, room, change, part, steps, known[run]
            )
            sums[:, run] = change
        most = max(most, found)
    return most


@_pass
def _walk(runs, spans, seen, state, rule, room, sums, bad, mode):
    starts, stops, firsts, how, places = spans
    levels, light = seen
    most = np.uint8(0)
    for run in runs:
        first, count = firsts[run], stops[run] - starts[run]
        cells = bad[starts[run] : stops[run]]
        cells[:] = False
        if mode == GO_BACK:
            _sum(run, count, levels, light, places, room[0], sums)
            continue
        here = (rule[0], rule[1], rule[2] - places[5, run], rule[3])
        is_one = how[run] != EACH
        found = True
        while found:
            end = first + (1 if is_one else count)
            see(run, end - first, levels, light, places, room[0])
            read(first, end, state, room, sums[:, run])
            found = mark(first, end, state, room) != 0
            if not found or how[run] == EVEN or not is_one:
                break
            is_one = False  # each has swings of its own to remember
        if found:
            most = max(most, swing_all(first, end, state, here, room, cells[: end - first], mode))
        if is_one:
            cells[:] = cells[0]
            for row in range(len(sums)):
                sums[row, run] *= count
        if mode and is_one and how[run] == ALIKE:
            follow_as_one(first, first + count, state, room, rule[0])
        elif mode:
            follow(first, end, state, room, rule[0])
    return most


KERNELS = Kernels(carry, between, are_far, differ, show_one, settle, _walk, _again, _give_way)
