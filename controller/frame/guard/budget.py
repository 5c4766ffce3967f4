"""Which swings are too many: more in a second than the house allows, or for too long without a rest."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.ages import ages
from controller.frame.guard.followers import Followers, Mask, Swings, filled
from controller.frame.guard.limits import Limits
from controller.frame.guard.rules import FILLS, MANY, REDNESS, SHARE

_MOST = 2
"""Where more than one signal in so many swings, all are counted: picking takes as long."""
_FEW = 256
"""So few signals are all counted, and all their stamps at once."""

Kept: TypeAlias = NDArray[np.int8]
"""int8 [n], transitions a second that each signal keeps back for losses nobody knows of."""


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
        return _judge(swings, followers, tick, limits, kept)
    swinging: Mask = np.logical_or(swings.turns.any(axis=0), swings.joins.any(axis=0))
    some = np.flatnonzero(swinging)
    if len(some) * _MOST >= count:
        return _judge(swings, followers, tick, limits, kept)
    bad, spent = np.zeros(count, np.bool_), np.zeros(count, np.uint8)
    if len(some):
        bad[some], spent[some] = _judge(swings.some(some), followers.some(some), tick, limits, kept[some])
    return bad, spent


def _judge(
    swings: Swings, followers: Followers, tick: int, limits: Limits, kept: Kept
) -> tuple[Mask, NDArray[np.uint8]]:
    """Judge all of these."""
    turns, second = swings.turns, limits.second
    asking = turns.copy()
    red = asking[REDNESS]
    red |= swings.joins
    new = swings.new(followers)
    running = turns & followers.counted
    running &= ages(followers.ends, tick) <= second
    spent = new.view(np.uint8) + running
    if spent.shape[1] <= _FEW:
        before = np.add.reduce(ages(followers.stamps, tick) <= second, axis=0, dtype=np.uint8)
        spent += before
        spent *= asking
        if _is_far(before, followers, limits, kept):
            return np.zeros(len(kept), np.bool_), np.maximum.reduce(spent, axis=0)
    else:
        for stamps in followers.stamps:
            spent += ages(stamps, tick) <= second
        spent *= asking
    rises = (followers.direction > 0) ^ turns
    rises &= asking
    rises[SHARE] = False
    often = spent > limits.transitions - kept - rises.view(np.int8)
    often &= asking
    if limits.longest_run is not None:
        asking[: REDNESS.start] &= rises[: REDNESS.start]  # a fall that its rise has paid for is free
        asking &= new | rises
        _run_on(often, asking, (swings, followers), rises, (tick, limits))
    bad: Mask = np.logical_or.reduce(often, axis=0)
    most: NDArray[np.uint8] = np.maximum.reduce(spent, axis=0)
    most *= ~bad
    return bad, most


def _is_far(before: NDArray[np.uint8], followers: Followers, limits: Limits, kept: Kept) -> bool:
    """Whether nothing that these do can be too much, after so many transitions in the last second: uint8 [6, n]."""
    # beside those there are the running one, the new one, its fall, and what is kept back
    if int(np.maximum.reduce(before, axis=None)) > limits.transitions - 3 - int(np.maximum.reduce(kept)):
        return False
    longest = longest_of(limits)
    return longest < 0 or int(np.maximum.reduce(followers.run, axis=None)) <= longest - 2 * FILLS * limits.second


def _run_on(often: Mask, asking: Mask, what: tuple[Swings, Followers], rises: Mask, when: tuple[int, Limits]) -> None:
    """Add where one more transition, after a rise one more fall, would make a run too long."""
    (swings, followers), (tick, limits) = what, when
    longest = longest_of(limits)
    # at most two seconds can be added: those that run until now, and until the fourth transition is a second old
    asking = np.greater(asking, often)
    asking &= followers.run > longest - 2 * FILLS * limits.second
    if not np.count_nonzero(asking):
        return
    columns = np.flatnonzero(asking.any(axis=0))
    some = followers.some(columns)
    pushed = swings.turns.take(columns, axis=-1) & some.counted
    stamps, ends = ages(some.stamps[:MANY], tick), ages(some.ends, tick)
    run = np.where(pushed, filled(some.run, stamps[0], stamps[MANY - 1], ends, limits.second), some.run)
    newest = [np.where(pushed, after, before) for before, after in zip(stamps, [ends, *stamps[:-1]], strict=True)]
    run = filled(run, newest[0], newest[MANY - 1], np.zeros_like(ends), limits.second)
    fourth = np.where(rises.take(columns, axis=-1), newest[MANY - 3], newest[MANY - 2])
    late = run + FILLS * np.maximum(limits.second - fourth.astype(np.int32), 0) > longest
    often[:, columns] |= late & asking.take(columns, axis=-1)


def longest_of(limits: Limits) -> int:
    """Give the tenths of ticks of the longest run; -1 = of any length."""
    return -1 if limits.longest_run is None else round(FILLS * limits.longest_run)
