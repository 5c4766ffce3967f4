"""Station 0, MIDI: soft take-over. A fader that stands elsewhere than the level it moves does nothing until it has been
moved across that level; so plugging one in, or moving the level on the console, never makes the light jump. Pure.
"""

from collections import deque
from typing import Final

STEP: Final = 1 / 127
"""One step of a fader; nearer than that it stands where the level is."""
_ON_THE_WAY: Final = 256
_SAME: Final = 1e-9


class Takeover:
    """One fader and the level it moves."""

    def __init__(self) -> None:
        self._at: float | None = None
        self._sent: deque[float] = deque(maxlen=_ON_THE_WAY)

    def is_driving(self, level: float, present: float) -> bool:
        """Take a new place of the fader, and say whether the level follows it.

        What the fader itself has sent and the engine has not acted on yet is not mistaken for another hand.

        Args:
            level: where the fader stands now, 0..1.
            present: the level as the engine has it, 0..1.
        """
        before, self._at = self._at, level
        if not self._is_ours(present):
            self._sent.clear()
            if not _reaches(before, level, present):
                return False
            self._sent.append(present)
        self._sent.append(level)
        return True

    def _is_ours(self, present: float) -> bool:
        """Whether the level stands where this fader put it: at the newest it is known to have, or at one sent since."""
        for index, sent in enumerate(self._sent):
            if abs(sent - present) < _SAME:
                for _ in range(index):
                    self._sent.popleft()
                return True
        return False


def _reaches(before: float | None, level: float, present: float) -> bool:
    """Whether a fader stands at a level, or came across it, however fast."""
    if before is None:
        return abs(level - present) <= STEP
    return min(before, level) - STEP / 2 <= present <= max(before, level) + STEP / 2
