"""Beside station 16, sACN: the packets of some universes, one row each, and what is known of each universe."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.wire.sacn.data import PACKET, SEQUENCE_AT, SLOTS_AT
from controller.wire.universe import Rows

BURST: Final = 4
"""A change and three packets after it go out at full rate (E1.31 section 6.6.2)."""
_PAIR: Final = np.uint16
"""Slots are compared two by two: a packet has an even number of bytes, and so have its parts."""


@dataclass(frozen=True, eq=False, slots=True)
class Bay:
    """Packets as they lie in memory.

    Attributes:
        packets: uint8 [universes, 638], with the slots that were sent last.
        left: int64 [universes], packets that still go out at full rate.
        sent: int64 [universes], tick of the last one.
        rest: int64 [universes], ticks between two packets of a picture that stands still.
        due: bool [universes], whether this tick brings one.
    """

    packets: Rows
    left: NDArray[np.int64]
    sent: NDArray[np.int64]
    rest: NDArray[np.int64]
    due: NDArray[np.bool_]

    @classmethod
    def of(cls, packets: Rows, rest: int) -> "Bay":
        """Know nothing yet of universes that have these packets; ``rest`` is the same for all."""
        count = len(packets)
        left, sent, rests = (np.full(count, number, np.int64) for number in (BURST, 0, rest))
        return cls(packets, left, sent, rests, np.zeros(count, np.bool_))

    @classmethod
    def joined(cls, bays: Sequence["Bay"]) -> "Bay":
        """Copy several into one, whose packets lie one after another."""
        none = cls.of(np.empty((0, PACKET), np.uint8), 1)
        return cls(*(np.concatenate([getattr(each, f.name) for each in (none, *bays)]) for f in fields(cls)))

    def part(self, rows: slice) -> "Bay":
        """See some of the universes."""
        return Bay(*(getattr(self, each.name)[rows] for each in fields(self)))

    @property
    def sequence(self) -> NDArray[np.uint8]:
        """The sequence number of each universe."""
        return self.packets[:, SEQUENCE_AT]

    def take(self, tick: int, rows: Rows) -> None:
        """Take the slots of a frame, and find the universes that changed, or lately did, or were not sent for long.

        Args:
            tick: of the frame.
            rows: uint8 [universes, 512], contiguous.
        """
        slots = self.packets[:, SLOTS_AT:]
        differs = (rows.view(_PAIR) != self.packets.view(_PAIR)[:, SLOTS_AT // 2 :]).view(np.uint64)
        changed = differs.any(axis=1)
        if changed.all():
            slots[...] = rows
            self.left[:] = BURST
            self.due[:] = True
            return
        if changed.any():
            which = np.flatnonzero(changed)
            slots[which] = rows[which]
            self.left[which] = BURST
        np.greater(self.left, 0, out=self.due)
        np.logical_or(self.due, tick - self.sent >= self.rest, out=self.due)

    def number(self) -> None:
        """Give the next sequence number to the universes that are due."""
        sequence = self.sequence
        sequence += self.due

    def note(self, tick: int) -> None:
        """Note that those that were due went out."""
        np.subtract(self.left, self.due, out=self.left)
        np.maximum(self.left, 0, out=self.left)
        self.sent[self.due] = tick
