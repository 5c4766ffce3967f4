"""What takes as long as a rig is large: of a large one it is done in a thread, so that other pages need not wait."""

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from controller.model.outline import ShowOutline

LARGE: Final = 10_000
"""Cells. To go over those of 4,035 universes takes a tenth of a second at least, and others may not wait meanwhile."""

T = TypeVar("T")


async def at_leisure(still: ShowOutline, work: Callable[[], T]) -> T:
    """Do some work that goes over all of a show."""
    return await asyncio.to_thread(work) if is_large(still) else work()


def is_large(still: ShowOutline) -> bool:
    """Whether a show has so many cells that nobody else can wait while all are gone over."""
    return len(still.positions) > LARGE
