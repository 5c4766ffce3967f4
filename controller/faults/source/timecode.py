"""Faults on time code: a cable that fails, a player that leaps."""

from collections.abc import Iterable, Mapping

from controller.faults.source.catalogue import moment_of
from controller.model.fault import ActiveFault, FaultKind, FaultSpec


def tampered_timecode(
    place: float, faults: Iterable[ActiveFault], specs: Mapping[str, FaultSpec], *, tick: int, fps: int
) -> float | None:
    """Send a frame of the time code through the faults on it, in the order in which they began.

    ``timecode-loss`` swallows frames in gaps of ``burst`` seconds: ``amount`` of all gaps, 1 = nothing comes in.
    ``timecode-jump`` moves them by ``amount`` of ``leap`` seconds.

    Args:
        place: of the frame, in seconds.
        faults: those that act now.
        specs: what the declared ones are.
        tick: when.
        fps: ticks a second.

    Returns:
        The place that comes in, or None: nothing does.
    """
    for fault in faults:
        spec = specs.get(fault.id)
        if spec is None:
            continue
        if spec.kind is FaultKind.TIMECODE_LOSS:
            moment = moment_of(fault, spec, tick=tick, fps=fps)
            if moment.draw("timecode", int(moment.seconds / moment.number("burst"))) < moment.amount:
                return None
        elif spec.kind is FaultKind.TIMECODE_JUMP:
            moment = moment_of(fault, spec, tick=tick, fps=fps)
            place = max(0.0, place + moment.number("leap") * moment.amount)
    return place
