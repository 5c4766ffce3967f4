"""Ports the house listens on, and the one sentence said when one of them cannot be had."""

import errno
from dataclasses import dataclass
from typing import Final, Literal

CONSOLE_PORT: Final = 8000
FIXTURES_PORT: Final = 8001
OSC_PORT: Final = 9000
OSC_FEEDBACK_PORT: Final = 9001


@dataclass(frozen=True, slots=True)
class Listener:
    """A place to listen.

    Attributes:
        host: address to bind.
        port: 0 = any free one.
        option: of the command line that changes the port, e.g. ``--port``.
    """

    host: str
    port: int
    transport: Literal["tcp", "udp"]
    option: str


class ListenError(Exception):
    """A port could not be had; the message is one sentence for the person who started us."""


class PortInUseError(ListenError):
    """Another program has the port."""


def parse_place(text: str) -> tuple[str, int]:
    """Read ``address:port``, such as ``0.0.0.0:8080`` or ``[::]:8080``.

    Raises:
        ValueError: it is none.
    """
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not port.isdecimal() or len(port) > 5 or int(port) > 65535:
        raise ValueError(f"{text[:100]!r} is no place to listen; write an address and a port, e.g. 0.0.0.0:8080")
    return host, int(port)


def listen_error(listener: Listener, error: OSError) -> ListenError:
    """Say in one sentence what is wrong with a port and which option mends it."""
    where = f"port {listener.port}/{listener.transport} on {listener.host}"
    if error.errno == errno.EADDRINUSE:
        return PortInUseError(
            f"{where} is in use by another program; stop that one or choose another port with {listener.option}"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        option = "--host" if listener.option.endswith("port") else listener.option
        return ListenError(f"cannot listen on {where}: no such address is here; give another with {option}")
    return ListenError(f"cannot listen on {where}: {error.strerror or error}; choose another with {listener.option}")
