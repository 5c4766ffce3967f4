"""``kintsugi fixtures import``: files of makers and of the Open Fixture Library become profiles beside a show."""

import contextlib
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from controller.run.plans.blocks import slug
from controller.run.plans.trying import ImportFailedError, errors_of
from controller.run.plans.writing import scalar
from fixtures.errors import ForeignFileError
from fixtures.importers.documents import TakenOver, document_text
from fixtures.importers.open_library import take_over
from fixtures.importers.package import LARGEST_ARCHIVE
from fixtures.importers.telling import harm_told, notes_of
from fixtures.profile import FixtureClass, Mode, Profile
from fixtures.reading import LARGEST_BYTES, read_profile

_ARCHIVE: Final = b"PK"
_MOST_NOTES: Final = 100


Taker: TypeAlias = Callable[[Path], TakenOver]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one file: lines for people, and whether it was refused."""

    lines: tuple[str, ...]
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Lamp:
    """A profile that was made.

    Attributes:
        file: where it is written to, as a show file names it.
        profile: as a show reads it.
        notes: what somebody should know, a sentence each.
        raw: its bytes.
    """

    file: Path
    profile: Profile
    notes: tuple[str, ...]
    raw: bytes


def import_lamps(
    sources: Iterable[Path], folder: Path, take_archive: Taker, *, replace: bool, dry_run: bool
) -> Iterator[Done]:
    """Make profiles of files, one after another; one that cannot be taken over does not stop the others.

    Args:
        sources: GDTF files, and JSON of the Open Fixture Library.
        folder: for the profiles, as a show file names it.
        take_archive: takes over GDTF files.
        replace: True = write over profiles of the same name.
        dry_run: True = write nothing.
    """
    made: set[Path] = set()
    for source in sources:
        try:
            lamp = make_lamp(source, folder, take_archive)
            _check_place(source, lamp, made, replace=replace)
            if not dry_run:
                _write(lamp, replace=replace)
        except ImportFailedError as error:
            yield Done((_plain(str(error)),), is_refused=True)
        else:
            made.add(lamp.file)
            yield Done(tuple(_plain(line) for line in _told(lamp)))


def make_lamp(source: Path, folder: Path, take_archive: Taker) -> Lamp:
    """Make a profile of a file; nothing is written.

    Args:
        source: the file.
        folder: that the profile is to lie in, as a show file names it.
        take_archive: takes over GDTF files.

    Raises:
        ImportFailedError: it cannot be understood, or makes nothing that can be played.
    """
    try:
        taken = _take(source, take_archive)
    except ForeignFileError as error:
        raise ImportFailedError(f"{source}: {error}") from error
    except OSError as error:
        raise ImportFailedError(f"{source}: {error.strerror or error}") from error
    name = slug(str(taken.document["name"])) or slug(source.stem)
    if not name:
        raise ImportFailedError(f"{source}: gives no name for a profile; call the file by one, such as spot.json")
    file = folder / f"{name}.json"
    raw = document_text(taken.document).encode("utf-8", "replace")
    profile, problems = read_profile(raw, file.with_suffix("").as_posix())
    if profile is None:
        raise ImportFailedError(f"{source}: makes no profile: {'; '.join(problems[:3])}")
    told = [] if taken.harm is None else [harm_told(taken.harm)]
    lamp = Lamp(file, profile, (*told, *taken.notes, *notes_of(profile)), raw)
    errors = errors_of("\n".join(_trial(lamp)), "trial.show.yaml", {file.as_posix(): raw})
    if errors:
        raise ImportFailedError(f"{source}: makes no fixture that can be played:\n{errors}")
    return lamp


def _take(source: Path, take_archive: Taker) -> TakenOver:
    """Take over a file of either form."""
    if not source.exists():
        raise ForeignFileError("there is no such file")
    if not source.is_file():
        raise ForeignFileError("is no file")
    size = source.stat().st_size
    if size > LARGEST_ARCHIVE:
        raise ForeignFileError(f"has {size / 1e6:.0f} MB; at most {LARGEST_ARCHIVE // 1_000_000} MB are read")
    with source.open("rb") as file:
        if file.read(len(_ARCHIVE)) == _ARCHIVE:
            return take_archive(source)
        if size > LARGEST_BYTES:
            raise ForeignFileError(f"has {size / 1e6:.0f} MB; at most {LARGEST_BYTES // 1_000_000} MB of JSON are read")
        file.seek(0)
        return take_over(file.read())


def _check_place(source: Path, lamp: Lamp, made: Container[Path], *, replace: bool) -> None:
    """Refuse a name that is taken."""
    if lamp.file in made:
        said = f"would be {lamp.file}, as another of these files; import it by itself, with --to another folder"
        raise ImportFailedError(f"{source}: {said}")
    if lamp.file.exists() and not replace:
        said = f"{lamp.file} is there already and is not written over; say --replace, or --to another folder"
        raise ImportFailedError(f"{source}: {said}")


def _write(lamp: Lamp, *, replace: bool) -> None:
    """Write a profile whole, or not at all: a running show may read it at any moment."""
    part = lamp.file.with_name(f".{lamp.file.name}.part")
    try:
        lamp.file.parent.mkdir(parents=True, exist_ok=True)
        if not replace:
            lamp.file.touch(exist_ok=False)
        part.write_bytes(lamp.raw)
        part.replace(lamp.file)
    except OSError as error:
        with contextlib.suppress(OSError):
            part.unlink()
        raise ImportFailedError(f"{lamp.file}: cannot be written: {error.strerror or error}") from error


def _told(lamp: Lamp) -> Iterator[str]:
    """Say what was made, what to write in a show file, and what somebody should know."""
    entries = [_entry(lamp, mode) for mode in lamp.profile.modes]
    yield f"{lamp.file}: {' '.join(lamp.profile.name.split())}"
    yield f"  in the show file, under fixtures{', one of' if len(entries) > 1 else ''}:"
    yield from (f"    {lamp.file.stem}: {entry}" for entry in entries)
    yield from (f"  - {note}" for note in lamp.notes[:_MOST_NOTES])
    if len(lamp.notes) > _MOST_NOTES:
        yield f"  - and {len(lamp.notes) - _MOST_NOTES} more."


def _plain(text: str) -> str:
    """Take out what would command a terminal: a stranger's file chose the names."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n")


def _entry(lamp: Lamp, mode: Mode, universe: int = 1) -> str:
    """Write what a show file says of a fixture of a mode."""
    keys = [f"profile: {scalar(lamp.file.as_posix())}"]
    keys += [f"mode: {scalar(mode.name)}"] if len(lamp.profile.modes) > 1 else []
    keys += [f"at: stage {universe}/1"]
    keys += [f"class: {lamp.profile.cls}"] if lamp.profile.cls is not FixtureClass.SHOW else []
    return f"{{{', '.join(keys)}}}"


def _trial(lamp: Lamp) -> Iterator[str]:
    """Write a show with a fixture of each mode."""
    yield "nodes: {stage: {protocol: sacn, to: 127.0.1.2}}"
    yield "fixtures:"
    for number, mode in enumerate(lamp.profile.modes, start=1):
        yield f"  mode-{number}-of-it: {_entry(lamp, mode, number)}"
    yield f"zones: {{rig: [{', '.join(f'mode-{n}-of-it' for n in range(1, len(lamp.profile.modes) + 1))}]}}"
