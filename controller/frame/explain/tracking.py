"""Who set what: walks the cue lists and the look of every submaster. Knows cues as the artist wrote them, no frames."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from controller.model.cue import Cue, CueList
from controller.model.look import Look
from controller.model.patch import Patch
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.state import ShowState, Transition


@dataclass(frozen=True, slots=True)
class Setter:
    """A cue list that says something of an attribute of a cell.

    Attributes:
        cue: its current cue.
        origin: the cue that wrote the value; another one if it tracked.
        taken_tick: when the list took it from others.
    """

    cue_list: CueList
    cue: Cue
    origin: Cue
    taken_tick: int

    @property
    def words(self) -> str:
        """Say it in words."""
        label = f" {self.cue.label}" if self.cue.label else ""
        tracked = "" if self.origin is self.cue else f", tracked from cue {self.origin.number}"
        highest = ", highest level" if self.cue_list.merge == "htp" else ""
        return f"cue {self.cue.number}{label} of {self.cue_list.id}{tracked}{highest}"


def setters(show: Show, state: ShowState, cell: int, attribute: str) -> tuple[Setter, ...]:
    """List the cue lists that set an attribute of a cell now; the first one holds it.

    A higher priority lies over a lower one, and of equals the list whose cue wrote it last.
    """
    found = []
    for entry in state.lists:
        cue_list = show.lists.get(entry.id)
        place = None if cue_list is None or entry.current is None else cue_list.position(entry.current)
        if cue_list is None or place is None:
            continue
        origin = _origin(show.patch, cue_list.cues[: place + 1], cell, attribute)
        if origin is not None:
            taken = _taken_tick(show.patch, cue_list, entry.steps[-1], cell, attribute)
            found.append(Setter(cue_list, cue_list.cues[place], origin, taken))
    return tuple(sorted(found, key=lambda each: (each.cue_list.priority, each.taken_tick), reverse=True))


def sets(patch: Patch, look: Look, cell: int, attribute: str) -> bool:
    """Whether a look sets an attribute of a cell."""
    return any(_reaches(cells, cell) for cells in _reach(patch, look, attribute))


def _origin(patch: Patch, cues: tuple[Cue, ...], cell: int, attribute: str) -> Cue | None:
    """Find the cue whose value tracks into the last of some cues, or None."""
    current = cues[-1]
    for cue in reversed(cues):
        if (cue is current or not cue.cue_only) and sets(patch, cue.look, cell, attribute):
            return cue
        if cue.block:
            return None
    return None


def _taken_tick(patch: Patch, cue_list: CueList, step: Transition, cell: int, attribute: str) -> int:
    """Say at which tick the list took an attribute from others: by its last cue that writes it, or asserts."""
    for take in reversed(step.takes[1:]):
        cue = cue_list.cue(take.cue)
        if cue is not None and (cue.asserts or sets(patch, cue.look, cell, attribute)):
            return take.go_tick
    return step.takes[0].go_tick if step.takes else step.go_tick


def _reach(patch: Patch, look: Look, attribute: str) -> Iterator[Cells]:
    """Give the cells of every part of a look that sets an attribute."""
    for part in look.parts:
        if (
            (attribute == "level" and part.level is not None)
            or (attribute == "color" and part.color is not None)
            or (attribute == "text" and part.text is not None)
        ):
            yield part.cells
        for each in part.values:
            own = each.parameters
            named = own[patch.parameter_attribute[own] == _number(patch, attribute)]
            yield np.unique(patch.parameter_cell[named])


def _number(patch: Patch, attribute: str) -> int:
    return patch.attributes.index(attribute) if attribute in patch.attributes else -1


def _reaches(cells: Cells, cell: int) -> bool:
    place = int(np.searchsorted(cells, cell))
    return place < len(cells) and bool(cells[place] == cell)
