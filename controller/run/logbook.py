"""The newest lines of a night's log, for people's eyes alone: what the show needs of them is in the journal.

What comes in a rush is told briefly, so that it does not push everything else out: of lines of one kind the first dozen
within two seconds are told one by one, and one more line stands for all that follow on these. Each is in the journal.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from controller.frame.memory import LONG_AGO
from controller.model.replaced import replace
from controller.model.state import Record
from controller.run.refusals import Refusals

LENGTH: Final = 200
ALONE: Final = 12
"""So many lines of a rush are told one by one."""
RUSH_S: Final = 2
"""So long after its first line, or after the newest that is told together with others, a line belongs to a rush."""
MOST_KINDS: Final = 100
"""Kinds whose rushes are followed."""


@dataclass(slots=True)
class _Rush:
    """Lines of one kind that follow on each other.

    Attributes:
        since: tick of the first, or of the newest once some are told together.
        count: how many there are.
        together: the line that stands for those beyond a dozen, or None.
    """

    since: int
    count: int = 0
    together: Record | None = None


class Logbook:
    """Keeps so many lines, the newest last.

    Args:
        refusals: where shells count bad input, and refusals that came again within a second are counted.
        fps: ticks a second.

    Attributes:
        lines: what happened.
    """

    def __init__(self, refusals: Refusals, fps: int) -> None:
        self.lines: deque[Record] = deque(maxlen=LENGTH)
        self._refusals = refusals
        self._fps = fps
        self._rushes: dict[tuple[str, str, bool], _Rush] = {}
        self._refused_tick: dict[tuple[str, str], int] = {}

    def add(self, records: Iterable[Record]) -> None:
        """Put down what happened by itself."""
        for record in records:
            self._put(record)

    def tell(self, tick: int, source: str, what: str, text: str, *, ok: bool) -> None:
        """Put down what was found."""
        self._put(Record(tick, None, source, ok=ok, what=what, text=text))

    def refused(self, tick: int) -> None:
        """Put down what was refused before it became an intent."""
        for peer, reason in self._refusals.tell(tick, self._fps):
            self.tell(tick, peer, "bad-input", f"{peer}: {reason}", ok=False)

    def note(self, record: Record) -> None:
        """Put down what came of an intent; a sample has no words, and the same refusal within a second is counted."""
        if record.ok and not record.text:
            return
        same = (record.source, record.text)
        if not record.ok and record.tick - self._refused_tick.get(same, LONG_AGO) < self._fps:
            self._refusals.count(record.source)
            return
        if not record.ok:
            if len(self._refused_tick) >= LENGTH:
                self._refused_tick.clear()
            self._refused_tick[same] = record.tick
        self._put(record)

    def _put(self, record: Record) -> None:
        """Put a line down, or let the line of its rush stand for it, too."""
        kind = (record.source, record.what, record.ok)
        rush = self._rushes.pop(kind, None)  # and put back as the newest
        if rush is None or record.tick - rush.since > RUSH_S * self._fps:
            rush = _Rush(record.tick)
        self._rushes[kind] = rush
        if len(self._rushes) > MOST_KINDS:
            del self._rushes[next(iter(self._rushes))]
        rush.count += 1
        if rush.together is not None:
            if rush.together in self.lines:
                self.lines.remove(rush.together)
            record = replace(record, text=f"{rush.count - ALONE} more like these, the newest: {record.text}")
        if rush.count > ALONE:
            rush.since, rush.together = record.tick, record
        self.lines.append(record)
