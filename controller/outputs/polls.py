"""Beside station 16, Art-Net and OSC: when a node is asked whether it lives, and what its answers say. Time is ticks.

    ask --answered--> rest 1.8 s --> ask …
     |
     +-- no answer in 0.5 s: ask again. Three in a row without one: silent, and asked on every 0.5 s

The worst case is a node that dies just after it answered: 1.8 s of rest and three times 0.5 s are 3.3 s; what is left
to the promised 3.5 s belongs to late ticks and to the engine.
"""

from typing import Final

from controller.outputs.traffic import RETURNED_S, Health, age_s

REST_S: Final = 1.8
OVERDUE_S: Final = 0.5
MISSES: Final = 3


class Polls:
    """The asking of one node.

    Attributes:
        answered: tick of the last answer.
        round_trip: ticks from the last poll that was answered to its answer.
    """

    def __init__(self, fps: int) -> None:
        """Begin with a poll at the first tick.

        Args:
            fps: ticks a second.
        """
        self.answered: int | None = None
        self.round_trip: int | None = None
        self._fps = fps
        self._rest = max(1, int(REST_S * fps))
        self._overdue = max(1, int(OVERDUE_S * fps))
        self._asked: int | None = None
        self._waits = False
        self._missed = 0
        self._was_late = False
        self._returned: int | None = None

    @property
    def is_silent(self) -> bool:
        """Whether three polls in a row had no answer."""
        return self._missed >= MISSES

    @property
    def has_missed(self) -> bool:
        """Whether the last poll but the one that waits had no answer."""
        return self._missed > 0

    @property
    def next_tick(self) -> int:
        """When the node may have to be asked again; an answer meanwhile makes it later."""
        return 0 if self._asked is None else self._asked + (self._overdue if self._waits else self._rest)

    def is_due(self, tick: int) -> bool:
        """Say whether to poll at this tick; if so, the waiting begins."""
        if tick < self.next_tick:
            return False
        self._missed += self._waits
        self._asked = tick
        self._waits = True
        return True

    def answer(self, tick: int) -> bool:
        """Note an answer.

        Returns:
            True if the node was out of reach or is new, so that nobody knows what it shows.
        """
        if self._waits and self._asked is not None:
            self.round_trip = tick - self._asked
        was_away = self._missed > 0 or self.answered is None
        if self.is_silent:
            self._returned = tick
            self._was_late = False
        elif self._waits:
            self._was_late = self._missed > 0
        self.answered = tick
        self._waits = False
        self._missed = 0
        return was_away

    def health(self, tick: int) -> Health:
        """Judge by the answers."""
        if self.is_silent:
            return "silent"
        if self.answered is None:
            return "unknown"
        if self._missed or self._was_late:
            return "late"
        back = self._returned is not None and tick - self._returned < RETURNED_S * self._fps
        return "returned" if back else "ok"

    def why(self, tick: int) -> str:
        """One sentence on it."""
        age = age_s(self.answered, tick, self._fps)
        if age is None:
            return "has not answered a poll yet" if not self.is_silent else "has never answered a poll"
        if self.is_silent:
            return f"has not answered for {age:.0f} s, though polled again and again"
        if self._missed:
            polls = "a poll is" if self._missed == 1 else f"{self._missed} polls are"
            return f"{polls} without an answer; the last one came {age:.1f} s ago"
        if self._was_late:
            return f"answers polls late; the last answer came {age:.1f} s ago"
        return f"answered a poll {age:.1f} s ago"
