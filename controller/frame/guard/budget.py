"""Which swings are too many: more in a second than the house allows, or for too long without a rest."""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.ages import Ages, ages, are_recent
from controller.frame.guard.followers import Followers, Mask, Swings, bits, filled
from controller.frame.guard.limits import Limits
from controller.frame.guard.rules import FILLS, LUMINANCE, MANY, REDNESS, SHARE
from controller.frame.memory import Places

_MOST = 2
"""Where more than one signal in so many swings, all are counted: picking takes as long."""
_FEW = 256
"""So few signals are all counted, and all their stamps at once."""

_FEW_RUNNING = 12
"""Where fewer than one reading in so many may have run for too long, these are picked."""

Kept: TypeAlias = NDArray[np.int8]
"""int8 [n], transitions a second that each signal keeps back for losses nobody knows of."""


@dataclass(frozen=True, eq=False, slots=True)
class Past:
    """What some followers did in the second that ends now: the same whatever a frame would do to them.

    Attributes:
        before: uint8 [6, n], transitions that ended in it and are over.
        running: bool [6, n], where the running swing is a transition of it.
        late: first row of two readings → bool [2, n], where a turn would make a run too long; once it was asked for.
    """

    before: NDArray[np.uint8]
    running: Mask
    late: dict[int, Mask] = field(default_factory=dict)

    @classmethod
    def of(cls, followers: Followers, tick: int, limits: Limits) -> "Past":
        """Count."""
        second = limits.second
        if followers.ends.shape[1] <= _FEW:
            before = np.add.reduce(are_recent(followers.stamps, tick, second), axis=0, dtype=np.uint8)
        else:
            before = are_recent(followers.stamps[0], tick, second).view(np.uint8)
            for stamps in followers.stamps[1:]:
                before += are_recent(stamps, tick, second).view(np.uint8)
        running = are_recent(followers.ends, tick, second)
        running &= followers.counted
        return cls(before, running)


def too_often(
    swings: Swings, followers: Followers, tick: int, limits: Limits, kept: Kept
) -> tuple[Mask, NDArray[np.uint8]]:
    """Say where a frame would swing beyond the limits, or rise so that no fall fits then.

    Returns:
        bool [n], and uint8 [n], the most transitions in the last second of each other that swings.
    """
    count = swings.turns.shape[1]
    if not (np.count_nonzero(swings.turns) or np.count_nonzero(swings.joins)):
        return np.zeros(count, np.bool_), np.zeros(count, np.uint8)
    if count <= _FEW:
        return judge(swings, followers, (tick, limits), kept, Past.of(followers, tick, limits))
    swinging: Mask = np.logical_or(swings.turns.any(axis=0), swings.joins.any(axis=0))
    some = np.flatnonzero(swinging)
    if len(some) * _MOST >= count:
        return judge(swings, followers, (tick, limits), kept, Past.of(followers, tick, limits))
    bad, spent = np.zeros(count, np.bool_), np.zeros(count, np.uint8)
    if len(some):
        theirs = followers.some(some)
        past = Past.of(theirs, tick, limits)
        bad[some], spent[some] = judge(swings.some(some), theirs, (tick, limits), kept[some], past)
    return bad, spent


def judge(
    swings: Swings, followers: Followers, when: tuple[int, Limits], kept: Kept, past: Past
) -> tuple[Mask, NDArray[np.uint8]]:
    """Judge all of these, as ``too_often`` does."""
    turns, limits = swings.turns, when[1]
    asking = turns.copy()
    red = asking[REDNESS]
    red |= swings.joins
    new = swings.new(followers)
    spent = (turns & past.running).view(np.uint8)
    spent += new.view(np.uint8)
    spent += past.before
    spent *= asking.view(np.uint8)
    if spent.shape[1] <= _FEW and is_far(followers, when[0], limits, kept):
        return np.zeros(len(kept), np.bool_), np.maximum.reduce(spent, axis=0)
    rises = followers.direction > 0
    rises ^= turns
    rises &= asking
    rises[SHARE] = False
    often = spent + rises.view(np.uint8)
    if np.count_nonzero(kept):
        often += kept.view(np.uint8) * asking.view(np.uint8)
    bad: Mask = np.maximum.reduce(often, axis=0) > limits.transitions
    if limits.longest_run is not None:
        rising, others = asking[: REDNESS.start], asking[REDNESS.start :]
        rising &= rises[: REDNESS.start]  # a fall that its rise has paid for is free
        others &= new[REDNESS.start :] | rises[REDNESS.start :]
        _run_on(bad, asking, (swings, followers, past), rises, when)
    most: NDArray[np.uint8] = np.maximum.reduce(spent, axis=0)
    most *= ~bad
    return bad, most


def is_far(followers: Followers, tick: int, limits: Limits, kept: Kept) -> bool:
    """Whether none of these can be beyond a limit after this frame, whatever it does."""
    # beside those in the ring there are the running one, the new one, its fall, and what is kept back
    last = limits.transitions - 3 - int(np.maximum.reduce(kept))
    if last < 0 or np.count_nonzero(are_recent(followers.stamps[last], tick, limits.second)):
        return False
    longest = longest_of(limits)
    return longest < 0 or int(np.maximum.reduce(followers.run, axis=None)) <= longest - 2 * FILLS * limits.second


def _run_on(
    bad: Mask, asking: Mask, what: tuple[Swings, Followers, Past], rises: Mask, when: tuple[int, Limits]
) -> None:
    """Add where one more transition, after a rise one more fall, would make a run too long."""
    (swings, followers, past), (tick, limits) = what, when
    # at most two seconds can be added: those that run until now, and until the fourth transition is a second old
    asking &= followers.run > longest_of(limits) - 2 * FILLS * limits.second
    asking &= ~bad
    for rows in (LUMINANCE, REDNESS, SHARE):
        count = np.count_nonzero(asking[rows])
        if count * _FEW_RUNNING > asking[rows].size and rows is not REDNESS:
            if rows.start not in past.late:
                at = rows, slice(None)
                past.late[rows.start] = _are_late(
                    followers, at, (followers.counted[at], rows is LUMINANCE), tick, limits
                )
            bad |= np.logical_or.reduce(past.late[rows.start] & asking[rows], axis=0)
        elif count:
            places, signals = np.divmod(np.flatnonzero(asking[rows]), len(bad))
            places += rows.start
            spots = places, signals
            pushed = swings.turns[spots] & followers.counted[spots]
            bad[signals[_are_late(followers, spots, (pushed, rises[spots]), tick, limits)]] = True


def _are_late(
    followers: Followers,
    at: tuple[slice, slice] | tuple[Places, Places],
    runs: tuple[Mask, Mask | bool],
    tick: int,
    limits: Limits,
) -> Mask:
    """Say at which places one more transition would make a run too long.

    Args:
        followers: of whom.
        at: places that are asked for.
        runs: of each whether its running swing would be over, as a transition; and whether the new one rises, of each
            or of all.
        tick: now.
        limits: in force.
    """
    pushed, rises = bits(runs[0]).view(np.int16), runs[1]
    ends = ages(followers.ends[at], tick)
    stamps = [ages(followers.stamps[place][at], tick) for place in range(MANY)]

    def newest(place: int) -> Ages:
        return _either(pushed, stamps[place - 1] if place else ends, stamps[place])

    run = followers.run[at]
    run = _either(pushed, filled(run, stamps[0], stamps[MANY - 1], ends, limits.second), run)
    run = filled(run, newest(0), newest(MANY - 1), np.zeros_like(ends), limits.second)
    if isinstance(rises, bool):
        fourth = newest(MANY - 3 if rises else MANY - 2)
    else:
        fourth = _either(bits(rises).view(np.int16), newest(MANY - 3), newest(MANY - 2))
    left = np.int16(limits.second) - fourth
    np.maximum(left, np.zeros_like(left), out=left)
    left *= np.int16(FILLS)
    late: Mask = run.view(np.uint16) + left.view(np.uint16) > longest_of(limits)
    return late


def _either(bits_: Ages, one: Ages, other: Ages) -> Ages:
    """Take one array where all bits are set, the other where none is; numpy's own way takes ten times as long."""
    differs = one ^ other
    differs &= bits_
    differs ^= other
    return differs


def longest_of(limits: Limits) -> int:
    """Give the tenths of ticks of the longest run; -1 = of any length."""
    return -1 if limits.longest_run is None else round(FILLS * limits.longest_run)
