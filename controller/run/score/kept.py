"""The shows of a night, kept beside its journal by their hashes: text, and every file that belonged to it.

What stands there is whole: written beside, flushed, renamed. So a night can be painted again when its show file has
long been another.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from controller.model.show import Show
from controller.run.places import SHOW_SUFFIX
from controller.run.reading import ShowError
from controller.run.score.stamps import OF_NO_FILE
from controller.run.source import Source
from controller.showfile.assets import AssetError, shown_name
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.library import load_profiles

_PARTS = "parts"


def show_name(show_hash: str) -> str:
    """Name the file that keeps a show's text."""
    return f"{show_hash[:16]}.show.yaml"


def keep_show(folder: Path, show_hash: str, text: str, parts: Mapping[str, bytes]) -> None:
    """Keep a show in a folder.

    Raises:
        OSError: it cannot be written.
    """
    digests = {name: hashlib.sha256(raw).hexdigest() for name, raw in parts.items()}
    for name, raw in parts.items():
        path = folder / _PARTS / digests[name][:32]
        path.parent.mkdir(exist_ok=True)
        if not path.is_file():
            write_whole(path, raw)
    if parts:
        write_whole(folder / f"{show_hash[:16]}.parts.json", json.dumps(digests).encode())
    write_whole(folder / show_name(show_hash), text.encode())


def kept_show(folder: Path, show_hash: str) -> Show:
    """Read a show that a night keeps.

    Raises:
        ShowError: it is not kept here, or no longer a good show for this version.
    """
    return kept_source(folder, show_hash, None).show


def kept_source(folder: Path, show_hash: str, file: Path | None) -> Source:
    """Read a show that a night keeps, as if it had been read from its file.

    Args:
        folder: of the night.
        show_hash: of the show.
        file: the show's own file, whatever stands in it now; None = there is none.

    Raises:
        ShowError: it is not kept here, or no longer a good show for this version.
    """
    path, listing = folder / show_name(show_hash), folder / f"{show_hash[:16]}.parts.json"
    try:
        text = path.read_bytes().decode("utf-8")
        digests: dict[str, str] = json.loads(listing.read_text(encoding="utf-8")) if listing.is_file() else {}
    except (OSError, ValueError) as error:
        raise ShowError(f"{path}: the show of this night cannot be read: {error}") from None

    given: dict[str, bytes] = {}

    def read(name: str) -> bytes:
        if name not in digests:
            raise AssetError("it was not kept with the night")
        try:
            given[name] = (folder / _PARTS / digests[name][:32]).read_bytes()
        except OSError as error:
            raise AssetError(error.strerror or str(error)) from None
        return given[name]

    show, problems = check_show(text, file=str(path), profiles=load_profiles(), assets=read)
    if show is None:
        raise ShowError(render_all(problems, text, texts_of(str(path), given)))
    name = "" if file is None else file.name.removesuffix(SHOW_SUFFIX)
    return Source(show, name, text, file, given, {} if file is None else {file: OF_NO_FILE})


def texts_of(file: str, parts: Mapping[str, bytes]) -> dict[str, str]:
    """Give the files of a show as texts, by the names that problems have."""
    return {shown_name(file, name): raw.decode("utf-8", errors="replace") for name, raw in parts.items()}


def shelf(folder: Path, *known: Show) -> Callable[[str], Show]:
    """Give a way to find the shows of a night by their hashes; each is read once."""
    shows = {show.hash: show for show in known}

    def find(show_hash: str) -> Show:
        if show_hash not in shows:
            shows[show_hash] = kept_show(folder, show_hash)
        return shows[show_hash]

    return find


def write_whole(path: Path, *raw: bytes | memoryview) -> None:
    """Write a file, given whole or in parts, so that it is there whole or not at all, also if the power fails.

    Raises:
        OSError: it cannot be written; what stood there before still does.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.writelines(raw)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    with contextlib.suppress(OSError):  # a file system without folders to flush, or Windows
        number = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
