"""See that what an import makes can be played, before a byte of it is written."""

from collections.abc import Mapping
from typing import Final

from controller.showfile.assets import AssetError
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.library import load_profiles

_MOST_TOLD: Final = 5


class ImportFailedError(Exception):
    """A file that cannot be imported; one sentence. Nothing was written."""


def errors_of(text: str, file: str, files: Mapping[str, bytes]) -> str:
    """Check a show file as `kintsugi check` does.

    Args:
        text: of the show file.
        file: its name.
        files: those that it names, by their names.

    Returns:
        Its first errors, each with its line; empty = it can be played.
    """

    def give(name: str) -> bytes:
        if name not in files:
            raise AssetError("there is no such file")
        return files[name]

    read, problems = check_show(text, file=file, profiles=load_profiles(), assets=give)
    errors = [problem for problem in problems if problem.severity == "error"]
    return "" if read is not None else render_all(errors[:_MOST_TOLD], text)
