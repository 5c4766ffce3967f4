"""How strongly a fault acts at a tick: its amount, as much stronger as it was injected, within its envelope."""

from controller.model.fault import ActiveFault, FaultSpec


def amount_at(spec: FaultSpec, fault: ActiveFault, tick: int, fps: int) -> float:
    """Give the amount that acts, 0..1.

    Args:
        spec: the fault as declared.
        fault: since when it acts, until when, and how much stronger.
        tick: when.
        fps: ticks a second.
    """
    level = spec.envelope.level((tick - fault.started_tick) / fps, (fault.ends_tick - fault.started_tick) / fps)
    return min(1.0, spec.amount * fault.gain) * level
