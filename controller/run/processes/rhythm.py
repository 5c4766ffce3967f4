"""How long a child may be silent until it counts as hanging: the less, the more evenly it has been heard.

One that has just begun paints its first frame, loads what is loaded at first use, and shares the machine with all that
begins with it; one whose frames are heavier than its machine carries beats slowly. Both go on, and to end them would
only let them begin anew. One that has beaten evenly and then says nothing hangs.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

LATELY: Final = 5
"""So many gaps between beats tell how evenly it beats: about a second's."""
TIMES: Final = 3
"""A silence so many times as long as the longest of them is no slow beat any more."""


@dataclass(frozen=True, slots=True)
class Silence:
    """What silence is borne.

    Attributes:
        even_s: at least, of a child that beats evenly.
        most_s: at most, of any; and as long as it has not been heard ``LATELY`` times.
    """

    even_s: float
    most_s: float


class Rhythm:
    """Hears a child; times are seconds on any monotonic scale.

    Attributes:
        heard: when it said anything, or was told to begin.
    """

    def __init__(self, now: float) -> None:
        """Begin to listen."""
        self.heard = now
        self._beat: float | None = None
        self._gaps: deque[float] = deque(maxlen=LATELY)

    def begin(self, now: float) -> None:
        """Note that it was told to begin: what was heard before tells nothing of how it will go on."""
        self.heard, self._beat = now, None
        self._gaps.clear()

    def hear(self, now: float) -> None:
        """Note that it said something."""
        self.heard = now

    def beat(self, now: float) -> None:
        """Note a beat of its loop."""
        if self._beat is not None:
            self._gaps.append(now - self._beat)
        self.heard = self._beat = now

    def patience_s(self, silence: Silence) -> float:
        """Say how long it may be silent."""
        if len(self._gaps) < LATELY:
            return silence.most_s
        return min(max(silence.even_s, TIMES * max(self._gaps)), silence.most_s)
