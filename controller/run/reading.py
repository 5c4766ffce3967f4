"""From a name on the command line to a show: finds the file, reads it, checks it."""

import contextlib
import gc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from controller.model.show import Show
from controller.run.places import SHOW_SUFFIX, bundled_shows
from controller.run.score.folder import ShowFolder
from controller.run.score.stamps import Stamps, stamp
from controller.run.source import Source
from controller.showfile.assets import shown_name
from controller.showfile.load import check_show
from controller.showfile.problem import Problem, render_all
from fixtures.library import load_profiles


class ShowError(Exception):
    """A show that cannot be played; the message holds every problem, ready to print."""


def read_text(name: str) -> tuple[str, str]:
    """Read the text of a show file.

    Args:
        name: a path, or the name of a show that comes along.

    Returns:
        The text, and the path as people should see it.

    Raises:
        ShowError: there is no such file, or it is not text.
    """
    path = _find(name)
    try:
        return path.read_bytes().decode("utf-8"), str(path)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ShowError(f"{path}:{line}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise ShowError(f"{path}: {error.strerror or error}") from error


def _find(name: str) -> Path:
    path = Path(name)
    if path.is_file():
        return path
    bundled = bundled_shows()
    if name not in bundled:
        if path.is_dir():
            inside = ", ".join(sorted(each.name for each in path.glob("*.show.yaml"))[:8]) or "there is none"
            raise ShowError(f"{name}: this is a folder; name a show file in it: {inside}")
        known = ", ".join(bundled) or "none"
        raise ShowError(f"{name}: no such file, and no show of that name comes along (there are: {known})")
    return bundled[name]


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """What came of reading a show's text with everything it uses.

    Attributes:
        show: None = it cannot be played.
        path: as people see it.
        parts: the files it uses, by name.
        watched: every file whose change may change the result, with its stamp before it was read; that of the text's
            own file may be younger than the text.
    """

    show: Show | None
    problems: tuple[Problem, ...]
    text: str
    path: str
    parts: Mapping[str, bytes]
    watched: Stamps

    @property
    def told(self) -> str:
        """All problems as text, empty = none."""
        texts = {shown_name(self.path, name): raw.decode("utf-8", "replace") for name, raw in self.parts.items()}
        return render_all(self.problems, self.text, texts)


def read_whole_show(text: str, path: str) -> Reading:
    """Check a show's text with the files beside it."""
    folder, own = ShowFolder(Path(path).parent), {Path(path): stamp(Path(path))}
    with _no_collecting():
        show, problems = check_show(text, file=path, profiles=load_profiles(), assets=folder)
    return Reading(show, problems, text, path, folder.given, {**folder.asked, **own})


@contextlib.contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep the garbage collector out: reading makes much and drops little, and a sweep would hold up every thread."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def show_problems(text: str, path: str) -> tuple[bool, str]:
    """Check a show's text: whether it cannot be played, and all problems as text (empty = none)."""
    reading = read_whole_show(text, path)
    return reading.show is None, reading.told


def read_show(name: str) -> Source:
    """Read a show that can be played.

    Raises:
        ShowError: with every problem.
    """
    path = _find(name)
    own = {path: stamp(path)}  # before its text is read: what is kept is never older than its stamps
    reading = read_whole_show(*read_text(name))
    if reading.show is None:
        raise ShowError(reading.told)
    file = path.name.removesuffix(SHOW_SUFFIX)
    return Source(reading.show, file, reading.text, path, reading.parts, {**reading.watched, **own})
