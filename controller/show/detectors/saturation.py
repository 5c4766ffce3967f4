"""The guard that never rests: where it holds light back nearly without a break, the picture is not what was meant."""

from collections.abc import Iterable, Iterator
from typing import Final

from controller.model.found import SATURATED
from controller.model.intent import Intent, TroubleFound, TroubleOver
from controller.show.detectors.seen import Seen
from controller.show.detectors.thresholds import Share

SATURATED_S: Final = 3.0
"""So much of the last time is looked at."""
SATURATED_FROM: Final = 0.8
"""Share of these frames in which the guard acted on a zone: saturated from here on."""
SATURATED_BELOW: Final = 0.1
"""Share of them below which it is over."""


class SaturatedGuard:
    """Notices zones that the guard holds back for longer than a moment."""

    def __init__(self, fps: int) -> None:
        self._fps = fps
        self._shares: dict[str, Share] = {}

    def follow(self, zones: Iterable[str]) -> None:
        """Go on with the zones of a show that was reloaded."""
        kept = set(zones)
        self._shares = {zone: share for zone, share in self._shares.items() if zone in kept}

    def see(self, seen: Seen) -> Iterator[Intent]:
        """Tell of zones in which the guard is saturated, and of those in which it rests again."""
        for zone in sorted({*seen.held_zones, *self._shares}):
            share = self._shares.setdefault(zone, self._share())
            acts = zone in seen.held_zones
            told = share.see(seen.tick, is_wrong=acts, was_wrong=acts)
            if told is not None:
                yield self._tell(zone, begins=told)
            if share.count == 0 and not share.is_open:
                del self._shares[zone]

    def _share(self) -> Share:
        length = round(SATURATED_S * self._fps)
        return Share(length, opens_at=SATURATED_FROM, closes_below=SATURATED_BELOW)

    def _tell(self, zone: str, *, begins: bool) -> Intent:
        if begins:
            share = f"{SATURATED_FROM:.0%} of the last {SATURATED_S:g} s"
            return TroubleFound(f"{SATURATED}{zone}", f"the guard has held back {zone} in {share}")
        return TroubleOver(f"{SATURATED}{zone}", f"the guard no longer holds back {zone}")
