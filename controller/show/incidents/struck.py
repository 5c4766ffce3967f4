"""Beside station 4. The faults that act, by their names and kinds: of thousands none is looked through for one.

Follows the state: most changes are one fault more or one less. Faults are the same only if they are the very same: a
tick that is worked out anew strikes faults that are equal to those of the draft before it, and only its own are acting.
"""

from itertools import compress, count
from operator import is_, is_not
from typing import Final
from weakref import WeakKeyDictionary

from controller.model.fault import ActiveFault, FaultKind
from controller.model.show import Show
from controller.model.state import ShowState


class Struck:
    """The faults of one state.

    Attributes:
        faults: those of the state, the very same.
        by_id: each by its name.
        by_kind: each by its kind and its name.
    """

    def __init__(self) -> None:
        self.faults: tuple[ActiveFault, ...] = ()
        self.by_id: dict[str, ActiveFault] = {}
        self.by_kind: dict[FaultKind, dict[str, ActiveFault]] = {}

    def follow(self, show: Show, faults: tuple[ActiveFault, ...]) -> None:
        """Go on with the faults of another state."""
        old, self.faults = self.faults, faults
        at = next(compress(count(), map(is_not, old, faults)), min(len(old), len(faults)))
        if at == len(old):
            self._add(show, faults[at:])
            return
        if len(faults) == len(old) - 1 and all(map(is_, old[at + 1 :], faults[at:])):
            del self.by_id[old[at].id], self.by_kind[show.trouble(old[at].id).kind][old[at].id]
            return
        self.by_id, self.by_kind = {}, {}
        self._add(show, faults)

    def _add(self, show: Show, faults: tuple[ActiveFault, ...]) -> None:
        for fault in faults:
            self.by_id[fault.id] = fault
            self.by_kind.setdefault(show.trouble(fault.id).kind, {})[fault.id] = fault


_KNOWN: Final[WeakKeyDictionary[Show, Struck]] = WeakKeyDictionary()
"""Of each show the last that was asked for, as long as the show is there."""


def struck(show: Show, state: ShowState) -> Struck:
    """Sort the faults that act."""
    known = _KNOWN.setdefault(show, Struck())
    if known.faults is not state.faults:
        known.follow(show, state.faults)
    return known
