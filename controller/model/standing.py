"""Where a running recovery stands at a tick: read off an incident, its phases and the time alone."""

from dataclasses import dataclass

from controller.model.fault import LASTING_KINDS, NEVER
from controller.model.incident import Incident, IncidentState
from controller.model.recovery import Phase
from controller.model.units import ticks

STILL_FROM = ("sort",)
"""From such a phase on the wound stands still: what is put in order must not change under the order."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a running recovery stands at a tick.

    Attributes:
        phases: every phase begun so far with its progress 0..1, in order; the last is the running one.
        numbers: which phases of the recovery these are; a mend that was brought forward skips those before it.
        glitch_tick: when the wound's own picture is looked at; it stands still in ``hold``, from a ``sort`` on, and in
            the last ``mend``.
        still_tick: until then the operators move; what is kept stands still.
        ends_tick: first tick after the recovery.
    """

    phases: tuple[tuple[Phase, float], ...]
    numbers: tuple[int, ...]
    glitch_tick: int
    still_tick: int
    ends_tick: int

    @property
    def index(self) -> int:
        """Number of the running phase in the recovery."""
        return self.numbers[-1] if self.numbers else 0


def mend_start(incident: Incident, phases: tuple[Phase, ...], fps: int) -> int:
    """First tick of the mend of a running recovery; ``NEVER`` while the trouble itself lasts."""
    if incident.mend_tick is not None:
        return incident.mend_tick
    if incident.kind in LASTING_KINDS:
        return NEVER
    return (incident.recovery_tick or 0) + sum(_length(phase, fps) for phase in phases[: last_mend(phases)])


def mend_end(incident: Incident, phases: tuple[Phase, ...], fps: int) -> int:
    """First tick after the mend; after that of the rest, once somebody has asked for it."""
    if phases[-1].is_rest and incident.rest_tick is not None:
        return incident.rest_tick + _length(phases[-1], fps)
    return mend_start(incident, phases, fps) + _length(phases[last_mend(phases)], fps)


def wait_start(incident: Incident, phases: tuple[Phase, ...], fps: int) -> int:
    """First tick at which a recovery has done all it can and only waits for its trouble to end; else ``NEVER``.

    Trouble that joined it later has its phases later.
    """
    if incident.state is not IncidentState.RECOVERING or mend_start(incident, phases, fps) < NEVER:
        return NEVER
    begun = max(incident.recovery_tick or 0, *(fault.started_tick for fault in incident.faults))
    return begun + sum(_length(phase, fps) for phase in phases[: last_mend(phases)])


def standing(incident: Incident, phases: tuple[Phase, ...], fps: int, tick: int) -> Standing:
    """Say where a running recovery stands.

    A mend that was brought forward freezes the phases before it where they were, so nothing jumps.
    """
    mend, last = mend_start(incident, phases, fps), last_mend(phases)
    mended = mend + _length(phases[last], fps)
    begin = glitch = incident.recovery_tick or 0
    now = min(tick, mend)
    begun: list[tuple[Phase, float]] = []
    is_still = False
    for phase in phases[:last]:
        if now < begin:
            break
        length = _length(phase, fps)
        inside = min(now - begin, length)
        begun.append((phase, inside / length))
        is_still = is_still or phase.operator in STILL_FROM
        glitch += 0 if is_still or phase.operator == "hold" else inside
        begin += length
    numbers = [*range(len(begun))]
    if tick >= mend:
        begun.append((phases[last], min(1.0, (tick - mend) / (mended - mend))))
        numbers.append(last)
    still, end = (mended, mend_end(incident, phases, fps)) if phases[-1].is_rest else (NEVER, mended)
    if incident.rest_tick is not None and still <= incident.rest_tick <= tick:
        begun.append((phases[-1], min(1.0, (tick - incident.rest_tick) / (end - incident.rest_tick))))
        numbers.append(len(phases) - 1)
    return Standing(tuple(begun), tuple(numbers), glitch, still, end)


def last_mend(phases: tuple[Phase, ...]) -> int:
    """Give the number of the mend with which a recovery ends by itself."""
    return len(phases) - (2 if phases[-1].is_rest else 1)


def _length(phase: Phase, fps: int) -> int:
    return max(1, ticks(phase.seconds, fps))
