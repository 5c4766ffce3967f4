"""Beside station 16: all nodes of a protocol in one go, as long as nothing is wrong with them.

What changed, what is due and the sequence numbers of all universes are worked out at once, over packets that lie one
after another; then each node costs one call to the system for every 64 universes, and all nodes of one universe cost
one together where the system can (``convoy``). A node that is in trouble, or under
a link fault, or new, is fed by its own sender; it comes back when it is well.
"""

import errno
import socket
from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.outputs.fleet.bay import Bay, Form
from controller.outputs.fleet.convoy import Convoy, Member, gathered
from controller.outputs.fleet.shared import Common, SharedLink
from controller.outputs.gate import Gate
from controller.outputs.link import Datagram, Hand, UdpLink
from controller.outputs.segments import segments_at_once
from controller.outputs.universes import NEVER, UniverseSender
from controller.wire.universe import Rows

_NOTHING: Final = memoryview(b"")
_NOBODY: Final = frozenset[str]()
_PASSING: Final = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOBUFS})
"""What a socket says that is well, and full."""
_Call: TypeAlias = tuple[int, Hand, Datagram]
"""Number of its chunk, who sends, what."""


@dataclass(frozen=True, slots=True)
class Berth:
    """One node of the fleet.

    Attributes:
        name: of the node.
        rows: of the frame.
    """

    name: str
    sender: UniverseSender
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
        ears: its socket when they were lent.
        wake: tick at which its sender may want to ask whether the node lives.
        calls: numbers of its chunks among all of the fleet.
    """

    berth: Berth
    begin: int
    chunks: tuple[slice, ...]
    hands: tuple[Hand, ...] = ()
    ears: tuple[socket.socket, ...] = ()
    wake: int = 0
    calls: slice = field(default_factory=lambda: slice(0, 0))


class Fleet:
    """The nodes of one protocol.

    Attributes:
        fair: names of the nodes that the fleet feeds itself.
    """

    def __init__(self, form: Form, berths: Sequence[Berth]) -> None:
        """Lay all packets one after another; the senders find theirs there."""
        berths = sorted(berths, key=lambda berth: berth.rows.start)
        self.fair: set[str] = set()
        self._unanswered: set[str] = set()
        self._refused: set[str] = set()
        self._form = form
        self._bay = Bay.joined(form, [berth.sender.bay for berth in berths])
        self._ships: dict[str, _Ship] = {}
        begin = 0
        for berth in berths:
            count = berth.rows.stop - berth.rows.start
            berth.sender.move_into(self._bay.part(slice(begin, begin + count)))
            step = 1 if len(set(berth.sender.to)) > 1 else segments_at_once(form.size)
            chunks = tuple(slice(at, min(at + step, count)) for at in range(0, count, step))
            self._ships[berth.name] = _Ship(berth, begin, chunks)
            begin += count
        rows = np.concatenate([np.empty(0, np.intp), *(np.arange(b.rows.start, b.rows.stop) for b in berths)])
        self._rows = rows
        self._span = slice(int(rows[0]), int(rows[-1]) + 1) if len(rows) else slice(0, 0)
        self._is_span = len(rows) == self._span.stop - self._span.start
        self._intended: int | None = None
        self._wake = 0
        self._wholes = 0
        self._whole_at = -1
        self._convoys: list[Convoy] = []
        self._spent: set[Common] = set()
        self._arrange()

    @property
    def doubtful(self) -> set[str]:
        """Those of them that may be silent: they owe an answer, or nobody took what was sent."""
        return self._unanswered | self._refused

    def send(self, tick: int, slots: Rows) -> bool:
        """Send a frame to all nodes that are well.

        Args:
            tick: of the frame.
            slots: uint8 [rows of the frame, 512].

        Returns:
            Whether something went wrong with any of them: they have the frame, and left the fleet.
        """
        if not self.fair:
            return False
        bay = self._bay
        if len(slots) != len(self._rows):
            slots = slots[self._span] if self._is_span else slots[self._rows]
        is_whole = bay.take(tick, slots)
        if self._count != len(self._rows):
            is_whole = False
            np.logical_and(bay.due, self._is_fair, out=bay.due)
        bay.number(is_whole=is_whole)
        self._intended = tick
        troubled = self._transmit(tick, is_whole=is_whole)
        bay.note(tick, is_whole=is_whole)
        if self._refused:
            self._refused = {name for name in self._refused if self._ships[name].berth.sender.look(tick)}
        if self._refused != self._left_out:
            self._choose_hands()
        if not troubled:
            return False
        self.dismiss(troubled)
        return True

    def ask(self, tick: int) -> bool:
        """Let the senders ask whose time it is. What was answered until now should have been taken before.

        Returns:
            Whether any of them left the fleet.
        """
        if tick < self._wake or not self.fair:
            return False
        self._wake = NEVER
        stale: list[str] = []
        for name in self.fair:
            ship = self._ships[name]
            if tick >= ship.wake:
                ship.wake = ship.berth.sender.ask(tick)
                (self._unanswered.add if ship.berth.sender.is_unanswered else self._unanswered.discard)(name)
                if ship.ears != ship.berth.link.ears:
                    stale.append(name)  # it was opened anew
            self._wake = min(self._wake, ship.wake)
        self.dismiss(stale)
        return bool(stale)

    def doubt(self, names: Collection[str]) -> None:
        """Send to some nodes by their own hands, for the network tells something of them; they stay."""
        self._refused |= self.fair.intersection(names)

    def settle(self) -> None:
        """Tell the senders what was sent from their berths."""
        if self._intended is None:
            return
        packets = (self._packets + self._wholes * self._sizes).tolist()
        emitted = np.maximum(self._emitted, self._whole_at).tolist()
        for name in self.fair:
            ship = self._ships[name]
            sent, last = sum(packets[ship.calls]), max(emitted[ship.calls], default=-1)
            ship.berth.link.count(sent)
            ship.berth.sender.skip(self._intended, last if sent else None, sent)
        self._packets[:], self._wholes = 0, 0
        self._intended = None

    def welcome(self, names: Collection[str]) -> bool:
        """Take nodes in that are well again; whether there were any."""
        if not (names or self._spent):
            return False
        come = [name for name in names if name in self._ships and self._is_ready(self._ships[name])]
        if come or self._spent:
            self.settle()
            for common in self._spent:
                common.reopen()
            self._spent.clear()
            self.fair.update(come)
            self._arrange()
        return bool(come)

    def dismiss(self, names: Collection[str]) -> None:
        """Let the senders of some nodes feed them."""
        leaving = self.fair.intersection(names)
        if leaving:
            self.settle()
            self.fair -= leaving
            self._unanswered -= leaving
            self._arrange()

    def _is_ready(self, ship: _Ship) -> bool:
        """See whether a node is well, and borrow its hands."""
        berth = ship.berth
        if not berth.sender.is_plain or not berth.gate.is_straight:
            return False
        runs = any(chunk.stop - chunk.start > 1 for chunk in ship.chunks)
        hands = [berth.link.hand(self._form.size, berth.sender.to[chunk.start], runs=runs) for chunk in ship.chunks]
        ship.hands = tuple(hand for hand in hands if hand is not None)
        ship.ears = berth.link.ears
        return len(ship.hands) == len(hands)

    def _arrange(self) -> None:
        """List the calls of a frame in which everything changed."""
        ships = [ship for name, ship in self._ships.items() if name in self.fair]
        self._calls: list[_Call] = []
        self._of_call: list[tuple[_Ship, slice]] = []
        self._is_fair = np.zeros(len(self._rows), np.bool_)
        for ship in ships:
            first = len(self._calls)
            for hand, chunk in zip(ship.hands, ship.chunks, strict=True):
                begin, end = ship.begin + chunk.start, ship.begin + chunk.stop
                self._is_fair[begin:end] = True
                self._calls.append((len(self._calls), hand, self._packets_of(begin, end)))
                self._of_call.append((ship, chunk))
            ship.calls = slice(first, len(self._calls))
            ship.wake = 0
        self._begins = np.array([ship.begin + chunk.start for ship, chunk in self._of_call], np.intp)
        self._sizes = np.array([chunk.stop - chunk.start for _, chunk in self._of_call], np.intp)
        self._count = int(self._sizes.sum())
        self._packets = np.zeros(len(self._calls), np.int64)
        self._emitted = np.full(len(self._calls), -1, np.int64)
        self._wholes, self._whole_at = 0, -1  # frames in which all was due, and the last of them
        self._refused = {name for name in self.fair if self._ships[name].berth.sender.is_refused}
        self._synced = [ship for ship in ships if ship.berth.sender.is_synced]
        self._wake = 0
        for convoy in self._convoys:
            convoy.close()
        self._convoys = []
        members = [
            Member(ship.calls.start, ship.begin, ship.berth.link, ship.berth.sender.to[0])
            for ship in ships
            if ship.chunks == (slice(0, 1),) and isinstance(ship.berth.link, SharedLink)
        ]
        self._convoys = gathered(members, self._bay.packets, self._spent)
        self._choose_hands()

    def _choose_hands(self) -> None:
        """Send by their own hands to the nodes that no one call sends to, or that the network tells something of."""
        self._left_out = frozenset(self._refused)
        alone = [number for name in self._refused for number in range(len(self._calls))[self._ships[name].calls]]
        self._is_by_hand = np.ones(len(self._calls), np.bool_)
        for convoy in self._convoys:
            convoy.leave_out(np.array(alone, np.intp))
            self._is_by_hand[convoy.calls] = False
        self._is_by_hand[alone] = True
        self._by_hand = [self._calls[number] for number in np.flatnonzero(self._is_by_hand).tolist()]

    def _transmit(self, tick: int, *, is_whole: bool) -> AbstractSet[str]:
        """Send what is due.

        Args:
            tick: of the frame.
            is_whole: whether that is everything.

        Returns:
            The nodes that the system said something against; they were sent by their own senders.
        """
        due, calls = (self._sizes, self._by_hand) if is_whole else self._due_calls()
        doubted: dict[int, Common | None] = {}
        for convoy in self._convoys:
            unsent = convoy.send(None if is_whole else due)
            if unsent:
                doubted.update((number, None if error in _PASSING else convoy.common) for number, error in unsent)
        if doubted:  # their own sockets may do better
            calls = [*(self._calls[number] for number in doubted), *calls]
        failed: list[tuple[_Call, OSError]] = []
        for call in calls:
            try:
                call[1](call[2])
            except OSError as error:
                failed.append((call, error))
        if is_whole:
            self._wholes, self._whole_at = self._wholes + 1, tick
        else:
            self._packets += due
            self._emitted[due > 0] = tick
        for convoy in self._convoys:
            for number in convoy.told():
                self._refused.add(self._of_call[number][0].berth.name)
        if not (doubted or failed or self._synced):
            return _NOBODY
        return self._finish(tick, due, doubted, failed)

    def _finish(
        self,
        tick: int,
        due: NDArray[np.intp],
        doubted: Mapping[int, Common | None],
        failed: Sequence[tuple[_Call, OSError]],
    ) -> AbstractSet[str]:
        """Send once more what did not leave, and what follows the data.

        Args:
            tick: of the frame.
            due: by call, how many packets.
            doubted: by call, the socket for many that is to blame if the node's own did better.
            failed: what did not leave by the nodes' own sockets, and why.

        Returns:
            As of ``_transmit``.
        """
        lost = {call[0] for call, error in failed if not self._has_left(call, error)}
        self._spent.update(common for number, common in doubted.items() if common is not None and number not in lost)
        lost_tails = [ship for ship in self._synced if not self._follow(ship, due)]
        return {*self._send_again(tick, lost, due), *self._send_tails_again(tick, lost_tails)}

    def _has_left(self, call: _Call, error: OSError) -> bool:
        """Send once more what a word about earlier datagrams kept from going out; False = it was no such word."""
        number, hand, packets = call
        ship, _ = self._of_call[number]
        with suppress(OSError):
            if ship.berth.link.told(error):
                hand(packets)
                self._refused.add(ship.berth.name)
                return True
        return False

    def _follow(self, ship: _Ship, due: NDArray[np.intp]) -> bool:
        """Send what goes to a node behind its data, if there was any; False = it did not leave."""
        sender = ship.berth.sender
        sender.has_sent = bool(due[ship.calls].any())
        tail = sender.tail
        if not sender.has_sent or tail is None:
            return True
        number, has_left = ship.calls.stop - 1, True
        try:
            ship.hands[-1](tail)
        except OSError as error:
            has_left = self._has_left((number, ship.hands[-1], tail), error)
        self._packets[number] += has_left
        return has_left

    def _due_calls(self) -> tuple[NDArray[np.intp], Sequence[_Call]]:
        """Find how many packets of each chunk are due, and the calls that send them."""
        bay = self._bay
        count = np.count_nonzero(bay.due)
        if count in {0, self._count}:
            return (self._sizes, self._by_hand) if count else (np.zeros_like(self._sizes), ())
        counted = np.concatenate([[0], np.cumsum(bay.due)])
        due = counted[self._begins + self._sizes] - counted[self._begins]
        is_whole = (due == self._sizes).tolist()
        calls: list[_Call] = []
        for number in np.flatnonzero((due > 0) & self._is_by_hand).tolist():
            if is_whole[number]:
                calls.append(self._calls[number])
                continue
            _, hand, _ = self._calls[number]
            first = int(self._begins[number])
            here = bay.due[first : first + int(self._sizes[number])]
            edges = (np.flatnonzero(np.diff(here, prepend=False, append=False)) + first).tolist()
            runs = zip(edges[::2], edges[1::2], strict=True)
            calls += [(number, hand, self._packets_of(begin, end)) for begin, end in runs]
        return due, calls

    def _packets_of(self, begin: int, end: int) -> memoryview:
        """See the packets of neighbouring universes as they are sent."""
        if not len(self._rows):
            return _NOTHING
        return self._bay.packets.data.cast("B")[begin * self._form.size : end * self._form.size]

    def _send_again(self, tick: int, lost: set[int], due: NDArray[np.intp]) -> Iterator[str]:
        """Let the senders send what is due of chunks of which something did not leave.

        Yields:
            Their nodes.
        """
        for number in sorted(lost):
            ship, chunk = self._of_call[number]
            self._packets[number] -= due[number]
            ship.berth.sender.send_due(tick, chunk)
            yield ship.berth.name

    @staticmethod
    def _send_tails_again(tick: int, ships: Sequence[_Ship]) -> Iterator[str]:
        """Let the senders of nodes send what follows their data, where just that did not leave."""
        for ship in ships:
            ship.berth.sender.send_tail(tick)
            yield ship.berth.name
