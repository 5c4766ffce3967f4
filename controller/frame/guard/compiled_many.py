"""The guard's passes over a run in which many cells swing, for numba: nothing is asked cell by cell. See ``compiled``.

A processor that has to guess which way each cell goes guesses wrong half of the time; so all cells go every way, and
what does not hold for one is left out by its bits. Each loop has few rows: of more, a compiler no longer proves that
none lies over another, and takes one cell at a time.
"""
# ruff: noqa: ANN001, ANN201, ANN202, D103, PLR0913, PLR0917, PLR1714  numba knows no quick sets
# mypy: disable-error-code="no-untyped-def, no-untyped-call"

import numpy as np
from numba import njit

from controller.frame.guard.rules import DRAINS, FILLS, FULLEST, MANY

NUMBERS = "24d9e69f46f8cce6"
"""Of ``rules``: numba keeps what it compiled until this file changes, so they change as one."""
_FILLS, _DRAINS, _FULLEST, _NONE = (np.int32(each) for each in (FILLS, DRAINS, FULLEST, 0))
_pass = njit(cache=True, error_model="numpy")


@_pass
def count_of(mask):
    found = np.uint32(0)
    for cell in range(len(mask)):
        found = np.uint32(found + np.uint32(mask[cell]))
    return found


@_pass
def _leave_out(bad, marks):
    for cell in range(len(marks)):
        marks[cell] = np.uint8(marks[cell]) & np.uint8(np.uint8(bad[cell]) ^ np.uint8(1))


@_pass
def leave_out(bad, turns, joins):
    """Let none swing any more that must give way."""
    for marks in (turns, joins):
        for row in range(len(marks)):
            _leave_out(bad, marks[row, : len(bad)])


@_pass
def leave_out_of(row, bad, turns, joins):
    """Let none swing any more in one reading that must give way."""
    _leave_out(bad, turns[row, : len(bad)])
    if row == 2 or row == 3:
        _leave_out(bad, joins[row - 2, : len(bad)])


@_pass
def _pick_of(asks, picked):
    """List what is marked; eight at a time are passed over. There is room for eight more than are asked."""
    found = 0
    eights = asks.view(np.uint64)
    for eight in range(len(eights)):
        if eights[eight]:
            for cell in range(8 * eight, 8 * eight + 8):
                picked[found] = cell
                found += asks[cell]
    return found


@_pass
def _add_marks(mark, asks):
    for cell in range(len(mark)):
        asks[cell] |= np.uint8(mark[cell])


@_pass
def pick_any(count, turns, joins, asks, picked):
    """List the cells that swing in any reading; gives how many."""
    asks[:] = 0
    for marks in (turns, joins):
        for row in range(len(marks)):
            _add_marks(marks[row, :count], asks)
    return _pick_of(asks, picked)


@_pass
def pick(turns, joins, asks, picked):
    """List the cells that swing in one reading; gives how many."""
    asks[:] = 0
    _add_marks(turns, asks)
    _add_marks(joins, asks)
    return _pick_of(asks, picked)


@_pass
def _count_recent(ticks, now, second, counts):
    for cell in range(len(ticks)):
        counts[cell] += np.uint8(np.uint16(now - ticks[cell]) <= second)


@_pass
def _either(one, other, both):
    for cell in range(len(both)):
        both[cell] = np.uint8(one[cell]) | np.uint8(other[cell])


@_pass
def _both(one, other, both):
    for cell in range(len(both)):
        both[cell] = np.uint8(one[cell]) & np.uint8(other[cell])


@_pass
def _add_either(one, to):
    for cell in range(len(to)):
        to[cell] |= one[cell]


@_pass
def _leave_both(one, to):
    for cell in range(len(to)):
        to[cell] &= one[cell]


@_pass
def _rise(direction, turns, asks, rises):
    for cell in range(len(turns)):
        rises[cell] = np.uint8(np.uint8(direction[cell] > 0) ^ np.uint8(turns[cell])) & asks[cell]


@_pass
def _add(pushed, ends, now, second, counts):
    for cell in range(len(counts)):
        counts[cell] += pushed[cell] & np.uint8(np.uint16(now - ends[cell]) <= second)


@_pass
def _spend(asks, new, counts, spent):
    for cell in range(len(counts)):
        counts[cell] = np.uint8(counts[cell] + new[cell])
        spent[cell] = max(spent[cell], np.uint8(counts[cell] * asks[cell]))


@_pass
def _blame(asks, counts, rises, most, bad):
    for cell in range(len(counts)):
        often = np.uint8(np.uint8(counts[cell] + rises[cell]) > most) & asks[cell]
        bad[cell] = np.uint8(bad[cell]) | often


@_pass
def _leave(run, limit, bad, asks):
    """Let none ask any more that is bad already or whose bucket is far from full; gives how many still ask."""
    found = np.uint32(0)
    for cell in range(len(run)):
        asks[cell] &= np.uint8(np.int32(run[cell]) > limit) & np.uint8(np.uint8(bad[cell]) ^ np.uint8(1))
        found = np.uint32(found + asks[cell])
    return found


@_pass
def _blend(at, one, other, out):
    """Take ticks of one row where bits are set, of the other elsewhere."""
    for cell in range(len(out)):
        differs = np.uint16(one[cell] ^ other[cell])
        out[cell] = np.uint16(other[cell] ^ np.uint16(differs & np.uint16(-np.int16(at[cell]))))


@_pass
def _age(now, stamp):
    return np.int32(np.uint16(now - stamp))


@_pass
def _filled(run, newest, fourth, until, second):
    length = np.int32(newest - until)
    many = min(max(np.int32(second - np.int32(fourth - newest)), _NONE), length)
    more = np.int32(np.int32(run) + np.int32(many * _FILLS))
    less = np.int32(np.int32(length - many) * _DRAINS)
    return min(max(np.int32(more - less), _NONE), _FULLEST)


@_pass
def _fill(newest, fourth, ends, now, second, full):
    """Carry buckets on to where the swings that run end; what it gives for others means nothing."""
    for cell in range(len(full)):
        until = _age(now, ends[cell])
        full[cell] = _filled(full[cell], _age(now, newest[cell]), _age(now, fourth[cell]), until, second)


@_pass
def _fill_up(newest, fourth, now, second, full):
    """Carry buckets on to now."""
    for cell in range(len(full)):
        full[cell] = _filled(full[cell], _age(now, newest[cell]), _age(now, fourth[cell]), _NONE, second)


@_pass
def set_where(at, values, row):
    for cell in range(len(row)):
        differs = values[cell] ^ row[cell]
        row[cell] = row[cell] ^ (differs & -np.int32(at[cell]))


@_pass
def _run_on(full, longest, last, now, second, asks, bad):
    for cell in range(len(full)):
        left = max(np.int32(second - _age(now, last[cell])), _NONE)
        late = np.uint8(np.int32(np.int32(full[cell]) + np.int32(left * _FILLS)) > longest)
        bad[cell] = np.uint8(bad[cell]) | np.uint8(late & asks[cell])


@_pass
def _judge_runs(rule, pushed, rises, asks, ends, ring, run, bad):
    """Add where one more transition, after a rise one more fall, would make a run too long."""
    now, second, longest = rule[0], np.int32(rule[1]), np.int32(rule[3])
    stamps, row, start, stop = ring
    zeroth, first = stamps[0, row, start:stop], stamps[1, row, start:stop]
    next_, third = stamps[2, row, start:stop], stamps[MANY - 1, row, start:stop]
    full, carried = run.copy(), run.copy()
    _fill(zeroth, third, ends, now, second, carried)
    set_where(pushed, carried, full)
    one, other = np.empty(len(run), np.uint16), np.empty(len(run), np.uint16)
    _blend(pushed, ends, zeroth, one)
    _blend(pushed, next_, third, other)
    _fill_up(one, other, now, second, full)
    _blend(pushed, zeroth, first, one)
    _blend(pushed, first, next_, other)
    set_where(rises, one, other)
    _run_on(full, longest, other, now, second, asks, bad)


@_pass
def judge_many(row, marks, direction, ends, telling, counted, ring, run, rule, spent, bad):
    """Judge all cells of a run in one reading."""
    stamps, start, stop = ring
    turns, joins, reds = marks
    now, second, transitions, longest = rule
    count = len(turns)
    asks, rises, new = np.empty(count, np.uint8), np.zeros(count, np.uint8), np.ones(count, np.uint8)
    pushed, counts = np.empty(count, np.uint8), np.zeros(count, np.uint8)
    _either(turns, joins, asks)
    _both(turns, counted, pushed)
    if row < 4:
        _rise(direction, turns, asks, rises)
    if row == 2 or row == 3:
        _either(telling, reds, new)
        _add_either(joins, new)
    for each in range(len(stamps)):
        _count_recent(stamps[each, row, start:stop], now, np.uint16(second), counts)
    _add(pushed, ends, now, np.uint16(second), counts)
    _spend(asks, new, counts, spent)
    _blame(asks, counts, rises, np.uint8(max(transitions, 0)), bad)
    if longest < 0:
        return
    if row >= 2:
        _add_either(rises, new)
        _leave_both(new, asks)
    else:
        _leave_both(rises, asks)
    if _leave(run, np.int32(longest - 2 * FILLS * second), bad, asks):
        _judge_runs(rule, pushed, rises, asks, ends, (stamps, row, start, stop), run, bad)


@_pass
def _turn(turns, direction):
    for cell in range(len(turns)):
        back = np.int16(turns[cell])
        direction[cell] = np.int16(np.int16(direction[cell] ^ -back) + back)


@_pass
def _count(row, turns, joins, telling, reds, counted):
    if row == 2 or row == 3:
        for cell in range(len(turns)):
            new = np.uint8(telling[cell]) | np.uint8(reds[cell])
            was = np.uint8(counted[cell]) & np.uint8(np.uint8(turns[cell]) ^ np.uint8(1))
            counted[cell] = was | np.uint8(new & np.uint8(turns[cell])) | np.uint8(joins[cell])
        for cell in range(len(turns)):
            was = np.uint8(telling[cell]) & np.uint8(np.uint8(turns[cell]) ^ np.uint8(1))
            telling[cell] = was | np.uint8(np.uint8(reds[cell]) & np.uint8(turns[cell]))
        return
    for cell in range(len(turns)):
        counted[cell] = np.uint8(counted[cell]) | np.uint8(turns[cell])


@_pass
def swing_many(row, marks, values, direction, extreme, ends, telling, counted, ring, run, rule):
    """Begin the swings of all cells of a run in one reading."""
    stamps, start, stop = ring
    now, second = rule[0], np.int32(rule[1])
    turns, joins, reds = marks
    count = len(turns)
    begins, pushed, reached = np.empty(count, np.uint8), np.empty(count, np.uint8), np.empty(count, np.uint16)
    _both(turns, counted, pushed)
    full = run.copy()
    _fill(stamps[0, row, start:stop], stamps[MANY - 1, row, start:stop], ends, now, second, full)
    set_where(pushed, full, run)
    for each in range(len(stamps) - 1, 0, -1):
        set_where(pushed, stamps[each - 1, row, start:stop], stamps[each, row, start:stop])
    set_where(pushed, ends, stamps[0, row, start:stop])
    _count(row, turns, joins, telling, reds, counted)
    set_where(turns, values, extreme)
    _turn(turns, direction)
    _either(turns, joins, begins)
    reached[:] = now
    set_where(begins, reached, ends)
