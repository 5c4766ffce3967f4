"""Cues that start each other at one moment, and recoveries that start each other by faults, round and round.

Told when the file is read, not when the night stands.
"""

from collections.abc import Iterator, Mapping
from itertools import dropwhile
from typing import Final, TypeAlias

from controller.model.cue import CueList
from controller.model.fault import FaultSpec
from controller.model.intent import Goto, Inject
from controller.model.recovery import RecoverySpec

Place: TypeAlias = tuple[str, str]
"""A list and the number of a cue."""
MOST: Final = 5


def circles(lists: Mapping[str, CueList]) -> Iterator[tuple[Place, ...]]:
    """Find cues that start each other without end, each circle once, 5 at most; a wait in between breaks it."""
    starts = _starts(lists)
    for _ in range(MOST):
        starts = _without_ends(starts)
        if not starts:
            return
        at, way = next(iter(starts)), dict[Place, None]()
        while at not in way:
            way[at] = None
            at = starts[at][0]
        circle = dict.fromkeys(dropwhile(at.__ne__, way))
        yield tuple(circle)
        starts = {place: ends for place, ends in starts.items() if place not in circle}


def _starts(lists: Mapping[str, CueList]) -> dict[Place, list[Place]]:
    """List whom each cue starts at its own start."""
    waits = {(name, cue.number): cue.wait_s for name, each in lists.items() for cue in each.cues}
    starts: dict[Place, list[Place]] = {}
    for name, each in lists.items():
        for cue in each.cues:
            called = [(action.list, action.cue) for action in cue.actions if isinstance(action, Goto)]
            at_once = [place for place in called if not waits.get(place, 1)]
            if at_once:
                starts[name, cue.number] = at_once
    return starts


def _without_ends(starts: dict[Place, list[Place]]) -> dict[Place, list[Place]]:
    """Leave out whatever leads to no circle."""
    callers: dict[Place, list[Place]] = {}
    for place, ends in starts.items():
        for end in ends:
            callers.setdefault(end, []).append(place)
    left = {place: len(ends) for place, ends in starts.items()}
    ended = [place for place in callers if place not in starts]
    while ended:
        for caller in callers.get(ended.pop(), ()):
            left[caller] -= 1
            if left[caller] == 0:
                ended.append(caller)
    return {place: [end for end in ends if left.get(end)] for place, ends in starts.items() if left[place]}


def recovery_circles(
    recoveries: Mapping[str, RecoverySpec], faults: Mapping[str, FaultSpec], lists: Mapping[str, CueList]
) -> Iterator[tuple[str, ...]]:
    """Find recoveries whose phases inject, by themselves or by the cues they call, what starts them again by itself.

    Each circle is told once, by its recoveries and the faults between them: recovery, fault, recovery, fault.
    """
    starts: dict[str, list[tuple[str, str]]] = {}
    for name, recovery in recoveries.items():
        for fault in _injected(recovery, lists):
            if fault in faults:
                proposed = (each for each in recoveries.values() if each.mode != "manual")
                answer = next((each for each in proposed if each.is_meant_for(faults[fault])), None)
                if answer is not None and "auto" in (answer.mode, answer.again):
                    starts.setdefault(name, []).append((fault, answer.id))
    told: set[frozenset[str]] = set()
    for name in starts:
        way = _way_back(name, starts)
        if way and frozenset(way) not in told:
            told.add(frozenset(way))
            yield way


def _way_back(name: str, starts: Mapping[str, list[tuple[str, str]]]) -> tuple[str, ...]:
    """Find the shortest way from a recovery back to itself; empty = there is none."""
    ways: list[tuple[str, ...]] = [(name,)]
    seen = set[str]()
    while ways:
        way = ways.pop(0)
        for fault, answer in starts.get(way[-1], ()):
            if answer == name:
                return (*way, fault)
            if answer not in seen:
                seen.add(answer)
                ways.append((*way, fault, answer))
    return ()


def _injected(recovery: RecoverySpec, lists: Mapping[str, CueList]) -> set[str]:
    """List the faults that the phases of a recovery inject, by themselves or by the cues they call."""
    actions = [action for phase in recovery.phases for action in phase.actions]
    called: set[Place] = set()
    injected: set[str] = set()
    while actions:
        action = actions.pop()
        if isinstance(action, Inject):
            injected.add(action.fault)
        elif isinstance(action, Goto) and (action.list, action.cue) not in called and action.list in lists:
            called.add((action.list, action.cue))
            cue = lists[action.list].cue(action.cue)
            actions += () if cue is None else cue.actions
    return injected
