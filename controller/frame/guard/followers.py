"""Followers: one for each reading of each signal. They say what a frame would do, and remember what was sent.

A *swing* runs between an extreme and the next opposite one; it is stamped with its end, however late that comes, so
that slow swings cannot bunch. Only signals that changed are looked at: one that did not cannot turn.

All is done with masks over [readings, signals], mostly in sixteen bits: numpy takes twenty times as long to pick.
"""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.ages import Ages, Ticks, ages, short
from controller.frame.guard.reading import Readings, Reds
from controller.frame.guard.rules import CEILING, DRAINS, FILLS, FLOOR, FULLEST, LEAST, LUMINANCE, MANY, REDNESS, SHARE
from controller.frame.memory import Memory, Places

Mask: TypeAlias = NDArray[np.bool_]
_EVERY: Final = slice(None)
_TURN: Final = -LEAST
_SWINGS: Final = ("values", "reds", "ahead", "turns", "joins")
"""All that is held in ``Swings``."""
_FEW_PLACES: Final = 4096
"""Of so many readings all are compared, and pushed, at once."""
_FEW = 8
"""A mask that holds for less than one place in so many is taken as a list of them."""


@dataclass(frozen=True, eq=False, slots=True)
class Followers:
    """The followers of some signals: views of a memory's arrays, or copies of some of their columns.

    Attributes:
        direction, extreme, ends, telling, counted, stamps, run: as in ``Memory``.
    """

    direction: Readings
    extreme: Readings
    ends: Ticks
    telling: Reds
    counted: Mask
    stamps: Ticks
    run: NDArray[np.int16]

    @classmethod
    def of(cls, memory: Memory, signals: Places | slice) -> "Followers":
        """Take those of some signals, which speak for themselves from then on; of a slice they are not copied."""
        memory.spread(signals)
        count = memory.signals
        missing = count - memory.ends.shape[1]
        if isinstance(signals, slice):
            begin, end, _ = signals.indices(count)
            return cls.standing(memory, slice(begin - missing, end - missing))
        return cls.standing(memory, signals - missing)

    @classmethod
    def standing(cls, memory: Memory, columns: Places | slice) -> "Followers":
        """Take those that stand in some columns."""
        arrays = _arrays(memory)
        if not isinstance(columns, slice):
            return cls(*[array.take(columns, axis=-1) for array in arrays])
        if columns == slice(0, memory.ends.shape[1]):
            return cls(*arrays)
        return cls(*[array[..., columns] for array in arrays])

    @property
    def all(self) -> tuple[NDArray[np.generic], ...]:
        """Give all arrays, in order."""
        return _arrays(self)

    def put(self, memory: Memory, signals: Places) -> None:
        """Put copies back to where they were taken from."""
        columns = memory.columns(signals)
        for array, mine in zip(_arrays(memory), _arrays(self), strict=True):
            array[..., columns] = mine

    def some(self, signals: Places) -> "Followers":
        """Take copies of some of these."""
        return Followers(*[array.take(signals, axis=-1) for array in _arrays(self)])


@dataclass(frozen=True, eq=False, slots=True)
class Swings:
    """What one frame does to some followers.

    Attributes:
        values: [6, n], the readings.
        reds: bool [2, n].
        ahead: [6, n], how far the running swing would go on, below 0 = back.
        turns: bool [6, n], where a new swing begins.
        joins: bool [2, n], where a swing of redness becomes a transition by reaching a saturated red.
    """

    values: Readings
    reds: Reds
    ahead: Readings
    turns: Mask
    joins: Mask

    @classmethod
    def empty(cls, signals: int, dtype: "np.dtype[np.signedinteger]") -> "Swings":
        """Give room for so many signals."""
        six, two = (6, signals), (2, signals)
        values, ahead = np.empty(six, dtype), np.empty(six, dtype)
        return cls(values, np.empty(two, np.bool_), ahead, np.empty(six, np.bool_), np.empty(two, np.bool_))

    def some(self, signals: Places) -> "Swings":
        """Take copies of some of these."""
        return Swings(*(getattr(self, name).take(signals, axis=-1) for name in _SWINGS))

    def put(self, other: "Swings", signals: Places) -> None:
        """Put other swings into some columns."""
        for name in _SWINGS:
            getattr(self, name)[:, signals] = getattr(other, name)

    def new(self, followers: Followers) -> Mask:
        """Say where a transition begins: swings of redness are some only from or to a saturated red: bool [6, n]."""
        new = self.turns.copy()
        red = new[REDNESS]
        red &= followers.telling | self.reds
        red |= self.joins
        return new


def compare(swings: Swings, followers: Followers) -> None:
    """Hold readings against the followers: fills ``ahead``, ``turns`` and ``joins``."""
    values, ahead = swings.values, swings.ahead
    np.subtract(values, followers.extreme, out=ahead)
    ahead *= followers.direction
    is_narrow = values.dtype == np.int16  # redness is within its bounds then
    if is_narrow and values.size <= _FEW_PLACES:
        _compare_rows(swings, followers, _EVERY)
    else:
        np.less_equal(ahead[REDNESS], _TURN[REDNESS], out=swings.turns[REDNESS])
        for rows in (LUMINANCE, SHARE):
            _compare_rows(swings, followers, rows)
    joins = np.greater_equal(ahead[REDNESS], 0, out=swings.joins)
    joins &= np.greater(swings.reds, followers.counted[REDNESS])


def _compare_rows(swings: Swings, followers: Followers, rows: slice) -> None:
    """Find the turns of some readings, within their bounds."""
    back = np.minimum(swings.values[rows], CEILING[rows])
    bound = np.minimum(followers.extreme[rows], CEILING[rows])
    if rows is not LUMINANCE:
        np.maximum(back, FLOOR[rows], out=back)
        np.maximum(bound, FLOOR[rows], out=bound)
    back -= bound
    back *= followers.direction[rows]
    np.less_equal(back, _TURN[rows], out=swings.turns[rows])


def follow(swings: Swings, followers: Followers, tick: int, second: int) -> None:
    """Remember the frame that will be sent, in place."""
    further = swings.ahead > 0
    told, turns = followers.telling, swings.turns
    turning = None if turns.size <= _FEW_PLACES else np.flatnonzero(turns)
    if turning is None:
        _turn_few(swings, followers, tick, second)
    elif len(turning) * _FEW < turns.size:
        _turn_some(swings, followers, turning, tick, second)
    else:
        new = swings.new(followers)
        _push(followers, turns & followers.counted, tick, second)
        followers.counted[:] = (followers.counted & ~turns) | (new & turns)
        followers.direction[:] *= 1 - 2 * turns.view(np.int8)
    further |= turns
    redder, counted = further[REDNESS], followers.counted[REDNESS]
    reached = swings.ahead[REDNESS] >= 0
    reached |= redder
    reached &= swings.reds
    told &= ~redder
    told |= reached
    _set(followers.extreme, swings.values, further)
    redder |= swings.joins
    _set(followers.ends, short(tick), further)
    counted |= swings.joins


def filled(run: Ages, newest: Ages, fourth: Ages, until: Ages, second: int) -> NDArray[np.int32]:
    """Carry buckets from their newest stamp on: a time with many transitions fills them, other time drains them.

    Args:
        run: tenths of ticks that stand in them.
        newest: age of the newest stamp.
        fourth: that of the one with which there are many.
        until: the age that they are carried to.
        second: ticks of a second.
    """
    length = newest.astype(np.int32) - until
    many = second - (fourth.astype(np.int32) - newest)
    np.maximum(many, 0, out=many)
    np.minimum(many, length, out=many)
    level: NDArray[np.int32] = run + (FILLS + DRAINS) * many
    level -= DRAINS * length
    np.maximum(level, 0, out=level)
    return np.minimum(level, FULLEST, out=level)


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


def spent(columns: Places | slice, memory: Memory, tick: int, second: int) -> NDArray[np.intp]:
    """Count the transitions in the second that ends now, those of the busiest reading, in columns of a memory."""
    some = Followers.standing(memory, columns)
    stamps: NDArray[np.bool_] = ages(some.stamps, tick) <= second
    running = some.counted & (ages(some.ends, tick) <= second)
    most: NDArray[np.intp] = (stamps.sum(axis=0) + running).max(axis=0)
    return most


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


def _turn_some(swings: Swings, followers: Followers, turning: Places, tick: int, second: int) -> None:
    """Begin new swings at a few places of [6, n]."""
    if not len(turning):
        return
    stamps, ends, run = followers.stamps, followers.ends, followers.run
    rows, signals = np.divmod(turning, swings.turns.shape[1])
    was = followers.counted[rows, signals]
    at = rows[was], signals[was]
    run[at] = _fuller(followers, at, tick, second)
    stamps[1:, at[0], at[1]] = stamps[:-1, at[0], at[1]]
    stamps[0][at] = ends[at]
    is_transition = (rows < REDNESS.start) | (rows >= REDNESS.stop)
    red = rows[~is_transition] - REDNESS.start, signals[~is_transition]
    is_transition[~is_transition] = followers.telling[red] | swings.reds[red]
    followers.counted[rows, signals] = is_transition
    followers.direction[rows, signals] *= -1


def _push(followers: Followers, done: Mask, tick: int, second: int) -> None:
    """Put the swings that end now into the ring, if they were transitions."""
    stamps = followers.stamps
    _set(followers.run, _fuller(followers, (slice(None), slice(None)), tick, second), done)
    for place in range(len(stamps) - 1, 0, -1):
        _set(stamps[place], stamps[place - 1], done)
    _set(stamps[0], followers.ends, done)


def _fuller(
    followers: Followers, at: "tuple[Places | slice, Places | slice]", tick: int, second: int
) -> NDArray[np.int16]:
    """Give what stands in buckets when the swings that run end in the ring."""
    stamps = followers.stamps
    until, newest, fourth = (ages(each[at], tick) for each in (followers.ends, stamps[0], stamps[MANY - 1]))
    return filled(followers.run[at], newest, fourth, until, second).astype(np.int16)


def _set(array: Readings | Ticks, to: Readings | Ticks | np.uint16, mask: Mask) -> None:
    """Set a part of an array; multiplied, in whole numbers that wrap round, and not copied where the mask holds."""
    if array.size <= _FEW_PLACES:
        np.copyto(array, to, where=mask)
        return
    change = np.subtract(to, array)
    change *= mask
    array += change


def _arrays(of: "Memory | Followers") -> tuple[Any, ...]:
    """Give all that is remembered of signals, in the order of ``memory.FOLLOWERS``."""
    return of.direction, of.extreme, of.ends, of.telling, of.counted, of.stamps, of.run
