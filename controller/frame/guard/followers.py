"""Followers: one for each reading of each signal. They say what a frame would do, and remember what was sent.

A *swing* runs between an extreme and the next opposite one; it is stamped with its end, however late that comes, so
that slow swings cannot bunch. Only signals that changed are looked at: one that did not cannot turn.

All is done with masks over [readings, signals], mostly in sixteen bits: numpy takes twenty times as long to pick.
"""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.ages import Ages, Ticks, ages, are_recent, short
from controller.frame.guard.groups import Parts
from controller.frame.guard.light import Light
from controller.frame.guard.reading import Readings, Reds
from controller.frame.guard.rules import (
    DARK,
    DRAINS,
    FILLS,
    FULLEST,
    LEAST,
    MANY,
    OTHER_SHARE,
    RED_SHARE,
    REDNESS,
    SHARE,
)
from controller.frame.memory import FOLLOWERS, Memory, Places

Mask: TypeAlias = NDArray[np.bool_]
_EVERY: Final = slice(None)
_BOUNDS: Final[Any] = {
    kind: (
        np.negative(LEAST, dtype=kind),
        np.array([[DARK]] * 2 + [[np.iinfo(kind).max]] * 2 + [[OTHER_SHARE]] * 2, kind),
    )
    for kind in (np.int16, np.int32)
}
"""How far a reading must come back to turn, and below what its lower end must be; redness has no bounds."""
_SWINGS: Final = ("values", "reds", "ahead", "turns", "joins")
"""All that is held in ``Swings``."""
_GO_ON: Final = ("extreme", "ends", "telling")
"""What is remembered of a signal that may change while its swing goes on."""
_FEW_PLACES: Final = 4096
"""Of so many readings all are compared, and pushed, at once."""
_FEW_COLUMNS = 128
_FEW = 12
"""A mask that holds for less than one place in so many is taken as a list of them."""
_EMPTY: Final = 6000
"""Ticks after which every bucket is empty, however full it was and whatever filled it for a second."""


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

    def part(self, signals: slice) -> "Followers":
        """Take views of a part of these."""
        return Followers(*[array[..., signals] for array in _arrays(self)])

    def put(self, memory: Memory, signals: Places, turned: Mask | None = None) -> None:
        """Put copies back to where they were taken from.

        Args:
            memory: to put them into.
            signals: which they are.
            turned: bool [n], those of which a swing began or was joined; of others only what goes on with it is put.
                None = who knows.
        """
        columns = memory.columns(signals)
        for name, array, mine in zip(FOLLOWERS, _arrays(memory), _arrays(self), strict=True):
            if turned is None or name in _GO_ON:
                _put(array, columns, mine)
            else:
                _put(array, columns[turned], mine.compress(turned, axis=-1))

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

    def part(self, signals: slice) -> "Swings":
        """Take views of a part of these."""
        return Swings(*(getattr(self, name)[:, signals] for name in _SWINGS))

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


class Room:
    """Room for what is read of all signals, cells before groups.

    Attributes:
        parts: int32 [2, 5, n], their light.
        total: int32 [2, n], all of it.
        swings: what they do.
    """

    def __init__(self, signals: int, followers: Followers) -> None:
        self.parts: Parts = np.zeros((2, 5, signals), np.int32)
        self.total: Light = np.zeros((2, signals), np.int32)
        self.swings = Swings.empty(signals, followers.extreme.dtype)


def compare(swings: Swings, followers: Followers) -> None:
    """Hold readings against the followers: fills ``ahead``, ``turns`` and ``joins``.

    A reading turns if it came back far enough, and the lower of both ends lies below a bound; for a share of red, the
    higher one above another. That is what comparing them within their bounds comes to.
    """
    values, extreme, ahead, turns = swings.values, followers.extreme, swings.ahead, swings.turns
    least, below = _BOUNDS[values.dtype.type]
    np.subtract(values, extreme, out=ahead)
    ahead *= followers.direction
    np.less_equal(ahead, least, out=turns)
    lower = np.minimum(values, extreme)
    turns &= lower <= below
    turns[SHARE] &= np.maximum(values[SHARE], extreme[SHARE]) >= RED_SHARE
    joins = np.greater_equal(ahead[REDNESS], 0, out=swings.joins)
    joins &= np.greater(swings.reds, followers.counted[REDNESS])


def follow(swings: Swings, followers: Followers, tick: int, second: int) -> None:
    """Remember the frame that will be sent, in place."""
    further = swings.ahead > 0
    told, turns = followers.telling, swings.turns
    if turns.size <= _FEW_PLACES:
        _turn_few(swings, followers, tick, second)
    elif followers.ends.flags.c_contiguous and np.count_nonzero(turns) * _FEW < turns.size:
        _turn_some(swings, followers, np.flatnonzero(turns), tick, second)
    else:
        _turn_many(swings, followers, tick, second)
    further |= turns
    redder, counted = further[REDNESS], followers.counted[REDNESS]
    reached = swings.ahead[REDNESS] >= 0
    reached |= redder
    reached &= swings.reds
    told &= ~redder
    told |= reached
    redder |= swings.joins  # where one joins, it is as far as it was or further
    if turns.size <= _FEW_PLACES:
        np.copyto(followers.extreme, swings.values, where=further)
        np.copyto(followers.ends, short(tick), where=further)
    else:
        there = bits(further)
        _set(followers.extreme, swings.values, there)
        _set(followers.ends, short(tick), there)
    counted |= swings.joins


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


def spent(columns: Places | slice, memory: Memory, tick: int, second: int) -> NDArray[np.intp]:
    """Count the transitions in the second that ends now, those of the busiest reading, in columns of a memory."""
    some = Followers.standing(memory, columns)
    running = some.counted & are_recent(some.ends, tick, second)
    most: NDArray[np.intp] = (are_recent(some.stamps, tick, second).sum(axis=0) + running).max(axis=0)
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
    """Begin new swings at a few places of [6, n], counted along its rows: numpy picks faster with one number each.

    The arrays of the followers lie whole in memory.
    """
    if not len(turning):
        return
    counted, ends, run = followers.counted.reshape(-1), followers.ends.reshape(-1), followers.run.reshape(-1)
    ring = followers.stamps.reshape(len(followers.stamps), -1)
    at = turning[counted[turning]]
    newer = ends[at]
    stamps = [row[at] for row in ring]
    until, newest, fourth = (ages(each, tick) for each in (newer, stamps[0], stamps[MANY - 1]))
    run[at] = filled(run[at], newest, fourth, until, second)
    for row, older in zip(ring, (newer, *stamps[:-1]), strict=True):
        row[at] = older
    count = swings.turns.shape[1]
    first, last = np.searchsorted(turning, [REDNESS.start * count, REDNESS.stop * count])
    red = turning[first:last] - REDNESS.start * count
    counted[turning] = True
    counted[turning[first:last]] = followers.telling.reshape(-1)[red] | swings.reds.reshape(-1)[red]
    direction = followers.direction.reshape(-1)
    direction[turning] = -direction[turning]


def _turn_many(swings: Swings, followers: Followers, tick: int, second: int) -> None:
    """Begin new swings where many followers turn: all are gone over."""
    turns, counted, stamps, direction = swings.turns, followers.counted, followers.stamps, followers.direction
    done = turns & counted
    if np.count_nonzero(done):
        at = bits(done)
        _set(followers.run, _fuller(followers, (_EVERY, _EVERY), tick, second), at)
        for place in range(len(stamps) - 1, 0, -1):
            _set(stamps[place], stamps[place - 1], at)
        _set(stamps[0], followers.ends, at)
    new = swings.new(followers)
    new &= turns
    counted &= ~turns
    counted |= new
    back = bits(turns).view(np.int16)
    direction ^= back
    direction -= back


def _fuller(
    followers: Followers, at: "tuple[Places | slice, Places | slice]", tick: int, second: int
) -> NDArray[np.int16]:
    """Give what stands in buckets when the swings that run end in the ring."""
    stamps = followers.stamps
    until, newest, fourth = (ages(each[at], tick) for each in (followers.ends, stamps[0], stamps[MANY - 1]))
    return filled(followers.run[at], newest, fourth, until, second)


def _spread(number: int | Readings, over: Readings | Ticks) -> Any:
    """Give a full array: numpy takes the lesser of two arrays five times as fast as of one and a number."""
    spread = np.empty_like(over)
    spread[...] = number
    return spread


def _put(array: NDArray[Any], columns: Places, mine: NDArray[Any]) -> None:
    """Put some columns into place; many of them row by row, for numpy takes twice as long for all rows at once."""
    if len(columns) < _FEW_COLUMNS:
        array[..., columns] = mine
        return
    for row, own in zip(array.reshape(-1, array.shape[-1]), mine.reshape(-1, len(columns)), strict=True):
        row[columns] = own


def bits(mask: Mask) -> Ticks:
    """Give sixteen bits for each place, all set where a mask holds."""
    places = mask.astype(np.uint16)
    return np.negative(places, out=places)


def _set(array: Readings | Ticks, to: Readings | Ticks | np.uint16, at: Ticks) -> None:
    """Set those places of an array whose bits are set: for most masks far quicker than picking or copying."""
    change = np.bitwise_xor(array, to)
    change &= at.view(np.int16) if change.dtype != np.uint16 else at
    array ^= change


def _arrays(of: "Memory | Followers") -> tuple[Any, ...]:
    """Give all that is remembered of signals, in the order of ``memory.FOLLOWERS``."""
    return of.direction, of.extreme, of.ends, of.telling, of.counted, of.stamps, of.run
