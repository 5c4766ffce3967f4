"""The visitors' door: how much may come through it and stand in it, from one address, and how often phones may look.

A whole connection is let in or closed before a byte of it is read.
"""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from controller.model.vote import MOST_VOTERS, VOTERS_PER_ADDRESS
from controller.web.connection import MOST_CONNECTIONS
from controller.wire.admission import Bucket, Buckets, Rate

PEER_RATE: Final = Rate(per_s=10, burst=40)
TOTAL_RATE: Final = Rate(per_s=300, burst=600)
"""Consoles are served by the same process: one connection costs it half a millisecond, and up to two in a sandbox."""
OPEN_AT_ONCE: Final = MOST_CONNECTIONS // 4
"""Connections of one address that may be open: whoever holds theirs leaves room for the others."""
LOOKS_PER_S: Final = 200.0
"""What all phones together may ask; the more there are, the more seldom each of them looks."""
OFTEN_S: Final = 2.0
SELDOM_S: Final = 30.0
_REMEMBERED: Final = 8192
"""Addresses whose rate is known; beyond, the one not heard for longest begins anew."""
_MEASURED_S: Final = 2.0


class Door:
    """Lets connections in.

    Args:
        voters_per_address: for how many voters of one address there shall be room.
        now_s: when it opens.
    """

    def __init__(self, *, voters_per_address: int, now_s: float) -> None:
        share = max(1.0, voters_per_address / VOTERS_PER_ADDRESS)
        self._peers: Buckets[str] = Buckets(Rate(PEER_RATE.per_s * share, PEER_RATE.burst * share), _REMEMBERED)
        self._total = Bucket(TOTAL_RATE, now_s)
        self._at_once = OPEN_AT_ONCE * share

    def admits(self, peer: str, others: Iterable[str], now_s: float) -> bool:
        """Whether one more connection of an address is served; ``others``: the addresses of those that are open."""
        address = address_of(peer)
        if sum(address_of(other) == address for other in others) >= self._at_once:
            return False
        return self._peers.take(address, now_s) and self._total.take(now_s)


class Voters:
    """Whose votes were counted in the vote that is open, and from where they came.

    Args:
        per_address: voters of one address.
    """

    def __init__(self, per_address: int) -> None:
        self._per_address = per_address
        self._opening: tuple[str, int] = ("", -1)
        self._chosen: dict[str, str] = {}
        self._from: dict[str, set[str]] = {}

    @property
    def count(self) -> int:
        """How many were counted by this server in the vote that is open."""
        return len(self._chosen)

    def choice(self, opening: tuple[str, int], voter: str) -> str | None:
        """Give what a voter chose, None = nothing yet."""
        self._begin(opening)
        return self._chosen.get(voter)

    def refusal(self, opening: tuple[str, int], voter: str, peer: str) -> str:
        """Say why a voter may not vote, or nothing."""
        self._begin(opening)
        if voter in self._chosen:
            return ""
        if len(self._chosen) >= MOST_VOTERS or len(self._from) > MOST_VOTERS:
            return "so many have voted that no more can be counted"
        mine = self._from.setdefault(address_of(peer), set())
        if voter not in mine and len(mine) >= self._per_address:
            return "too many people have voted from your network already"
        mine.add(voter)
        return ""

    def note(self, opening: tuple[str, int], voter: str, answer: str) -> None:
        """Remember what was counted."""
        if opening == self._opening:
            self._chosen[voter] = answer

    def _begin(self, opening: tuple[str, int]) -> None:
        """Forget the vote before."""
        if opening != self._opening:
            self._opening, self._chosen, self._from = opening, {}, {}


class Pace:
    """How often phones look: every two seconds while they are few, every thirty when they are thousands."""

    def __init__(self) -> None:
        self._every_s = OFTEN_S
        self._since_s = 0.0
        self._looks = 0

    def next_s(self, now_s: float) -> float:
        """Count a look; say after how long its phone may look again, seconds."""
        self._looks += 1
        passed_s = now_s - self._since_s
        if passed_s >= _MEASURED_S:
            phones = self._looks / passed_s * self._every_s
            self._every_s = min(SELDOM_S, max(OFTEN_S, phones / LOOKS_PER_S))
            self._since_s, self._looks = now_s, 0
        return self._every_s


@lru_cache(maxsize=_REMEMBERED)
def address_of(peer: str) -> str:
    """Give the address that counts as one: of IPv6 the network of a house, since a device there has many."""
    try:
        address = ip_address(peer.partition("%")[0])
    except ValueError:
        return peer
    if not isinstance(address, IPv6Address):
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped is not None else str(ip_network((int(address), 64), strict=False))
