"""Who has which cell, from where they came, and when they painted: as far as this server has handed it in.

The engine decides; what is known here only spares it what it would refuse, and tells phones what is theirs.
"""

from collections.abc import Hashable
from dataclasses import dataclass

from controller.model.snapshot import OwnCell
from controller.model.vote import MOST_VOTERS
from controller.web.visitors.door import address_of


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a visitor: their cell, and when they painted it last, seconds of the loop; -inf = never here."""

    own: OwnCell
    painted_s: float
    address: str


class Painters:
    """The visitors who have a cell in the painting that is open.

    Args:
        per_address: visitors of one address.
    """

    def __init__(self, per_address: int) -> None:
        self._per_address = per_address
        self._opening: Hashable = None
        self._known: dict[str, Known] = {}
        self._by_cell: dict[int, str] = {}
        self._from: dict[str, set[str]] = {}
        self._without: set[str] = set()

    def begin(self, opening: Hashable) -> None:
        """Forget the painting before, if this is another."""
        if opening != self._opening:
            self._opening, self._known, self._by_cell, self._from = opening, {}, {}, {}
            self._without = set()

    def of(self, visitor: str) -> Known | None:
        """Give what is known of a visitor, None = they have no cell yet."""
        return self._known.get(visitor)

    def may_be_unknown(self, visitor: str, taken: int) -> bool:
        """Whether one of the cells that are taken may be a visitor's: a server that began anew knows of none of them.

        The engine knows; once it has said that the visitor has none, it is not asked again.
        """
        return len(self._known) < taken and visitor not in self._without and len(self._without) < MOST_VOTERS

    def note_none(self, visitor: str) -> None:
        """Remember that the engine said that a visitor has no cell."""
        if len(self._without) < MOST_VOTERS:
            self._without.add(visitor)

    def admits(self, visitor: str, peer: str) -> bool:
        """Whether a visitor may ask for a cell; their address counts it until ``leave``."""
        mine = self._from.setdefault(address_of(peer), set())
        if visitor in mine or visitor in self._known:
            return True
        if len(mine) >= self._per_address:
            return False
        mine.add(visitor)
        return True

    def leave(self, visitor: str, peer: str) -> None:
        """Count a visitor no more who asked and got no cell."""
        if visitor not in self._known:
            self._drop(visitor, address_of(peer))

    def note(self, opening: Hashable, visitor: str, peer: str, own: OwnCell, *, painted_s: float) -> None:
        """Remember what the engine said; whoever had the cell before has it no more."""
        if opening != self._opening:
            return
        before = self._by_cell.get(own.cell)
        if before is not None and before != visitor:
            self._forget(before)
        had = self._known.get(visitor)
        if had is not None and had.own.cell != own.cell:
            self._by_cell.pop(had.own.cell, None)
        address = address_of(peer) if had is None else had.address
        self._known[visitor] = Known(own, painted_s, address)
        self._by_cell[own.cell] = visitor

    def _forget(self, visitor: str) -> None:
        gone = self._known.pop(visitor)
        self._drop(visitor, gone.address)

    def _drop(self, visitor: str, address: str) -> None:
        mine = self._from.get(address, set())
        mine.discard(visitor)
        if not mine:
            self._from.pop(address, None)
