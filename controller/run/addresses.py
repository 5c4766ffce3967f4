"""By which addresses this machine is reached: from itself, and from the network."""

import socket
from collections.abc import Sequence
from typing import Final

from controller.run.settings import Settings
from controller.web.passcode.here import is_loopback

_EVERYWHERE: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - recognised here, bound only by those who ask for it
_ELSEWHERE: Final = ("192.0.2.1", 9)
"""An address that is nobody's (RFC 5737): the way there begins at the address by which others reach us."""


def url_of(host: str, port: int) -> str:
    """Write the address of a server, with a slash at the end."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def reachable(host: str, names: Sequence[str]) -> str:
    """Say how others reach what is bound to ``host``: a name of this machine, or an address of its."""
    if host not in _EVERYWHERE:
        return host
    return names[0] if names else own_address()


def own_address() -> str:
    """Find the address of this machine that others reach; nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as looking:
        try:
            looking.connect(_ELSEWHERE)
        except OSError:
            return "127.0.0.1"
        return str(looking.getsockname()[0])


def console_url(settings: Settings, port: int) -> str:
    """Say where the console is for whoever sits at this machine."""
    host = settings.host
    return url_of({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port)  # noqa: S104 - as above


def console_url_outside(settings: Settings, port: int) -> str:
    """Say where the console is for other machines; empty = they do not reach it."""
    return "" if is_loopback(settings.host) else url_of(reachable(settings.host, settings.names), port)
