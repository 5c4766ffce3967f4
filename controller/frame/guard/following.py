"""Following: what followers remember of the frame that is sent.

All is done with masks over [readings, signals], mostly in sixteen bits: numpy takes twenty times as long to pick.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.ages import Ages, Ticks, ages, short
from controller.frame.guard.followers import Followers, Swings, bits
from controller.frame.guard.picked import Picked, at, places_of, rings
from controller.frame.guard.reading import Readings
from controller.frame.guard.rules import DRAINS, FILLS, FULLEST, MANY, REDNESS
from controller.frame.memory import Memory, Places

_FEW_PLACES: Final = 4096
"""Of so many readings all are pushed at once."""
_FEW: Final = 12
"""A mask that holds for less than one place in so many is taken as a list of them."""
_EMPTY: Final = 6000
"""Ticks after which every bucket is empty, however full it was and whatever filled it for a second."""


def follow(swings: Swings, followers: Followers, tick: int, second: int, picked: Picked | None = None) -> None:
    """Remember the frame that will be sent, in place.

    Args:
        swings: what it does.
        followers: of the same signals.
        tick: of it.
        second: ticks of a second.
        picked: those that turn, and maybe some that turned before they gave way; None = who knows.
    """
    turn(swings, followers, tick, second, picked)
    go_on(swings, followers, tick)


def turn(swings: Swings, followers: Followers, tick: int, second: int, picked: Picked | None = None) -> None:
    """Begin the new swings alone, and note in ``back`` that they go on; ``go_on`` comes after it."""
    turns, back = swings.turns, swings.back
    if picked is not None:
        back.reshape(-1)[_turn_some(swings, followers, picked, tick, second)] = -1
    elif turns.size <= _FEW_PLACES:
        _turn_few(swings, followers, tick, second)
        back[turns] = -1
    elif followers.ends.flags.c_contiguous and np.count_nonzero(turns) * _FEW < turns.size:
        back.reshape(-1)[_turn_some(swings, followers, Picked.of(swings, followers), tick, second)] = -1
    else:
        _turn_many(swings, followers, tick, second)
        back |= bits(turns).view(np.int16)


def go_on(swings: Swings, followers: Followers, tick: int) -> None:
    """Let running swings go as far as they go with the frame that will be sent, in place."""
    told, back = followers.telling, swings.back
    further = np.right_shift(back, 8 * back.itemsize - 1)  # all bits set where the running swing goes on
    told &= further[REDNESS] == 0
    told |= swings.reds
    _set(followers.extreme, swings.values, further)
    if np.count_nonzero(swings.joins):
        followers.counted[REDNESS] |= swings.joins
        further[REDNESS].reshape(-1)[places_of(swings.joins)] = -1  # such a swing ends now, wherever it is
    _set(followers.ends.view(np.int16), short(tick).view(np.int16), further.astype(np.int16, copy=False))


def filled(run: Ages, newest: Ages, fourth: Ages, until: Ages, second: int) -> Ages:
    """Carry buckets from their newest stamp on: a time with many transitions fills them, other time drains them.

    Args:
        run: tenths of ticks that stand in them.
        newest: age of the newest stamp.
        fourth: that of the one with which there are many.
        until: the age that they are carried to; where it is above the newest, what is given means nothing.
        second: ticks of a second.
    """
    length = newest - until
    many = newest - fourth
    many += np.int16(second)
    np.maximum(many, _spread(0, many), out=many)
    np.minimum(many, length, out=many)
    many *= np.int16(FILLS + DRAINS)
    np.minimum(length, _spread(_EMPTY, length), out=length)
    length *= np.int16(DRAINS)
    level, drained = many.view(np.uint16), length.view(np.uint16)  # up to twice as much as a sign leaves room for
    level += run.view(np.uint16)
    np.maximum(level, drained, out=level)
    level -= drained
    np.minimum(level, _spread(FULLEST, level), out=level)
    return many


def push_change(cells: Places, memory: Memory, tick: int, second: int) -> None:
    """Put a change that no reading shows into the rings of some cells, as a transition that ended now.

    A swing that runs is taken to end now too, so that the rings stay in the order of time.
    """
    some = Followers.of(memory, cells)
    newest, fourth = ages(some.stamps[0], tick), ages(some.stamps[MANY - 1], tick)
    some.run[:] = filled(some.run, newest, fourth, np.zeros_like(newest), second)
    some.stamps[1:] = some.stamps[:-1].copy()
    some.stamps[0] = short(tick)
    some.ends[some.counted] = short(tick)
    some.put(memory, cells)


def _turn_few(swings: Swings, followers: Followers, tick: int, second: int) -> None:
    """Begin new swings where there are few followers: all at once, and none where none turns."""
    turns, stamps, ends, counted = swings.turns, followers.stamps, followers.ends, followers.counted
    if not np.count_nonzero(turns):
        return
    done = turns & counted
    if np.count_nonzero(done):
        newest, fourth = ages(stamps[: MANY : MANY - 1], tick)
        if np.count_nonzero(followers.run) or np.minimum.reduce(fourth - newest, axis=None) < second:
            run = filled(followers.run, newest, fourth, ages(ends, tick), second)
            np.copyto(followers.run, run, casting="unsafe", where=done)
        np.copyto(stamps[1:], stamps[:-1].copy(), where=done)
        np.copyto(stamps[0], ends, where=done)
    np.copyto(counted, swings.new(followers), where=turns)
    np.negative(followers.direction, out=followers.direction, where=turns)


def _turn_some(swings: Swings, followers: Followers, picked: Picked, tick: int, second: int) -> Places:
    """Begin new swings where few turn; says where they did, in places of [6, n], counted along its rows.

    The arrays of the followers lie whole in memory.
    """
    still = places_of(at(swings.turns, picked.places))
    turning: Places = picked.places.take(still)
    ended = turning.take(places_of(at(followers.counted, turning)))
    ring, run = rings(followers), followers.run.reshape(-1)
    ends, stamps = at(followers.ends, ended), ring[:-1].take(ended, axis=1)
    until, newest, fourth = (ages(each, tick) for each in (ends, stamps[0], stamps[MANY - 1]))
    run[ended] = filled(run.take(ended), newest, fourth, until, second)
    for row, older in zip(ring, (ends, *stamps), strict=True):
        row[ended] = older
    followers.counted.reshape(-1)[turning] = picked.new.take(still)
    direction = followers.direction.reshape(-1)
    direction[turning] = -direction.take(turning)
    return turning


def _turn_many(swings: Swings, followers: Followers, tick: int, second: int) -> None:
    """Begin new swings where many followers turn: all are gone over."""
    turns, counted, stamps, direction = swings.turns, followers.counted, followers.stamps, followers.direction
    done = turns & counted
    if np.count_nonzero(done):
        over = bits(done)
        ended, newest, fourth = (ages(each, tick) for each in (followers.ends, stamps[0], stamps[MANY - 1]))
        run = filled(followers.run, newest, fourth, ended, second)
        _set(followers.run, run, over.view(np.int16))
        for place in range(len(stamps) - 1, 0, -1):
            _set(stamps[place], stamps[place - 1], over)
        _set(stamps[0], followers.ends, over)
    new = swings.new(followers)
    new &= turns
    counted &= ~turns
    counted |= new
    back = bits(turns).view(np.int16)
    direction ^= back
    direction -= back


def _spread(number: int | Readings, over: Readings | Ticks) -> Any:
    """Give a full array for many: numpy takes the lesser of two arrays five times as fast as of one and a number."""
    if over.size <= _FEW_PLACES:
        return over.dtype.type(number)
    spread = np.empty_like(over)
    spread[...] = number
    return spread


def _set(array: NDArray[Any], to: NDArray[Any] | np.generic, at_bits: NDArray[Any]) -> None:
    """Set those places of an array whose bits are set: for most masks far quicker than picking or copying."""
    change = np.bitwise_xor(array, to)
    change &= at_bits
    array ^= change
