"""Lets a show that plays have the compiled passes: another process compiles them, a thread loads them.

The show begins without them, and uses them from a frame on that comes when they are there; its bytes do not tell.
"""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from controller.frame.guard.quick import Quick
from controller.frame.kept import NotCompiledError, kept_only
from controller.run.compiling.leaving import leave_compiler
from controller.run.processes.priority import is_realtime, just_below

COMPILES: Final = (
    "the engine still compiles its fast passes, once on a machine and after an update: "
    "until then frames of so large a rig may be late, from then on it keeps its time"
)
DONE: Final = "the fast passes are compiled and used from now on"
FAILED: Final = "the fast passes cannot be compiled here: frames of so large a rig may be late; ask `kintsugi doctor`"
TURN_S: Final = 0.0005
"""So long the thread that loads them may keep the interpreter at a time; Python's own 5 ms would make frames late."""
_PROCESS: Final = "controller.run.compiling.process"
logger = logging.getLogger("kintsugi.engine")


class Painting(Protocol):
    """What is asked of a painter."""

    @property
    def could_be_quicker(self) -> bool:
        """Whether it could use compiled passes, and does not."""

    def quick(self) -> Quick | None:
        """Load them; frames may be painted meanwhile."""

    def take(self, quick: Quick) -> None:
        """Use them from the next frame on."""


class Playing(Protocol):
    """What is asked of an engine."""

    @property
    def painter(self) -> Painting:
        """Whoever paints the show that plays now; another one after a reload."""

    def notice(self, what: str, text: str, *, ok: bool) -> None:
        """Tell people something."""


class Taking:
    """Sees that the painter of an engine has its compiled passes as soon as that can be.

    Args:
        engine: that plays.
        compile_them: compiles all passes elsewhere; says whether numba keeps them now.
        aside: does something in a thread.
    """

    def __init__(
        self,
        engine: Playing,
        compile_them: Callable[[], Awaitable[bool]],
        aside: Callable[[Callable[[], Quick | None]], Awaitable[Quick | None]] = asyncio.to_thread,
    ) -> None:
        self._engine = engine
        self._compile, self._aside = compile_them, aside
        self._seen: Painting | None = None
        self._is_wanted = asyncio.Event()
        self._is_hopeless = False

    def after_step(self) -> None:
        """Look whether another show plays."""
        painter = self._engine.painter
        if painter is not self._seen:
            self._seen = painter
            if painter.could_be_quicker:
                self._is_wanted.set()

    async def watch(self) -> None:
        """Let each painter that lacks them have them. What goes wrong here costs no frame: numpy paints on."""
        while not self._is_hopeless:
            await self._is_wanted.wait()
            self._is_wanted.clear()
            try:
                await self._provide(self._engine.painter)
            except Exception:
                logger.exception("the compiled passes could not be loaded; the show goes on without")
                self._give_up()

    async def _provide(self, painter: Painting) -> None:
        if await self._given(painter):
            return
        logger.warning(COMPILES)
        self._engine.notice("speed", COMPILES, ok=True)
        if await self._compile() and await self._given(painter):
            logger.warning(DONE)
            self._engine.notice("speed", DONE, ok=True)
        else:
            self._give_up()

    async def _given(self, painter: Painting) -> bool:
        """Load the passes and give them to a painter; says whether they were kept."""
        realtime = is_realtime()
        try:
            quick = await self._aside(lambda: _loaded(painter, realtime=realtime))
        except NotCompiledError as error:
            if error.__cause__ is not None:
                logger.warning("the fast passes that are kept cannot be read: %r", error.__cause__)
            return False
        if quick is not None and painter.could_be_quicker:
            painter.take(quick)
        return True

    def _give_up(self) -> None:
        self._is_hopeless = True
        logger.warning(FAILED)
        self._engine.notice("speed", FAILED, ok=False)


def _loaded(painter: Painting, *, realtime: bool) -> Quick | None:
    """Load the passes of a painter, in a thread; the interpreter is the frames' at every turn."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_S)
    try:
        # who holds the interpreter must not be pushed off the processor: the frames would wait for both
        with just_below(realtime=realtime), kept_only():
            quick = painter.quick()
            leave_compiler()
            return quick
    finally:
        sys.setswitchinterval(before)


async def compiled_beside() -> bool:
    """Compile all passes in a process of their own; it ends with whoever waits for it.

    Raises:
        OSError: it cannot be started.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        _PROCESS,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C ends the show, which then lets go of it
    )
    try:
        return await process.wait() == 0
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
