"""The door before the OSC decoder: who may send, and how much of it is read at all.

A token for every datagram before anything is parsed: one for its peer, one for all peers together. PANIC, blackout and
HALT are known by their first bytes, also those that a show has bound to an address of its own and those among the first
of a bundle, and have buckets of their own, so a flood of other messages, by whomever, cannot hold them up.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias

from controller.model.binding import Action, Do
from controller.model.intent import URGENT
from controller.wire.admission import Bucket, Buckets, Rate
from controller.wire.osc import BUNDLE, BUNDLE_HEADER

Network: TypeAlias = IPv4Network | IPv6Network
Sender: TypeAlias = tuple[str, int]

LOOPBACK: Final[tuple[Network, ...]] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
LONGEST_PACKET: Final = 8192
PEER_RATE: Final = Rate(per_s=1000, burst=2000)
TOTAL_RATE: Final = Rate(per_s=4000, burst=8000)
URGENT_PEER_RATE: Final = Rate(per_s=50, burst=50)
URGENT_TOTAL_RATE: Final = Rate(per_s=200, burst=200)
URGENT_STARTS: Final = (b"/kintsugi/panic\0", b"/kintsugi/blackout\0", b"/kintsugi/faults/clear\0")
MOST_BOUND: Final = 16
"""So many addresses of a show's own are known as urgent."""
MOST_LOOKED_INTO: Final = 4
"""So many elements of a bundle are looked at before it is admitted; a bundle within it is not looked into."""


def parse_peers(texts: Sequence[str]) -> tuple[Network, ...]:
    """Read a list of allowed peers.

    Args:
        texts: addresses or networks, e.g. ``10.0.0.7`` or ``10.0.0.0/24``.

    Raises:
        ValueError: one of them is neither.
    """
    return tuple(_parse_network(text) for text in texts)


def urgent_starts(bound: Mapping[str, Action]) -> tuple[bytes, ...]:
    """Give the first bytes of what is urgent: by addresses of every show, and by those that this one has bound."""
    own = [
        address.encode() + b"\0"
        for address, action in sorted(bound.items())
        if isinstance(action, Do) and isinstance(action.intent, URGENT)
    ]
    return (*URGENT_STARTS, *own[:MOST_BOUND])


class Door:
    """Admits or refuses datagrams.

    Args:
        peers: networks that may send besides this machine itself.
        now_s: the time it opens.

    Attributes:
        urgent: first bytes of what is urgent.
    """

    def __init__(self, peers: Sequence[Network], now_s: float) -> None:
        self.urgent: tuple[bytes, ...] = URGENT_STARTS
        self._peers = (*LOOPBACK, *peers)
        self._allows = lru_cache(maxsize=256)(self._look_up)  # reading an address costs more than all the rest here
        self._ordinary: Buckets[Sender] = Buckets(PEER_RATE)
        self._ordinary_total = Bucket(TOTAL_RATE, now_s)
        self._urgent: Buckets[Sender] = Buckets(URGENT_PEER_RATE)
        self._urgent_total = Bucket(URGENT_TOTAL_RATE, now_s)

    def refusal(self, packet: bytes, sender: Sender, now_s: float) -> str | None:
        """Say why a datagram is not read, or None: read it.

        Args:
            packet: as received.
            sender: host and port; two programs on one machine are two peers.
            now_s: seconds of a clock that never runs back.
        """
        host = sender[0]
        if not self._allows(host):
            return f"{host} is not on the list of OSC peers; allow it with --osc-peer {host}"
        if len(packet) > LONGEST_PACKET:
            return f"datagram of {len(packet)} bytes; {LONGEST_PACKET} at most are read"
        peers, total = (
            (self._urgent, self._urgent_total)
            if packet.startswith(self.urgent) or self._brings_what_is_urgent(packet)
            else (self._ordinary, self._ordinary_total)
        )
        if not peers.take(sender, now_s):
            return "too many messages from this peer"
        return None if total.take(now_s) else "too many messages from all peers together"

    def _brings_what_is_urgent(self, packet: bytes) -> bool:
        """Say whether a packet, if it is a bundle, has something urgent among its first elements."""
        if not packet.startswith(BUNDLE):
            return False
        at = BUNDLE_HEADER
        for _ in range(MOST_LOOKED_INTO):
            if packet.startswith(self.urgent, at + 4):
                return True
            at += 4 + int.from_bytes(packet[at : at + 4])
        return False

    def _look_up(self, host: str) -> bool:
        address = ip_address(host.partition("%")[0])
        return any(address in network for network in self._peers)


def _parse_network(text: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"{text!r} is no OSC peer; write an address or a network, e.g. 10.0.0.0/24") from None
