"""Beside station 15: who may spend our time. Token buckets that stand before every decoder; time is an argument.

Takes a peer and the time, gives yes or no. Never looks into a packet and never keeps more peers than it was told to.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Peer = TypeVar("Peer", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Rate:
    """How much may come: ``per_s`` for ever, ``burst`` at once."""

    per_s: float
    burst: float


class Bucket:
    """One token bucket, full at the start."""

    __slots__ = ("_at_s", "_rate", "_tokens")

    def __init__(self, rate: Rate, now_s: float) -> None:
        self._rate = rate
        self._tokens = rate.burst
        self._at_s = now_s

    def take(self, now_s: float) -> bool:
        """Take one token if there is one.

        Args:
            now_s: seconds of any clock that never runs back.

        Returns:
            False: too much came from here, drop it.
        """
        rate, tokens = self._rate, self._tokens
        if now_s > self._at_s:
            tokens += (now_s - self._at_s) * rate.per_s
            tokens = min(tokens, rate.burst)
        self._at_s = now_s
        if tokens < 1.0:
            self._tokens = tokens
            return False
        self._tokens = tokens - 1.0
        return True


class Buckets(Generic[Peer]):
    """One bucket for each peer; beyond ``limit`` peers the one not heard for longest is forgotten."""

    def __init__(self, rate: Rate, limit: int = 256) -> None:
        self._rate = rate
        self._limit = limit
        self._buckets: OrderedDict[Peer, Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, peer: Peer, now_s: float) -> bool:
        """Take one token from a peer's bucket; False: drop what it sent."""
        bucket = self._buckets.get(peer)
        if bucket is None:
            bucket = self._buckets[peer] = Bucket(self._rate, now_s)
            if len(self._buckets) > self._limit:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(peer)
        return bucket.take(now_s)
