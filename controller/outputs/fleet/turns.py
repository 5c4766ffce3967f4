"""Beside station 16: nodes at which nobody listens. Each has its turn in one frame of eight.

What is sent to such a node comes back as a word of the network, and to hear it costs several times what a node that is
well costs. Half of a house that is gone would cost more than the other half. So where word comes back of whatever is
sent, the node is sent one frame of eight, all of it, until one comes to which the network says nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.outputs.fleet.berth import Ship

EVERY: Final = 8
AFTER: Final = 3
"""Looks, ``EVERY`` frames apart, that brought a word each: so one that only starts anew misses no frame."""


@dataclass(eq=False, slots=True)
class _Resting:
    """A node that waits for its turn.

    Attributes:
        turn: the tick from which on it is its turn.
        words: of the network, at its last turn.
        is_on: whether this frame is its turn.
        is_asked: whether it was sent anything then.
        is_owed: whether anything was due to it since.
    """

    ship: Ship
    place: int
    turn: int
    words: int
    is_on: bool = False
    is_asked: bool = False
    is_owed: bool = True


class Turns:
    """The nodes of a fleet that rest."""

    def __init__(self) -> None:
        """Let nobody rest."""
        self._resting: dict[str, _Resting] = {}
        self._looks: dict[str, tuple[int, int]] = {}
        self._came = 0

    @property
    def names(self) -> Collection[str]:
        """Who rests."""
        return self._resting.keys()

    def keep(self, names: Collection[str]) -> None:
        """Let those who are none of these rest no more; what they are owed is due to them, whoever feeds them."""
        for name, each in self._resting.items():
            if name not in names and each.is_owed:
                each.ship.berth.sender.refresh()
        self._resting = {name: each for name, each in self._resting.items() if name in names}

    def look(self, tick: int, ships: Mapping[str, Ship]) -> None:
        """Look, once in ``EVERY`` frames, who rests from now on.

        Args:
            tick: of the frame.
            ships: all that the network told something of lately.
        """
        looks: dict[str, tuple[int, int]] = {}
        for name, ship in ships.items():
            words = ship.berth.link.words
            before, brought = self._looks.get(name, (words, 0))
            looks[name] = (words, brought + 1 if words != before else 0)
            if looks[name][1] >= AFTER and name not in self._resting:
                place = self._came % EVERY
                self._resting[name] = _Resting(ship, place, _next(place, tick), words)
                self._came += 1
        self._looks = looks

    def begin(self, tick: int) -> list[int]:
        """Begin a frame.

        Returns:
            The calls of those whose turn it is not.
        """
        absent: list[int] = []
        for name, each in list(self._resting.items()):
            each.is_on = tick >= each.turn
            if not each.is_on:
                absent.extend(range(each.ship.calls.start, each.ship.calls.stop))
                continue
            each.turn = _next(each.place, tick)
            if _is_back(each, tick):
                del self._resting[name]
                self._looks.pop(name, None)
        return absent

    def note(self, due: NDArray[np.intp], *, is_whole: bool) -> None:
        """Note what was due in the frame that has begun.

        Args:
            due: by call, how many packets.
            is_whole: whether that is all.
        """
        for each in self._resting.values():
            if is_whole or due[each.ship.calls].any():
                if each.is_on:
                    each.is_asked = True
                else:
                    each.is_owed = True


def _next(place: int, tick: int) -> int:
    """Give the next tick of a place after this one; an engine that skips it has the turn at the frame after it."""
    return tick + 1 + (place - tick - 1) % EVERY


def _is_back(each: _Resting, tick: int) -> bool:
    """Let a node have its turn; whether the network said nothing to the last one."""
    link, sender = each.ship.berth.link, each.ship.berth.sender
    link.listen()
    before, each.words = each.words, link.words
    was_asked, each.is_asked = each.is_asked, False
    is_refused = sender.look(tick)
    if each.is_owed:
        sender.refresh()
        each.is_owed = False
    return not is_refused or (was_asked and each.words == before)
