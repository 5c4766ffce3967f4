"""Beside station 16: the packets of some universes, one row each, and what is known of each universe.

Takes the slots of a frame, finds what is due. How a packet is laid out and counted is the protocol's: ``Form``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from controller.wire.universe import Rows

_PAIR: Final = np.uint16
"""Slots are compared two by two: a packet has an even number of bytes, and so have its parts."""
_HEAD: Final = np.dtype("S8")
"""Slots of each universe that are looked at first: where every universe differs there, nothing else need be read."""
_NUMBERS: Final = 256
_COLUMNS: Final = ("packets", "left", "sent", "rest", "due")
"""All that is kept of each universe."""


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
        left: int64 [universes], packets that still go out at full rate.
        sent: int64 [universes], tick of the last one.
        rest: int64 [universes], ticks between two packets of a picture that stands still.
        due: bool [universes], whether this tick brings one.
        sequence: uint8 [universes], the sequence number in each packet.
    """

    form: Form
    packets: Rows
    left: NDArray[np.int64]
    sent: NDArray[np.int64]
    rest: NDArray[np.int64]
    due: NDArray[np.bool_]
    sequence: NDArray[np.uint8] = field(init=False)
    _slots: Rows = field(init=False)
    _heads: NDArray[np.bytes_] = field(init=False)
    _differs: bytearray = field(init=False)
    _differing: NDArray[np.bool_] = field(init=False)
    _all: bytes = field(init=False)
    _ones: NDArray[np.uint8] = field(init=False)
    _seen: list[NDArray[Any]] = field(init=False)

    def __post_init__(self) -> None:
        """See the parts of the packets that each frame needs."""
        count, form = len(self.packets), self.form
        differs = bytearray(count)
        for name, value in (
            ("sequence", self.packets[:, form.sequence_at]),
            ("_slots", self.packets[:, form.slots_at :]),
            ("_heads", self.packets[:, form.slots_at : form.slots_at + _HEAD.itemsize].view(_HEAD).reshape(count)),
            ("_differs", differs),
            ("_differing", np.frombuffer(differs, np.bool_)),
            ("_all", b"\1" * count),
            ("_ones", np.ones(count, np.uint8)),
            ("_seen", [self.packets, self.packets]),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def of(cls, form: Form, packets: Rows, rest: int) -> "Bay":
        """Know nothing yet of universes that have these packets; ``rest`` is the same for all."""
        count = len(packets)
        left, sent, rests = (np.full(count, number, np.int64) for number in (form.burst, 0, rest))
        return cls(form, packets, left, sent, rests, np.zeros(count, np.bool_))

    @classmethod
    def joined(cls, form: Form, bays: Sequence["Bay"]) -> "Bay":
        """Copy several into one, whose packets lie one after another."""
        none = cls.of(form, np.empty((0, form.size), np.uint8), 1)
        return cls(form, *(np.concatenate([getattr(each, name) for each in (none, *bays)]) for name in _COLUMNS))

    def part(self, rows: slice) -> "Bay":
        """See some of the universes."""
        return Bay(self.form, *(getattr(self, name)[rows] for name in _COLUMNS))

    def take(self, tick: int, rows: Rows) -> bool:
        """Take the slots of a frame, and find the universes that changed, or lately did, or were not sent for long.

        Args:
            tick: of the frame.
            rows: uint8 [universes, 512], contiguous.

        Returns:
            Whether all changed.
        """
        slots = self._slots
        if rows is not self._seen[0]:  # frames come in the same array, as a rule
            self._seen[:] = rows, np.ndarray(len(slots), _HEAD, rows, 0, rows.strides[:1])
        changed = np.not_equal(self._seen[1], self._heads, self._differing)
        is_whole = self._differs == self._all
        if not is_whole:
            before = self.packets.view(_PAIR)[:, self.form.slots_at // 2 :]
            changed = (rows.view(_PAIR) != before).view(np.uint64).any(axis=1)
            is_whole = bool(changed.all())
        if is_whole:
            np.copyto(slots, rows)
            self.refresh()
            self.due.fill(1)
            return True
        if changed.any():
            which = np.flatnonzero(changed)
            slots[which] = rows[which]
            self.left[which] = self.form.burst
        np.greater(self.left, 0, out=self.due)
        np.logical_or(self.due, tick - self.sent >= self.rest, out=self.due)
        return False

    def refresh(self) -> None:
        """Take every universe for changed."""
        self.left.fill(self.form.burst)

    def number(self, *, is_whole: bool = False) -> None:
        """Give the next sequence number to the universes that are due; ``is_whole``: to all."""
        np.add(self.sequence, self._ones if is_whole else self.due.view(np.uint8), self.sequence)
        if self.form.lowest:
            np.maximum(self.sequence, self.form.lowest, out=self.sequence)

    def jump(self) -> None:
        """Let the next sequence number of every universe be half a circle away from its last one."""
        lowest, circle = self.form.lowest, _NUMBERS - self.form.lowest
        ahead = self.sequence.astype(np.int64) - lowest + circle // 2 - 1
        self.sequence[:] = ahead % circle + lowest

    def note(self, tick: int, *, is_whole: bool = False) -> None:
        """Note that those that were due went out; ``is_whole``: all, because they changed."""
        if is_whole:
            self.left.fill(self.form.burst - 1)
            self.sent.fill(tick)
            return
        np.subtract(self.left, self.due, out=self.left)
        np.maximum(self.left, 0, out=self.left)
        self.sent[self.due] = tick
