"""Beside station 16: all nodes of a protocol in one go, as long as nothing is wrong with them.

What changed, what is due and the sequence numbers of all universes are worked out at once, over packets that lie one
after another; then each node costs one call to the system for every 64 universes, and all nodes of one universe cost
one together where the system can (``convoy``). A node that is in trouble, or under
a link fault, or new, is fed by its own sender; it comes back when it is well.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import SLOTS
from controller.outputs.fleet.bay import Bay
from controller.outputs.fleet.berth import Berth, Call, Ship, called
from controller.outputs.fleet.convoy import Convoy, Doubts, Member, gathered
from controller.outputs.fleet.renewal import Dispatch, Passes, Renewal, Wholes, dispatch_of, nothing_taken, repeating
from controller.outputs.fleet.shared import Common, SharedLink
from controller.outputs.fleet.turns import Turns
from controller.outputs.segments import segments_at_once
from controller.outputs.universes import NEVER
from controller.wire.universe import Rows

WATCH_TICKS: Final = 8
"""So often the sockets of the nodes are asked whether the network told them something."""


class Fleet:
    """The nodes of one protocol.

    Attributes:
        fair: names of the nodes that the fleet feeds itself.
    """

    def __init__(self, berths: Sequence[Berth], bay: Bay, renew: Renewal, passes: Passes | None) -> None:
        """Take the nodes; their senders find their packets where they lie now.

        Args:
            berths: the nodes, in the order of their rows.
            bay: the packets of all of them, one after another.
            renew: takes frames in which all changed.
            passes: takes and sends them by one call; None = nothing here does.
        """
        self.fair: set[str] = set()
        self._unanswered: set[str] = set()
        self._refused: set[str] = set()
        self._turns = Turns()
        self._bay, self._renew, self._passes = bay, renew, passes
        self._size = bay.packets.shape[1]
        self._ships: dict[str, Ship] = {}
        begin = 0
        for berth in berths:
            count = len(berth.sender.to)
            berth.sender.move_into(self._bay.part(slice(begin, begin + count)))
            step = 1 if len(set(berth.sender.to)) > 1 else segments_at_once(self._size)
            chunks = tuple(slice(at, min(at + step, count)) for at in range(0, count, step))
            self._ships[berth.name] = Ship(berth, begin, chunks)
            begin += count
        rows = np.concatenate([np.empty(0, np.intp), *(np.arange(b.rows.start, b.rows.stop) for b in berths)])
        self._rows = rows
        self._span = slice(int(rows[0]), int(rows[-1]) + 1) if len(rows) else slice(0, 0)
        self._is_span = len(rows) == self._span.stop - self._span.start
        self._own = np.empty((len(rows), SLOTS), np.uint8)
        self._intended = -1
        self._is_plain = False
        self._wake = 0
        self._watch_at = 0
        self._wholes = Wholes()
        self._convoys: list[Convoy] = []
        self._spent: set[Common] = set()
        self._arrange()

    @property
    def doubtful(self) -> set[str]:
        """Those of them that may be silent: they owe an answer, or nobody took what was sent."""
        return self._unanswered | self._refused

    @property
    def is_waiting(self) -> bool:
        """Whether a socket for many is to be opened anew when nodes are welcomed."""
        return bool(self._spent)

    @property
    def repeat(self) -> tuple[Dispatch, int]:
        """The short way for frames like the last one, and the tick from which ``look`` is to follow it."""
        return self._repeat if self._is_plain else nothing_taken, self._watch_at

    def send(self, tick: int, slots: Rows, begun: Doubts | None) -> bool:
        """Send a frame to all nodes that are well.

        Args:
            tick: of the frame.
            slots: uint8 [rows of the frame, 512].
            begun: what the short way did not send; None = nothing of the frame was taken.

        Returns:
            Whether something went wrong: nodes have the frame, and left the fleet, or a socket must be opened anew.
        """
        if not self.fair:
            return False
        if has_others := len(slots) != len(self._rows):
            slots = self._mine(slots)
        self._intended = tick
        absent = self._turns.begin(tick) if self._turns.names else None
        doubted = self._dispatch(tick, slots) if begun is None and self._is_complete else begun
        if is_whole := doubted is not None:
            due, calls = self._sizes, self._by_hand
        else:
            due, calls = self._due_calls(tick, slots)
            doubted = [each for convoy in self._convoys for each in convoy.blamed(convoy.send(due))]
            self._bay.note(tick)
        if absent is not None:
            due, calls = self._without(absent, due, calls)
        if is_whole and absent is None:
            self._wholes.count(tick)
        else:
            self._packets += due
            self._emitted[due > 0] = tick
        failed = called([self._calls[number] for number, _ in doubted], calls) if doubted or calls else ()
        is_troubled = bool(doubted or failed or self._synced) and self._finish(tick, due, doubted, failed)
        self._is_plain = is_whole and not (has_others or is_troubled or self._by_hand or self._synced or self._refused)
        is_time = tick >= self._watch_at
        if is_time or len(self._refused) > len(self._turns.names):
            self.watch(tick, is_time=is_time)
        return is_troubled

    def _without(
        self, absent: Sequence[int], due: NDArray[np.intp], calls: Sequence[Call]
    ) -> tuple[NDArray[np.intp], Sequence[Call]]:
        """Leave out of a frame, taken and counted as it was, the calls to nodes that wait for their turn."""
        self._turns.note(due, is_whole=due is self._sizes)
        if due is self._sizes:
            self._bay.due.fill(1)
            due = due.copy()
        due[absent] = 0
        left_out = frozenset(absent)
        return due, [call for call in calls if call[0] not in left_out]

    def _mine(self, slots: Rows) -> Rows:
        """See the rows of this fleet in a frame."""
        return slots[self._span] if self._is_span else slots.take(self._rows, 0, self._own, "clip")

    def watch(self, tick: int, *, is_time: bool) -> None:
        """Note the nodes that the network told something of, and those of which that is long ago.

        Args:
            tick: of the frame.
            is_time: whether it is the first frame of ``WATCH_TICKS``; the engine may have skipped some.
        """
        if is_time:
            self._watch_at = tick - tick % WATCH_TICKS + WATCH_TICKS
        for convoy in self._convoys:
            for number in convoy.told():
                self._refused.add(self._of_call[number][0].berth.name)
        if self._refused:
            resting = self._turns.names
            self._refused = {n for n in self._refused if n in resting or self._ships[n].berth.sender.look(tick)}
            if is_time:
                self._turns.look(tick, {name: self._ships[name] for name in self._refused})
        if self._refused != self._left_out:
            self._choose_hands()

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
        self._is_plain = False

    def settle(self) -> None:
        """Tell the senders what was sent from their berths."""
        intended = max(self._intended, self._wholes.last if self._wholes.frames else -1)
        if intended < 0:
            return
        packets = (self._packets + self._wholes.frames * self._sizes).tolist()
        emitted = np.maximum(self._emitted, self._wholes.last).tolist()
        for name in self.fair:
            ship = self._ships[name]
            sent, last = sum(packets[ship.calls]), max(emitted[ship.calls], default=-1)
            ship.berth.link.count(sent)
            ship.berth.sender.skip(intended, last if sent else None, sent)
        self._packets[:], self._wholes.frames = 0, 0
        self._intended = -1

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

    def _is_ready(self, ship: Ship) -> bool:
        """See whether a node is well, and borrow its hands."""
        berth = ship.berth
        if not berth.sender.is_plain or not berth.gate.is_straight:
            return False
        runs = any(chunk.stop - chunk.start > 1 for chunk in ship.chunks)
        hands = [berth.link.hand(self._size, berth.sender.to[chunk.start], runs=runs) for chunk in ship.chunks]
        ship.hands = tuple(hand for hand in hands if hand is not None)
        ship.ears = berth.link.ears
        return len(ship.hands) == len(hands)

    def _arrange(self) -> None:
        """List the calls of a frame in which everything changed."""
        ships = [ship for name, ship in self._ships.items() if name in self.fair]
        self._calls: list[Call] = []
        self._of_call: list[tuple[Ship, slice]] = []
        self._is_fair = np.zeros(len(self._bay.packets), np.bool_)
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
        self._is_complete = self._count == len(self._bay.packets)
        self._packets = np.zeros(len(self._calls), np.int64)
        self._emitted = np.full(len(self._calls), -1, np.int64)
        self._wholes = Wholes()
        self._refused = {name for name in self.fair if self._ships[name].berth.sender.is_refused}
        self._turns.keep(self._refused)
        self._synced = [ship for ship in ships if ship.berth.sender.is_synced]
        self._wake = 0
        for convoy in self._convoys:
            convoy.close()
        self._convoys = []
        singles = [(ship, ship.calls.start, ship.berth.link) for ship in ships if ship.chunks == (slice(0, 1),)]
        members = [
            Member(call, ship.begin, len(self._calls[call][2]), link, ship.berth.sender.to[0])
            for ship, call, link in singles
            if isinstance(link, SharedLink)
        ]
        self._convoys = gathered(members, self._bay.packets, self._spent)
        self._choose_hands()

    def _choose_hands(self) -> None:
        """Send by their own hands to the nodes that no one call sends to, or that the network tells something of."""
        self._left_out = frozenset(self._refused)
        self._is_plain = False
        alone = [number for name in self._refused for number in range(len(self._calls))[self._ships[name].calls]]
        self._is_by_hand = np.ones(len(self._calls), np.bool_)
        for convoy in self._convoys:
            convoy.leave_out(np.array(alone, np.intp))
            self._is_by_hand[convoy.calls] = False
        self._is_by_hand[alone] = True
        self._by_hand: Sequence[Call] = [self._calls[number] for number in np.flatnonzero(self._is_by_hand).tolist()]
        self._dispatch = dispatch_of(self._bay, self._renew, self._convoys, self._passes)
        self._repeat = repeating(self._dispatch, self._wholes)

    def _finish(
        self,
        tick: int,
        due: NDArray[np.intp],
        doubted: Doubts,
        failed: Sequence[tuple[Call, OSError]],
    ) -> bool:
        """Send once more what did not leave, and what follows the data.

        Args:
            tick: of the frame.
            due: by call, how many packets.
            doubted: calls that a socket for many did not send, and which is to blame if the node's own did better.
            failed: what did not leave by the nodes' own sockets, and why.

        Returns:
            Whether the system said something against any node, which was sent by its own sender and left the fleet, or
            against a socket for many.
        """
        lost = {call[0] for call, error in failed if not self._has_left(call, error)}
        self._spent.update(common for number, common in doubted if common is not None and number not in lost)
        lost_tails = [ship for ship in self._synced if not self._follow(ship, due)]
        troubled = {*self._send_again(tick, lost, due), *self._send_tails_again(tick, lost_tails)}
        self.dismiss(troubled)
        return bool(troubled or self._spent)

    def _has_left(self, call: Call, error: OSError) -> bool:
        """Send once more what a word about earlier datagrams kept from going out; False = it was no such word."""
        number, hand, packets = call
        ship, _ = self._of_call[number]
        with suppress(OSError):
            if ship.berth.link.told(error):
                hand(packets)
                self._refused.add(ship.berth.name)
                return True
        return False

    def _follow(self, ship: Ship, due: NDArray[np.intp]) -> bool:
        """Send what goes to a node behind its data, if there was any; False = it did not leave.

        One that rests is sent its data alone.
        """
        sender = ship.berth.sender
        sender.has_sent = bool(due[ship.calls].any()) and ship.berth.name not in self._turns.names
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

    def _due_calls(self, tick: int, slots: Rows) -> tuple[NDArray[np.intp], Sequence[Call]]:
        """Take a frame; find how many packets of each chunk are due, and the calls that send them."""
        bay = self._bay
        bay.take(tick, slots, is_mixed=self._is_complete)
        np.logical_and(bay.due, self._is_fair, out=bay.due)
        bay.number()
        count = np.count_nonzero(bay.due)
        if count in {0, self._count}:
            return (self._sizes, self._by_hand) if count else (np.zeros_like(self._sizes), ())
        counted = np.concatenate([[0], np.cumsum(bay.due)])
        due = counted[self._begins + self._sizes] - counted[self._begins]
        is_whole = (due == self._sizes).tolist()
        calls: list[Call] = []
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
        """See the packets of one node as they are sent."""
        return self._bay.span(begin, end)

    def _send_again(self, tick: int, lost: set[int], due: NDArray[np.intp]) -> Iterator[str]:
        """Let the senders send what is due of chunks of which something did not leave.

        Yields:
            Their nodes.
        """
        for number in sorted(lost):
            ship, chunk = self._of_call[number]
            self._packets[number] -= due[number]
            if due is self._sizes:
                self._bay.due.fill(1)
            ship.berth.sender.send_due(tick, chunk)
            yield ship.berth.name

    @staticmethod
    def _send_tails_again(tick: int, ships: Sequence[Ship]) -> Iterator[str]:
        """Let the senders of nodes send what follows their data, where just that did not leave."""
        for ship in ships:
            ship.berth.sender.send_tail(tick)
            yield ship.berth.name
