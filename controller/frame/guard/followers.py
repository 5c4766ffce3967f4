"""Followers: one for each reading of each signal. They say what a frame would do, and remember what was sent.

A *swing* runs between an extreme and the next opposite one; it is stamped with its end, however late that comes, so
that slow swings cannot bunch. Only signals that changed are looked at: one that did not cannot turn.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.limits import Limits
from controller.frame.guard.reading import Readings, Reds
from controller.frame.guard.rules import CEILING, FLOOR, LEAST, LUMINANCE, MANY, READINGS, RECOVERY, REDNESS, SHARE
from controller.frame.memory import LONG_AGO, Memory

Places = NDArray[np.intp]
"""Flat numbers of followers, row by row."""
_TOLERANCE = np.float32(0.05)
"""Ticks; the bucket is counted in floats."""


@dataclass(frozen=True, eq=False, slots=True)
class Swings:
    """What one frame does to the followers of some signals.

    Attributes:
        signals: intp [n], which; None = all.
        values: int32 [6, n].
        reds: bool [2, n].
        ahead: int32 [6, n], how far the running swing would go on, below 0 = back.
        turning: flat places in [6, n] where a new swing begins.
        counting: bool for each of them: it is a transition.
        joining: flat places in [6, n] where the running swing becomes a transition by reaching a saturated red.
    """

    signals: Places | None
    values: Readings
    reds: Reds
    ahead: Readings
    turning: Places
    counting: NDArray[np.bool_]
    joining: Places

    def at(self, places: Places, memory: Memory) -> Places:
        """Translate places in [6, n] into places of the memory."""
        if self.signals is None:
            return places
        row, column = np.divmod(places, len(self.signals))
        there: Places = row * memory.extreme.shape[1] + self.signals[column]
        return there


def swings_of(values: Readings, reds: Reds, signals: Places | None, memory: Memory) -> Swings:
    """Hold readings against the followers."""
    chosen = slice(None) if signals is None else signals
    extreme, direction = memory.extreme[:, chosen], memory.direction[:, chosen]
    ahead = values - extreme
    ahead *= direction
    back = _within(values)
    back -= _within(extreme)
    back *= direction
    turning = np.flatnonzero(back <= -LEAST)
    joins = ahead[REDNESS] >= 0
    joins &= reds
    joins &= ~memory.counted[REDNESS, chosen]
    count = values.shape[1]
    joining = np.flatnonzero(joins) + REDNESS.start * count
    row, column = np.divmod(turning, count)
    counting = (row < REDNESS.start) | (row >= REDNESS.stop)
    red = np.flatnonzero(~counting)
    if len(red):
        side, here = row[red] - REDNESS.start, column[red]
        counting[red] = memory.telling[:, chosen][side, here] | reds[side, here]
    return Swings(signals, values, reds, ahead, turning, counting, joining)


def _within(readings: Readings) -> Readings:
    """Give readings as they are compared: within ``FLOOR`` and ``CEILING``, which redness does not have."""
    within = np.empty(readings.shape, np.int32)
    np.minimum(readings[LUMINANCE], CEILING[LUMINANCE], out=within[LUMINANCE])
    within[REDNESS] = readings[REDNESS]
    np.clip(readings[SHARE], FLOOR[SHARE], CEILING[SHARE], out=within[SHARE])
    return within


def too_often(swings: Swings, memory: Memory, tick: int, limits: Limits) -> tuple[NDArray[np.bool_], int]:
    """Say where a frame would swing beyond the limits, or rise so that no fall fits then.

    Returns:
        bool [n], and the most transitions in one second among the swings that may be.
    """
    count = swings.values.shape[1]
    bad = np.zeros(count, np.bool_)
    asking = np.concatenate([swings.turning, swings.joining])
    if not len(asking):
        return bad, 0
    turns = np.arange(len(asking)) < len(swings.turning)
    new = np.ones(len(asking), np.bool_)
    new[: len(swings.turning)] = swings.counting
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
    further = swings.ahead > 0
    reached = swings.ahead[REDNESS] >= 0
    step = np.maximum(swings.ahead, 0)
    step *= direction
    extreme += step
    np.maximum(ends, further * np.int32(tick), out=ends)
    turning, red = swings.turning, _is_red(swings)
    if len(turning):
        extreme.flat[turning] = swings.values.flat[turning]
        ends.flat[turning] = tick
        direction.flat[turning] *= -1
        further.flat[turning] = True
        reached.flat[turning[red] - REDNESS.start * further.shape[1]] = True
    ends.flat[swings.joining] = tick
    reached &= swings.reds
    told = memory.telling[:, chosen]
    told &= ~further[REDNESS]
    told |= reached
    if swings.signals is not None:
        memory.extreme[:, chosen], memory.direction[:, chosen], memory.ends[:, chosen] = extreme, direction, ends
        memory.telling[:, chosen] = told
    memory.counted.flat[swings.at(swings.joining, memory)] = True


def _is_red(swings: Swings) -> NDArray[np.bool_]:
    """Say which of the turning ones are readings of redness."""
    count = swings.values.shape[1]
    red: NDArray[np.bool_] = (swings.turning >= REDNESS.start * count) & (swings.turning < REDNESS.stop * count)
    return red


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
