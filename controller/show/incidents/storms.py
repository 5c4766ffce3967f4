"""Beside station 4. Storms: when each of their faults begins, read off the storm and the time alone."""

from controller.model.fault import ActiveFault, FaultSpec
from controller.model.units import ticks


def due(spec: FaultSpec, storm: ActiveFault, *, after: int, upto: int, fps: int) -> list[tuple[int, str]]:
    """Say which faults of a storm begin in a span of ticks.

    Args:
        spec: the storm.
        storm: since when it rages, and until when.
        after: the last tick that was looked at.
        upto: the last tick of the span; what would begin at the storm's own end does not.
        fps: ticks a second.

    Returns:
        (tick, fault) in the order of time.
    """
    last = min(upto, storm.ends_tick - 1)
    begin: list[tuple[int, str]] = []
    for part in spec.parts:
        first = storm.started_tick + ticks(part.at_s, fps)
        if part.every_s is None:
            times = [first] if after < first <= last else []
        else:
            step = max(1, ticks(part.every_s, fps))
            skipped = max(0, (after - first) // step + 1)
            times = list(range(first + skipped * step, last + 1, step))
        begin += [(tick, part.fault) for tick in times]
    return sorted(begin)
