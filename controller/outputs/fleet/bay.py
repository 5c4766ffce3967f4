"""Beside station 16: the packets of some universes, one row each, and what is known of each universe.

Takes the slots of a frame, finds what is due. How a packet is laid out and counted is the protocol's: ``Form``.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.wire.universe import Rows

_PAIR: Final = np.uint16
"""Slots are compared two by two: a packet has an even number of bytes, and so have its parts."""
_HEAD: Final = np.dtype("S8")
_FIRST: Final = (slice(None), 0)
_NUMBERS: Final = 256
_COLUMNS: Final = ("packets", "marks", "rest", "due")
"""All that is kept of each universe."""
TURN: Final = 1 << 32
"""Ticks are kept as far as they differ from this many before: how old a packet is can be told for months."""
_LEFT, _SENT = (0, 1) if sys.byteorder == "little" else (1, 0)
"""Halves of a mark, which is tick * 2**32 + packets left."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a protocol lays a universe into a packet.

    Attributes:
        size: bytes of a packet.
        sequence_at: where its sequence number stands.
        slots_at: where its slots begin; they end with it.
        lowest: sequence numbers run from here to 255, round and round.
        burst: packets that go out at full rate for a change, the first included.
    """

    size: int
    sequence_at: int
    slots_at: int
    lowest: int
    burst: int


@dataclass(frozen=True, eq=False, slots=True)
class Bay:
    """Packets as they lie in memory.

    Attributes:
        form: of every packet.
        packets: uint8 [universes, size], with the slots that were sent last.
        marks: uint64 [universes], ``left`` and ``sent`` side by side, so that one number notes a whole frame.
        rest: int64 [universes], ticks between two packets of a picture that stands still.
        due: bool [universes], whether this tick brings one.
        left: int32 [universes], packets that still go out at full rate.
        sent: uint32 [universes], tick of the last one, without its upper bits.
        sequence: uint8 [universes], the sequence number in each packet.
        slots: uint8 [universes, 512], the slots in each packet.
        heads: the first eight of them: where they differ nothing else need be read to know that a universe changed.
    """

    form: Form
    packets: Rows
    marks: NDArray[np.uint64]
    rest: NDArray[np.int64]
    due: NDArray[np.bool_]
    left: NDArray[np.int32] = field(init=False)
    sent: NDArray[np.uint32] = field(init=False)
    sequence: NDArray[np.uint8] = field(init=False)
    slots: Rows = field(init=False)
    heads: NDArray[np.bytes_] = field(init=False)

    def __post_init__(self) -> None:
        """See the parts of the packets that each frame needs."""
        count, form = len(self.packets), self.form
        for name, value in (
            ("left", self.marks.view(np.int32)[_LEFT::2]),
            ("sent", self.marks.view(np.uint32)[_SENT::2]),
            ("sequence", self.packets[:, form.sequence_at]),
            ("slots", self.packets[:, form.slots_at :]),
            ("heads", self.packets[:, form.slots_at : form.slots_at + _HEAD.itemsize].view(_HEAD).reshape(count)),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, form: Form, packets: Rows, rest: int) -> "Bay":
        """Know nothing yet of universes that have these packets; ``rest`` is the same for all."""
        count = len(packets)
        marks, rests = np.full(count, form.burst, np.uint64), np.full(count, rest, np.int64)
        return cls(form, packets, marks, rests, np.zeros(count, np.bool_))

    @classmethod
    def joined(cls, form: Form, bays: Sequence["Bay"]) -> "Bay":
        """Copy several into one, whose packets lie one after another."""
        none = cls.of(form, np.empty((0, form.size), np.uint8), 1)
        return cls(form, *(np.concatenate([getattr(each, name) for each in (none, *bays)]) for name in _COLUMNS))

    def part(self, rows: slice) -> "Bay":
        """See some of the universes."""
        return Bay(self.form, *(getattr(self, name)[rows] for name in _COLUMNS))

    def span(self, begin: int, end: int) -> memoryview:
        """See neighbouring packets of one node as they are sent."""
        size = self.packets.shape[1]
        return self.packets.data.cast("B")[begin * size : end * size]

    def take(self, tick: int, rows: Rows, *, is_mixed: bool = False) -> None:
        """Take the slots of a frame, and find the universes that changed, or lately did, or were not sent for long.

        Args:
            tick: of the frame.
            rows: uint8 [universes, 512], contiguous.
            is_mixed: whether it is known that some heads are as before.
        """
        changed: NDArray[np.bool_] | None = None if is_mixed else heads_of(rows) != self.heads
        if changed is None or not changed.all():
            before = self.packets.view(_PAIR)[:, self.form.slots_at // 2 :]
            changed = (rows.view(_PAIR) != before).view(np.uint64).any(axis=1)
        if changed.all():
            np.copyto(self.slots, rows)
            self.refresh()
            self.due.fill(1)
            return
        if changed.any():
            which = np.flatnonzero(changed)
            self.slots[which] = rows[which]
            self.left[which] = self.form.burst
        np.greater(self.left, 0, out=self.due)
        age = (np.uint32(tick % TURN) - self.sent).view(np.int32)
        np.logical_or(self.due, age >= self.rest, out=self.due)

    def refresh(self) -> None:
        """Take every universe for changed."""
        self.left.fill(self.form.burst)

    def number(self) -> None:
        """Give the next sequence number to the universes that are due."""
        np.add(self.sequence, self.due.view(np.uint8), self.sequence)
        if self.form.lowest:
            np.maximum(self.sequence, self.form.lowest, out=self.sequence)

    def jump(self) -> None:
        """Let the next sequence number of every universe be half a circle away from its last one."""
        lowest, circle = self.form.lowest, _NUMBERS - self.form.lowest
        ahead = self.sequence.astype(np.int64) - lowest + circle // 2 - 1
        self.sequence[:] = ahead % circle + lowest

    def note(self, tick: int) -> None:
        """Note that those that were due go out."""
        np.subtract(self.left, self.due, out=self.left)
        np.maximum(self.left, 0, out=self.left)
        self.sent[self.due] = tick % TURN


def heads_of(rows: Rows) -> NDArray[np.bytes_]:
    """See the first slots of universes: uint8 [universes, 512]."""
    return rows.view(_HEAD)[_FIRST]
