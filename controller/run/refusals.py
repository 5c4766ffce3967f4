"""Bad input: counted by peer, told at most once a second for each. It never reaches the engine as anything else."""

from collections import deque
from dataclasses import dataclass, field

PEERS = 256
"""Peers that are counted by name; the rest are counted together."""
WAITING = 64
OTHERS = "others"


@dataclass(eq=False, slots=True)
class Refusals:
    """What was refused before it became an intent.

    Attributes:
        counts: peer → how often.
    """

    counts: dict[str, int] = field(default_factory=dict)
    _fresh: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=WAITING))
    _told: dict[str, int] = field(default_factory=dict)

    def refuse(self, peer: str, reason: str, times: int = 1) -> None:
        """Count a refusal, or several that have one reason, and have it told."""
        self._fresh.append((self.count(peer, times), reason))

    def count(self, peer: str, times: int = 1) -> str:
        """Count refusals; gives the name they are counted under."""
        name = peer if peer in self.counts or len(self.counts) < PEERS else OTHERS
        self.counts[name] = self.counts.get(name, 0) + times
        return name

    def tell(self, tick: int, fps: int) -> list[tuple[str, str]]:
        """Give what people should be told now: (peer, reason), the newest of each peer, once a second."""
        if not self._fresh:
            return []
        newest = dict(self._fresh)
        self._fresh.clear()
        due = [(peer, why) for peer, why in newest.items() if tick - self._told.get(peer, tick - fps) >= fps]
        self._told.update((peer, tick) for peer, _ in due)
        return due
