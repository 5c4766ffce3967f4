"""Beside station 4. What is in an operator's hand is never the director's.

A wound that is all in somebody's hand is not mended before some of it is given back; of one that is partly held the
rest is mended. Painting leaves the same cells out.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from controller.faults.reach import reached
from controller.model.cells import union
from controller.model.incident import Incident
from controller.model.programmer import Hold, held_cells
from controller.model.rig import Cells, Rig
from controller.model.show import Show
from controller.model.state import ShowState


def is_all_held(show: Show, state: ShowState, incident: Incident) -> bool:
    """Whether every cell of an incident that could be mended is in somebody's hand."""
    count, held = _counted(show, state, incident)
    return 0 < count == held


def held_words(show: Show, state: ShowState, incident: Incident) -> str:
    """Say how much of an incident is left to somebody's hand; empty where nothing is."""
    count, held = _counted(show, state, incident)
    return f"; {held} of its {count} cells are in somebody's hand and stay there" if held else ""


def taken_words(show: Show, state: ShowState, cells: Cells) -> str:
    """Say which recoveries leave cells to the hand that takes them now; empty where none does."""
    told = ""
    for incident in state.incidents:
        if incident.is_painted:
            taken = int(np.isin(reachable(show, incident), cells, assume_unique=True).sum())
            told += f"; incident {incident.id} leaves {taken} cells to this hand" if taken else ""
    return told


def _counted(show: Show, state: ShowState, incident: Incident) -> tuple[int, int]:
    """Count the cells of an incident that could be mended, and those of them that are in somebody's hand."""
    if not state.programmer:
        return 1, 0
    cells = reachable(show, incident)
    return len(cells), int(_held(show.rig, state.programmer)[cells].sum())


def reachable(show: Show, incident: Incident) -> Cells:
    """Give the cells that the faults of an incident really reach: sorted, each once."""
    return union(reached(show.rig, show.trouble(fault.id)) for fault in incident.faults)


@lru_cache(maxsize=2)
def _held(rig: Rig, holds: tuple[Hold, ...]) -> NDArray[np.bool_]:
    """Mark what is held; asked again every tick in which a recovery waits for it."""
    return held_cells(rig, holds)
