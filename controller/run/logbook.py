"""The newest lines of a night's log, for people's eyes alone: what the show needs of them is in the journal."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from controller.frame.memory import LONG_AGO
from controller.model.state import Record
from controller.run.refusals import Refusals

LENGTH: Final = 200


class Logbook:
    """Keeps so many lines, the newest last.

    Args:
        refusals: where shells count bad input, and refusals that came again within a second are counted.

    Attributes:
        lines: what happened.
    """

    def __init__(self, refusals: Refusals) -> None:
        self.lines: deque[Record] = deque(maxlen=LENGTH)
        self._refusals = refusals
        self._refused_tick: dict[tuple[str, str], int] = {}

    def add(self, records: Iterable[Record]) -> None:
        """Put down what happened by itself."""
        self.lines.extend(records)

    def tell(self, tick: int, source: str, what: str, text: str, *, ok: bool) -> None:
        """Put down what was found."""
        self.lines.append(Record(tick, None, source, ok=ok, what=what, text=text))

    def refused(self, tick: int, fps: int) -> None:
        """Put down what was refused before it became an intent."""
        for peer, reason in self._refusals.tell(tick, fps):
            self.tell(tick, peer, "bad-input", f"{peer}: {reason}", ok=False)

    def note(self, record: Record, fps: int) -> None:
        """Put down what came of an intent; a sample has no words, and the same refusal within a second is counted."""
        if record.ok and not record.text:
            return
        same = (record.source, record.text)
        if not record.ok and record.tick - self._refused_tick.get(same, LONG_AGO) < fps:
            self._refusals.count(record.source)
            return
        if not record.ok:
            if len(self._refused_tick) >= LENGTH:
                self._refused_tick.clear()
            self._refused_tick[same] = record.tick
        self.lines.append(record)
