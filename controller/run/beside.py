"""What runs beside a show as long as it plays, and may end by an error without ending the show."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Coroutine

logger = logging.getLogger("kintsugi.engine")


@contextlib.asynccontextmanager
async def beside(what: str, work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Let something run as long as the block does; if it ends by an error, that is told and the show goes on.

    Args:
        what: it does, for people.
        work: it.
    """

    def tell(ended: "asyncio.Task[None]") -> None:
        error = None if ended.cancelled() else ended.exception()
        if error is not None:
            logger.error("%s ended by an error; the show goes on without it", what, exc_info=error)

    running = asyncio.create_task(work)
    running.add_done_callback(tell)
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait({running})
