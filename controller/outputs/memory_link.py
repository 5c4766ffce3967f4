"""Beside station 17: a network in memory, for scenarios and tests, which hands over at the tick barrier."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from controller.outputs.link import Address, Datagram, LinkStatistics, Received

MOST_WAITING: Final = 1 << 16
MOST_ANSWERS: Final = 1 << 10


@dataclass(frozen=True, slots=True)
class Delivered:
    """One datagram of a memory link, as it was handed over at a tick."""

    tick: int
    datagram: bytes
    to: Address


class MemoryLink:
    """A network in memory: what is sent waits for the tick barrier, then reaches the receiver in the order it was sent.

    All nodes may share one, so that the order holds between them too. At most ``MOST_WAITING`` datagrams and
    ``MOST_ANSWERS`` answers wait; what comes after them is lost and counted.
    """

    def __init__(self, receive: Callable[[bytes, Address], None], *, record: bool) -> None:
        """Stand between senders and a receiver.

        Args:
            receive: called for each datagram at the barrier.
            record: True = keep all that was delivered in ``tap``.
        """
        self.tap: list[Delivered] = []
        self._receive = receive
        self._record = record
        self._waiting: list[Received] = []
        self._answers: deque[Received] = deque()
        self._sent = 0
        self._lost = 0

    def send(self, datagram: Datagram, to: Address) -> None:
        """Keep a copy until the barrier."""
        if len(self._waiting) >= MOST_WAITING:
            self._lost += 1
            return
        self._waiting.append((bytes(datagram), to))
        self._sent += 1

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        """Keep copies until the barrier."""
        for at in range(0, len(packets), size):
            self.send(packets[at : at + size], to)

    def deliver(self, tick: int) -> int:
        """Hand over what was sent since the last barrier; what the receiver sends meanwhile waits for the next one.

        Returns:
            How many datagrams were delivered.
        """
        waiting, self._waiting = self._waiting, []
        for datagram, to in waiting:
            if self._record:
                self.tap.append(Delivered(tick, datagram, to))
            self._receive(datagram, to)
        return len(waiting)

    def answer(self, datagram: bytes, source: Address) -> None:
        """Put up what someone at the far end says, for the next ``receive``."""
        if len(self._answers) >= MOST_ANSWERS:
            self._lost += 1
            return
        self._answers.append((datagram, source))

    @property
    def ears(self) -> None:
        """Memory has no socket."""
        return

    def receive(self, most: int) -> list[Received]:
        """Hand over what was answered, the oldest first."""
        return [self._answers.popleft() for _ in range(min(most, len(self._answers)))]

    def statistics(self) -> LinkStatistics:
        """Say what was sent and what was lost."""
        return LinkStatistics(self._sent, self._lost, "more datagrams than a tick may hold" if self._lost else "")

    def reopen(self) -> None:
        """Do nothing: memory does not break."""

    def close(self) -> None:
        """Do nothing: memory needs no giving back, and other nodes may share the link."""
