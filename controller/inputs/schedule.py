"""Station 0, the clock on the wall: tells the engine when it is a time of day that the show waits for.

Takes the local time, gives one intent for each time that passes. What a shift of the clock leaves out comes at the
shift, what it repeats does not come again; after a leap of hours nothing is made up for.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from controller.inputs.actions import intent_of
from controller.model.binding import of_hours
from controller.model.facts import Struck
from controller.model.seam import Seam
from controller.model.show import Show

_log = logging.getLogger(__name__)

LOOK_S: Final = 0.25
LONGEST_SHIFT: Final = timedelta(hours=2)
SOURCE: Final = "schedule"

LocalTime: TypeAlias = Callable[[], datetime]
"""Gives the time on the wall, without a zone."""
Wait: TypeAlias = Callable[[float], Awaitable[None]]


def passed(wanted: Iterable[int], reached: datetime, now: datetime) -> tuple[int, ...]:
    """Say which times of day have passed.

    Args:
        wanted: seconds since midnight.
        reached: the latest time that was on the wall so far.
        now: what is on it now.

    Returns:
        Those after ``reached`` up to ``now``, in order; none after a leap.
    """
    if now <= reached or now - reached > LONGEST_SHIFT:
        return ()
    midnight = reached.replace(hour=0, minute=0, second=0, microsecond=0)
    found = [
        moment
        for second in wanted
        for day in (0, 1)
        if reached < (moment := midnight + timedelta(days=day, seconds=second)) <= now
    ]
    return tuple(moment.hour * 3600 + moment.minute * 60 + moment.second for moment in sorted(found))


def hours_of(show: Show) -> frozenset[int]:
    """Give the times of day that follows and bindings of a show wait for: seconds since midnight."""
    follows = (cue.follow for cue_list in show.lists.values() for cue in cue_list.cues)
    waited = {int(follow.seconds) for follow in follows if follow is not None and follow.after == "clock"}
    return frozenset(waited | set(of_hours(show.bindings)))


async def _strike(seam: Seam, show: Show, second: int) -> None:
    """Tell the engine that it is a time of day, and do what is bound to it."""
    await seam.submit(Struck(second), source=SOURCE, role="clock")
    action = of_hours(show.bindings).get(second)
    intent = None if action is None else intent_of(action, seam.snapshot(), 1.0)
    if intent is not None:
        await seam.submit(intent, source=SOURCE, role="clock")


@contextlib.asynccontextmanager
async def schedule_in(
    seam: Seam, show: Callable[[], Show], *, now: LocalTime, wait: Wait = asyncio.sleep
) -> AsyncIterator[None]:
    """Tell the engine the times of day as long as the block runs.

    Args:
        seam: to the engine.
        show: gives the one that is played now.
        now: the clock on the wall.
        wait: how seconds pass.
    """

    async def watch() -> None:
        reached = now()
        while True:
            await wait(LOOK_S)
            try:
                present = now()
                struck = passed(hours_of(show()), reached, present)
                leapt = abs(present - reached) > LONGEST_SHIFT
                reached = present if leapt else max(reached, present)
            except Exception:  # noqa: BLE001  the clock is looked at again
                _log.exception("Looking at the clock failed; it goes on")
                continue
            for second in struck:
                try:
                    await _strike(seam, show(), second)
                except Exception:  # noqa: BLE001  what strikes after it still does
                    _log.exception("What strikes at %d s of the day failed; the clock goes on", second)

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
