"""Who was heard before a crowd came. Pure; time is an argument."""

from collections.abc import Iterable
from typing import Final

from controller.inputs.barrier.rules import MOST_REGULARS, Peer

KNOWN_AFTER_S: Final = 1.0
SILENT_S: Final = 60.0
MOST_KEPT: Final = 64


class Regulars:
    """Peers that were heard in quiet times, a second ago and since."""

    def __init__(self) -> None:
        """Know nobody."""
        self._heard: dict[Peer, tuple[float, float]] = {}

    def hear(self, peers: Iterable[Peer], now_s: float) -> None:
        """Note who was heard while nobody flooded; who has been silent for long is a stranger again."""
        self._heard = {peer: span for peer, span in self._heard.items() if now_s - span[1] < SILENT_S}
        for peer in peers:
            if peer in self._heard:
                self._heard[peer] = (self._heard[peer][0], now_s)
            elif len(self._heard) < MOST_KEPT:
                self._heard[peer] = (now_s, now_s)

    def named(self) -> tuple[Peer, ...]:
        """Give the few that have been here longest."""
        known = [peer for peer, (first_s, last_s) in self._heard.items() if last_s - first_s >= KNOWN_AFTER_S]
        return tuple(known[:MOST_REGULARS])
