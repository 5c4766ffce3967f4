"""Asks the process that runs a show ahead. It is started when somebody asks first, and stays for the night."""

import asyncio
import contextlib
import json
import sys
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from controller.frame.memory import Memory
from controller.model.preview import Preview
from controller.model.seam import EngineGoneError
from controller.model.show import Show
from controller.model.state import ShowState
from controller.run import snapshots
from controller.run.ahead.process import ANSWER
from controller.run.engine import Position

PATIENCE_S: Final = 30.0
"""A look that takes longer is given up, and its process with it."""
_LONGEST: Final = 1 << 20


class LookingAhead:
    """Previews from another process, one at a time.

    Args:
        folder: of the night; every show that it played is kept there.
        patience_s: how long an answer may take.
    """

    def __init__(self, folder: Path, patience_s: float = PATIENCE_S) -> None:
        self._folder = folder
        self._patience_s = patience_s
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def preview(self, show: Show, state: ShowState, memory: Memory, fault: str) -> Preview:
        """Tell what a fault would do if it were injected now.

        Args:
            show: what plays; kept in the folder.
            state: where it stands.
            memory: what painting remembers; nobody else's.
            fault: which.

        Raises:
            EngineGoneError: nobody can tell; the text says why.
        """
        raw = await asyncio.to_thread(snapshots.pack, Position(state, memory, 0))
        question = json.dumps({"show": show.hash, "fault": fault, "bytes": len(raw)}).encode() + b"\n"
        async with self._turn:
            try:
                async with asyncio.timeout(self._patience_s):
                    answer = await self._ask(question + raw)
            except TimeoutError:
                await self.close()
                why = f"looking ahead took longer than {self._patience_s:g} s; ask again"
                raise EngineGoneError(why) from None
            except (OSError, ValueError) as error:
                await self.close()
                raise EngineGoneError(f"looking ahead failed: {error}; ask again") from None
            except asyncio.CancelledError:
                await self.close()  # its answer would be taken for the next one
                raise
        try:
            return ANSWER.validate_json(answer)
        except ValidationError:
            raise EngineGoneError(f"looking ahead failed: {answer.decode(errors='replace')[:200]}") from None

    async def _ask(self, question: bytes) -> bytes:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await self._start()
        if process.stdin is None or process.stdout is None:
            raise OSError("the process has no pipes")
        process.stdin.write(question)
        await process.stdin.drain()
        answer = await process.stdout.readline()
        if not answer.endswith(b"\n"):
            raise OSError("the process ended")
        return answer

    async def _start(self) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        command = (sys.executable, "-m", "controller.run.ahead.process", str(self._folder))
        # a session of its own: Ctrl-C ends the show, which then lets go of it
        return await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, start_new_session=True, limit=_LONGEST
        )

    async def close(self) -> None:
        """End the process, if there is one; it has nothing to finish."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
