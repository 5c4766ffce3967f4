"""One child process as the supervisor sees it: started, heard, and ended."""

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable
from typing import Any, Final, Self

from controller.run.processes.patience import LOOK_S, Patience
from controller.run.processes.rhythm import Rhythm, Silence

SPARE: Final = "controller.run.processes.spare"
ENDING_S: Final = 3.5
"""A child that was asked to end has so long: ``on_exit`` takes at most 2.4 s."""


class Child:
    """A running child.

    Attributes:
        rhythm: how it was heard, on the clock of the event loop.
        kill_another: called with the name of another child that this one wants ended by force: a fault says so.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ready: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._reading = asyncio.create_task(self._read())
        self.rhythm = Rhythm(_now())
        self.kill_another: Callable[[str], None] = lambda _name: None

    @classmethod
    async def start(cls, module: str, keep: tuple[int, ...] = (), *, calm: bool = False) -> Self:
        """Start ``python -m module``; it makes itself ready and waits for its order.

        Args:
            module: what it runs.
            keep: numbers of open files that it inherits.
            calm: whether it loads without getting in the way of those that play.

        Raises:
            OSError: it cannot be started.
        """
        pipe = asyncio.subprocess.PIPE
        # a session of its own: Ctrl-C reaches the supervisor, which ends its children in order
        words = (SPARE, module) if calm else (module,)
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *words, stdin=pipe, stdout=pipe, start_new_session=True, pass_fds=keep
        )
        return cls(process)

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def code(self) -> int | None:
        """Exit code; None while it runs, negative = the signal that ended it."""
        return self._process.returncode

    def order(self, text: str) -> None:
        """Let it begin: one line that tells it all."""
        self.rhythm.begin(_now())
        if self._process.stdin is not None:
            self._process.stdin.write(text.encode() + b"\n")

    async def wait_ready(self, seconds: float | None = None) -> dict[str, Any]:
        """Wait until it says that it works, or why it does not, or ends without a word.

        Args:
            seconds: how long at most; None = until it comes.

        Returns:
            What it said: with ``ready``, with ``failed``, or neither.
        """
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(self._ready)
        except TimeoutError:
            return {}

    async def wait_ended(self, silence: Silence, on_stall: Callable[[float], None] = lambda _s: None) -> bool:
        """Wait until it has ended, or has said nothing for longer than is borne though this machine ran.

        Args:
            silence: that is borne.
            on_stall: told for how many seconds we ourselves stood still, if that may be why it is silent.

        Returns:
            True = it has ended, False = it is silent.
        """
        ended = asyncio.create_task(self._process.wait())
        now, rhythm = _now(), self.rhythm
        patience = Patience(now)
        try:
            while not ended.done():
                left = patience.left(rhythm.heard, now, rhythm.patience_s(silence))
                if left <= 0:
                    return False
                due = now + min(left, LOOK_S)
                await asyncio.wait({ended}, timeout=due - now)
                now = _now()  # the only look at the clock: no stall falls between two
                if stood_s := patience.woke(rhythm.heard, due, now):
                    on_stall(stood_s)
        finally:
            ended.cancel()
        return True

    def ask_to_end(self) -> None:
        """Ask it to end in order; asked twice, at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()

    async def end(self) -> None:
        """See it ended: in order if it can, else by force."""
        self.ask_to_end()
        try:
            async with asyncio.timeout(ENDING_S):
                await self._process.wait()
        except TimeoutError:
            await self.kill()
        self._reading.cancel()

    async def kill(self) -> None:
        """End it by force."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._reading.cancel()

    def strike(self) -> None:
        """End it by force and leave it to whoever watches it to notice."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def _take(self, said: dict[str, Any]) -> None:
        """Take what it said; its beats are only heard."""
        if "beat" in said:
            self.rhythm.beat(_now())
        elif "kill" in said:
            self.kill_another(str(said["kill"]))
        elif ("ready" in said or "failed" in said) and not self._ready.done():
            self._ready.set_result(said)

    async def _read(self) -> None:
        """Hear what it says until it is gone."""
        out = self._process.stdout
        while out is not None and (line := await out.readline()):
            self.rhythm.hear(_now())
            with contextlib.suppress(ValueError):
                said = json.loads(line)
                if isinstance(said, dict):
                    self._take(said)
        if not self._ready.done():
            self._ready.set_result({})


def _now() -> float:
    return asyncio.get_running_loop().time()
