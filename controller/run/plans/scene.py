"""An MVR file → the fixtures of a plan: what they are, where they hang, where they are patched.

``pymvr`` reads the scene; what it would choke on, or misread, is looked at before. MVR (DIN SPEC 15801) has
millimetres, x to the right, y to the back and z up, each object in the space of the one that holds it.
"""

import math
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import Element

from pymvr import Scene

from fixtures.importers.package import LARGEST_ARCHIVE, LARGEST_XML, ArchiveError, open_archive, parse_xml, read_member

SCENE: Final = "GeneralSceneDescription.xml"
FARTHEST_M: Final = 10_000
MOST_UNIVERSES: Final = 63_999
_MOST_FIXTURES: Final = 20_000
_DAMAGES = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError)
_CLASSES: Final[Mapping[object, str]] = {4: "work", 7: "fog", 9: "fog"}
"""Custom id types of MVR that say who may touch a fixture: houselights, fog, pyro."""
_HOLDERS = ("group_objects", "scene_objects", "trusses", "supports", "video_screens", "projectors", "fixtures")

_Row: TypeAlias = tuple[float, float, float]
_Matrix: TypeAlias = tuple[_Row, _Row, _Row, _Row]
"""Three axes and a place, as rows."""

_HERE: Final[_Matrix] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.0, 0.0))


@dataclass(frozen=True, slots=True)
class PlannedLamp:
    """One fixture of a plan.

    Attributes:
        name: what the designer calls it.
        number: the fixture id that consoles select it by.
        spec: name of its GDTF file.
        mode: of that file.
        addresses: universe and slot, both from 1, for each DMX break; none = it is not patched.
        place: metres: to the right, up, to the visitors.
        layer: the one it is drawn on.
        groups: names of its class and its position, which become zones.
        is_copy: True = a further lamp at the address of another one.
        cls: what the plan says it is: ``fog`` (fog and pyro), ``work`` (houselights); empty = nothing of these.
    """

    name: str
    number: str
    spec: str
    mode: str
    addresses: tuple[tuple[int, int], ...]
    place: tuple[float, float, float]
    layer: str
    groups: tuple[str, ...]
    is_copy: bool = False
    cls: str = ""

    @property
    def told(self) -> str:
        """How it is called in a sentence."""
        return f"{self.name!r} (id {self.number})" if self.number else repr(self.name)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: its fixtures in the order of the file, and the GDTF files they name, by the name they name them by."""

    lamps: tuple[PlannedLamp, ...]
    types: Mapping[str, bytes]


def read_plan(path: Path) -> Plan:
    """Read an MVR file.

    Raises:
        ArchiveError: it is none, or something in it cannot be; one sentence without the name of the file.
        OSError: it cannot be read.
    """
    with open_archive(path) as archive:
        root = parse_xml(read_member(archive, SCENE, LARGEST_XML), SCENE)
        scene = root.find("Scene")
        if root.tag != "GeneralSceneDescription" or scene is None:
            raise ArchiveError(f"{SCENE} describes no scene")
        _drop_unpatched(scene)
        try:
            lamps = tuple(_lamps(Scene(xml_node=scene)))
        except _DAMAGES as error:
            raise ArchiveError(f"{SCENE} cannot be understood: {type(error).__name__}: {str(error)[:80]}") from error
        if not lamps:
            raise ArchiveError("there is no fixture in it; export the plan with its fixtures")
        if len(lamps) > _MOST_FIXTURES:
            raise ArchiveError(f"there are {len(lamps)} fixtures in it; at most {_MOST_FIXTURES} are read")
        return Plan(lamps, _types(archive, lamps))


def _drop_unpatched(scene: Element) -> None:
    """Take away addresses of 0: the library would read them as the first slot of the first universe."""
    for addresses in scene.iter("Addresses"):
        for address in addresses.findall("Address"):
            text = (address.text or "").strip()
            if not text or 0 in [int(part) for part in text.split(".") if part.isdecimal()]:
                addresses.remove(address)


def _lamps(scene: Any) -> Iterator[PlannedLamp]:  # of the library
    names: dict[str, str] = {}
    if scene.aux_data is not None:
        both = (*scene.aux_data.classes, *scene.aux_data.positions)
        names = {_key(each.uuid): _line(each.name) for each in both}
    for layer in scene.layers:
        yield from _within(layer, _HERE, _line(layer.name), names)


def _within(holder: Any, space: _Matrix, layer: str, names: Mapping[str, str]) -> Iterator[PlannedLamp]:
    """Give the fixtures that an object holds, at any depth; it stands in ``space``."""
    if holder.child_list is None:
        return
    own = _placed(holder.matrix, space)
    for fixture in holder.child_list.fixtures:
        yield _lamp(fixture, own, layer, names)
    for kind in _HOLDERS:
        for child in getattr(holder.child_list, kind):
            yield from _within(child, own, layer, names)


def _lamp(fixture: Any, space: _Matrix, layer: str, names: Mapping[str, str]) -> PlannedLamp:  # of the library
    name, number = _line(fixture.name), _line(fixture.fixture_id)
    right, back, up = (metres / 1000 for metres in _placed(fixture.matrix, space)[3])
    lamp = PlannedLamp(
        name=name or "Fixture",
        number=number,
        spec=_utf8((fixture.gdtf_spec or "").strip()),
        mode=(fixture.gdtf_mode or "").strip(),
        addresses=tuple(
            (each.universe, each.address)
            for each in sorted(fixture.addresses.addresses, key=lambda each: each.dmx_break)
        ),
        place=(round(right, 3) + 0.0, round(up, 3) + 0.0, round(-back, 3) + 0.0),
        layer=layer,
        groups=tuple(filter(None, (names.get(_key(fixture.classing)), names.get(_key(fixture.position))))),
        is_copy=bool(fixture.multipatch),
        cls=_CLASSES.get(fixture.custom_id_type, ""),
    )
    _check(lamp)
    return lamp


def _check(lamp: PlannedLamp) -> None:
    if not all(math.isfinite(metres) and abs(metres) <= FARTHEST_M for metres in lamp.place):
        place = ", ".join(f"{metres:g}" for metres in lamp.place)
        raise ArchiveError(
            f"the fixture {lamp.told} stands at [{place}] metres; nothing may stand farther than {FARTHEST_M} from the "
            "middle"
        )
    for universe, slot in lamp.addresses:
        if not (1 <= universe <= MOST_UNIVERSES and 1 <= slot <= 512):
            raise ArchiveError(
                f"the fixture {lamp.told} is patched at universe {universe:.9g} slot {slot:.9g}; there are "
                f"universes 1 to {MOST_UNIVERSES} and slots 1 to 512"
            )


def _placed(matrix: Any, space: _Matrix) -> _Matrix:  # of the library
    """Turn a matrix in the space of its holder into one in the room."""
    rows = [tuple(float(number) for number in row[:3]) for row in matrix.matrix]
    turned = [tuple(sum(row[k] * space[k][axis] for k in range(3)) for axis in range(3)) for row in rows]
    x, y, z, place = ((row[0], row[1], row[2]) for row in turned)
    return x, y, z, (place[0] + space[3][0], place[1] + space[3][1], place[2] + space[3][2])


def _key(uuid: str | None) -> str:
    """Write a UUID as all programs would."""
    return "".join((uuid or "").split()).replace("-", "").lower()


def _line(text: str | None) -> str:
    """Make one short line of what somebody wrote."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text or "")
    return " ".join(shown.split())[:80]


def _types(archive: zipfile.ZipFile, lamps: tuple[PlannedLamp, ...]) -> dict[str, bytes]:
    """Read the GDTF files that patched fixtures name."""
    there = {name.lower(): name for name in archive.namelist()}
    found: dict[str, bytes] = {}
    for lamp in lamps:
        if lamp.spec in found or not lamp.addresses or lamp.is_copy:
            continue
        if not lamp.spec:
            raise ArchiveError(f"the fixture {lamp.told} names no GDTF file; give it a fixture type and export again")
        name = next((there[each] for each in _spellings(lamp.spec) if each in there), None)
        if name is None:
            raise ArchiveError(
                f"the fixture {lamp.told} is a {lamp.spec[:80]!r}, and that GDTF file is not in the archive; export "
                "the plan with its fixture types, or add the file to the archive"
            )
        found[lamp.spec] = read_member(archive, name, LARGEST_ARCHIVE)
    return found


def _spellings(spec: str) -> Iterator[str]:
    """Spell a file name as an archive may have it: with or without its suffix, in either of its two character sets."""
    for text in (spec, spec.encode().decode("cp437")):
        yield text.lower()
        yield text.lower().removesuffix(".gdtf")


def _utf8(text: str) -> str:
    """Undo what the library does to file names: it gives them in the old character set of ZIP archives."""
    return text.encode("cp437").decode("utf-8")
