"""Followers: one for each reading of each signal. They say what a frame would do; see ``following`` for what they do.

A *swing* runs between an extreme and the next opposite one; it is stamped with its end, however late that comes, so
that slow swings cannot bunch. Only signals that changed are looked at: one that did not cannot turn.

All is done with masks over [readings, signals], mostly in sixteen bits: numpy takes twenty times as long to pick.
"""

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.ages import Ticks, are_recent
from controller.frame.guard.reading import Readings, Reds
from controller.frame.guard.rules import (
    DARK,
    LEAST,
    LUMINANCE,
    OTHER_SHARE,
    READINGS,
    RED_SHARE,
    REDNESS,
    SHARE,
)
from controller.frame.memory import FOLLOWERS, Memory, Places

Mask: TypeAlias = NDArray[np.bool_]
_BOUNDS: Final[Any] = {
    kind: (
        LEAST.astype(kind),
        np.array([DARK] * 2 + [np.iinfo(kind).max] * 2 + [OTHER_SHARE] * 2, kind),
    )
    for kind in (np.int16, np.int32)
}
"""How far a reading must come back to turn, and below what its lower end must be; redness has no bounds."""
_SWINGS: Final = ("values", "reds", "back", "turns", "joins")
"""All that is held in ``Swings``."""
_GO_ON: Final = ("extreme", "ends", "telling")
"""What is remembered of a signal that may change while its swing goes on."""
_FEW_COLUMNS = 128


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

    def take_on(self, other: "Followers", signals: Places) -> None:
        """Put how far copies of some of these went back to where they were taken from."""
        for name, array, theirs in zip(FOLLOWERS, _arrays(self), _arrays(other), strict=True):
            if name in _GO_ON or name == "counted":
                array[:, signals] = theirs

    def some(self, signals: Places) -> "Followers":
        """Take copies of some of these."""
        return Followers(*[array.take(signals, axis=-1) for array in _arrays(self)])


@dataclass(frozen=True, eq=False, slots=True)
class Swings:
    """What one frame does to some followers.

    Attributes:
        values: [6, n], the readings.
        reds: bool [2, n].
        back: [6, n], how far the running swing would come back, below 0 = it would go on.
        turns: bool [6, n], where a new swing begins.
        joins: bool [2, n], where a swing of redness becomes a transition by showing a saturated red on its way.
    """

    values: Readings
    reds: Reds
    back: Readings
    turns: Mask
    joins: Mask

    @classmethod
    def empty(cls, signals: int, dtype: "np.dtype[np.signedinteger]") -> "Swings":
        """Give room for so many signals."""
        six, two = (6, signals), (2, signals)
        values, back = np.empty(six, dtype), np.empty(six, dtype)
        return cls(values, np.empty(two, np.bool_), back, np.empty(six, np.bool_), np.empty(two, np.bool_))

    def part(self, signals: slice) -> "Swings":
        """Take views of a part of these."""
        return Swings(*(getattr(self, name)[:, signals] for name in _SWINGS))

    def some(self, signals: Places) -> "Swings":
        """Take copies of some of these."""
        return Swings(*(getattr(self, name).take(signals, axis=1) for name in _SWINGS))

    def put(self, other: "Swings", signals: Places) -> None:
        """Put other swings into some columns."""
        for name in _SWINGS:
            getattr(self, name)[:, signals] = getattr(other, name)

    def stay(self, signals: Mask) -> None:
        """Let some signals neither swing nor go on, in place; what they show is no news."""
        others = ~signals
        self.reds[...] &= others
        self.turns[...] &= others
        self.joins[...] &= others
        back = self.back
        back &= np.negative(others.view(np.int8), dtype=back.dtype)
        back |= signals.view(np.int8)

    def stay_at(self, signals: Places) -> None:
        """Let a few signals neither swing nor go on, in place; the arrays lie whole in memory."""
        count = self.turns.shape[1]
        places = (signals + count * np.arange(READINGS)[:, np.newaxis]).reshape(-1)
        self.turns.reshape(-1)[places] = False
        self.joins.reshape(-1)[places[: 2 * len(signals)]] = False
        self.reds.reshape(-1)[places[: 2 * len(signals)]] = False
        self.back.reshape(-1)[places] = 1

    def new(self, followers: Followers) -> Mask:
        """Say where a transition begins: swings of redness are some only from or to a saturated red: bool [6, n]."""
        new = self.turns.copy()
        red = new[REDNESS]
        red &= followers.telling | self.reds
        red |= self.joins
        return new


def compare(swings: Swings, followers: Followers) -> None:
    """Hold readings against the followers: fills ``back``, ``turns`` and ``joins``.

    A reading turns if it came back far enough, and the lower of both ends lies below a bound; for a share of red, the
    higher one above another. That is what comparing them within their bounds comes to.
    """
    values, extreme, back, turns = swings.values, followers.extreme, swings.back, swings.turns
    least, below = _BOUNDS[values.dtype.type]
    np.subtract(extreme, values, out=back)
    back *= followers.direction
    np.greater_equal(back, least, out=turns)
    for rows in (LUMINANCE, SHARE):
        turns[rows] &= np.minimum(values[rows], extreme[rows]) <= below[rows.start]
    turns[SHARE] &= np.maximum(values[SHARE], extreme[SHARE]) >= RED_SHARE
    joins = np.greater(swings.reds, followers.counted[REDNESS], out=swings.joins)
    np.greater(joins, turns[REDNESS], out=joins)


def spent(columns: Places | slice, memory: Memory, tick: int, second: int) -> NDArray[np.intp]:
    """Count the transitions in the second that ends now, those of the busiest reading, in columns of a memory."""
    some = Followers.standing(memory, columns)
    running = some.counted & are_recent(some.ends, tick, second)
    most: NDArray[np.intp] = (are_recent(some.stamps, tick, second).sum(axis=0) + running).max(axis=0)
    return most


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


def _arrays(of: "Memory | Followers") -> tuple[Any, ...]:
    """Give all that is remembered of signals, in the order of ``memory.FOLLOWERS``."""
    return of.direction, of.extreme, of.ends, of.telling, of.counted, of.stamps, of.run
