"""Station 17, OSC over TCP: a stream of packets between the marks of SLIP (RFC 1055, OSC 1.1).

Takes packets, sends as much as the system takes and never waits: a peer that stops reading costs the others nothing and
has at most one packet under way; the newest waits, the older ones are counted as not sent.
"""

import contextlib
import socket
import struct
import sys
from typing import Final

from controller.outputs.link import Address, Datagram, LinkStatistics, Received

if sys.platform == "linux":
    import fcntl

END: Final = b"\xc0"
_RETRANSMITS, _PROBES = 2, 3
"""Places in struct tcp_info: how often the last segment, or a question for room, was sent again without an answer."""
_UNSENT: Final = 0x894B
"""SIOCOUTQNSD: how many bytes the system keeps that never left."""
_ABORT: Final = struct.pack("ii", 1, 0)
"""struct linger: what was not acknowledged is thrown away with the connection."""
_ESCAPED: Final = ((b"\xdb", b"\xdb\xdd"), (b"\xc0", b"\xdb\xdc"))


def slip(packet: bytes) -> bytes:
    """Put one packet between marks."""
    for plain, escaped in _ESCAPED:
        packet = packet.replace(plain, escaped)
    return END + packet + END


class SlipLink:
    """A connection to one peer; a broken one is made anew when something is sent.

    A peer that takes no connection is asked again only once the link is opened anew: a program that has ended would be
    asked with every frame.
    """

    def __init__(self, peer: Address, interface: str | None) -> None:
        """Connect to nobody yet.

        Args:
            peer: address in digits and TCP port.
            interface: local address; None = the system chooses.
        """
        self._peer = peer
        self._interface = interface
        self._socket: socket.socket | None = None
        self._under_way = b""
        self._sent = self._errors = 0
        self._last_error = ""
        self._closed = self._rests = False

    def send(self, datagram: Datagram, to: Address) -> None:
        """Send one packet if the one before has gone."""
        del to
        if self._closed:
            return
        try:
            if self._socket is None:
                if self._rests:
                    self._errors += 1
                    return
                self._rests = True
                self._socket = self._begin()
            self._flush(self._socket)
            if self._under_way or _has_unsent(self._socket):
                self._fail("the peer does not read, or is not connected yet")
                return
            if _is_connected(self._socket) and not _is_answered(self._socket, otherwise=True):
                self._fail("the peer's machine does not answer")
                return
            self._under_way = slip(bytes(datagram))
            self._flush(self._socket)
            if self._under_way and not _is_connected(self._socket):
                self._fail("the peer has not answered yet")  # what waits leaves as soon as it has
                return
        except OSError as error:
            self._drop(error.strerror or str(error))
        else:
            self._sent += 1
            self._rests = False

    def send_run(self, packets: memoryview, size: int, to: Address) -> None:
        """Send packets that lie one after another."""
        for at in range(0, len(packets), size):
            self.send(packets[at : at + size], to)

    @property
    def ears(self) -> tuple[socket.socket, ...]:
        """Nothing is heard here."""
        return ()

    def receive(self, most: int) -> list[Received]:
        """Hear nothing: what a program says back over this connection is not for us."""
        del most
        return []

    def statistics(self) -> LinkStatistics:
        """Say what was sent and what went wrong."""
        return LinkStatistics(self._sent, self._errors, self._last_error)

    def reopen(self) -> None:
        """Let go of a connection that nothing gets through.

        One whose peer only does not read is kept: another would fill the peer's memory once more, and look like light.
        What waits in a broken one must not be shown when the way is back: it is light of long ago.
        """
        self._rests = False
        if self._socket is None:
            return
        with contextlib.suppress(OSError):
            self._flush(self._socket)
            if _is_answered(self._socket, otherwise=not self._under_way):
                return
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        self._let_go()

    def close(self) -> None:
        """Give the connection back."""
        self._closed = True
        self._let_go()

    def _let_go(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket, self._under_way = None, b""

    def _begin(self) -> socket.socket:
        """Open a socket and begin to connect; the system goes on with it by itself.

        Raises:
            OSError: there is no way to the peer.
        """
        opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            opened.settimeout(0)
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._interface is not None:
                opened.bind((self._interface, 0))
            opened.connect(self._peer)
        except BlockingIOError:
            return opened
        except BaseException:
            opened.close()
            raise
        return opened

    def _flush(self, opened: socket.socket) -> None:
        """Send what the system takes of the packet under way.

        Raises:
            OSError: the connection is broken.
        """
        while self._under_way:
            try:
                count = opened.send(self._under_way)
            except BlockingIOError:
                return
            self._under_way = self._under_way[count:]

    def _fail(self, why: str) -> None:
        self._errors += 1
        self._last_error = why

    def _drop(self, why: str) -> None:
        self._fail(why)
        self._let_go()


def _is_connected(opened: socket.socket) -> bool:
    try:
        opened.getpeername()
    except OSError:
        return False
    return True


def _is_answered(opened: socket.socket, *, otherwise: bool) -> bool:
    """Whether the peer's system has answered all that was asked of it: it is there, and its program may be busy.

    Args:
        opened: the connection.
        otherwise: what to say where only Linux could.
    """
    if not _is_connected(opened):
        return False
    if sys.platform != "linux":
        return otherwise
    asked = opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _PROBES + 1)
    return len(asked) > _PROBES and not asked[_RETRANSMITS] and not asked[_PROBES]


def _has_unsent(opened: socket.socket) -> bool:
    """Whether the system still keeps what it was given before (Linux). It would keep megabytes.

    A peer that reads slowly would show light of a minute ago.
    """
    if sys.platform != "linux":
        return False
    return any(fcntl.ioctl(opened, _UNSENT, bytes(4)))
