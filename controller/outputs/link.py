"""Station 17: the socket.

Takes datagrams, sends them or counts why it could not; hands over what came back. Never waits, never raises, never
looks up a name: a node that is gone costs the others nothing.
"""

import errno
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from controller.outputs.interfaces import hold_to
from controller.outputs.segments import CANNOT_SEGMENT, HAS_SEGMENTS, cut_always, segments_at_once, send_segments

Address: TypeAlias = tuple[str, int]
"""IPv4 address in digits and UDP port."""

Datagram: TypeAlias = bytes | memoryview

Hand: TypeAlias = Callable[[Datagram], int]
"""Sends one datagram, or a run of equal ones.

Raises:
    OSError: the system refused.
"""

Received: TypeAlias = tuple[bytes, Address]
"""A datagram and who sent it."""

REOPEN_AFTER: Final = 100
"""Errors in a row after which a socket is opened anew."""
RETRY_AFTER: Final = 4
"""The same where there is no socket, e.g. because the network was not there yet."""
SEND_BUFFER: Final = 1 << 20
_TOLD: Final = frozenset({errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.EHOSTDOWN})
"""What a connected socket hears by ICMP of a datagram that it sent before."""
IP_RECVERR: Final = 11
"""Linux: tell a connected socket also that the network knows no way to the machine, not only that nobody listens."""
LONGEST: Final = 2048
"""Bytes of an answer that are read; none that anyone here understands is longer."""


@dataclass(frozen=True, slots=True)
class LinkStatistics:
    """What a link did since it was opened.

    Attributes:
        last_error: empty if nothing went wrong.
        dropped: what a link fault kept back.
        refused: how often the network told of an earlier datagram that nobody took it.
        deaf: why answers may not be heard here; empty if they are.
        sharers: nodes of one machine that it refuses, at least 1: the more, the rarer it tells of each.
    """

    sent: int
    errors: int
    last_error: str
    dropped: int = 0
    deaf: str = ""
    refused: int = 0
    sharers: int = 1


class Outlet(Protocol):
    """One way to the network: all that a sender needs."""

    def send(self, datagram: Datagram, to: Address) -> None:
        """Send one datagram now. It may be overwritten by the caller afterwards."""

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        """Send datagrams of equal size that lie one after another, now, to one address.

        Args:
            packets: whole datagrams, contiguous bytes, at least one.
            size: bytes of each; the last may be shorter.
            to: where all of them go.
        """

    def statistics(self) -> LinkStatistics:
        """Say what was sent and what went wrong."""

    def reopen(self) -> None:
        """Try anew after trouble: an interface may have gone away and come back under another number."""

    def close(self) -> None:
        """Give the socket back. May be called twice."""


class Link(Outlet, Protocol):
    """The same, and the way back.

    Attributes:
        ears: the sockets that ``receive`` reads now; None = it must be called to know whether anything came.
    """

    @property
    def ears(self) -> tuple[socket.socket, ...] | None: ...  # noqa: D102 - see above

    def receive(self, most: int) -> list[Received]:
        """Hand over what came since the last call, at most so many; the rest stays for the next call."""


class UdpLink:
    """A non-blocking UDP socket.

    A socket that cannot be opened, or that fails many times in a row (its interface went away and came back under
    another number), is opened anew now and then, so that a node plugged in again gets light without a restart.

    Attributes:
        sharers: see ``LinkStatistics``.
    """

    def __init__(
        self,
        *,
        interface: str | None,
        port: int = 0,
        peer: Address | None = None,
        ttl: int = 1,
        may_broadcast: bool = False,
    ) -> None:
        """Open the socket.

        Args:
            interface: local IPv4 address to send from, unicast and multicast; None = the system chooses.
            port: local port, shared with other sockets of this program; 0, and where it cannot be had: any free one.
            peer: the only one that is sent to and heard; None = anyone.
            ttl: how many networks multicast may cross.
            may_broadcast: whether it may send to all of a network at once.
        """
        self._interface = interface
        self._ttl = ttl
        self._may_broadcast = may_broadcast
        self._port = port
        self._peer = peer
        self._deaf = ""
        self._sent = 0
        self._errors = 0
        self._in_a_row = 0
        self._refused = 0
        self._last_error = ""
        self._closed = False
        self.sharers = 1
        self._segments = HAS_SEGMENTS
        self._socket = self._open()

    def send(self, datagram: Datagram, to: Address) -> None:
        """Send one datagram; whatever the system says against it is counted."""
        if self._closed:
            return
        after = REOPEN_AFTER if self._socket is not None else RETRY_AFTER
        if self._in_a_row and self._in_a_row % after == 0:
            self._reopen()
        if self._socket is None:
            self._fail(self._last_error)
            return
        opened = self._socket
        if to == self._peer:
            self._try(lambda: opened.send(datagram), 1)
        else:
            self._try(lambda: opened.sendto(datagram, to), 1)

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        """Send datagrams that lie one after another: by one call for many where the system can cut them itself."""
        step = size * segments_at_once(size)
        for begin in range(0, len(packets), step):
            run = packets[begin : begin + step]
            if self._segments and len(run) > size and self._socket is not None and not self._in_a_row:
                self._send_segments(self._socket, run, size, to)
            else:
                for at in range(0, len(run), size):
                    self.send(run[at : at + size], to)

    def reopen(self) -> None:
        """Give the socket back and open another."""
        if not self._closed:
            self._reopen()

    def hand(self, size: int, to: Address, *, runs: bool) -> Hand | None:
        """Lend the shortest way to the system, for datagrams of equal size that lie one after another.

        Whoever sends by it tells what left with ``count``, and what the system said against it with ``told``.

        Args:
            size: bytes of each; the way takes one, or a run of at most ``segments_at_once(size)``.
            to: where all of them go.
            runs: whether it must take runs; a way that cuts them is the dearer one for single datagrams.

        Returns:
            A call; None = there is no such way now. It is good until the socket is opened anew.
        """
        opened = self._socket
        if opened is None or self._in_a_row:
            return None
        if runs and not (self._segments and cut_always(opened, size)):
            return None
        return opened.send if to == self._peer else lambda datagram: opened.sendto(datagram, to)

    def count(self, sent: int) -> None:
        """Count datagrams that left by the hand that was lent."""
        self._sent += sent

    def told(self, error: OSError) -> bool:
        """Note what the system said to the hand that was lent; False = it was not about earlier datagrams."""
        if self._peer is None or error.errno not in _TOLD:
            return False
        self._note_told(error)
        if self._socket is not None:  # the system tells the newest word once more, and the next run must not pay for it
            self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        return True

    def listen(self) -> None:
        """Note the word that the network left, if there is one: else the next datagram would not leave for it."""
        if self._socket is not None:
            number = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if number:
                self.told(OSError(number, os.strerror(number)))

    def miss(self) -> None:
        """Note that the network asks for the peer in vain."""
        self._refused += 1
        self._last_error = os.strerror(errno.EHOSTUNREACH)

    @property
    def words(self) -> int:
        """How often the network told of an earlier datagram that nobody took it."""
        return self._refused

    @property
    def host(self) -> str:
        """The only machine that is sent to; empty = there are others, or none."""
        return self._peer[0] if self._peer is not None else ""

    @property
    def interface(self) -> str | None:
        """Address of the interface that it is held to; None = it follows the routes."""
        return self._interface

    def _try(self, send: Callable[[], object], count: int) -> None:
        """Send so many datagrams. What the network tells of earlier ones is noted, and these go out all the same."""
        try:
            try:
                send()
            except OSError as error:
                if self._peer is None or error.errno not in _TOLD:
                    raise
                send()  # if this fails too, it was no word about an earlier one: the way itself is gone
                self._note_told(error)
        except OSError as error:
            if error.errno in CANNOT_SEGMENT and count > 1:
                raise
            self._fail(error.strerror or str(error))
            self._errors += count - 1
        else:
            self._sent += count
            self._in_a_row = 0

    @property
    def ears(self) -> tuple[socket.socket, ...]:
        """The socket, while there is one."""
        return () if self._socket is None else (self._socket,)

    def receive(self, most: int) -> list[Received]:
        """Read what waits in the socket; that a peer refused what we sent it is noted as ever."""
        received: list[Received] = []
        if self._socket is None:
            return received
        for _ in range(most):
            try:
                received.append(self._socket.recvfrom(LONGEST))
            except BlockingIOError:
                break
            except OSError as error:
                if self._peer is not None and error.errno in _TOLD:
                    self._note_told(error)
                else:
                    hear_errors(self._socket)  # what is kept of it would wake whoever waits for answers again and again
        return received

    def statistics(self) -> LinkStatistics:
        """Say what was sent and what went wrong."""
        return LinkStatistics(
            self._sent, self._errors, self._last_error, deaf=self._deaf, refused=self._refused, sharers=self.sharers
        )

    @property
    def is_closed(self) -> bool:
        """Whether the socket was given back."""
        return self._closed

    def close(self) -> None:
        """Give the socket back."""
        self._closed = True
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send_segments(self, opened: socket.socket, run: memoryview, size: int, to: Address) -> None:
        """Hand a whole run to the system. A way that cannot cut datagrams gets them one by one, from now on."""
        try:
            self._try(
                lambda: send_segments(opened, run, size, None if to == self._peer else to), datagrams_in(run, size)
            )
        except OSError:
            self._segments = False
            for at in range(0, len(run), size):
                self.send(run[at : at + size], to)

    def _note_told(self, error: OSError) -> None:
        """Note a word about earlier datagrams, and let the system forget the others it keeps."""
        self._refused += 1
        self._last_error = error.strerror or str(error)
        if self._socket is not None:
            hear_errors(self._socket)

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
            if self._may_broadcast:
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            if self._interface is not None:
                local = socket.inet_aton(self._interface)
                opened.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, local)
                hold_to(opened, self._interface)
            self._bind(opened)
            if self._peer is not None:
                opened.connect(self._peer)
                hear_errors(opened)
        except OSError as error:
            if opened is not None:
                opened.close()
            where = "" if self._interface is None else f"interface {self._interface}: "
            self._fail(f"{where}{error.strerror or error}")
            return None
        return opened

    def _bind(self, opened: socket.socket) -> None:
        """Take the wished port, or any free one; without either wish the system chooses when something is sent.

        Raises:
            OSError: the interface is not there.
        """
        self._deaf = ""
        if self._port:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if sys.platform == "darwin":
                opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            try:
                opened.bind((self._interface or "", self._port))
            except OSError as error:
                if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
                    raise
                self._deaf = f"UDP port {self._port} of this machine is taken by another program"
            else:
                return
        if self._interface is not None:
            opened.bind((self._interface, 0))


def datagrams_in(run: memoryview, size: int) -> int:
    """Count datagrams of a size that lie one after another; the last may be shorter."""
    return -(-len(run) // size)


def hear_errors(opened: socket.socket) -> None:
    """Have a connected socket told what the network says against what it sent; what was said before is forgotten."""
    if sys.platform == "linux":
        opened.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 0)
        opened.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
