"""Sensor spikes: a relay that switches beside the cable, a glint in the lens."""

from controller.faults.source.sample import Moment, Sample

SPIKE_S = 0.06
"""How long a spike is."""


def spike(sample: Sample, moment: Moment) -> float | None:
    """Leap towards the farther end of the range, ``amount`` of the way, for a moment, ``rate`` times a second."""
    period = 1.0 / moment.number("rate")
    turn = int(moment.seconds / period)
    begin = turn * period + moment.draw("spike", turn) * max(0.0, period - SPIKE_S)
    if not begin <= moment.seconds < begin + SPIKE_S:
        return sample.value
    end = sample.high if sample.high - sample.value >= sample.value - sample.low else sample.low
    return sample.value + (end - sample.value) * moment.amount
