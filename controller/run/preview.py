"""Runs a show ahead on a copy of its state, to tell what a fault would do. Pure; never called in the frame loop."""

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Final

import numpy as np

from controller.frame.guard.margin import most_in_a_second
from controller.frame.memory import Memory
from controller.frame.pipeline import Frame, Painter
from controller.frame.watch import Watch
from controller.model.fault import FaultSpec
from controller.model.incident import Incident
from controller.model.intent import Entry, Inject
from controller.model.preview import MOST_NAMED, Preview
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.state import ShowState
from controller.model.units import ticks
from controller.show.reduce import advance, reduce

LOOK_AHEAD_S = 3.0
"""So far a show is run ahead frame by frame."""
LATER_S = 1.0
"""So long it is looked at again where it becomes worse later: a part of a storm begins, a fault has swollen."""
MOST_LATER = 8
LUMINANCE: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""How much of the light that people see is red, green and blue."""


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
        return Preview(fault, record.text, tick=state.tick, revision=state.revision)
    ahead = _run_ahead(show, state, after, memory, fault)
    names = [show.rig.fixtures[index].id for index in np.unique(show.rig.cell_fixture[ahead.reached])]
    incident = _answered(show, state, after, show.faults[fault])
    recovery = (incident.recovery or "") if incident else ""
    acting = next(each for each in after.faults if each.id == fault)
    return Preview(
        fault=fault,
        refused="",
        fixtures=tuple(names[:MOST_NAMED]),
        fixture_count=len(names),
        seconds=(acting.ends_tick - acting.started_tick) / show.fps,
        looked_ahead_s=ahead.seconds,
        worst_drop=round(ahead.worst, 4),
        held_zones=tuple(ahead.held),
        transitions=ahead.transitions,
        transitions_without=ahead.transitions_without,
        allowed=ahead.allowed,
        recovery=recovery,
        mode=show.recoveries[recovery].mode if recovery in show.recoveries else "",
        starts=incident.state.value if incident else "",
        joins=incident.id if incident and any(each.id == incident.id for each in state.incidents) else "",
        broken_conditions=tuple(ahead.broken),
        tick=state.tick,
        revision=state.revision,
    )


def _answered(show: Show, state: ShowState, after: ShowState, spec: FaultSpec) -> Incident | None:
    """Find the incident that a fault opens; of a storm the first that a recovery answers, even later."""
    incident = _incident_of(state, after)
    for at_s in sorted({part.at_s for part in spec.parts}):
        if incident is not None and incident.recovery:
            break
        after = advance(show, after, max(after.tick, state.tick + ticks(at_s, show.fps)))[0]
        incident = _incident_of(state, after) or incident
    return incident


def _later_s(show: Show, spec: FaultSpec) -> list[float]:
    """Say when a fault becomes worse after the first seconds: a part begins or is at its strength, a node goes dark."""
    nodes = show.patch.nodes
    moments: set[float] = set()
    for at_s, each in ((0.0, spec), *((part.at_s, show.faults[part.fault]) for part in spec.parts)):
        dark = [
            nodes[name].dark_after_s for name in (each.node, *each.nodes) if name and nodes[name].on_loss == "black"
        ]
        moments |= {at_s + later_s for later_s in (0.0, each.envelope.attack_s, *dark)}
    ends_s = min(spec.limit_s, show.policy.fault_limit_s)
    return [moment for moment in sorted(moments) if LOOK_AHEAD_S - LATER_S < moment < ends_s][:MOST_LATER]


def _incident_of(state: ShowState, after: ShowState) -> Incident | None:
    """Find the incident that what began belongs to: of a storm, that of the last fault which began at once."""
    began = set(after.faults) - set(state.faults)
    mine = (incident for incident in reversed(after.incidents) if not began.isdisjoint(incident.faults))
    return next(mine, None)


@dataclass(eq=False, slots=True)
class _Ahead:
    """What was seen while two copies of a show ran ahead, one with the fault and one without."""

    allowed: int
    reached: Cells
    seconds: float = LOOK_AHEAD_S
    worst: float = 0.0
    transitions: int = 0
    transitions_without: int = 0
    held: dict[str, None] = field(default_factory=dict)
    broken: dict[str, None] = field(default_factory=dict)


def _run_ahead(show: Show, state: ShowState, after: ShowState, memory: Memory, fault: str) -> _Ahead:
    """Paint a show as it is (``state``) and with a fault (``after``), both without recoveries and incidents."""
    plain = replace(show, recoveries={})
    wounded, healthy = (replace(_alone(each), incidents=()) for each in (after, state))
    painters = (Painter(plain), Painter(plain))
    memories = (memory.copy(), memory.copy())
    watch = Watch(plain)
    cells = painters[1].glitch.cells(fault)
    seen = _Ahead(painters[0].limits_of(state)[2], cells)
    before_it = most_in_a_second(memory, show.fps - 1)  # the second before the first frame; each frame tells its own
    seen.transitions = seen.transitions_without = before_it
    first = range(state.tick + 1, state.tick + round(LOOK_AHEAD_S * show.fps) + 1)
    later = [
        range(at + 1, at + round(LATER_S * show.fps) + 1)
        for at in (state.tick + ticks(at_s, show.fps) for at_s in _later_s(show, show.faults[fault]))
    ]
    for tick in chain(first, *later):
        if tick <= healthy.tick:
            continue
        if tick > healthy.tick + 1:
            watch = Watch(plain)  # what was between is not known to it
        healthy, wounded = advance(plain, healthy, tick)[0], advance(plain, wounded, tick)[0]
        before = painters[0].paint(healthy, memories[0])
        frame = painters[1].paint(wounded, memories[1])
        light, left = (float((LUMINANCE @ each.light[:, cells]).sum()) for each in (before, frame))
        seen.worst = max(seen.worst, 1 - left / light if light > 0 else 0.0)
        if tick in first:  # a leap is a change of its own, which nothing would be there to cause
            seen.transitions_without = max(seen.transitions_without, _spent(before, seen.allowed))
        seen.transitions = max(seen.transitions, _spent(frame, seen.allowed))
        seen.held.update(dict.fromkeys(frame.held_zones))
        seen.broken.update(dict.fromkeys(text for text, _ in watch.see(frame)))
    seen.seconds = (healthy.tick - state.tick) / show.fps
    return seen


def _spent(frame: Frame, allowed: int) -> int:
    """Say how many of the transitions of a second a frame has spent: all of them where the guard held it back."""
    return allowed if frame.held.cells else min(allowed, frame.held.transitions)


def _alone(state: ShowState) -> ShowState:
    """Leave what is being sent, and to whom, to the show itself."""
    return replace(state, outbox=())
