"""Where a running recovery stands at a tick: read off an incident, its phases and the time alone."""

from dataclasses import dataclass

from controller.model.fault import LASTING_KINDS, NEVER
from controller.model.incident import Incident
from controller.model.recovery import Phase
from controller.model.units import ticks

STILL_FROM = ("sort",)
"""From such a phase on the wound stands still: what is put in order must not change under the order."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a running recovery stands at a tick.

    Attributes:
        phases: every phase begun so far with its progress 0..1, in order; the last is the running one.
        index: of the running phase in the recovery.
        glitch_tick: when the wound's own picture is looked at; it stands still in ``hold``, from a ``sort`` on, and in
            the last ``mend``.
        ends_tick: first tick after the recovery.
    """

    phases: tuple[tuple[Phase, float], ...]
    index: int
    glitch_tick: int
    ends_tick: int


def mend_start(incident: Incident, phases: tuple[Phase, ...], fps: int) -> int:
    """First tick of the mend of a running recovery; ``NEVER`` while the trouble itself lasts."""
    if incident.mend_tick is not None:
        return incident.mend_tick
    if incident.kind in LASTING_KINDS:
        return NEVER
    return (incident.recovery_tick or 0) + sum(_length(phase, fps) for phase in phases[:-1])


def mend_end(incident: Incident, phases: tuple[Phase, ...], fps: int) -> int:
    """First tick after the mend."""
    return mend_start(incident, phases, fps) + _length(phases[-1], fps)


def standing(incident: Incident, phases: tuple[Phase, ...], fps: int, tick: int) -> Standing:
    """Say where a running recovery stands.

    A mend that was brought forward freezes the phases before it where they were, so nothing jumps.
    """
    mend = mend_start(incident, phases, fps)
    end = mend + _length(phases[-1], fps)
    begin = glitch = incident.recovery_tick or 0
    now = min(tick, mend)
    begun: list[tuple[Phase, float]] = []
    is_still = False
    for phase in phases[:-1]:
        if now < begin:
            break
        length = _length(phase, fps)
        inside = min(now - begin, length)
        begun.append((phase, inside / length))
        is_still = is_still or phase.operator in STILL_FROM
        glitch += 0 if is_still or phase.operator == "hold" else inside
        begin += length
    if tick >= mend:
        begun.append((phases[-1], min(1.0, (tick - mend) / (end - mend))))
        return Standing(tuple(begun), len(phases) - 1, glitch, end)
    return Standing(tuple(begun), max(0, len(begun) - 1), glitch, end)


def _length(phase: Phase, fps: int) -> int:
    return max(1, ticks(phase.seconds, fps))
