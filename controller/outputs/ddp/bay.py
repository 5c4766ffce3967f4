"""Beside station 16, DDP: the packets of some nodes, one row each, and what is known of each.

Takes the slots of a frame: the rows of a node are put end to end, each up to its last patched slot, and cut into
packets. A node shows a frame when all of it is there, so a change of one pixel makes all its packets due.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, pairwise
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import SLOTS
from controller.outputs.fleet.bay import TURN, Bay, Form
from controller.wire.ddp import HEADER, PAYLOAD, SEQUENCE_AT, SEQUENCES, Pixels, frame_packets
from controller.wire.universe import Rows

DDP: Final = Form(HEADER + PAYLOAD, SEQUENCE_AT, HEADER, lowest=1, burst=1)
_WORD: Final = np.uint64
"""Pixels are compared eight bytes at a time."""
_MOST_PIECES: Final = 96
"""Pieces that are sooner copied one by one than all bytes by their numbers: 0.9 us each, against 2.6 us for 1,000."""
_FAR: Final = 7
"""Half of the circle of sequence numbers: WLED drops what seems to be up to five old."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Bytes that lie alike in many rows and packets, which follow each other in even steps.

    Attributes:
        rows: of the frame.
        slots: of these.
        packets: that they go to, one each.
        bytes: of their payload.
    """

    rows: slice
    slots: slice
    packets: slice
    bytes: slice


@dataclass(frozen=True, eq=False, slots=True)
class Strips(Bay):
    """Packets as they lie in memory; their bytes behind the end of a short one are 0 and are not sent.

    Attributes:
        used: for each node, how many slots of each of its rows are patched.
        fresh: uint8 [packets, payload], of this frame.
        shown: uint8 [packets, payload], as it lies in the packets.
        changed: bool [packets], whether the node of the packet changed with this frame.
    """

    used: tuple[tuple[int, ...], ...]
    fresh: Rows
    shown: Rows
    changed: NDArray[np.bool_]
    _pieces: tuple[_Piece, ...] = field(init=False)
    _index: NDArray[np.intp] = field(init=False)
    _firsts: NDArray[np.intp] = field(init=False)
    _counts: NDArray[np.intp] = field(init=False)
    _steps: NDArray[np.intp] = field(init=False)
    _lengths: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """See the parts of the packets that each frame needs, and find out where each byte comes from."""
        Bay.__post_init__(self)
        pieces = tuple(_joined(_pieces_of(self.used)))
        is_even = len(pieces) <= _MOST_PIECES
        counts = [_packets_of(used) for used in self.used]
        for name, value in (
            ("_pieces", pieces if is_even else ()),
            ("_index", np.empty(0, np.intp) if is_even else _index_of(self.used, self.fresh.shape)),
            ("_firsts", np.array([0, *accumulate(counts)][:-1], np.intp)),
            ("_counts", np.array(counts, np.intp)),
            ("_steps", np.repeat(np.array(counts, np.intp) % SEQUENCES, counts)),
            ("_lengths", tuple(HEADER + length for used in self.used for length in _lengths_of(sum(used)))),
        ):
            object.__setattr__(self, name, value)

    @classmethod
    def of_node(cls, used: Sequence[int], pixels: Pixels, rest: int) -> Self:
        """Write the packets of one node, which is dark.

        Args:
            used: slots of each row that are patched, counted from slot 1 to the last one.
            pixels: what the bytes are.
            rest: ticks between two frames of a picture that stands still.
        """
        packets = frame_packets(sum(used), pixels)
        count = len(packets)
        width = _width(len(packets), sum(used))
        marks, rests = np.full(count, DDP.burst, np.uint64), np.full(count, rest, np.int64)
        flags, payload = np.zeros(count, np.bool_), np.zeros((count, width), np.uint8)
        row = np.ascontiguousarray(packets[:, : HEADER + width])
        strips = cls(DDP, row, marks, rests, flags, (tuple(used),), payload, payload.copy(), flags.copy())
        strips.go_on(SEQUENCES)
        return strips

    @classmethod
    def together(cls, bays: Sequence["Strips"]) -> Self:
        """Copy those of several nodes into one, whose packets lie one after another."""
        width = max((bay.fresh.shape[1] for bay in bays), default=0)
        columns = {
            name: np.concatenate([_widened(getattr(bay, name), extra + width) for bay in bays])
            for name, extra in (("packets", HEADER), ("fresh", 0), ("shown", 0))
        }
        marks, rest, due, changed = (
            np.concatenate([getattr(bay, name) for bay in bays]) for name in ("marks", "rest", "due", "changed")
        )
        used = tuple(chain.from_iterable(bay.used for bay in bays))
        return cls(DDP, columns["packets"], marks, rest, due, used, columns["fresh"], columns["shown"], changed)

    def part(self, rows: slice) -> "Strips":
        """See the packets of some nodes."""
        firsts = self._firsts.tolist()
        used = tuple(each for first, each in zip(firsts, self.used, strict=True) if rows.start <= first < rows.stop)
        return Strips(
            self.form,
            self.packets[rows],
            self.marks[rows],
            self.rest[rows],
            self.due[rows],
            used,
            self.fresh[rows],
            self.shown[rows],
            self.changed[rows],
        )

    def span(self, begin: int, end: int) -> memoryview:
        """See neighbouring packets of one node as they are sent."""
        size = self.packets.shape[1]
        return self.packets.data.cast("B")[begin * size : (end - 1) * size + self._lengths[end - 1]]

    def renew(self, tick: int, rows: Rows) -> bool:
        """Take a frame in which every node changed; number the packets, and note that they go out.

        Args:
            tick: of the frame.
            rows: uint8 [rows of all nodes, 512].

        Returns:
            False = some did not change, and nothing was taken. ``take`` knows what did then.
        """
        self._compare(rows)
        if not self.changed.all():
            return False
        self._take_all()
        self._advance(self._steps)
        self.marks.fill((tick % TURN << 32) + self.form.burst - 1)
        return True

    def take(self, tick: int, rows: Rows, *, is_mixed: bool = False) -> None:
        """Take the slots of a frame, and find the nodes that changed, or were not sent to for long.

        Args:
            tick: of the frame.
            rows: uint8 [rows of all nodes, 512].
            is_mixed: whether ``renew`` has compared them already.
        """
        if not is_mixed:
            self._compare(rows)
        if self.changed.all():
            self._take_all()
            self.refresh()
        elif self.changed.any():
            which = np.flatnonzero(self.changed)
            self.shown[which] = self.slots[which] = self.fresh[which]
            self.left[which] = self.form.burst
        np.greater(self.left, 0, out=self.due)
        age = (np.uint32(tick % TURN) - self.sent).view(np.int32)
        np.logical_or(self.due, age >= self.rest, out=self.due)

    def number(self) -> None:
        """Give the next sequence numbers to the packets of the nodes that are due."""
        self._advance(self._steps * self.due)

    def go_on(self, last: int) -> None:
        """Let the next packets of one node follow a number."""
        count = len(self.packets)
        np.copyto(self.sequence, (last + np.arange(count) - count) % SEQUENCES + 1, casting="unsafe")

    def jump(self) -> None:
        """Let the next sequence numbers be half a circle away from the last ones."""
        self._advance(_FAR - self._steps)

    def _advance(self, steps: NDArray[np.intp]) -> None:
        np.copyto(self.sequence, (self.sequence - 1 + steps) % SEQUENCES + 1, casting="unsafe")

    def _take_all(self) -> None:
        np.copyto(self.slots, self.fresh)
        np.copyto(self.shown, self.fresh)

    def _compare(self, rows: Rows) -> None:
        """Put the bytes of a frame where they go, and find the nodes of which any differs from what is shown."""
        if len(self._index):
            self.fresh[...] = np.append(rows.reshape(-1), np.uint8(0)).take(self._index, mode="clip")
        for piece in self._pieces:
            self.fresh[piece.packets, piece.bytes] = rows[piece.rows, piece.slots]
        differs = (self.fresh.view(_WORD) != self.shown.view(_WORD)).any(axis=1)
        if len(self._counts) < len(differs):
            differs = np.logical_or.reduceat(differs, self._firsts).repeat(self._counts)
        self.changed[...] = differs


def _packets_of(used: Sequence[int]) -> int:
    return -(-sum(used) // PAYLOAD)


def _lengths_of(size: int) -> Iterator[int]:
    """Give the bytes of pixels in each packet of a frame."""
    for begin in range(0, size, PAYLOAD):
        yield min(PAYLOAD, size - begin)


def _width(packets: int, size: int) -> int:
    """Give the bytes that a payload has in memory: where there are several, they lie as they are sent."""
    word = np.dtype(_WORD).itemsize
    return PAYLOAD if packets > 1 else -(-size // word) * word


def _widened(rows: Rows, width: int) -> Rows:
    """Give rows so many bytes, those behind the end 0."""
    wide = np.zeros((len(rows), width), np.uint8)
    wide[:, : rows.shape[1]] = rows
    return wide


def _pieces_of(nodes: Sequence[Sequence[int]]) -> Iterator[tuple[int, int, int, int, int]]:
    """Say for every run of bytes where it comes from and goes to: row, slot, packet, byte of its payload, how many."""
    row = packet = 0
    for used in nodes:
        ends = [0, *accumulate(used)]
        for number, (begin, end) in enumerate(pairwise(ends)):
            cuts = sorted({begin, end, *range(-(-begin // PAYLOAD) * PAYLOAD, end, PAYLOAD)})
            for at, until in pairwise(cuts):
                yield row + number, at - begin, packet + at // PAYLOAD, at % PAYLOAD, until - at
        row += len(used)
        packet += _packets_of(used)


def _joined(pieces: Iterator[tuple[int, int, int, int, int]]) -> Iterator[_Piece]:
    """Put those together that lie alike, in even steps of rows and packets."""
    alike: dict[tuple[int, int, int], list[tuple[int, int]]] = {}
    for row, slot, packet, at, count in pieces:
        alike.setdefault((slot, at, count), []).append((row, packet))
    for (slot, at, count), places in alike.items():
        begin = 0
        while begin < len(places):
            end = begin + 1
            steps = _step(places[begin], places[end]) if end < len(places) else (1, 1)
            while end < len(places) and _step(places[end - 1], places[end]) == steps:
                end += 1
            (row, packet), (last_row, last_packet) = places[begin], places[end - 1]
            yield _Piece(
                slice(row, last_row + 1, steps[0]),
                slice(slot, slot + count),
                slice(packet, last_packet + 1, steps[1]),
                slice(at, at + count),
            )
            begin = end


def _step(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return other[0] - one[0], other[1] - one[1]


def _index_of(nodes: Sequence[Sequence[int]], shape: tuple[int, ...]) -> NDArray[np.intp]:
    """Say which slot of all rows each byte is; one behind the last slot where there is none."""
    index = np.full(shape, sum(map(len, nodes)) * SLOTS, np.intp)
    for row, slot, packet, at, count in _pieces_of(nodes):
        index[packet, at : at + count] = row * SLOTS + slot + np.arange(count)
    return index
