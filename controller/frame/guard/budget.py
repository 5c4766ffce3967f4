"""Which swings are too many: more in a second than the house allows, or for too long without a rest."""

from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.ages import Ages, Ticks, ages, are_recent
from controller.frame.guard.followers import Followers, Mask, Swings, bits
from controller.frame.guard.following import filled
from controller.frame.guard.limits import Limits
from controller.frame.guard.picked import Picked, at, places_of, rings
from controller.frame.guard.rules import FILLS, LUMINANCE, MANY, REDNESS, SHARE

_MOST = 8
"""Where more than one reading in so many swings, all are counted: picking takes as long."""
_FEW = 256
"""So few signals are all counted, and all their stamps at once."""

SPARE: Final = 3
"""Transitions that one frame leads to at most: the running one, the new one and its fall."""
_FEW_RUNNING = 12
"""Where fewer than one reading in so many may have run for too long, these are picked."""

Kept: TypeAlias = NDArray[np.int8]
"""int8 [n], transitions a second that each signal keeps back for losses nobody knows of."""


@dataclass(frozen=True, eq=False, slots=True)
class Past:
    """What some followers did in the second that ends now: the same whatever a frame would do to them.

    Attributes:
        before: uint8 [6, n], transitions that ended in it and are over; fewer than ``least`` are told as so many.
        least: with so few no frame can be beyond the limits.
        running: bool [6, n], where the running swing is a transition of it.
        rising: bool [6, n], where it is a rise.
        full: bool [6, n], where a frame may make a run too long; None = nowhere.
        late: first row of two readings → bool [2, n], where a turn would make a run too long; once it was asked for.
    """

    before: NDArray[np.uint8]
    least: int
    running: Mask
    rising: Mask
    full: Mask | None
    late: dict[int, Mask] = field(default_factory=dict)

    @classmethod
    def of(cls, followers: Followers, tick: int, limits: Limits, least: int = 0) -> "Past":
        """Count."""
        second = limits.second
        least = 0 if followers.ends.shape[1] <= _FEW else least
        before = _ended(followers.stamps[least:], tick, second)
        before += np.uint8(least)
        running = are_recent(followers.ends, tick, second)
        running &= followers.counted
        full = None
        if limits.longest_run is not None:
            # at most two seconds can be added: those until now, and until the fourth transition is a second old
            full = followers.run > longest_of(limits) - 2 * FILLS * second
            full = full if np.count_nonzero(full) else None
        return cls(before, least, running, followers.direction > 0, full)


def _ended(stamps: Ticks, tick: int, second: int) -> NDArray[np.uint8]:
    """Count the stamps of the last second: uint8 [6, n]."""
    if stamps.shape[2] <= _FEW:
        counted: NDArray[np.uint8] = np.add.reduce(are_recent(stamps, tick, second), axis=0, dtype=np.uint8)
        return counted
    ended = are_recent(stamps[0], tick, second).view(np.uint8)
    for each in stamps[1:]:
        ended += are_recent(each, tick, second).view(np.uint8)
    return ended


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
    asking = swings.turns.copy()
    asking[REDNESS] |= swings.joins
    if not followers.ends.flags.c_contiguous or np.count_nonzero(asking) * _MOST >= asking.size:
        return judge(swings, followers, (tick, limits), kept, Past.of(followers, tick, limits))
    return judge_some(Picked.of(swings, followers), followers, (tick, limits), kept)


def judge_some(
    picked: Picked, followers: Followers, when: tuple[int, Limits], kept: Kept, least: int = 0
) -> tuple[Mask, NDArray[np.uint8]]:
    """Judge as ``judge`` does, but only the readings that swing.

    Args:
        picked: these.
        followers: of all signals; their arrays lie whole in memory.
        when: now, and the limits in force.
        kept: of all signals.
        least: with so few transitions no frame can be beyond the limits; only who made more, or has run for long, is
            judged then, and of the others some may be told none.
    """
    tick, limits = when
    count, longest = len(kept), longest_of(limits) - 2 * FILLS * limits.second
    those = picked
    if least:
        near = are_recent(at(followers.stamps[least], picked.places), tick, limits.second)
        if limits.longest_run is not None:
            near |= at(followers.run, picked.places) > longest
        those = picked.some(places_of(near))
    signals, red, turned, new = those.signals(count), those.red, those.turned, those.new
    stamps, ends = rings(followers).take(those.places, axis=1), at(followers.ends, those.places)
    rising, pushed = at(followers.direction, those.places) > 0, turned & at(followers.counted, those.places)
    rises = turned > rising
    rises[red] |= rising[red] & (new[red] > turned[red])
    rises[red.stop :] = False
    spent = _spent_by(new, pushed, ends, stamps, when)
    often = spent + rises.view(np.uint8)
    if np.count_nonzero(kept):
        often += kept[signals].view(np.uint8)
    is_bad = often > limits.transitions
    if limits.longest_run is not None:
        run = at(followers.run, those.places)
        asks = run > longest
        asks[: red.start] &= rises[: red.start]  # a fall that its rise has paid for is free
        asks[red.start :] &= new[red.start :] | rises[red.start :]
        asks &= ~is_bad
        late = places_of(asks)
        buckets = ends.take(late), stamps[:MANY].take(late, axis=1), run.take(late)
        is_bad[late] = _are_late(buckets, pushed.take(late), rises.take(late), when)
    bad, most = np.zeros(count, np.bool_), np.zeros(count, np.uint8)
    bad[signals[is_bad]] = True
    np.maximum.at(most, signals, spent)
    most *= ~bad
    if least and int(np.maximum.reduce(most)) <= least + 2:  # all others may have made as many
        pushed, ends = picked.turned & at(followers.counted, picked.places), at(followers.ends, picked.places)
        stamps = rings(followers)[:least].take(picked.places, axis=1)
        np.maximum.at(most, picked.signals(count), _spent_by(picked.new, pushed, ends, stamps, when))
        most *= ~bad
    return bad, most


def _spent_by(new: Mask, pushed: Mask, ends: Ticks, stamps: Ticks, when: tuple[int, Limits]) -> NDArray[np.uint8]:
    """Count the transitions of the last second: those that begin, those that are over now, and those that were."""
    tick, limits = when
    spent: NDArray[np.uint8] = np.add.reduce(
        are_recent(stamps, tick, limits.second).view(np.uint8), axis=0, dtype=np.uint8
    )
    spent += (pushed & are_recent(ends, tick, limits.second)).view(np.uint8)
    spent += new.view(np.uint8)
    return spent


def judge(
    swings: Swings, followers: Followers, when: tuple[int, Limits], kept: Kept, past: Past
) -> tuple[Mask, NDArray[np.uint8]]:
    """Judge all of these, as ``too_often`` does."""
    turns, (tick, limits) = swings.turns, when
    asking = turns.copy()
    asking[REDNESS] |= swings.joins
    new = swings.new(followers)
    spent = (turns & past.running).view(np.uint8)
    spent += new.view(np.uint8)
    spent += past.before
    spent *= asking.view(np.uint8)
    if spent.shape[1] <= _FEW and is_far(followers, tick, limits, kept):
        return np.zeros(len(kept), np.bool_), np.maximum.reduce(spent, axis=0)
    rises = turns > past.rising
    rises[REDNESS] |= swings.joins & past.rising[REDNESS]
    rises[SHARE] = False
    often = spent + rises.view(np.uint8)
    if np.count_nonzero(kept):
        often += kept.view(np.uint8) * asking.view(np.uint8)
    bad: Mask = np.maximum.reduce(often, axis=0) > limits.transitions
    if past.full is not None:
        asks = asking & past.full
        asks[: REDNESS.start] &= rises[: REDNESS.start]  # a fall that its rise has paid for is free
        asks[REDNESS.start :] &= new[REDNESS.start :] | rises[REDNESS.start :]
        asks &= ~bad
        _run_on(bad, asks, (swings, followers, past), rises, when)
    most = _most(spent, bad)
    if past.least and int(np.maximum.reduce(most)) <= past.least + 2:  # that may be of one that was told too many
        spent -= (past.before - _ended(followers.stamps, tick, limits.second)) * asking.view(np.uint8)
        most = _most(spent, bad)
    return bad, most


def _most(spent: NDArray[np.uint8], bad: Mask) -> NDArray[np.uint8]:
    most: NDArray[np.uint8] = np.maximum.reduce(spent, axis=0)
    most *= ~bad
    return most


def is_far(followers: Followers, tick: int, limits: Limits, kept: Kept) -> bool:
    """Whether none of these can be beyond a limit after this frame, whatever it does."""
    last = limits.transitions - SPARE - int(np.maximum.reduce(kept))
    if last < 0 or np.count_nonzero(are_recent(followers.stamps[last], tick, limits.second)):
        return False
    longest = longest_of(limits)
    return longest < 0 or int(np.maximum.reduce(followers.run, axis=None)) <= longest - 2 * FILLS * limits.second


def _run_on(bad: Mask, asks: Mask, what: tuple[Swings, Followers, Past], rises: Mask, when: tuple[int, Limits]) -> None:
    """Add where one more transition, after a rise one more fall, would make a run too long."""
    swings, followers, past = what
    for rows in (LUMINANCE, REDNESS, SHARE):
        asking = asks[rows]
        count = np.count_nonzero(asking)
        if count * _FEW_RUNNING > asking.size and rows is not REDNESS:
            if rows.start not in past.late:
                buckets = followers.ends[rows], followers.stamps[:MANY, rows], followers.run[rows]
                past.late[rows.start] = _are_late(buckets, followers.counted[rows], rows is LUMINANCE, when)
            bad |= np.logical_or.reduce(past.late[rows.start] & asking, axis=0)
        elif count:
            places = asking.reshape(-1).nonzero()[0]
            signals = places - len(bad) * (places >= len(bad))
            places += rows.start * len(bad)
            stamps = rings(followers)[:MANY].take(places, axis=1)
            theirs = at(followers.ends, places), stamps, at(followers.run, places)
            pushed = at(swings.turns, places) & at(followers.counted, places)
            bad[signals[_are_late(theirs, pushed, at(rises, places), when)]] = True


def _are_late(
    buckets: tuple[Ticks, Ticks, NDArray[np.int16]],
    pushed: Mask,
    rises: Mask | bool,  # noqa: FBT001
    when: tuple[int, Limits],
) -> Mask:
    """Say of which one more transition would make a run too long.

    Args:
        buckets: ends, the newest stamps and runs of those that are asked for.
        pushed: of each whether its running swing would be over, as a transition.
        rises: and whether the new one rises, of each or of all.
        when: now, and the limits in force.
    """
    tick, limits = when
    over, run = bits(pushed).view(np.int16), buckets[2]
    ends, stamps = ages(buckets[0], tick), ages(buckets[1], tick)

    def newest(place: int) -> Ages:
        return _either(over, stamps[place - 1] if place else ends, stamps[place])

    run = _either(over, filled(run, stamps[0], stamps[MANY - 1], ends, limits.second), run)
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
