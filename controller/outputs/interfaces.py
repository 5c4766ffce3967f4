"""Beside station 17: what leaves by which interface.

A socket that is bound to an address still follows the routes: when its interface goes down, the default route takes
its datagrams somewhere else and nobody is told. Where the system can (Linux), a socket is held to the interface itself.
"""

import socket
import struct
import sys
from typing import Final

if sys.platform == "linux":
    import fcntl

_GET_ADDRESS: Final = 0x8915
_REQUEST: Final = struct.Struct("16s20s4x")
_ADDRESS: Final = slice(4, 8)
_UNICAST_IF: Final = 50
"""IP_UNICAST_IF: the number of an interface, its high byte first."""


def hold_to(opened: socket.socket, address: str) -> None:
    """Let what a socket sends leave by the interface that has an address; nothing happens where none is found.

    Raises:
        OSError: the interface went away meanwhile.
    """
    if sys.platform != "linux" or address.startswith("127."):
        return
    number = _number_of(opened, socket.inet_aton(address))
    if number is not None:
        opened.setsockopt(socket.IPPROTO_IP, _UNICAST_IF, struct.pack("!I", number))


def _number_of(opened: socket.socket, address: bytes) -> int | None:
    """Find the interface whose first address it is."""
    for number, name in socket.if_nameindex():
        request = _REQUEST.pack(name.encode()[:15], b"")
        try:
            answer = fcntl.ioctl(opened, _GET_ADDRESS, request)
        except OSError:
            continue  # it has no address
        if _REQUEST.unpack(answer)[1][_ADDRESS] == address:
            return number
    return None
