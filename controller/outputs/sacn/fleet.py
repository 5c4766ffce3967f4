"""Beside station 16, sACN: all nodes of a show in one go, as long as nothing is wrong with them.

What changed, what is due and the sequence numbers of all universes are worked out at once, over packets that lie one
after another; then each node costs one call to the system for every 64 universes. A node that is in trouble, or under
a link fault, or new, is fed by its own sender; it comes back when it is well.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from controller.outputs.gate import Gate
from controller.outputs.link import Hand, UdpLink
from controller.outputs.sacn.bay import Bay
from controller.outputs.sacn.sender import SacnSender
from controller.outputs.segments import segments_at_once
from controller.wire.sacn.data import PACKET
from controller.wire.universe import Rows

AT_ONCE: Final = segments_at_once(PACKET)


@dataclass(frozen=True, slots=True)
class Berth:
    """One node of the fleet.

    Attributes:
        name: of the node.
        rows: of the frame.
    """

    name: str
    sender: SacnSender
    link: UdpLink
    gate: Gate
    rows: slice


@dataclass(slots=True)
class _Ship:
    """A berth in the fleet.

    Attributes:
        begin: first row in the fleet's bay.
        chunks: rows within the node that one call carries.
        hands: one for each chunk.
    """

    berth: Berth
    begin: int
    chunks: tuple[slice, ...]
    hands: tuple[Hand, ...] = ()


class Fleet:
    """The sACN nodes of one show.

    Attributes:
        fair: names of the nodes that the fleet feeds itself.
    """

    def __init__(self, berths: Sequence[Berth]) -> None:
        """Lay all packets one after another; the senders find theirs there."""
        berths = sorted(berths, key=lambda berth: berth.rows.start)
        self.fair: set[str] = set()
        self._bay = Bay.joined([berth.sender.bay for berth in berths])
        self._ships: dict[str, _Ship] = {}
        begin = 0
        for berth in berths:
            count = berth.rows.stop - berth.rows.start
            berth.sender.move_into(self._bay.part(slice(begin, begin + count)))
            step = 1 if len(set(berth.sender.to)) > 1 else AT_ONCE
            chunks = tuple(slice(at, min(at + step, count)) for at in range(0, count, step))
            self._ships[berth.name] = _Ship(berth, begin, chunks)
            begin += count
        rows = np.concatenate([np.empty(0, np.intp), *(np.arange(b.rows.start, b.rows.stop) for b in berths)])
        self._rows = rows
        self._span = slice(int(rows[0]), int(rows[-1]) + 1) if len(rows) else slice(0, 0)
        self._is_span = len(rows) == self._span.stop - self._span.start
        self._intended: int | None = None
        self._arrange()

    def send(self, tick: int, slots: Rows, odd: Collection[str]) -> frozenset[str]:
        """Send a frame to all nodes that are well.

        Args:
            tick: of the frame.
            slots: uint8 [rows of the frame, 512].
            odd: nodes under a link fault; they leave the fleet.

        Returns:
            The nodes that have it.
        """
        if not self.fair.isdisjoint(odd):
            self._dismiss(self.fair.intersection(odd))
        if not self.fair:
            return frozenset()
        served = frozenset(self.fair)
        bay = self._bay
        bay.take(tick, slots[self._span] if self._is_span else slots[self._rows])
        np.logical_and(bay.due, self._is_fair, out=bay.due)
        bay.number()
        self._intended = tick
        troubled = self._transmit(tick)
        bay.note(tick)
        if troubled:
            self._dismiss(troubled)
        return served

    def settle(self) -> None:
        """Tell the senders what was sent from their berths."""
        if self._intended is None:
            return
        for name in self.fair:
            self._ships[name].berth.sender.skip(self._intended, None, 0)
        for number in np.flatnonzero(self._packets).tolist():
            berth, packets = self._calls[number][2].berth, int(self._packets[number])
            berth.link.count(packets)
            berth.sender.skip(self._intended, int(self._emitted[number]), packets)
        self._packets[:] = 0
        self._intended = None

    def welcome(self, names: Collection[str]) -> None:
        """Take nodes in that are well again."""
        come = [name for name in names if name in self._ships and self._is_ready(self._ships[name])]
        if come:
            self.settle()
            self.fair.update(come)
            self._arrange()

    def dissolve(self) -> None:
        """Let every sender feed its node itself."""
        self._dismiss(set(self.fair))

    def _is_ready(self, ship: _Ship) -> bool:
        """See whether a node is well, and borrow its hands."""
        berth = ship.berth
        if not berth.sender.is_plain or not berth.gate.is_straight:
            return False
        runs = any(chunk.stop - chunk.start > 1 for chunk in ship.chunks)
        hands = [berth.link.hand(PACKET, berth.sender.to[chunk.start], runs=runs) for chunk in ship.chunks]
        ship.hands = tuple(hand for hand in hands if hand is not None)
        return len(ship.hands) == len(hands)

    def _dismiss(self, names: Collection[str]) -> None:
        if names:
            self.settle()
            self.fair.difference_update(names)
            self._arrange()

    def _arrange(self) -> None:
        """List the calls of a frame in which everything changed."""
        ships = [ship for name, ship in self._ships.items() if name in self.fair]
        whole = self._bay.packets.data.cast("B") if len(self._rows) else memoryview(b"")
        self._calls: list[tuple[Hand, memoryview, _Ship, slice]] = []
        for ship in ships:
            for hand, chunk in zip(ship.hands, ship.chunks, strict=True):
                packets = whole[(ship.begin + chunk.start) * PACKET : (ship.begin + chunk.stop) * PACKET]
                self._calls.append((hand, packets, ship, chunk))
        # a node that is not in the fleet may stand between two chunks: what of it is due counts as nothing
        self._begins = np.array([ship.begin + chunk.start for _, _, ship, chunk in self._calls], np.intp)
        self._ends = np.array([ship.begin + chunk.stop for _, _, ship, chunk in self._calls], np.intp)
        self._is_fair = np.zeros(len(self._rows), np.bool_)
        for begin, end in zip(self._begins.tolist(), self._ends.tolist(), strict=True):
            self._is_fair[begin:end] = True
        self._packets = np.zeros(len(self._calls), np.int64)
        self._emitted = np.zeros(len(self._calls), np.int64)
        self._synced = [ship for ship in ships if ship.berth.sender.is_synced]

    def _transmit(self, tick: int) -> set[str]:
        """Send what is due.

        Returns:
            The nodes that the system, or the network, said something against; they were sent by their own senders.
        """
        counted = np.concatenate([[0], np.cumsum(self._bay.due)])
        due = counted[self._ends] - counted[self._begins]
        is_whole = (due == self._ends - self._begins).tolist()
        for ship in self._synced:
            ship.berth.sender.has_sent = bool(ship.berth.sender.bay.due.any())
        self._emitted[due > 0] = tick
        self._packets += due
        troubled: set[str] = set()
        for number in np.flatnonzero(due).tolist():
            hand, packets, ship, chunk = self._calls[number]
            try:
                if is_whole[number]:
                    hand(packets)
                else:
                    self._send_some(hand, packets, ship.begin + chunk.start, chunk.stop - chunk.start)
            except OSError as error:
                self._packets[number] -= due[number]
                ship.berth.link.told(error)
                troubled.add(ship.berth.name)
                ship.berth.sender.send_due(tick, chunk)
        return troubled

    def _send_some(self, hand: Hand, packets: memoryview, first: int, count: int) -> None:
        """Send the universes of a chunk that are due, those that lie together at once.

        Raises:
            OSError: the system refused; those before it went out.
        """
        due = self._bay.due[first : first + count]
        edges = np.flatnonzero(np.diff(due, prepend=False, append=False)).tolist()
        for begin, end in zip(edges[::2], edges[1::2], strict=True):
            hand(packets[begin * PACKET : end * PACKET])
