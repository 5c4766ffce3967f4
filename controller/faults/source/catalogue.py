"""The faults on what a sensor says, by the names that show files use; and a sample on its way through them."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from controller.faults.amount import amount_at
from controller.faults.source.drift import drift
from controller.faults.source.dropout import dropout
from controller.faults.source.noise import noise
from controller.faults.source.sample import Moment, Sample, Tamper
from controller.faults.source.spike import spike
from controller.faults.source.stuck import stuck
from controller.model.fault import ActiveFault, FaultKind, FaultSpec

SENSOR_FAULTS: Final[Mapping[FaultKind, Tamper]] = MappingProxyType(
    {
        FaultKind.SENSOR_DROPOUT: dropout,
        FaultKind.SENSOR_NOISE: noise,
        FaultKind.SENSOR_STUCK: stuck,
        FaultKind.SENSOR_DRIFT: drift,
        FaultKind.SENSOR_SPIKE: spike,
    }
)


def moment_of(fault: ActiveFault, spec: FaultSpec, *, tick: int, fps: int) -> Moment:
    """Say when and how strongly a fault acts."""
    seconds = (tick - fault.started_tick) / fps
    return Moment(spec, max(0.0, seconds), tick, amount_at(spec, fault, tick, fps))


def tampered(
    sample: Sample, sensor: str, faults: Iterable[ActiveFault], specs: Mapping[str, FaultSpec], *, tick: int, fps: int
) -> float | None:
    """Send a sample through the faults on its sensor, in the order in which they began.

    Args:
        sample: as it was sent.
        sensor: whose.
        faults: those that act now.
        specs: what the declared ones are.
        tick: when.
        fps: ticks a second.

    Returns:
        What comes in, or None: nothing does.
    """
    for fault in faults:
        spec = specs.get(fault.id)
        act = None if spec is None or spec.sensor != sensor else SENSOR_FAULTS.get(spec.kind)
        if spec is None or act is None:
            continue
        value = act(sample, moment_of(fault, spec, tick=tick, fps=fps))
        if value is None:
            return None
        sample = Sample(value, sample.before, sample.low, sample.high)
    return sample.value
