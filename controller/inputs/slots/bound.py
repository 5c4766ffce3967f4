"""Station 0, sACN and Art-Net in: which bound slots moved, and what that means. Pure.

A slot that sets a level does so when it moves, and a slot that does something does it when it rises through half
(a flash is held until it falls again). The first
value that is heard moves nothing: a console that is switched on, or a cable plugged in again, fires no cue. A sensor
says something with every frame, also the same again: that it still says so is what tells that it lives.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from controller.model.binding import Action, HoldFlash, ReadSensor, SetLevel
from controller.model.patch import SLOTS

HALF: Final = 128
FULL: Final = 255


@dataclass(frozen=True, slots=True)
class Moved:
    """One bound slot that moved.

    Attributes:
        place: universe and slot, slots count from 1.
        level: 0..1.
    """

    place: tuple[int, int]
    action: Action
    level: float


class BoundSlots:
    """The bound slots of one protocol, and the value each had last."""

    def __init__(self, bound: Mapping[tuple[int, int], Action]) -> None:
        """Know what is bound: universe and slot (from 1) → action."""
        self._of: dict[int, list[tuple[int, Action]]] = {}
        for (universe, slot), action in bound.items():
            self._of.setdefault(universe, []).append((slot, action))
        self._last: dict[tuple[int, int], int] = {}

    @property
    def universes(self) -> tuple[int, ...]:
        """The universes that anything is bound to, sorted."""
        return tuple(sorted(self._of))

    def moved(self, universe: int, value: Callable[[int], int], *, is_heard: bool = True) -> list[Moved]:
        """Say what moved since the last call.

        Args:
            universe: whose levels.
            value: gives the slot value, 0..255, of an index 0..511.
            is_heard: False = nothing came, somebody only fell silent; that is nothing a sensor says.
        """
        found: list[Moved] = []
        for slot, action in self._of.get(universe, ()):
            new = value((slot - 1) % SLOTS)
            last = self._last.get((universe, slot))
            self._last[universe, slot] = new
            if isinstance(action, ReadSensor):
                found += [Moved((universe, slot), action, new / FULL)] if is_heard else []
                continue
            if last is None or last == new:
                continue
            if isinstance(action, SetLevel):
                found.append(Moved((universe, slot), action, new / FULL))
            elif last < HALF <= new:
                found.append(Moved((universe, slot), action, 1.0))
            elif isinstance(action, HoldFlash) and new < HALF <= last:
                found.append(Moved((universe, slot), action, 0.0))
        return found
