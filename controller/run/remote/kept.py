"""What of a snapshot the other side of the local socket has already: faults and incidents that are as they were.

A thousand that wait are the very same in each snapshot. They cross once; after that it is told who is there, and that
only if it is news. Pure: what is told last is remembered by whoever tells, and by whoever hears.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeAlias, TypeVar

from controller.model.replaced import replace
from controller.model.snapshot import FaultView, IncidentView, Snapshot

Order: TypeAlias = dict[str, Sequence[str]]
"""``faults`` and ``incidents`` → names of all that are there, in order; left out = as before."""


class _Named(Protocol):
    @property
    def id(self) -> str:
        """Its name; no two have the same."""


ViewT = TypeVar("ViewT", bound=_Named)


class Teller:
    """Tells one listener snapshot after snapshot."""

    def __init__(self) -> None:
        self._faults: dict[str, FaultView] = {}
        self._incidents: dict[str, IncidentView] = {}

    def news(self, snapshot: Snapshot) -> tuple[Snapshot, Order]:
        """Leave out of a snapshot what was told before and is the very same; and say who is there, if that is news."""
        faults, incidents = _by_name(snapshot.faults), _by_name(snapshot.incidents)
        known = (("faults", self._faults, faults), ("incidents", self._incidents, incidents))
        order: Order = {name: [*now] for name, before, now in known if [*before] != [*now]}
        brief = replace(snapshot, faults=_new(self._faults, faults), incidents=_new(self._incidents, incidents))
        self._faults, self._incidents = faults, incidents
        return brief, order


class Listener:
    """Hears one teller."""

    def __init__(self) -> None:
        self._faults: dict[str, FaultView] = {}
        self._incidents: dict[str, IncidentView] = {}

    def whole(self, brief: Snapshot, order: Mapping[str, Sequence[str]]) -> Snapshot:
        """Put in again what was left out.

        Raises:
            KeyError: the order names what was never told.
        """
        self._faults = _together(self._faults, brief.faults, order.get("faults"))
        self._incidents = _together(self._incidents, brief.incidents, order.get("incidents"))
        return replace(brief, faults=tuple(self._faults.values()), incidents=tuple(self._incidents.values()))


def _by_name(views: Iterable[ViewT]) -> dict[str, ViewT]:
    return {view.id: view for view in views}


def _new(before: Mapping[str, ViewT], now: Mapping[str, ViewT]) -> tuple[ViewT, ...]:
    return tuple(view for name, view in now.items() if before.get(name) is not view)


def _together(known: dict[str, ViewT], new: Iterable[ViewT], order: Sequence[str] | None) -> dict[str, ViewT]:
    names = known.keys() if order is None else order
    every = {**known, **_by_name(new)}
    return {name: every[name] for name in names}
