"""Cues that start each other at one moment, round and round: told when the file is read, not when the night stands."""

from collections.abc import Iterator, Mapping
from itertools import dropwhile
from typing import Final, TypeAlias

from controller.model.cue import CueList
from controller.model.intent import Goto

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
