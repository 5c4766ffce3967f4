"""Whom the system turns away before we read it: facts, made by ``judging``, written as a program by ``program``."""

from dataclasses import dataclass
from typing import Final, TypeAlias

Peer: TypeAlias = tuple[str, int | None, bytes]
"""Address, source port and the bytes that say which universe is meant; None and empty = whichever."""
MOST_BARRED: Final = 8
MOST_REGULARS: Final = 8


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is turned away. What is urgent passes always.

    Attributes:
        barred: who floods → 0..1, so much of what it sends is read, chosen by chance.
        crowd: 0..1, so much is read of whoever is neither barred nor a regular; 1 = all of it.
        regulars: heard before the crowd came; they pass.
    """

    barred: tuple[tuple[Peer, float], ...] = ()
    crowd: float = 1.0
    regulars: tuple[Peer, ...] = ()

    @property
    def bars_anybody(self) -> bool:
        """Whether anybody is turned away."""
        return bool(self.barred) or self.crowd < 1.0


NOBODY: Final = Rules()
