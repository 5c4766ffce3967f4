"""Station 17, nodes that are sent to by one call: each has a socket of its own that hears what becomes of it.

All these sockets have one port, and one more socket of that port is connected to nobody. That one sends to all of them.
What the network tells of a datagram it tells the socket that is connected to where it went: so no word about one node
ever meets the others, and it need not be found out whose it was.
"""

import os
import socket
from collections.abc import Mapping
from typing import Final

from controller.outputs.fleet.many import HAS_MANY
from controller.outputs.link import Address, UdpLink, hear_errors

_SMALL: Final = 0
"""Bytes for what comes to a socket that nobody reads: as few as the system allows."""


class Common(UdpLink):
    """The socket that is connected to nobody. It is closed with the last link that has it.

    Attributes:
        beside: another that is opened whenever this one is, if it was not.
    """

    def __init__(self, *, interface: str | None, port: int = 0) -> None:
        """Open it.

        Args:
            interface: local IPv4 address; None = the system chooses.
            port: local port; 0 = any free one, which is kept then.
        """
        self.beside: Common | None = None
        self._is_read = bool(port)
        self._users: set[int] = set()
        super().__init__(interface=interface, port=port)

    def join(self, link: "SharedLink") -> None:
        """Serve one more link."""
        self._users.add(id(link))

    def leave(self, link: "SharedLink") -> None:
        """Serve one link less."""
        self._users.discard(id(link))
        if not self._users:
            self.close()

    def revive(self) -> None:
        """Open it if it could not be opened before: its interface was not there, or another program had the port."""
        if not self.port:
            self.reopen()
        if self.beside is not None and not self.beside.port:
            self.beside.reopen()

    @property
    def port(self) -> int:
        """The local port; 0 = it is not open, or not where it was wished."""
        return 0 if self._deaf else port_of(self)

    def _bind(self, opened: socket.socket) -> None:
        if not self._is_read:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL)
        if self._port:
            super()._bind(opened)
            return
        opened.bind((self._interface or "", 0))
        self._port = int(opened.getsockname()[1])
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not before: no port that others share already


class SharedLink(UdpLink):
    """The socket of one node, connected to it.

    Attributes:
        common: the socket that may send in its stead.
    """

    def __init__(self, *, interface: str | None, port: int, peer: Address) -> None:
        """Open the socket.

        Args:
            interface: local IPv4 address; None = the system chooses.
            port: local port; where it cannot be had any free one, and then nobody can send in its stead.
            peer: the node.
        """
        self.common: Common | None = None
        super().__init__(interface=interface, port=port, peer=peer)

    def take(self, common: Common) -> None:
        """Let a socket send in its stead."""
        self.common = common
        common.join(self)

    @property
    def stand_in(self) -> Common | None:
        """The socket that sends in its stead now; None = none can, e.g. because the port could not be had."""
        common = self.common
        return common if common is not None and HAS_MANY and 0 < common.port == port_of(self) else None

    def heed(self) -> bool:
        """Note what the network told of what was sent; False = nothing that is about the node."""
        if self._socket is None:
            return False
        number = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if self.told(OSError(number, os.strerror(number))):
            return True
        hear_errors(self._socket)  # what is kept of it would be told again and again
        return False

    def _open(self) -> socket.socket | None:
        """Open the socket at the port of the one that sends in its stead, which is opened first if it never was."""
        if self.common is not None:
            self.common.revive()
            self._port = self.common.port or self._port
        return super()._open()

    def close(self) -> None:
        """Give the socket back."""
        super().close()
        if self.common is not None:
            self.common.leave(self)
            self.common = None


def commons_of(links: Mapping[str, UdpLink | None]) -> frozenset[Common]:
    """Give the sockets that send in the stead of others."""
    commons = (link.common for link in links.values() if isinstance(link, SharedLink))
    return frozenset(common for common in commons if common is not None)


def joined_late(links: Mapping[str, UdpLink | None]) -> list[str]:
    """Open the sockets for many that could not be opened before, e.g. because another program had the port.

    Args:
        links: by node.

    Returns:
        The nodes that such a socket can send to from now on; their own were brought to its port.
    """
    shut = {common for common in commons_of(links) if not common.port}
    for common in shut:
        common.revive()
    shared = {name: link for name, link in links.items() if isinstance(link, SharedLink)}
    wanting = {name: link.common for name, link in shared.items() if link.common is not None and link.common in shut}
    late = [name for name, common in wanting.items() if common.port]
    for name in late:
        if port_of(shared[name]) != wanting[name].port:
            shared[name].reopen()
    return late


def port_of(link: UdpLink) -> int:
    """Say which local port a link has; 0 = none yet, or it is not open."""
    return next((int(ear.getsockname()[1]) for ear in link.ears), 0)
