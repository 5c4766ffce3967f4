"""Station 17, OSC over TCP: a stream of packets between the marks of SLIP (RFC 1055, OSC 1.1).

Takes packets, sends as much as the system takes and never waits: a peer that stops reading costs the others nothing and
has at most one packet under way; the newest waits, the older ones are counted as not sent.
"""

import socket
from typing import Final

from controller.outputs.link import Address, Datagram, LinkStatistics, Received

END: Final = b"\xc0"
_ESCAPED: Final = ((b"\xdb", b"\xdb\xdd"), (b"\xc0", b"\xdb\xdc"))


def slip(packet: bytes) -> bytes:
    """Put one packet between marks."""
    for plain, escaped in _ESCAPED:
        packet = packet.replace(plain, escaped)
    return END + packet + END


class SlipLink:
    """A connection to one peer; a broken one is made anew when something is sent."""

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
        self._closed = False

    def send(self, datagram: Datagram, to: Address) -> None:
        """Send one packet if the one before has gone."""
        del to
        if self._closed:
            return
        try:
            if self._socket is None:
                self._socket = self._begin()
            self._flush(self._socket)
            if self._under_way:
                self._fail("the peer does not read, or is not connected yet")
                return
            self._under_way = slip(bytes(datagram))
            self._flush(self._socket)
        except OSError as error:
            self._drop(error.strerror or str(error))
        else:
            self._sent += 1

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
        """Let go of a connection that nothing gets through."""
        if self._socket is not None:
            self._socket.close()
        self._socket, self._under_way = None, b""

    def close(self) -> None:
        """Give the connection back."""
        self._closed = True
        self.reopen()

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
        self.reopen()
