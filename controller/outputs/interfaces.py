"""Beside station 17: what leaves by which interface.

A socket that is bound to an address still follows the routes: when its interface goes down, the default route takes
its datagrams somewhere else and nobody is told. Where the system can (Linux), a socket is held to the interface itself.
What is held to none follows the routes, and the system can be asked for them.
"""

import contextlib
import socket
import struct
import sys
from collections.abc import Iterator
from typing import Final

if sys.platform == "linux":
    import fcntl

_GET_FLAGS: Final = 0x8913
_GET_ADDRESS: Final = 0x8915
_FLAGS: Final = struct.Struct("16sH22x")
_LOOPBACK, _RUNNING = 0x8, 0x40
_REQUEST: Final = struct.Struct("16s20s4x")
_ADDRESS: Final = slice(4, 8)
_UNICAST_IF: Final = 50
"""IP_UNICAST_IF: the number of an interface, its high byte first."""

_HEAD: Final = struct.Struct("=IHHII")
"""struct nlmsghdr: length, kind, flags, number, port."""
_ROUTE: Final = struct.Struct("=8BI")
"""struct rtmsg, of which only the family and the bits of the addresses are told."""
_BITS: Final = 32
_FIELD: Final = struct.Struct("=HH")
_ASK, _ANSWER, _REQUEST_FLAG = 26, 24, 1
_TO, _FROM, _BY, _GATEWAY, _VIA = 1, 2, 4, 5, 18
_ANSWER_S: Final = 0.05
"""The system answers within the call; it must not keep a frame if it ever did not."""


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


def own_addresses() -> Iterator[str]:
    """Name the first address of every interface that has a network, but for loopback, where the system tells."""
    if sys.platform != "linux":
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for _number, name in socket.if_nameindex():
            asked = name.encode()[:15]
            with contextlib.suppress(OSError):  # it has no address, or went away meanwhile
                flags: int = _FLAGS.unpack(fcntl.ioctl(any_socket, _GET_FLAGS, _FLAGS.pack(asked, 0)))[1]
                if flags & _RUNNING and not flags & _LOOPBACK:
                    answer = fcntl.ioctl(any_socket, _GET_ADDRESS, _REQUEST.pack(asked, b""))
                    yield socket.inet_ntoa(_REQUEST.unpack(answer)[1][_ADDRESS])


def neighbour_by(host: str, address: str | None) -> str | None:
    """Name the interface by which a machine is reached without another between; empty = there is one between.

    Args:
        host: IPv4 address of the machine.
        address: of the interface that what is sent is held to; None = it follows the routes.

    Returns:
        None = the system does not tell.
    """
    if sys.platform != "linux":
        return None
    with contextlib.suppress(OSError, struct.error):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
            number = None if address is None else _number_of(any_socket, socket.inet_aton(address))
        told = _route_to(host, _BY, None if number is None else struct.pack("=I", number))
        if _GATEWAY in told or _VIA in told:
            return ""
        if _BY in told:
            return socket.if_indextoname(struct.unpack("=I", told[_BY])[0])
    return None


def group_by(group: str, address: str | None) -> int | str:
    """Name the interface by which what is sent to a multicast group leaves: two that leave by one have one name.

    Args:
        group: IPv4 address of it.
        address: of ours that it is sent from; None = the system chooses.
    """
    with contextlib.suppress(OSError, struct.error):
        if sys.platform == "linux":
            told = _route_to(group, _FROM, None if address is None else socket.inet_aton(address))
            if _BY in told:
                number: int = struct.unpack("=I", told[_BY])[0]
                return number
        if address is None:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
                asking.connect((group, 1))  # nothing is sent to find out
                return str(asking.getsockname()[0])
    return address or ""


def _route_to(host: str, kind: int, value: bytes | None) -> dict[int, bytes]:
    """Ask the system for its way to a machine, by an interface or from an address.

    Raises:
        OSError: the system does not answer.
    """
    asked = _field(_TO, socket.inet_aton(host)) + (b"" if value is None else _field(kind, value))
    route = _ROUTE.pack(socket.AF_INET, _BITS, _BITS if value is not None and kind == _FROM else 0, *bytes(5), 0)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as system:
        system.settimeout(_ANSWER_S)
        system.sendto(_HEAD.pack(_HEAD.size + len(route + asked), _ASK, _REQUEST_FLAG, 1, 0) + route + asked, (0, 0))
        return dict(_fields(system.recv(4096)))


def _field(kind: int, value: bytes) -> bytes:
    return _FIELD.pack(_FIELD.size + len(value), kind) + value


def _fields(answer: bytes) -> Iterator[tuple[int, bytes]]:
    """Take an answer about a route apart: kind and value of each field."""
    length, kind, *_ = _HEAD.unpack_from(answer)
    at = _HEAD.size + _ROUTE.size
    while kind == _ANSWER and at + _FIELD.size <= min(length, len(answer)):
        size, field = _FIELD.unpack_from(answer, at)
        yield field, answer[at + _FIELD.size : at + size]
        at += max(_FIELD.size, (size + 3) // 4 * 4)


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
