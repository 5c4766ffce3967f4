"""A child's voice to its supervisor: JSON lines on its standard output, written without ever waiting.

The supervisor hears ``ready`` once, then a ``beat`` several times a second from the loop that does the work; silence
means that the loop hangs. A child whose supervisor is gone ends at once, so that the next one can take up the night.
"""

import asyncio
import contextlib
import json
import os
import sys
import time
from typing import Final

BEAT_S: Final = 0.2
ORPHANED: Final = 70
"""Exit code of a child whose supervisor is gone."""


class Pulse:
    """Speaks to the supervisor."""

    def __init__(self) -> None:
        self._out = os.dup(sys.stdout.fileno())
        os.set_blocking(self._out, False)
        self._next = 0.0

    def say(self, **what: object) -> None:
        """Say one thing; lost if the supervisor does not listen."""
        with contextlib.suppress(OSError):
            os.write(self._out, json.dumps(what).encode() + b"\n")

    def beat(self) -> None:
        """Say that the loop lives, at most every ``BEAT_S``."""
        now = time.monotonic()
        if now >= self._next:
            self._next = now + BEAT_S
            self.say(beat=True)


class Leash:
    """The other end of the standard input: ends this process as soon as the supervisor is gone.

    Nothing is tidied up: the night stays unfinished, and whoever starts next goes on with it.
    """

    def __init__(self) -> None:
        self._begin = asyncio.Event()
        self._end = sys.stdin.fileno()
        asyncio.get_running_loop().add_reader(self._end, self._hear)

    async def wait_begin(self) -> None:
        """Wait until everything stands that the first frame is for."""
        await self._begin.wait()

    def _hear(self) -> None:
        if not os.read(self._end, 64):
            os._exit(ORPHANED)
        self._begin.set()
