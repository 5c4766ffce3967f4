"""How often something crashed lately, and how soon light may come from an engine that knows nothing of the last."""

from collections import deque
from typing import Final

MOST: Final = 3
WITHIN_S: Final = 60.0
FORGOTTEN_S: Final = 1.1
"""After so long nothing counts that was seen: flashes do for one second."""


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


def rest_s(*, resumed: bool, since_s: float) -> float:
    """Say for how many seconds a new engine is still to wait for its first frame.

    Args:
        resumed: it goes on with the night, and so knows all that was seen; else it takes the house to have been dark.
        since_s: seconds since the one before it was gone.
    """
    return 0.0 if resumed else max(0.0, FORGOTTEN_S - since_s)
