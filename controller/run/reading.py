"""From a name on the command line to a show: finds the file, reads it, checks it."""

from pathlib import Path

from controller.run.places import SHOW_SUFFIX, bundled_shows
from controller.run.source import Source
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
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
    path = Path(name)
    bundled = bundled_shows()
    if not path.is_file():
        if name not in bundled:
            known = ", ".join(bundled) or "none"
            raise ShowError(f"{name}: no such file, and no show of that name comes along (there are: {known})")
        path = bundled[name]
    try:
        return path.read_text(encoding="utf-8"), str(path)
    except UnicodeDecodeError as error:
        raise ShowError(f"{path}: not UTF-8 text (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise ShowError(f"{path}: {error.strerror or error}") from error


def show_problems(text: str, path: str) -> tuple[bool, str]:
    """Check a show's text: whether it cannot be played, and all problems as text (empty = none)."""
    show, problems = check_show(text, file=path, profiles=load_profiles())
    return show is None, render_all(problems, text)


def read_show(name: str) -> Source:
    """Read a show that can be played.

    Raises:
        ShowError: with every problem.
    """
    text, path = read_text(name)
    show, problems = check_show(text, file=path, profiles=load_profiles())
    if show is None:
        raise ShowError(render_all(problems, text))
    return Source(show, Path(path).name.removesuffix(SHOW_SUFFIX), text)
