"""A show file on disk that is played by an engine whose ticks the test gives, and reloaded without threads."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any, TypeVar

from controller.model.outline import ShowOutline
from controller.model.show import Show
from controller.run.loop import Beat
from controller.run.reading import read_show
from controller.run.score.reload import Followers, Reloader
from tests.run.nights import Played, begin

_T = TypeVar("_T")


class AtOnce(Executor):
    """Works at once, in the caller's thread."""

    def submit(self, job: Callable[..., _T], /, *given: Any, **named: Any) -> Future[_T]:  # Any: as Executor has it
        done: Future[_T] = Future()
        try:
            done.set_result(job(*given, **named))
        except Exception as error:  # noqa: BLE001  it goes where the result would
            done.set_exception(error)
        return done


class Stage:
    """One show file that plays.

    Attributes:
        followed: shows that the house followed at once, and those it followed soon.
    """

    def __init__(self, folder: Path, text: str, **files: str) -> None:
        self.path = folder / "a.show.yaml"
        self.path.write_text(text, encoding="utf-8")
        for name, content in files.items():
            (folder / name.replace("_", ".")).write_text(content, encoding="utf-8")
        source = read_show(str(self.path))
        self.night: Played = begin(folder / "nights", text, source=source)
        self.engine = self.night.engine
        self.followed: tuple[list[Show], list[Show]] = ([], [])
        followers = Followers(self._at_once, self._soon)
        self.reloader = Reloader(
            self.engine, source, folder=self.night.night.folder, worker=AtOnce(), followers=followers
        )

    def _at_once(self, show: Show, still: ShowOutline) -> None:
        assert still.hash == show.hash
        assert self.engine.show is show
        self.followed[0].append(show)

    async def _soon(self, show: Show) -> None:
        self.followed[1].append(show)

    def tick(self, count: int = 1) -> None:
        """Play some ticks."""
        for _ in range(count):
            self.engine.step(Beat(self.engine.state.tick + 1, 0, 0.0, is_late=False))

    async def while_it_plays(self, work: Coroutine[Any, Any, _T]) -> _T:
        """Let something happen while the show goes on; its ticks are told by the loop's turns."""
        task = asyncio.create_task(work)
        while not task.done():
            self.tick()
            await asyncio.sleep(0)
        return task.result()

    async def look(self) -> None:
        """Look at the files until what changed stands still."""
        for _ in range(3):
            await self.while_it_plays(self.reloader.look())

    def write(self, text: str) -> None:
        """Write the show file as an editor does."""
        part = self.path.with_suffix(".new")
        part.write_text(text, encoding="utf-8")
        part.replace(self.path)

    def told(self) -> list[str]:
        """What the log says."""
        return [record.text for record in self.engine.snapshot().log]
