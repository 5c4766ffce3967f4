"""The fixtures of a plan → entries of a show file: equal neighbours under one name, and zones. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Final

from controller.run.plans.scene import PlannedLamp
from fixtures.importers.package import ArchiveError

SLOTS: Final = 512
_NO_NAME: Final = frozenset("all cell column even every false from null odd row to true x y z".split())  # noqa: SIM905 - a paragraph
_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Patched:
    """One DMX break of a fixture, patched.

    Attributes:
        lamp: whose it is.
        profile: name of the profile's file.
        mode: of the profile.
        slots: how many it takes.
        cls: class to be said; empty = none.
        part: number of the break, from 1.
        universe: from 1.
        slot: from 1.
    """

    lamp: PlannedLamp
    profile: str
    mode: str
    slots: int
    cls: str
    part: int
    universe: int
    slot: int

    @property
    def follower(self) -> tuple[int, int]:
        """Where a show file would put the next one."""
        end = self.slot + self.slots
        return (self.universe, end) if end + self.slots - 1 <= SLOTS else (self.universe + 1, 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of ``fixtures:``; its lamps are numbered from 1 if there are several."""

    name: str
    lamps: tuple[Patched, ...]


def check_overlaps(lamps: Iterable[Patched]) -> None:
    """Refuse slots that two fixtures share.

    Raises:
        ArchiveError: with the first two, and how many more there are.
    """
    ordered = sorted(lamps, key=_address)
    clashes: list[tuple[Patched, Patched]] = []
    reach: Patched | None = None
    for lamp in ordered:
        if lamp.slot + lamp.slots - 1 > SLOTS:
            raise ArchiveError(
                f"the fixture {lamp.lamp.told} takes {lamp.slots} slots from slot {lamp.slot} of universe "
                f"{lamp.universe} on, and would end at {lamp.slot + lamp.slots - 1} of {SLOTS}"
            )
        if reach is not None and reach.universe == lamp.universe and lamp.slot < reach.slot + reach.slots:
            clashes.append((reach, lamp))
        if reach is None or (reach.universe, reach.slot + reach.slots) < (lamp.universe, lamp.slot + lamp.slots):
            reach = lamp
    if clashes:
        one, other = clashes[0]
        more = f"; and {len(clashes) - 1} more such pairs" if len(clashes) > 1 else ""
        raise ArchiveError(
            f"the fixtures {one.lamp.told} and {other.lamp.told} share slot {other.slot} of universe {other.universe}; "
            f"patch one of them elsewhere{more}"
        )


def entries_of(lamps: Sequence[Patched]) -> list[Entry]:
    """Put equal fixtures that are patched one after another under one name; entries are in the order of the plan.

    Of several entries of one name those of a single fixture are called by its number, if that is no other's name.
    """
    alike: dict[tuple[str, ...], list[Patched]] = {}
    for lamp in lamps:
        alike.setdefault((lamp.lamp.layer, _stem(lamp), lamp.profile, lamp.mode, lamp.cls), []).append(lamp)
    runs = [(stem, run) for (_, stem, *_), several in alike.items() for run in _runs(sorted(several, key=_address))]
    longest: dict[str, int] = {}
    for stem, run in runs:
        longest[stem] = max(len(run), longest.get(stem, 0))
    names, many = _Names(), Counter(stem for stem, _ in runs)
    entries = []
    for stem, run in runs:
        number = run[0].lamp.number
        is_numbered = many[stem] > 1 == len(run) and number.isdecimal() and len(number) < 10
        by_number = is_numbered and int(number) > (longest[stem] if longest[stem] > 1 else 0)
        entries.append(Entry(names.take(f"{stem}-{int(number)}" if by_number else stem), tuple(run)))
    return entries


def zones_of(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """Make zones of layers, classes, positions and of all: name → selectors. What another zone holds is left out."""
    members: dict[str, list[tuple[Entry, list[int]]]] = {}
    for entry in entries:
        numbers: dict[str, list[int]] = {}
        for number, lamp in enumerate(entry.lamps, start=1):
            for group in dict.fromkeys((lamp.lamp.layer, *lamp.lamp.groups)):
                numbers.setdefault(group, []).append(number)
        for group, those in numbers.items():
            members.setdefault(group, []).append((entry, those))
    zones: dict[str, list[str]] = {}
    names = _Names(entry.name for entry in entries)
    for group, parts in {**members, "rig": [(entry, [*range(1, len(entry.lamps) + 1)]) for entry in entries]}.items():
        selectors = [_selector(entry, numbers) for entry, numbers in parts]
        if selectors not in zones.values():
            zones[names.take(slug(group) or "zone")] = selectors
    return zones


def slug(text: str) -> str:
    """Make a name for a show file of what somebody wrote; empty = nothing is left."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(letter)
    )
    plain = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:_LONGEST].strip("-")
    return f"lamp-{plain}" if plain in _NO_NAME or plain[:1].isdigit() else plain


def _stem(lamp: Patched) -> str:
    stem = slug(re.sub(r"[\W\d_]+$", "", lamp.lamp.name)) or slug(lamp.lamp.name) or "lamp"
    return stem if lamp.part == 1 else f"{stem}-break-{chr(ord('a') + lamp.part - 1)}"


class _Names:
    """Names that are taken; a second one of a stem gets a letter, since numbers name the fixtures of one entry."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._next: dict[str, Iterator[str]] = {}

    def take(self, stem: str) -> str:
        """Take a name that nobody has: the stem, ``stem-b``, ``stem-c`` and so on."""
        following = self._next.setdefault(stem, _lettered(stem))
        name = next(each for each in following if each not in self._taken)
        self._taken.add(name)
        return name


def _lettered(stem: str) -> Iterator[str]:
    yield stem
    for number in count(1):
        letters, rest = "", number
        while rest >= 0:
            letters, rest = chr(ord("a") + rest % 26) + letters, rest // 26 - 1
        yield f"{stem}-{letters}"


def _address(lamp: Patched) -> tuple[int, int]:
    return lamp.universe, lamp.slot


def _runs(lamps: Sequence[Patched]) -> Iterator[list[Patched]]:
    """Split where one does not follow the other."""
    ends = [
        index for index, (one, other) in enumerate(pairwise(lamps), 1) if one.follower != (other.universe, other.slot)
    ]
    yield from (list(lamps[first:last]) for first, last in pairwise([0, *ends, len(lamps)]))


def _selector(entry: Entry, numbers: Sequence[int]) -> str:
    if len(numbers) == len(entry.lamps):
        return entry.name
    return f"{entry.name} {runs_of(numbers)}"


def runs_of(numbers: Sequence[int]) -> str:
    """Write ascending numbers shortly: ``1-4,7``."""
    breaks = [index for index, (one, other) in enumerate(pairwise(numbers), 1) if other != one + 1]
    parts = ((numbers[first], numbers[last - 1]) for first, last in pairwise([0, *breaks, len(numbers)]))
    return ",".join(f"{first}" if first == last else f"{first}-{last}" for first, last in parts)


def numbers_told(lamps: Sequence[Patched]) -> str:
    """Tell the fixture ids of an entry: ``101-108``, or as they are written."""
    written: Mapping[str, None] = dict.fromkeys(lamp.lamp.number for lamp in lamps if lamp.lamp.number)
    if written and all(number.isdecimal() and len(number) < 10 for number in written):
        return runs_of([int(number) for number in written])
    return ", ".join(written)[:80]
