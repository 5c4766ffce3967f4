"""Sensor stuck: a frozen reading, a valve that no longer turns."""

from controller.faults.source.sample import Moment, Sample


def stuck(sample: Sample, moment: Moment) -> float | None:
    """Let the sensor say what it said before; at half the amount it comes half of the way with every sample."""
    return sample.value + (sample.before - sample.value) * moment.amount
