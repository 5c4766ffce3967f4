"""Station 17: the socket.

Takes datagrams, sends them or counts why it could not. Never waits, never raises, never looks up a name: a node that is
gone costs the others nothing.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

Address: TypeAlias = tuple[str, int]
"""IPv4 address in digits and UDP port."""

Datagram: TypeAlias = bytes | memoryview

REOPEN_AFTER: Final = 100
SEND_BUFFER: Final = 1 << 20
MOST_WAITING: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class LinkStatistics:
    """What a link did since it was opened; ``last_error`` is empty if nothing went wrong."""

    sent: int
    errors: int
    last_error: str


class Link(Protocol):
    """One way to the network."""

    def send(self, datagram: Datagram, to: Address) -> None:
        """Send one datagram now. It may be overwritten by the caller afterwards."""

    def statistics(self) -> LinkStatistics:
        """Say what was sent and what went wrong."""

    def close(self) -> None:
        """Give the socket back. May be called twice."""


class UdpLink:
    """A non-blocking UDP socket.

    A socket that cannot be opened, or that fails many times in a row (its interface went away and came back under
    another number), is opened anew now and then, so that a node plugged in again gets light without a restart.
    """

    def __init__(self, *, interface: str | None, ttl: int = 1) -> None:
        """Open the socket.

        Args:
            interface: local IPv4 address to send from, unicast and multicast; None = the system chooses.
            ttl: how many networks multicast may cross.
        """
        self._interface = interface
        self._ttl = ttl
        self._sent = 0
        self._errors = 0
        self._in_a_row = 0
        self._last_error = ""
        self._closed = False
        self._socket = self._open()

    def send(self, datagram: Datagram, to: Address) -> None:
        """Send one datagram; whatever the system says against it is counted."""
        if self._closed:
            return
        if self._in_a_row and self._in_a_row % REOPEN_AFTER == 0:
            self._reopen()
        if self._socket is None:
            self._fail(self._last_error)
            return
        try:
            self._socket.sendto(datagram, to)
        except OSError as error:
            self._fail(error.strerror or str(error))
        else:
            self._sent += 1
            self._in_a_row = 0

    def statistics(self) -> LinkStatistics:
        """Say what was sent and what went wrong."""
        return LinkStatistics(self._sent, self._errors, self._last_error)

    def close(self) -> None:
        """Give the socket back."""
        self._closed = True
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _fail(self, why: str) -> None:
        self._errors += 1
        self._in_a_row += 1
        self._last_error = why

    def _reopen(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = self._open()

    def _open(self) -> socket.socket | None:
        """Open and set up a socket; None = the system refused, which is counted."""
        opened = None
        try:
            opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            opened.settimeout(0)
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            opened.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, self._ttl)
            opened.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_LOOP, 1)
            if self._interface is not None:
                local = socket.inet_aton(self._interface)
                opened.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, local)
                opened.bind((self._interface, 0))
        except OSError as error:
            if opened is not None:
                opened.close()
            self._fail(f"interface {self._interface}: {error.strerror or error}")
            return None
        return opened


@dataclass(frozen=True, slots=True)
class Delivered:
    """One datagram of a memory link, as it was handed over at a tick."""

    tick: int
    datagram: bytes
    to: Address


class MemoryLink:
    """A network in memory: what is sent waits for the tick barrier, then reaches the receiver in the order it was sent.

    All nodes may share one, so that the order holds between them too. At most ``MOST_WAITING`` datagrams wait; what
    comes after them is lost and counted.
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
        self._waiting: list[tuple[bytes, Address]] = []
        self._sent = 0
        self._lost = 0

    def send(self, datagram: Datagram, to: Address) -> None:
        """Keep a copy until the barrier."""
        if len(self._waiting) >= MOST_WAITING:
            self._lost += 1
            return
        self._waiting.append((bytes(datagram), to))
        self._sent += 1

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

    def statistics(self) -> LinkStatistics:
        """Say what was sent and what was lost."""
        return LinkStatistics(self._sent, self._lost, "more datagrams than a tick may hold" if self._lost else "")

    def close(self) -> None:
        """Do nothing: memory needs no giving back, and other nodes may share the link."""
