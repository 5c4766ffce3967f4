"""What a reducer gives back, and the few steps that all reducers share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from controller.model.cue import CueList
from controller.model.intent import Intent
from controller.model.naming import unknown
from controller.model.replaced import replace
from controller.model.role import BREAKING, LIFTING
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


def held_up(state: ShowState, intent: Intent) -> str:
    """Say what of PANIC and HALT, which a hand alone ends, forbids what goes by itself; empty = it may do it."""
    if isinstance(intent, LIFTING) and state.is_panicking:
        return "PANIC holds"
    return stands(state) if isinstance(intent, BREAKING) else ""


def stands(state: ShowState) -> str:
    """Say that HALT stands in the whole show: no hand has let a cue of any list go since it came; empty = it does not.

    What belongs to no list breaks nothing until then: an order of the hour or of a time code, a phase of a recovery.
    """
    return "HALT stands until a hand says GO" if all(entry.awaits_hand for entry in state.lists) else ""
