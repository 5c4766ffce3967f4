"""Sequences whose entries are made when somebody asks for them: what a large rig would hold a million times over."""

import types
from collections.abc import Callable, Iterator, Sequence
from operator import eq
from typing import Any, Final, TypeVar, get_args, overload

import numpy as np
from numpy.typing import NDArray

Entry = TypeVar("Entry")

_ALL: Final = slice(None)
_AT_ONCE: Final = 1000
"""So many are made in one go where all are asked for."""


class OnDemand(Sequence[Entry]):
    """Entries that are not kept.

    Args:
        count: how many there are.
        make: makes those from a place up to another.
    """

    __slots__ = ("_count", "_make")

    def __init__(self, count: int, make: Callable[[int, int], tuple[Entry, ...]]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        """Count them."""
        return self._count

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Entry, ...]: ...
    def __getitem__(self, index: int | slice) -> Entry | tuple[Entry, ...]:
        """Make one, or some."""
        if isinstance(index, slice):
            begin, end, step = index.indices(self._count)
            return self._make(begin, max(begin, end)) if step == 1 else tuple(self)[index]
        at = index + self._count if index < 0 else index
        if not 0 <= at < self._count:
            raise IndexError(f"there are {self._count} entries, there is no number {index}")
        return self._make(at, at + 1)[0]

    def __iter__(self) -> Iterator[Entry]:
        """Make each of them."""
        for begin in range(0, self._count, _AT_ONCE):
            yield from self._make(begin, min(begin + _AT_ONCE, self._count))

    def __eq__(self, other: object) -> bool:
        """Tell whether the other has equal entries."""
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]


class Numbers(OnDemand[int]):
    """Whole numbers that are held as an array.

    Attributes:
        array: integers [count], not to be written.
    """

    __slots__ = ("array",)

    def __init__(self, array: NDArray[np.integer[Any]]) -> None:  # Any: of whatever width
        super().__init__(len(array), lambda begin, end: tuple(array[begin:end].tolist()))
        self.array = array


class Places(OnDemand[tuple[float, float, float]]):
    """Places in space that are held as an array.

    Attributes:
        array: floats [count, 3], metres, not to be written.
    """

    __slots__ = ("array",)

    def __init__(self, array: NDArray[np.floating[Any]]) -> None:  # Any: of whatever width
        super().__init__(len(array), lambda begin, end: tuple((x, y, z) for x, y, z in array[begin:end].tolist()))
        self.array = array


def places_of(
    places: Sequence[tuple[float, float, float]], some: slice | NDArray[np.intp] = _ALL
) -> NDArray[np.float64]:
    """Give places as an array, all or some of them: float64 [places, 3], metres."""
    told = places.array if isinstance(places, Places) else np.array([*places], np.float64).reshape(-1, 3)
    return told[some].astype(np.float64)


def array_of(numbers: Sequence[int]) -> NDArray[np.intp]:
    """Give whole numbers as an array: intp [count]."""
    told = numbers.array if isinstance(numbers, Numbers) else np.fromiter(numbers, np.intp, len(numbers))
    return told.astype(np.intp, copy=False)


class WrittenAsTuple:
    """Beside the type of a field: in JSON its sequence is what a tuple is, and what is read is one."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> dict[str, Any]:  # Any: as pydantic has it
        """Write and read it as pydantic does a tuple; entries that are written are made one after the other."""
        entry = get_args(source)[0]
        written = handler.generate_schema(types.GenericAlias(tuple, (entry, ...)))
        each = {"type": "generator", "items_schema": handler.generate_schema(entry)}
        told = {"type": "function-plain", "function": iter, "return_schema": each, "when_used": "json"}
        return {**written, "serialization": told}
