"""Runs a show ahead on a copy of its state, to tell what a fault would do. Pure; called outside the frame loop."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from controller.frame.memory import Memory
from controller.frame.pipeline import Painter
from controller.frame.watch import Watch
from controller.model.intent import Entry, Inject
from controller.model.preview import MOST_NAMED, Preview
from controller.model.show import Show
from controller.model.state import ShowState
from controller.show.reduce import advance, reduce

LOOK_AHEAD_S = 3.0
"""So far a show is run ahead; a fault that swells is looked at until its attack is over, if that comes first."""


def preview(show: Show, state: ShowState, memory: Memory, fault: str) -> Preview:
    """Tell what a fault would do if it were injected now.

    Args:
        show: what is played.
        state: where it stands; left as it is.
        memory: what painting remembers; left as it is.
        fault: which.
    """
    entry = Entry(state.tick, 0, "preview", "operator", Inject(fault))
    after, record = reduce(show, state, entry)
    if not record.ok:
        return Preview(fault, record.text)
    plain = replace(show, recoveries={})
    wounded = replace(_alone(after), incidents=())
    healthy = replace(_alone(state), incidents=())
    ticks = round(LOOK_AHEAD_S * show.fps)
    cells = show.faults[fault].cells
    painters = (Painter(plain), Painter(plain))
    memories = (_copy(memory), _copy(memory))
    watch = Watch(plain)
    worst, held, broken = 0.0, dict[str, None](), dict[str, None]()
    for tick in range(state.tick + 1, state.tick + ticks + 1):
        healthy, wounded = advance(plain, healthy, tick)[0], advance(plain, wounded, tick)[0]
        before = painters[0].paint(healthy, memories[0])
        frame = painters[1].paint(wounded, memories[1])
        light = float(before.light[:, cells].max(axis=0).sum()) if len(cells) else 0.0
        left = float(frame.light[:, cells].max(axis=0).sum()) if len(cells) else 0.0
        worst = max(worst, 1 - left / light if light > 0 else 0.0)
        held.update(dict.fromkeys(frame.held_zones))
        broken.update(dict.fromkeys(text for text, _ in watch.see(frame)))
    reached = painters[1].glitch.cells(fault)
    names = [show.rig.fixtures[index].id for index in np.unique(show.rig.cell_fixture[reached])]
    incident = after.incidents[-1] if len(after.incidents) > len(state.incidents) else None
    acting = next(each for each in after.faults if each.id == fault)
    return Preview(
        fault=fault,
        refused="",
        fixtures=tuple(names[:MOST_NAMED]),
        fixture_count=len(names),
        seconds=(acting.ends_tick - acting.started_tick) / show.fps,
        looked_ahead_s=LOOK_AHEAD_S,
        worst_drop=round(worst, 4),
        held_zones=tuple(held),
        recovery=(incident.recovery or "") if incident else "",
        starts=incident.state.value if incident else "",
        broken_conditions=tuple(broken),
    )


def _alone(state: ShowState) -> ShowState:
    """Leave what is being sent, and to whom, to the show itself."""
    return replace(state, outbox=())


def _copy(memory: Memory) -> Memory:
    arrays: Mapping[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = memory.to_arrays()
    return Memory.from_arrays(arrays)
