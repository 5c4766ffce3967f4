"""Beside station 4. How often the same trouble came tonight: by its name, or as one of its kind at its place."""

from collections.abc import Collection

import numpy as np

from controller.model.fault import ActiveFault, FaultSpec
from controller.model.incident import IncidentState
from controller.model.show import Show
from controller.model.state import ShowState


def times(show: Show, state: ShowState, fault: ActiveFault) -> int:
    """Count how often the trouble of a fault has come, this time too.

    What goes by another name is the same if it was of that kind, held every place where the fault is, and is over.
    """
    spec, count = show.trouble(fault.id), 1
    known: dict[tuple[str, ...], bool] = {}
    for past in state.incidents:
        names = tuple(each.id for each in past.faults)
        if fault.id in names:
            count += 1
        elif past.state in (IncidentState.CLOSED, IncidentState.KEPT) and past.kind == spec.kind:
            if names not in known:
                known[names] = _was_there(show, names, spec)
            count += known[names]
    return count


def _was_there(show: Show, names: Collection[str], spec: FaultSpec) -> bool:
    """Whether troubles, as far as the show still knows them, held every place of another."""
    was = np.zeros(show.rig.cell_count, np.bool_)
    for trouble in (show.trouble(name) for name in names if name in show.faults or name in show.found):
        if trouble.sensor == spec.sensor:
            was[trouble.cells] = True
    return bool(len(spec.cells)) and bool(was[spec.cells].all())
