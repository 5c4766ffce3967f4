"""What takes as long as a rig is large: of a large one it is done in a thread, so that other pages need not wait."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from controller.model.outline import ShowOutline

LARGE: Final = 10_000
"""Cells. To write the outline of 4,035 universes as JSON takes 1.5 s, and nobody may be served meanwhile."""

T = TypeVar("T")


async def at_leisure(still: ShowOutline, work: Callable[[], T]) -> T:
    """Do some work that goes over all of a show."""
    if len(still.positions) <= LARGE:
        return work()
    return await asyncio.to_thread(work)
