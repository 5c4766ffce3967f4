"""The guard that never rests: where it holds light back for seconds on end, the picture is not what was meant."""

from collections.abc import Iterable, Iterator
from typing import Final

from controller.model.facts import TroubleFound, TroubleOver
from controller.model.found import SATURATED
from controller.model.intent import Intent
from controller.show.detectors.seen import Seen
from controller.show.detectors.thresholds import Latch

SATURATED_S: Final = 3.0
"""So long the guard acts on a zone until it is saturated."""
PAUSE_S: Final = 0.5
"""A pause up to this long is no rest: between two flashes there is nothing to hold back."""
RESTED_S: Final = 2.0
"""So long it rests until it is over."""


class SaturatedGuard:
    """Notices zones that the guard holds back for longer than a moment."""

    def __init__(self, fps: int) -> None:
        self._fps = fps
        self._zones: dict[str, tuple[Latch, int]] = {}

    def follow(self, zones: Iterable[str]) -> None:
        """Go on with the zones of a show that was reloaded."""
        kept = set(zones)
        self._zones = {zone: known for zone, known in self._zones.items() if zone in kept}

    def see(self, seen: Seen) -> Iterator[Intent]:
        """Tell of zones in which the guard is saturated, and of those in which it rests again."""
        for zone in sorted({*seen.held_zones, *self._zones}):
            latch, acted = self._zones.get(zone) or (self._latch(), seen.tick)
            acted = seen.tick if zone in seen.held_zones else acted
            acts = seen.tick - acted <= PAUSE_S * self._fps
            self._zones[zone] = latch, acted
            pauses = acts and acted != seen.tick and not latch.is_open
            told = None if pauses else latch.see(seen.tick, is_wrong=acts)
            if told is not None:
                yield self._tell(zone, begins=told)
            if not acts and not latch.is_open:
                del self._zones[zone]

    def _latch(self) -> Latch:
        return Latch(
            opens_after=round(SATURATED_S * self._fps), closes_after=round((RESTED_S - PAUSE_S) * self._fps)
        )  # fmt: skip

    def _tell(self, zone: str, *, begins: bool) -> Intent:
        if begins:
            return TroubleFound(f"{SATURATED}{zone}", f"the guard has held back {zone} for {SATURATED_S:g} s on end")
        return TroubleOver(f"{SATURATED}{zone}", f"the guard no longer holds back {zone}")
