"""``kintsugi patch import``: an MVR file becomes a show file and its profiles, or nothing at all."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from controller.run.places import SHOW_SUFFIX
from controller.run.plans.blocks import Patched, check_overlaps, entries_of, slug, zones_of
from controller.run.plans.scene import Plan, PlannedLamp, read_plan
from controller.run.plans.trying import ImportFailedError, errors_of
from controller.run.plans.writing import show_text
from fixtures.hazards import Harm
from fixtures.importers.documents import document_text
from fixtures.importers.gdtf.document import Converted, convert
from fixtures.importers.gdtf.reading import read_gdtf
from fixtures.importers.package import ArchiveError
from fixtures.importers.telling import harm_told
from fixtures.profile import FixtureClass

Protocol: TypeAlias = Literal["sacn", "artnet"]
_MOST_NOTES = 12


@dataclass(frozen=True, slots=True)
class Target:
    """Where a plan is written to.

    Attributes:
        folder: of the show file.
        name: of the show, as its file is called; empty = as the plan's.
        protocol: of its node.
        to: address of its node.
    """

    folder: Path
    name: str
    protocol: Protocol
    to: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What was written: the show file, the folder of its profiles, and what somebody should know, a line each."""

    show: Path
    profiles: Path
    summary: str
    notes: tuple[str, ...]


def import_plan(path: Path, target: Target) -> Imported:
    """Write the fixtures of a plan as a show file with profiles of its own.

    Raises:
        ImportFailedError: the plan, or what it would become, is wrong, or something of that name is there already.
    """
    name = slug(target.name or path.stem)
    if not name:
        raise ImportFailedError(f"{path.name!r} gives no name for a show; say one with --name")
    show, folder = target.folder / f"{name}{SHOW_SUFFIX}", target.folder / f"{name}-profiles"
    for each in (show, folder):
        if each.exists():
            raise ImportFailedError(
                f"{each} is there already, and nothing is written over; choose another name with --name"
            )
    try:
        plan = read_plan(path)
        files, patched, notes = _patch(plan, folder.name)
        check_overlaps(patched)
    except ArchiveError as error:
        raise ImportFailedError(f"{path}: {error}") from error
    except OSError as error:
        raise ImportFailedError(f"{path}: {error.strerror or error}") from error
    entries = entries_of(patched)
    zones = zones_of(entries)
    text = show_text(
        entries,
        zones,
        title=_title(path, target.name),
        source=path.name,
        file=show.name,
        protocol=target.protocol,
        to=target.to,
        notes=notes,
    )
    _check(text, show, files)
    _write(show, folder, text, files)
    lamps = len({id(each.lamp) for each in patched})
    parts = ((lamps, "fixture"), (len(zones), "zone"), (len(files), "profile"))
    summary = ", ".join(f"{number} {what}" if number == 1 else f"{number} {what}s" for number, what in parts)
    return Imported(show, folder, summary, tuple(notes))


def _title(path: Path, said: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in said or path.stem).split())[:80]


def _patch(plan: Plan, folder: str) -> tuple[dict[str, bytes], list[Patched], list[str]]:
    """Convert the fixture types and lay each fixture on its addresses.

    Returns:
        Profile files by name, what is patched, and notes.
    """
    wanted: dict[str, set[str]] = {}
    kept = [lamp for lamp in plan.lamps if lamp.addresses and not lamp.is_copy]
    for lamp in kept:
        wanted.setdefault(lamp.spec, set()).add(lamp.mode)
    files: dict[str, bytes] = {}
    converted: dict[str, tuple[str, Converted]] = {}
    for spec, modes in wanted.items():
        try:
            is_fog = any(lamp.cls == "fog" for lamp in kept if lamp.spec == spec)
            harm = Harm(FixtureClass.FOG, "what the plan says it is") if is_fog else None
            found = convert(read_gdtf(plan.types[spec], sorted(modes)), spec, harm)
        except ArchiveError as error:
            raise ArchiveError(f"the fixture type {spec[:80]!r} in it: {error}") from error
        name = _free(slug(spec.lower().removesuffix(".gdtf").partition("@")[2].split("@")[0] or spec), folder, files)
        files[name] = document_text(found.document).encode()
        converted[spec] = (name, found)
    patched = [each for lamp in kept for each in _parts(lamp, *converted[lamp.spec])]
    notes = [*_left_out(plan, kept), *_hazards(converted), *_lost(converted), *_unpatched_parts(kept, converted)]
    return files, patched, notes


def _free(stem: str, folder: str, files: Mapping[str, object]) -> str:
    """Find a file name that is not taken."""
    number, name = 1, f"{folder}/{stem or 'fixture'}.json"
    while name in files:
        number += 1
        name = f"{folder}/{stem or 'fixture'}-{number}.json"
    return name


def _parts(lamp: PlannedLamp, file: str, converted: Converted) -> Iterator[Patched]:
    modes = converted.parts[lamp.mode]
    for number, ((mode, slots), (universe, slot)) in enumerate(zip(modes, lamp.addresses, strict=False), start=1):
        yield Patched(
            lamp,
            file,
            mode,
            slots,
            lamp.cls if converted.harm is None else converted.harm.cls.value,
            number,
            universe,
            slot,
        )


def _left_out(plan: Plan, kept: Sequence[PlannedLamp]) -> Iterator[str]:
    there = {id(lamp) for lamp in kept}
    missing = [lamp for lamp in plan.lamps if id(lamp) not in there]
    for lamp in missing[:_MOST_NOTES]:
        why = "it is a copy at the address of another one" if lamp.is_copy else "it has no address"
        yield f"Left out: {lamp.told}, since {why}."
    if len(missing) > _MOST_NOTES:
        yield f"Left out: {len(missing) - _MOST_NOTES} more without an address of their own."


def _hazards(converted: Mapping[str, tuple[str, Converted]]) -> Iterator[str]:
    for spec, (_, found) in converted.items():
        if found.harm is not None:
            yield f"{spec}: {harm_told(found.harm)}"


def _lost(converted: Mapping[str, tuple[str, Converted]]) -> Iterator[str]:
    for spec, (_, found) in converted.items():
        for mode, count in found.lost.items():
            yield f"{spec}, mode {mode}: left out channels of parts that it does not have: {count}."


def _unpatched_parts(kept: Sequence[PlannedLamp], converted: Mapping[str, tuple[str, Converted]]) -> Iterator[str]:
    told: set[tuple[str, str, int]] = set()
    for lamp in kept:
        there, needed = len(lamp.addresses), len(converted[lamp.spec][1].parts[lamp.mode])
        if there != needed and (lamp.spec, lamp.mode, there) not in told:
            told.add((lamp.spec, lamp.mode, there))
            yield f"{lamp.spec}, mode {lamp.mode}, is patched in {needed} pieces; {lamp.told} has {there} addresses."


def _check(text: str, show: Path, files: Mapping[str, bytes]) -> None:
    """See that what is to be written can be played."""
    errors = errors_of(text, show.name, files)
    if errors:
        raise ImportFailedError(f"the plan makes no show that can be played:\n{errors}")


def _write(show: Path, folder: Path, text: str, files: Mapping[str, bytes]) -> None:
    """Write everything new, or take back what was written."""
    made: list[Path] = []
    try:
        folder.mkdir()
        made.append(folder)
        for name, raw in files.items():
            _write_new(folder.parent / name, raw, made)
        _write_new(show, text.encode(), made)
    except OSError as error:
        for each in reversed(made):
            with contextlib.suppress(OSError):
                each.rmdir() if each == folder else each.unlink()
        raise ImportFailedError(f"{error.filename or show}: cannot be written: {error.strerror or error}") from error


def _write_new(path: Path, raw: bytes, made: list[Path]) -> None:
    with path.open("xb") as file:
        made.append(path)
        file.write(raw)
