"""Beside station 0: an input runs as long as a block does. If it ends by itself, that is told and the show goes on."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import TypeAlias, TypeVar

_log = logging.getLogger(__name__)

Opened = TypeVar("Opened")
Run: TypeAlias = "Callable[[asyncio.Future[Opened]], Coroutine[None, None, None]]"
"""Runs an input until cancelled; says when it is open, and what it is."""


@contextlib.asynccontextmanager
async def running(what: str, run: "Run[Opened]") -> AsyncIterator[Opened]:
    """Run an input as long as the block does, in a task of its own: an error of the block leaves it as it is.

    An error of its own leaves the block as it is: it is in the log at once, and the rest of the show goes on.

    Args:
        what: is heard by it, for people.
        run: it.

    Raises:
        Exception: what ended it before it was open.
    """
    opened: asyncio.Future[Opened] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(run(opened))

    def tell(ended: "asyncio.Task[None]") -> None:
        error = None if ended.cancelled() else ended.exception()
        if error is None:
            return
        if opened.done():
            _log.error("%s is not heard any more: it ended by an error", what, exc_info=error)
        else:
            opened.set_exception(error)

    task.add_done_callback(tell)
    try:
        yield await opened
    finally:
        task.cancel()
        await asyncio.wait({task})
