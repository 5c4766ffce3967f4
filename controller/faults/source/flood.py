"""Input flood: a sensor gone wild sends as fast as it can. It acts where a real flood would: at the engine's lanes.

Of what a sensor says within a tick only the newest counts, so a flood spoils that sensor and nothing else.
"""

from collections.abc import Mapping

from controller.faults.amount import amount_at
from controller.model import chance
from controller.model.fault import ActiveFault, FaultKind, FaultSpec
from controller.model.sensor import Sensor


def flood(
    fault: ActiveFault, specs: Mapping[str, FaultSpec], sensors: Mapping[str, Sensor], *, tick: int, fps: int
) -> tuple[float, ...]:
    """Say what a flooded sensor sends within one tick: values of its range, by chance.

    It comes in gusts: ``amount`` of all ticks are flooded, with ``samples`` values a second.

    Args:
        fault: one that acts; one that is no flood sends nothing.
        specs: what the faults are.
        sensors: of the show.
        tick: when.
        fps: ticks a second.
    """
    spec = specs.get(fault.id)
    if spec is None or spec.kind is not FaultKind.INPUT_FLOOD or spec.sensor not in sensors:
        return ()
    since, sensor = tick - fault.started_tick, sensors[spec.sensor]
    amount = amount_at(spec, fault, tick, fps)
    rate = spec.parameters["samples"]
    if not isinstance(rate, (int, float)) or chance.uniform(chance.key(spec.seed, "gust", since), 1)[0] >= amount:
        return ()
    drawn = chance.uniform(chance.key(spec.seed, "flood", since), max(1, round(rate / fps)))
    return tuple(float(sensor.low + sensor.span * each) for each in drawn)
