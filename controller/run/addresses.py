"""By which addresses this machine is reached: from itself, and from the network."""

import contextlib
import socket
from collections.abc import Iterator, Sequence
from typing import Final

from controller.outputs import interfaces
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
    return next(own_addresses(), "127.0.0.1")


def own_addresses() -> Iterator[str]:
    """Find all of them, the one by which the world is reached first; a network of a rig often leads nowhere else."""
    found = dict.fromkeys((*_address_outside(), *interfaces.own_addresses()))
    return (address for address in found if not is_loopback(address))


def _address_outside() -> Iterator[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as looking, contextlib.suppress(OSError):
        looking.connect(_ELSEWHERE)
        yield str(looking.getsockname()[0])


def console_url(settings: Settings, port: int) -> str:
    """Say where the console is for whoever sits at this machine."""
    host = settings.host
    return url_of({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port)  # noqa: S104 - as above


def console_url_outside(settings: Settings, port: int) -> str:
    """Say where the console is for other machines; empty = they do not reach it, or no network is there."""
    host = reachable(settings.host, settings.names)
    return "" if is_loopback(host) else url_of(host, port)


def further_urls(settings: Settings, port: int) -> tuple[str, ...]:
    """Say where else it is, on a machine with several networks."""
    if settings.host not in _EVERYWHERE:
        return ()
    known = console_url_outside(settings, port)
    return tuple(url for url in (url_of(address, port) for address in own_addresses()) if url != known)
