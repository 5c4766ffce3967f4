"""Whether somebody is at this very machine. Only then the passcode is not asked for."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final, TypeAlias

from starlette.datastructures import Headers
from starlette.types import Scope

_PASSED_ON: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers of a proxy: it may run on this machine, but whoever stands behind it does not."""
_Address: TypeAlias = IPv4Address | IPv6Address


def is_here(scope: Scope) -> bool:
    """Whether a request comes from this machine: by loopback, or from the very address that it was sent to."""
    client, server = scope.get("client"), scope.get("server")
    address = _address(client[0]) if client else None
    if address is None or any(name in Headers(scope=scope) for name in _PASSED_ON):
        return False
    return address.is_loopback or (server is not None and address == _address(server[0]))


def is_loopback(host: str) -> bool:
    """Whether an address, or the name ``localhost``, leads to this machine alone."""
    address = _address(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


def _address(text: str) -> _Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
