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
        is_awaited: True = a night had it before: what cannot be had now is waited for while the show goes on.
    """

    host: str
    port: int
    transport: Literal["tcp", "udp"]
    option: str
    is_awaited: bool = False

    def __str__(self) -> str:
        """Name it for people."""
        return f"port {self.port}/{self.transport} on {self.host}"


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


def why_away(error: OSError) -> str:
    """Say why a place to listen cannot be had now."""
    words = {errno.EADDRNOTAVAIL: "no such address is here", errno.EADDRINUSE: "another program has the port"}
    return words.get(error.errno or 0) or error.strerror or str(error)


def listen_error(listener: Listener, error: OSError) -> ListenError:
    """Say in one sentence what is wrong with a port and which option mends it."""
    if error.errno == errno.EADDRINUSE:
        return PortInUseError(
            f"{listener} is in use by another program; stop that one or choose another port with {listener.option}"
        )
    if error.errno == errno.EADDRNOTAVAIL:
        option = "--host" if listener.option.endswith("port") else listener.option
        return ListenError(f"cannot listen on {listener}: no such address is here; give another with {option}")
    return ListenError(f"cannot listen on {listener}: {error.strerror or error}; choose another with {listener.option}")
