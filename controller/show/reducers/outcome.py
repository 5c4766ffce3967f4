"""What a reducer gives back, and the few steps that all reducers share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from controller.model.cue import CueList
from controller.model.naming import unknown
from controller.model.replaced import replace
from controller.model.show import Show
from controller.model.state import ListState, ShowState


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an intent did: the next state, or the same one and why it was refused."""

    state: ShowState
    text: str
    ok: bool = True
    quiet: bool = False


Reducer: TypeAlias = Callable[[Show, ShowState, Any], Outcome]
"""Each reducer takes its own kind of intent; tables pair them, so Any stands for "its own kind"."""


SourcedReducer: TypeAlias = Callable[[Show, ShowState, Any, str], Outcome]
"""A reducer that must know whose intent it is."""


def refused(state: ShowState, text: str) -> Outcome:
    """Leave the state as it is and say why."""
    return Outcome(state, text, ok=False)


def find_list(show: Show, state: ShowState, list_id: str) -> tuple[CueList, ListState] | Outcome:
    """Find a cue list and where it stands, or refuse."""
    entry = state.list(list_id)
    if entry is None:
        return refused(state, unknown("cue list", list_id, show.lists))
    return show.lists[list_id], entry


def list_of(state: ShowState, list_id: str) -> ListState:
    """Give one list of the state; it is known to be there."""
    return next(entry for entry in state.lists if entry.id == list_id)


def with_list(state: ShowState, entry: ListState) -> ShowState:
    """Put a list back into the state."""
    return replace(state, lists=tuple(entry if old.id == entry.id else old for old in state.lists))


STANDS: Final = "HALT stands until a hand says GO"


def awaits_hand(state: ShowState) -> bool:
    """Whether HALT stands in the whole show: since it came no hand has let a cue of any list go."""
    return all(entry.awaits_hand for entry in state.lists)
