"""Station 0, sACN and Art-Net in: who is heard, and how much of it is read at all. Before anything is parsed."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import ip_address
from typing import Final

from controller.inputs.barrier.judging import Whose
from controller.inputs.osc_admission import LOOPBACK, Network
from controller.wire.admission import Bucket, Buckets, Rate

PEER_RATE: Final = Rate(per_s=3000, burst=6000)
"""One console with 64 universes at 44 Hz."""
UNIVERSE_RATE: Final = Rate(per_s=200, burst=400)
"""What one machine says of one universe: four sources at 44 Hz."""
TOTAL_RATE: Final = Rate(per_s=6000, burst=12000)
LONGEST: Final = 1472


def too_many(protocol: str, whose: Whose, count: int) -> tuple[str, str]:
    """Say of whom the system turned packets away, and why."""
    if whose is None:
        return f"{protocol} others", f"too many packets from all sources together; {count} were turned away unread"
    return (
        f"{protocol} {whose[0]}",
        f"too many packets for a universe; {count} were turned away unread",
    )


class SlotDoor:
    """Admits or refuses datagrams of one socket."""

    def __init__(self, sources: Sequence[Network], now_s: float, *, key: str, universe_at: int) -> None:
        """Open.

        Args:
            sources: networks that are heard besides this machine itself.
            now_s: seconds of a clock that never runs back.
            key: of the show file, where they stand.
            universe_at: where a packet says in two bytes which universe it means.
        """
        self._sources = (*LOOPBACK, *sources)
        self._key = key
        self._allows = lru_cache(maxsize=256)(self._look_up)
        self._universe = slice(universe_at, universe_at + 2)
        self._peers: Buckets[str] = Buckets(PEER_RATE)
        self._universes: Buckets[tuple[str, bytes]] = Buckets(UNIVERSE_RATE, limit=1024)
        self._total = Bucket(TOTAL_RATE, now_s)

    def refusal(self, packet: bytes, host: str, now_s: float) -> str:
        """Say why a datagram is not read; empty = read it."""
        if not self._allows(host):
            return f"{host} is not on the list of sources; add it under 'listen: {{{self._key}: {{from: [{host}]}}}}'"
        if len(packet) > LONGEST:
            return f"a datagram of more than {LONGEST} bytes"
        if not self._universes.take((host, packet[self._universe]), now_s):
            return f"more than {UNIVERSE_RATE.per_s:.0f} packets for a universe in a second"
        if not self._peers.take(host, now_s):
            return f"more than {PEER_RATE.per_s:.0f} packets in a second"
        return "" if self._total.take(now_s) else "too many packets from all sources together"

    def _look_up(self, host: str) -> bool:
        address = ip_address(host)
        return any(address in network for network in self._sources)
