"""The guard's passes over one run of cells for numba, row by row: judge, follow. See ``compiled``.

The same whole numbers as the forms in numpy, so the same bytes; a test compares them. numba finds the types out by
itself, and takes arrays one by one, so these functions have neither annotations nor few parameters. It counts in
sixty-four bits unless told otherwise, and only what is told stays quick: hence so many ``int32``.
"""
# ruff: noqa: ANN001, ANN201, ANN202, D103, PLR0913, PLR0917, PLR1714  numba knows no quick sets
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import numpy as np
from numba import njit

from controller.frame.guard.compiled_many import (
    count_of,
    judge_many,
    leave_out,
    leave_out_of,
    pick,
    pick_any,
    set_where,
    swing_many,
)
from controller.frame.guard.kernels import FOLLOW, FOLLOW_ALL
from controller.frame.guard.rules import (
    CEILING,
    DRAINS,
    FILLS,
    FLOOR,
    FULLEST,
    LEAST,
    MANY,
    READINGS,
)

MANY_ROWS = "2c3ab6be835ae5be"
"""Of ``compiled_many``: numba keeps what it compiled until this file changes, so they change as one."""
_LOW, _HIGH, _LEAST = (column[:, 0].astype(np.int32) for column in (FLOOR, CEILING, LEAST))
_MANY = 32
"""Where more than one cell of a run in so many swings, going every way with all of them is quicker than asking each."""
_FEW = 8
"""Where fewer than one cell of a run in so many swings in any reading, all readings go over one list of them."""
_pass = njit(cache=True, error_model="numpy")


@_pass
def _swing(row, values, extreme, direction, turns):
    whole = values.dtype.type  # sixteen bits in most rigs, and all differences of readings fit them
    low, high, least = whole(_LOW[row]), whole(_HIGH[row]), whole(-_LEAST[row])
    found = np.uint8(0)
    if row == 2 or row == 3:
        for cell in range(len(values)):
            back = whole(whole(values[cell] - extreme[cell]) * whole(direction[cell]))
            turned = back <= least
            turns[cell] = turned
            found = np.uint8(found | turned)
        return found
    for cell in range(len(values)):
        now, then = max(min(values[cell], high), low), max(min(extreme[cell], high), low)
        turned = whole(whole(now - then) * whole(direction[cell])) <= least
        turns[cell] = turned
        found = np.uint8(found | turned)
    return found


@_pass
def _join(turns, reds, counted, joins):
    found = np.uint8(0)
    for cell in range(len(reds)):
        joined = reds[cell] & (not counted[cell]) & (not turns[cell])
        joins[cell] = joined
        found = np.uint8(found | joined)
    return found


@_pass
def _go_on(values, extreme, direction, ends, now):
    whole = values.dtype.type
    for cell in range(len(values)):
        way, best, end = whole(direction[cell]), extreme[cell], ends[cell]
        ahead = whole(whole(values[cell] - best) * way)
        extreme[cell] = whole(best + whole(max(ahead, whole(0)) * way))
        ends[cell] = np.uint16(end + np.uint16(np.uint16(now - end) * np.uint16(ahead > 0)))


@_pass
def _tell(values, extreme, direction, reds, telling):
    whole = values.dtype.type
    for cell in range(len(values)):
        ahead = whole(whole(values[cell] - extreme[cell]) * whole(direction[cell]))
        red, told = np.uint8(reds[cell]), np.uint8(telling[cell])
        telling[cell] = ((ahead <= 0) & told) | red


@_pass
def _age(stamp, now):
    return (np.int64(now) - np.int64(stamp)) & 0xFFFF


@_pass
def _filled(run, newest, fourth, until, second):
    length = newest - until
    many = min(max(second - (fourth - newest), 0), length)
    return min(max(run + FILLS * many - DRAINS * (length - many), 0), FULLEST)


@_pass
def _runs_on(stamps, end, run, pushed, rises, now, second, longest):
    zeroth, first, next_, third = stamps[0], stamps[1], stamps[2], stamps[MANY - 1]
    zeroth, first, next_, third = _age(zeroth, now), _age(first, now), _age(next_, now), _age(third, now)
    if pushed:
        until = _age(end, now)
        run = _filled(run, zeroth, third, until, second)
        zeroth, first, next_, third = until, zeroth, first, next_
    run = _filled(run, zeroth, third, 0, second)
    return run + FILLS * max(second - (first if rises else next_), 0) > longest


@_pass
def _judge(row, picked, marks, direction, ends, telling, counted, stamps, run, rule, spent, bad):
    turns, joins, reds = marks
    now, second, transitions, longest = rule
    for cell in picked:
        turned, joined = turns[cell], joins[cell]
        if not (turned or joined):
            continue
        rises = row < 4 and (direction[cell] > 0) != turned
        new = joined or row < 2 or row > 3 or telling[cell] or reds[cell]
        pushed = turned and counted[cell]
        count = np.int64(new) + (pushed and _age(ends[cell], now) <= second)
        for each in range(len(stamps)):
            count += _age(stamps[each, cell], now) <= second
        if count + rises > transitions:
            bad[cell] = True
            continue
        asks = longest >= 0 and (rises or (new and row >= 2)) and run[cell] > longest - 2 * FILLS * second
        if asks and _runs_on(stamps[:, cell], ends[cell], np.int64(run[cell]), pushed, rises, now, second, longest):
            bad[cell] = True
            continue
        spent[cell] = max(spent[cell], np.uint8(count))


@_pass
def _swing_on(row, picked, marks, values, direction, extreme, ends, telling, counted, stamps, run, rule):
    turns, joins, reds = marks
    now, second = rule[0], rule[1]
    for cell in picked:
        if not (turns[cell] or joins[cell]):
            continue
        if joins[cell]:
            ends[cell] = now
            counted[cell] = True
        else:
            if counted[cell]:
                zeroth, third = _age(stamps[0, cell], now), _age(stamps[MANY - 1, cell], now)
                run[cell] = _filled(np.int64(run[cell]), zeroth, third, _age(ends[cell], now), second)
                for each in range(len(stamps) - 1, 0, -1):
                    stamps[each, cell] = stamps[each - 1, cell]
                stamps[0, cell] = ends[cell]
            counted[cell] = row < 2 or row > 3 or telling[cell] or reds[cell]
            if row == 2 or row == 3:
                telling[cell] = reds[cell]
            extreme[cell] = values[cell]
            ends[cell] = now
            direction[cell] = -direction[cell]


@_pass
def _stay_some(picked, values, extreme, stays):
    for cell in picked:
        values[cell] = extreme[cell] if stays[cell] else values[cell]


@_pass
def mark(start, stop, state, room):
    """Mark what turns or joins; gives whether anything does."""
    count, direction, extreme, counted = stop - start, state[0], state[1], state[4]
    values, reds, turns, joins = room[1], room[2], room[3], room[4]
    found = np.uint8(0)
    for row in range(READINGS):
        here, best, way = values[row, :count], extreme[row, start:stop], direction[row, start:stop]
        found |= _swing(row, here, best, way, turns[row, :count])
        if row == 2 or row == 3:
            red, joined = reds[row - 2, :count], joins[row - 2, :count]
            found |= _join(turns[row, :count], red, counted[row, start:stop], joined)
    return found


@_pass
def _most(spent, bad):
    most = np.uint8(0)
    for cell in range(len(spent)):
        most = max(most, np.uint8(spent[cell] * np.uint8(np.uint8(bad[cell]) ^ np.uint8(1))))
    return most


@_pass
def _unsay(stays, reds):
    for cell in range(len(reds)):
        reds[cell] &= not stays[cell]


@_pass
def _joined(row, count, room):
    """Give where swings of one reading become transitions; only those of redness do."""
    return room[4][row - 2, :count] if row == 2 or row == 3 else room[5][:count]


@_pass
def _judge_all(start, stop, state, rule, room, bad, mode, lists):
    count = stop - start
    direction, _, ends, telling, counted, stamps, full = state
    _, _, reds, turns, joins, _, spent = room
    some, asks, picked = lists
    are_few = len(some) * _FEW < count
    for row in range(READINGS):
        if row and mode != FOLLOW_ALL and not are_few:
            leave_out_of(row, bad, turns, joins)  # who must give way need not be judged in its other readings
        joined, side = _joined(row, count, room), min(max(row - 2, 0), 1)
        swinging = count_of(turns[row, :count]) + count_of(joined)
        marks = turns[row, :count], joined, reds[side, :count]
        told, known, bucket = telling[side, start:stop], counted[row, start:stop], full[row, start:stop]
        way, end = direction[row, start:stop], ends[row, start:stop]
        if swinging * _MANY > count:
            ring = stamps, start, stop
            judge_many(row, marks, way, end, told, known, ring, bucket, rule, spent[:count], bad)
        elif swinging:
            at = some if are_few else picked[: pick(turns[row, :count], joined, asks, picked)]
            ring = stamps[:, row, start:stop]
            _judge(row, at, marks, way, end, told, known, ring, bucket, rule, spent[:count], bad)


@_pass
def _begin_all(start, stop, state, rule, room, lists):
    count = stop - start
    direction, extreme, ends, telling, counted, stamps, full = state
    _, values, reds, turns, _, _, _ = room
    some, asks, picked = lists
    are_few = len(some) * _FEW < count
    for row in range(READINGS):
        joined, side = _joined(row, count, room), min(max(row - 2, 0), 1)
        swinging = count_of(turns[row, :count]) + count_of(joined)
        marks = turns[row, :count], joined, reds[side, :count]
        told, known, bucket = telling[side, start:stop], counted[row, start:stop], full[row, start:stop]
        way, best, end = direction[row, start:stop], extreme[row, start:stop], ends[row, start:stop]
        here = values[row, :count]
        if swinging * _MANY > count:
            swing_many(row, marks, here, way, best, end, told, known, (stamps, start, stop), bucket, rule)
        elif swinging:
            at = some if are_few else picked[: pick(turns[row, :count], joined, asks, picked)]
            ring = stamps[:, row, start:stop]
            _swing_on(row, at, marks, here, way, best, end, told, known, ring, bucket, rule)


@_pass
def _hold(start, stop, extreme, room, bad, some):
    """Let those that must give way stay where their followers are: they swing in no reading, and go on in none."""
    count = stop - start
    _, values, reds, turns, joins, _, _ = room
    leave_out(bad, turns, joins)
    for row in range(READINGS):
        here, best = values[row, :count], extreme[row, start:stop]
        if len(some) * _FEW < count:
            _stay_some(some, here, best, bad)
        else:
            set_where(bad, best, here)
    _unsay(bad, reds[0, :count])
    _unsay(bad, reds[1, :count])


@_pass
def swing_all(start, stop, state, rule, room, bad, mode):
    """Judge what swings and begin the swings that may be; gives the most transitions of a cell that may."""
    count = stop - start
    turns, joins, spent = room[3], room[4], room[6][:count]
    spent[:] = 0
    asks = np.empty((count + 7) // 8 * 8, np.uint8)
    any_, picked = np.empty(count + 8, np.int64), np.empty(count + 8, np.int64)
    some = any_[: pick_any(count, turns, joins, asks, any_)]
    _judge_all(start, stop, state, rule, room, bad, mode, (some, asks, picked))
    if mode == FOLLOW and count_of(bad):
        _hold(start, stop, state[1], room, bad, some)
        some = any_[: pick_any(count, turns, joins, asks, any_)]
    if mode:  # none may follow before all of its readings are judged
        _begin_all(start, stop, state, rule, room, (some, asks, picked))
    return _most(spent, bad)


@_pass
def follow(start, stop, state, room, now):
    count, direction, extreme, ends, telling = stop - start, state[0], state[1], state[2], state[3]
    values, reds = room[1], room[2]
    for row in range(READINGS):
        here, best, way = values[row, :count], extreme[row, start:stop], direction[row, start:stop]
        if row == 2 or row == 3:
            _tell(here, best, way, reds[row - 2, :count], telling[row - 2, start:stop])
        _go_on(here, best, way, ends[row, start:stop], now)


@_pass
def follow_as_one(start, stop, state, room, now):
    """Let all cells of a run follow as the first of them does, which does not swing."""
    direction, extreme, ends, telling = state[0], state[1], state[2], state[3]
    values, reds = room[1], room[2]
    for row in range(READINGS):
        ahead = (np.int64(values[row, 0]) - extreme[row, start]) * direction[row, start]
        if (row == 2 or row == 3) and (ahead > 0 or reds[row - 2, 0]):
            telling[row - 2, start:stop] = reds[row - 2, 0]
        if ahead > 0:
            extreme[row, start:stop] = values[row, 0]
            ends[row, start:stop] = now
