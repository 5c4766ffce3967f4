"""The one place through which every edit of a show file goes: text, check, disk, stage, history, or nothing of it.

Theory of operation. The text on disk is the truth. An edit reads it, changes it, checks it, writes it in one piece and
lets it play; if the engine does not take it, the old text is put back. A text that somebody else wrote meanwhile is a
step of the history like any other. Undo and redo are edits whose text is known.
"""

from collections.abc import Callable
from pathlib import Path

from controller.model.editing import Edit, EditAnswer, History, HistoryStep, Mistake
from controller.run.reading import Reading
from controller.run.score import history as histories
from controller.run.score.history import hash_of
from controller.run.score.kept import write_whole
from controller.run.score.reload import Reloader
from controller.showfile.edit.apply import apply_edits, say_edits
from controller.showfile.edit.marks import EditError
from controller.showfile.problem import Problem


class ScoreEditor:
    """Edits one show file that plays.

    Args:
        reloader: lets texts play.
        folder: of the history.
        now: says the wall time.
        locked: why this file is not edited, empty = it is.
    """

    def __init__(self, reloader: Reloader, *, folder: Path, now: Callable[[], str], locked: str = "") -> None:
        self._reloader = reloader
        self._folder = folder
        self._now = now
        self._locked = locked
        reloader.seen = self._seen

    async def edit(self, edits: tuple[Edit, ...], *, source: str) -> EditAnswer:
        """Make edits, all or none."""
        async with self._reloader.lock:
            try:
                text = await self._reloader.work(self._read)
                after = await self._reloader.work(lambda: apply_edits(text, edits))
            except EditError as error:
                return self._refused(str(error))
            except (OSError, UnicodeDecodeError) as error:
                return self._refused(f"the show file cannot be read: {_why(error)}")
            if after == text:
                return EditAnswer(ok=True, text="nothing to change", hash=self._playing)

            def with_this(history: History) -> History:
                step = HistoryStep(say_edits(edits), source, self._now(), hash_of(after))
                return histories.with_step(history, step)

            return await self._take(text, after, with_this)

    async def undo(self, *, source: str) -> EditAnswer:
        """Go back to the text before."""
        return await self._walk(-1, source)

    async def redo(self, *, source: str) -> EditAnswer:
        """Take back the last undo."""
        return await self._walk(1, source)

    async def text(self) -> str:
        """Give the text on disk, or the one that plays if that cannot be read."""
        try:
            return await self._reloader.work(self._read)
        except (OSError, UnicodeDecodeError):
            return self._reloader.source.text

    async def history(self) -> History:
        """Give the steps, with what somebody else wrote meanwhile."""
        text = await self.text()
        return await self._reloader.work(lambda: self._caught_up(text))

    @property
    def _playing(self) -> str:
        return self._reloader.source.show.hash

    async def _walk(self, by: int, source: str) -> EditAnswer:
        del source
        async with self._reloader.lock:
            try:
                before = await self._reloader.work(self._read)
                history = self._caught_up(before)
                to = histories.moved(history, by)
                if to is None:
                    return self._refused("there is nothing to undo" if by < 0 else "there is nothing to redo")
                after = await self._reloader.work(lambda: histories.read_text(self._folder, to.steps[to.current]))
            except (OSError, UnicodeDecodeError) as error:
                return self._refused(f"the history cannot be read: {_why(error)}")
            answer = await self._take(before, after, lambda history: histories.moved(history, by) or history)
            if not answer.ok:
                return answer
            what = history.steps[history.current if by < 0 else to.current].what
            return EditAnswer(ok=True, text=f"{'undone' if by < 0 else 'done again'}: {what}", hash=answer.hash)

    async def _take(self, before: str, after: str, move: Callable[[History], History]) -> EditAnswer:
        """Check a text, write it and let it play; or leave everything as it was."""
        if self._locked:
            return self._refused(self._locked)
        reading = await self._reloader.read(after)
        if reading.show is None:
            return self._refused("the show would have mistakes; nothing changed", _mistakes(reading))
        try:
            await self._reloader.work(lambda: self._write(before, after, move))
        except OSError as error:
            return self._refused(f"the edit cannot be kept: {_why(error)}; nothing changed")
        outcome = await self._reloader.take(reading)
        if not outcome.ok:
            await self._reloader.work(lambda: self._put_back(before))
            return self._refused(f"{outcome.text}; nothing changed")
        return EditAnswer(ok=True, text=outcome.text, hash=self._playing, mistakes=_mistakes(reading))

    def _write(self, before: str, after: str, move: Callable[[History], History]) -> None:
        """Keep the history first, then the show file: a full disk is found out before anything has changed."""
        old = self._caught_up(before)
        histories.keep_history(self._folder, old, before)
        histories.keep_history(self._folder, move(old), after)
        try:
            write_whole(self._path, after.encode())
        except OSError:
            histories.keep_history(self._folder, old, before)
            raise

    def _put_back(self, before: str) -> None:
        history = histories.read_history(self._folder)
        write_whole(self._path, before.encode())
        places = [at for at, step in enumerate(history.steps) if step.hash == hash_of(before)]
        if places:
            histories.keep_history(self._folder, History(history.steps, places[-1]), before)

    def _caught_up(self, text: str) -> History:
        """Read the history; a text that is not the one it stands at becomes a step of it."""
        history = histories.read_history(self._folder)
        what = "changed in an editor" if history.steps else "as it was found"
        return histories.with_step(history, HistoryStep(what, "disk", self._now(), hash_of(text)))

    def _seen(self, before: str, text: str) -> None:
        """Take a text that somebody else wrote, and that plays now, into the history."""
        try:
            history = histories.read_history(self._folder)
            if not history.steps:
                histories.keep_history(self._folder, self._caught_up(before), before)
            histories.keep_history(self._folder, self._caught_up(text), text)
        except OSError as error:
            histories.logger.warning("the history of the show file cannot be kept: %s", _why(error))

    def _read(self) -> str:
        return self._path.read_bytes().decode("utf-8")

    @property
    def _path(self) -> Path:
        path = self._reloader.source.path
        if path is None:
            raise OSError("this show has no file")
        return path

    def _refused(self, text: str, mistakes: tuple[Mistake, ...] = ()) -> EditAnswer:
        return EditAnswer(ok=False, text=text, hash=self._playing, mistakes=mistakes)


def mistake_of(problem: Problem) -> Mistake:
    """Give a problem as it travels."""
    text = str(problem).split(": ", 1)[1].removeprefix("warning: ")
    return Mistake(problem.file, problem.line, problem.col, problem.width, problem.severity, text)


def _mistakes(reading: Reading) -> tuple[Mistake, ...]:
    return tuple(mistake_of(problem) for problem in reading.problems[:100])


def _why(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)
