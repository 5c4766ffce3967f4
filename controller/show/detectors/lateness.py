"""An engine that does not keep its time: ticks that begin late, or are not painted at all."""

from collections.abc import Iterator
from typing import Final

from controller.model.facts import TroubleFound, TroubleOver
from controller.model.found import LATE
from controller.model.intent import Intent
from controller.show.detectors.seen import Seen
from controller.show.detectors.thresholds import Share

LATE_S: Final = 5.0
"""So much of the last time is looked at."""
LATE_FROM: Final = 0.1
"""Share of its ticks that were late or skipped: trouble from here on."""
LATE_BELOW: Final = 0.02
"""Share of them below which it is over."""


class LateEngine:
    """Notices that too many ticks are late or skipped."""

    def __init__(self, fps: int) -> None:
        self._length = round(LATE_S * fps)
        self._share = Share(self._length, opens_at=LATE_FROM, closes_below=LATE_BELOW)

    def see(self, seen: Seen) -> Iterator[Intent]:
        """Tell that the engine is late, and that it keeps its time again."""
        told = self._share.see(seen.tick, is_wrong=seen.is_late, was_wrong=seen.skipped > 0)
        if told is None:
            return
        if told:
            why = f"{self._share.count} of the last {self._length} ticks were late or skipped"
            yield TroubleFound(LATE, why)
        else:
            yield TroubleOver(LATE, "the engine keeps its time again")
