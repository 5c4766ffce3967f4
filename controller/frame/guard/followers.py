"""Followers: one for each reading of each signal. They say what a frame would do, and remember what was sent.

A *swing* runs between an extreme and the next opposite one; it is stamped with its end, however late that comes, so
that slow swings cannot bunch. Only signals that changed are looked at: one that did not cannot turn.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.kernels import Kernels
from controller.frame.guard.limits import Limits
from controller.frame.guard.reading import Readings, Reds
from controller.frame.guard.rules import CEILING, FLOOR, LEAST, MANY, READINGS, RECOVERY, REDNESS, SHARE
from controller.frame.memory import LONG_AGO, Memory

Places = NDArray[np.intp]
"""Flat numbers of followers, row by row."""
_SAMPLES = 4096
_TOLERANCE = np.float32(0.05)
"""Ticks; the bucket is counted in floats."""


class Room:
    """Buffers for the readings of some signals; what is worked out anew for all cells is not allocated anew.

    Attributes:
        values: int32 [6, n].
        reds: bool [2, n].
        ahead: int32 [6, n], how far the running swing would go on, below 0 = back.
        turns: bool [6, n], where a new swing begins.
        joins: bool [2, n], where a swing of redness becomes a transition by reaching a saturated red.
        kernels: the compiled passes, or None.
    """

    def __init__(self, signals: int, kernels: Kernels | None) -> None:
        shape = (READINGS, signals)
        self.values, self.ahead = np.empty(shape, np.int32), np.empty(shape, np.int32)
        self.back, self.bound = np.empty(shape, np.int32), np.empty(shape, np.int32)
        self.turns = np.empty(shape, np.bool_)
        self.reds, self.joins = np.empty((2, signals), np.bool_), np.empty((2, signals), np.bool_)
        self.kernels = kernels


@dataclass(frozen=True, eq=False, slots=True)
class Swings:
    """What one frame does to the followers of some signals.

    Attributes:
        signals: intp [n], which; None = all.
        room: their readings.
        turning: flat places in [6, n] where a new swing begins.
        counting: bool for each of them: it is a transition.
        joining: flat places in [6, n] where the running swing becomes a transition by reaching a saturated red.
    """

    signals: Places | None
    room: Room
    turning: Places
    counting: NDArray[np.bool_]
    joining: Places

    @property
    def count(self) -> int:
        """How many signals."""
        return self.room.values.shape[1]

    def at(self, places: Places, memory: Memory) -> Places:
        """Translate places in [6, n] into places of the memory."""
        if self.signals is None:
            return places
        row, column = np.divmod(places, len(self.signals))
        there: Places = row * memory.extreme.shape[1] + self.signals[column]
        return there


def swings_of(room: Room, signals: Places | None, memory: Memory) -> Swings:
    """Hold the readings in a room against the followers."""
    chosen = slice(None) if signals is None else signals
    extreme, direction = memory.extreme[:, chosen], memory.direction[:, chosen]
    _compare(room, extreme, direction, memory.counted[:, chosen])
    count = room.values.shape[1]
    turning = np.flatnonzero(room.turns)
    joining = np.flatnonzero(room.joins) + REDNESS.start * count
    row, column = np.divmod(turning, count)
    counting = (row < REDNESS.start) | (row >= REDNESS.stop)
    red = np.flatnonzero(~counting)
    if len(red):
        side, here = row[red] - REDNESS.start, column[red]
        counting[red] = memory.telling[:, chosen][side, here] | room.reds[side, here]
    return Swings(signals, room, turning, counting, joining)


def _compare(room: Room, extreme: Readings, direction: Readings, counted: NDArray[np.bool_]) -> None:
    """Say how far each follower is ahead, and where swings turn or join."""
    if room.kernels is not None:
        room.kernels.compare(room.values, room.reds, extreme, direction, counted, room.ahead, room.turns, room.joins)
        return
    ahead = np.subtract(room.values, extreme, out=room.ahead)
    ahead *= direction
    back = np.clip(room.values, FLOOR, CEILING, out=room.back)
    back -= np.clip(extreme, FLOOR, CEILING, out=room.bound)
    back *= direction
    np.less_equal(back, -LEAST, out=room.turns)
    joins = np.greater_equal(ahead[REDNESS], 0, out=room.joins)
    joins &= room.reds
    joins &= ~counted[REDNESS]


def too_often(swings: Swings, memory: Memory, tick: int, limits: Limits) -> tuple[NDArray[np.bool_], int]:
    """Say where a frame would swing beyond the limits, or rise so that no fall fits then.

    Returns:
        bool [n], and the most transitions in one second among the swings that may be.
    """
    count = swings.count
    bad = np.zeros(count, np.bool_)
    asking, turns, new = _near(swings, memory, tick, limits)
    if not len(asking):
        return bad, 0
    at = swings.at(asking, memory)
    rises = ((memory.direction.flat[at] > 0) ^ turns) & (asking < SHARE.start * count)
    ends = np.where(turns & memory.counted.flat[at], memory.ends.flat[at], LONG_AGO)
    stamps = memory.stamps.reshape(-1, memory.stamps.shape[2])[at]
    since = tick - limits.second
    spent = (stamps >= since).sum(axis=1) + (ends >= since) + new
    often = spent > limits.transitions - rises
    if limits.longest_run is not None:
        free = ~rises & (asking < REDNESS.start * count)  # a fall that its rise has paid for
        often |= (new | rises) & ~free & _runs_on(memory.run.flat[at], stamps, ends, rises, (tick, limits))
    bad[asking[often] % count] = True
    return bad, int(spent.max(where=~often, initial=0))


def _near(
    swings: Swings, memory: Memory, tick: int, limits: Limits
) -> tuple[Places, NDArray[np.bool_], NDArray[np.bool_]]:
    """Pick those that may be near a limit; where a whole rig swings at once, mostly none is.

    Of the others every so many is taken too, so that the evidence of a night knows how far they went.

    Returns:
        Flat places that turn or join, whether each turns, whether it is a transition.
    """
    asking = np.concatenate([swings.turning, swings.joining])
    turns = np.arange(len(asking)) < len(swings.turning)
    new = np.ones(len(asking), np.bool_)
    new[: len(swings.turning)] = swings.counting
    at = swings.at(asking, memory)
    # beside those in the ring there are the running one, the new one, and the fall that is kept in reserve
    last = limits.transitions - 3
    ring = memory.stamps.reshape(-1, memory.stamps.shape[2])
    near = ring[at, last] >= tick - limits.second if last >= 0 else np.ones(len(asking), np.bool_)
    if limits.longest_run is not None:
        near |= memory.run.flat[at] > np.float32(limits.longest_run - 2 * limits.second) - _TOLERANCE
    near[:: max(1, len(asking) // _SAMPLES)] = True
    return asking[near], turns[near], new[near]


def _runs_on(
    run: NDArray[np.float32],
    stamps: NDArray[np.int32],
    ends: NDArray[np.int32],
    rises: NDArray[np.bool_],
    when: tuple[int, Limits],
) -> NDArray[np.bool_]:
    """Say where one more transition, after a rise one more fall, would make a run too long."""
    tick, limits = when
    pushed = ends > LONG_AGO
    run = np.where(pushed, _filled(run, stamps, ends, limits.second), run)
    newest = np.where(pushed[:, None], np.concatenate([ends[:, None], stamps[:, :3]], axis=1), stamps[:, :4])
    run = _filled(run, newest, np.full(len(run), tick, np.int32), limits.second)
    fourth = np.where(rises, newest[:, MANY - 3], newest[:, MANY - 2])
    ahead = np.maximum(fourth + limits.second - tick, 0)
    longest = np.float32(limits.longest_run or 0)
    late: NDArray[np.bool_] = run + ahead.astype(np.float32) > longest + _TOLERANCE
    return late


def _filled(
    run: NDArray[np.float32], stamps: NDArray[np.int32], until: NDArray[np.int32], second: int
) -> NDArray[np.float32]:
    """Carry buckets from their newest stamp on: a time with many transitions fills them, other time drains them."""
    length = until - stamps[:, 0]
    many = np.clip(stamps[:, MANY - 1] + second - stamps[:, 0], 0, length)
    rest = (length - many).astype(np.float32) * np.float32(RECOVERY)
    filled: NDArray[np.float32] = np.maximum(run + many.astype(np.float32) - rest, np.float32(0))
    return filled


def follow(swings: Swings, memory: Memory, tick: int, second: int) -> None:
    """Remember the frame that will be sent; ``tick`` is above 0.

    Masks are multiplied in, not copied through: a copy where a mask holds takes numpy twenty times as long.
    """
    _push(swings, memory, second)
    chosen = slice(None) if swings.signals is None else swings.signals
    extreme, direction, ends = memory.extreme[:, chosen], memory.direction[:, chosen], memory.ends[:, chosen]
    told = memory.telling[:, chosen]
    _move(swings, tick, (extreme, ends, direction), told)
    ends.flat[swings.joining] = tick
    if swings.signals is not None:
        memory.extreme[:, chosen], memory.direction[:, chosen], memory.ends[:, chosen] = extreme, direction, ends
        memory.telling[:, chosen] = told
    memory.counted.flat[swings.at(swings.joining, memory)] = True


def _move(swings: Swings, tick: int, moved: tuple[Readings, Readings, Readings], told: Reds) -> None:
    """Move extremes, their ends, the directions and what is told of them, in place."""
    extreme, ends, direction = moved
    room = swings.room
    if room.kernels is not None:
        now = np.int32(tick)
        room.kernels.follow(room.values, room.reds, room.ahead, room.turns, now, extreme, ends, direction, told)
        return
    further = room.ahead > 0
    reached = room.ahead[REDNESS] >= 0
    step = np.maximum(room.ahead, 0)
    step *= direction
    extreme += step
    np.maximum(ends, further * np.int32(tick), out=ends)
    turning, red = swings.turning, _is_red(swings)
    if len(turning):
        extreme.flat[turning] = room.values.flat[turning]
        ends.flat[turning] = tick
        direction.flat[turning] *= -1
        further.flat[turning] = True
        reached.flat[turning[red] - REDNESS.start * further.shape[1]] = True
    reached &= room.reds
    told &= ~further[REDNESS]
    told |= reached


def _is_red(swings: Swings) -> NDArray[np.bool_]:
    """Say which of the turning ones are readings of redness."""
    count = swings.count
    red: NDArray[np.bool_] = (swings.turning >= REDNESS.start * count) & (swings.turning < REDNESS.stop * count)
    return red


def push_change(cells: Places, memory: Memory, tick: int, second: int) -> None:
    """Put a change that no reading shows into the rings of some cells, as a transition that ended now.

    A swing that runs is taken to end now too, so that the rings stay in the order of time.
    """
    signals = memory.extreme.shape[1]
    at = (np.arange(READINGS)[:, None] * signals + cells).reshape(-1)
    ring = memory.stamps.reshape(READINGS * signals, -1)
    stamps = ring[at]
    memory.run.flat[at] = _filled(memory.run.flat[at], stamps, np.full(len(at), tick, np.int32), second)
    stamps[:, 1:] = stamps[:, :-1].copy()
    stamps[:, 0] = tick
    ring[at] = stamps
    running = at[memory.counted.flat[at]]
    memory.ends.flat[running] = tick


def spent(cells: Places, memory: Memory, tick: int, second: int) -> NDArray[np.intp]:
    """Count the transitions of some cells in the second that ends now, those of their busiest reading."""
    since = tick - second
    stamps: NDArray[np.bool_] = memory.stamps[:, cells] >= since
    running = memory.counted[:, cells] & (memory.ends[:, cells] >= since)
    most: NDArray[np.intp] = (stamps.sum(axis=2) + running).max(axis=0)
    return most


def _push(swings: Swings, memory: Memory, second: int) -> None:
    """Put the swings that end now into the ring, if they were transitions."""
    if not len(swings.turning):
        return
    at = swings.at(swings.turning, memory)
    done = at[memory.counted.flat[at]]
    ring = memory.stamps.reshape(READINGS * memory.stamps.shape[1], -1)
    stamps, ends = ring[done], memory.ends.flat[done]
    memory.run.flat[done] = _filled(memory.run.flat[done], stamps, ends, second)
    stamps[:, 1:] = stamps[:, :-1].copy()
    stamps[:, 0] = ends
    ring[done] = stamps
    memory.counted.flat[at] = swings.counting
