"""All of a show as JSON, a little at a time: of 4,035 universes it is 126 MB, and is never there as a whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final, get_type_hints

from pydantic import TypeAdapter

from controller.model.outline import FixtureOutline, ShowOutline

_AT_ONCE: Final = 1000
"""Entries that are written in one go: a millisecond or two."""
_FIELDS: Final = {name: TypeAdapter(hint) for name, hint in get_type_hints(ShowOutline, include_extras=True).items()}
_NAME: Final = TypeAdapter(str)
_CELLS: Final[TypeAdapter[Any]] = TypeAdapter(tuple[int, ...])  # Any: of whatever entries
_MANY: Final[Mapping[str, TypeAdapter[Any]]] = {
    "positions": TypeAdapter(tuple[tuple[float, float, float], ...]),
    "fixtures": TypeAdapter(tuple[FixtureOutline, ...]),
    "drawn": _CELLS,
}


def show_pieces(still: ShowOutline) -> Iterator[bytes]:
    """Write an outline piece by piece; together they are its JSON."""
    for number, field in enumerate(fields(ShowOutline)):
        yield (b"," if number else b"{") + _NAME.dump_json(field.name) + b":"
        value = getattr(still, field.name)
        if field.name in _MANY:
            yield from _listed(value, _MANY[field.name])
        elif field.name == "zones":
            yield from _zones(value)
        else:
            yield _FIELDS[field.name].dump_json(value)
    yield b"}"


def _zones(zones: Mapping[str, Sequence[int]]) -> Iterator[bytes]:
    yield b"{"
    for number, (zone, cells) in enumerate(zones.items()):
        yield (b"," if number else b"") + _NAME.dump_json(zone) + b":"
        yield from _listed(cells, _CELLS)
    yield b"}"


def _listed(entries: Sequence[Any], adapter: TypeAdapter[Any]) -> Iterator[bytes]:  # Any: of whatever entries
    yield b"["
    for begin in range(0, len(entries), _AT_ONCE):
        piece = adapter.dump_json(tuple(entries[begin : begin + _AT_ONCE]))
        yield (b"," if begin else b"") + piece[1:-1]
    yield b"]"
