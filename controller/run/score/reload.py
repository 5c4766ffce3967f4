"""Reloads: a show file that has changed is read and made ready in a thread, and plays from one tick to the next.

What is bad is refused with its errors, and the show that plays goes on. The frame loop waits for nothing here: reading,
checking and building are done elsewhere, and the tick that takes the show only lets go of one and takes up the other.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from controller.frame.memory import Memory
from controller.frame.pipeline import Painter
from controller.model.intent import Reload
from controller.model.outline import ShowOutline
from controller.model.show import Show
from controller.model.snapshot import Ack
from controller.model.state import ShowState
from controller.run.engine import Engine
from controller.run.reading import Reading, read_whole_show
from controller.run.score.kept import keep_show
from controller.run.score.stamps import Stamps, stamps_now
from controller.run.source import Source
from controller.run.turn import Staged
from controller.show.carry import carried
from controller.show.outline import outline
from controller.showfile.problem import Problem

logger = logging.getLogger("kintsugi.reload")

LOOK_S: Final = 0.5
"""How often the files of the show are looked at."""
_TOLD: Final = 3

_T = TypeVar("_T")

Wait: TypeAlias = Callable[[float], Awaitable[None]]
"""Lets seconds pass; tests have their own time."""


@dataclass(frozen=True, eq=False, slots=True)
class Followers:
    """Who must follow when another show plays.

    Attributes:
        at_once: called at the tick that takes it, before it is painted: senders and what people are shown.
        soon: awaited afterwards: whatever may take its time, such as surfaces.
    """

    at_once: Callable[[Show, ShowOutline], None]
    soon: Callable[[Show], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a reload.

    Attributes:
        ok: it plays, or it is what plays already.
        problems: of the text, if it cannot be played.
    """

    ok: bool
    text: str
    problems: tuple[Problem, ...] = ()


class Reloader:
    """Lets an engine play what its show file has become.

    Args:
        engine: that plays.
        source: what it plays, with the path of its file.
        folder: of the night, that keeps every show it played.
        worker: a thread that reads and builds.
        followers: who must follow.

    Attributes:
        source: what plays now.
        lock: held by whoever changes the show, one at a time.
        seen: told, in the thread, of every text that was taken from disk without our doing, and of the one before.
    """

    def __init__(self, engine: Engine, source: Source, *, folder: Path, worker: Executor, followers: Followers) -> None:
        self.source = source
        self.lock = asyncio.Lock()
        self.seen: Callable[[str, str], None] = lambda _before, _text: None
        self._engine = engine
        self._folder = folder
        self._worker = worker
        self._followers = followers
        self._signature: Stamps = source.watched
        self._unsettled: Stamps = {}

    async def read(self, text: str) -> Reading:
        """Read and check a text as that of the show file, in the thread."""
        return await self.work(lambda: read_whole_show(text, str(self.source.path)))

    async def take(self, reading: Reading) -> Outcome:
        """Let a show play that was read; whoever calls holds ``lock``."""
        show, engine = reading.show, self._engine
        if show is None:
            return Outcome(ok=False, text=_told(reading), problems=reading.problems)
        if show.hash == engine.show.hash:
            return Outcome(ok=True, text="this is what plays already")
        if show.fps != engine.show.fps:
            fixed = f"fps is fixed for the night: {engine.show.fps}, not {show.fps}; begin a new night for it"
            return Outcome(ok=False, text=fixed)
        place = engine.place
        playing, position = (place.playing.show, place.playing.painter), (place.state, place.memory.copy())
        try:
            staged, still = await self.work(lambda: self._made_ready(reading, show, playing, position))
        except OSError as error:
            return Outcome(ok=False, text=f"the night cannot keep the show: {error.strerror or error}; nothing changed")
        except Exception as error:
            logger.exception("the show %s cannot be painted", show.hash)
            text = f"our fault: painting it raised {type(error).__name__}: {error}; the old show goes on"
            return Outcome(ok=False, text=text)
        ack = await self._play(replace(staged, taken=lambda: self._followers.at_once(show, still)))
        if ack.ok:
            self.source = replace(
                self.source, show=show, text=reading.text, parts=reading.parts, watched=reading.watched
            )
            await self._followers.soon(show)
        return Outcome(ok=ack.ok, text=ack.text)

    async def watch(self, *, wait: Wait = asyncio.sleep) -> None:
        """Look at the files of the show again and again, and reload it when they have changed and stand still.

        Also if they had changed since the show was read when it was first looked at.
        """
        while True:
            await wait(LOOK_S)
            try:
                await self.look()
            except Exception:
                logger.exception("looking at the show file failed; it goes on")

    async def look(self) -> None:
        """Look once. A file that is still being written is left for the next time."""
        now = await self.work(self._look)
        if now == self._signature:
            return
        if now != self._unsettled:
            self._unsettled = now
            return
        self._signature = now
        async with self.lock:
            await self._reread()
        # What stood there before it was read counts as read; a file written meanwhile is looked at again.
        self._signature = {path: now.get(path, stamp) for path, stamp in self.source.watched.items()}

    async def _reread(self) -> None:
        path = self.source.path
        if path is None:
            return
        try:
            text = await self.work(lambda: path.read_bytes().decode("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            self._engine.notice("reload", f"{path.name} cannot be read: {error}; the old show goes on", ok=False)
            return
        reading = await self.read(text)
        self.source = replace(self.source, watched={**self.source.watched, **reading.watched})
        if reading.show is not None and reading.show.hash == self._engine.show.hash:
            return
        before = self.source.text
        outcome = await self.take(reading)
        if outcome.ok:
            await self.work(lambda: self.seen(before, text))
            return
        logger.warning("%s was changed and is not taken; the old show goes on\n%s", path.name, reading.told)
        self._engine.notice("reload", f"{path.name} is not taken, the old show goes on: {outcome.text}", ok=False)

    async def _play(self, staged: Staged) -> Ack:
        answered: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        self._engine.offer(staged)
        self._engine.put(Reload(staged.show.hash), source="show-file", role="engine", answered=answered)
        return await answered

    def _made_ready(
        self, reading: Reading, show: Show, playing: tuple[Show, Painter], position: tuple[ShowState, Memory]
    ) -> tuple[Staged, ShowOutline]:
        """Build everything that the tick needs, keep the show with the night, and paint it once for trial."""
        painter = Painter(show)
        carry = painter.carry_from(playing[1])
        painter.paint(carried(playing[0], show, position[0]), carry.memory(position[1]))
        keep_show(self._folder, show.hash, reading.text, reading.parts)
        still = outline(show, self._engine.night, painter.glitch.cells)
        return Staged(show, painter, carry), still

    def _look(self) -> Stamps:
        return stamps_now(self.source.watched)

    async def work(self, job: Callable[[], _T]) -> _T:
        """Do something that may take its time, in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, job)


def _told(reading: Reading) -> str:
    """Say the first mistakes of a show in a line."""
    errors = [str(problem) for problem in reading.problems if problem.severity == "error"]
    more = f" (and {len(errors) - _TOLD} more)" if len(errors) > _TOLD else ""
    return "; ".join(errors[:_TOLD]) + more
