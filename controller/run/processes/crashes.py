"""How often something crashed lately."""

from collections import deque
from typing import Final

MOST: Final = 3
WITHIN_S: Final = 60.0


class Crashes:
    """Counts crashes; ``too_many`` once three came within sixty seconds."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque(maxlen=MOST)

    def note(self, now: float) -> None:
        """Note a crash at a time, seconds on any monotonic scale."""
        self._moments.append(now)

    @property
    def too_many(self) -> bool:
        """Whether the last three came within sixty seconds."""
        return len(self._moments) == MOST and self._moments[-1] - self._moments[0] <= WITHIN_S
