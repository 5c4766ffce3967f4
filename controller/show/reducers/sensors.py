"""What sensors say."""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from controller.model import facts
from controller.model.naming import unknown
from controller.model.show import Show
from controller.model.state import ShowState
from controller.show import sensing
from controller.show.reducers.outcome import Outcome, Reducer, refused


def _sense(show: Show, state: ShowState, intent: facts.Sense) -> Outcome:
    sensor = show.sensors.get(intent.sensor)
    if sensor is None:
        return refused(state, unknown("sensor", intent.sensor, show.sensors))
    if not math.isfinite(intent.value):
        return refused(state, f"sensor {sensor.id}: {intent.value!r} is no number")
    return Outcome(sensing.hear(show, state, sensor, intent.value), "", quiet=True)


REDUCERS: Final[Mapping[type, Reducer]] = MappingProxyType({facts.Sense: _sense})
