"""Sensor noise: bad earth, a lamp's flicker in a light sensor."""

from controller.faults.source.sample import Moment, Sample


def noise(sample: Sample, moment: Moment) -> float | None:
    """Move every value by chance, by up to half of the range at amount 1; it stays within the range."""
    if moment.amount <= 0:
        return sample.value
    swing = (moment.draw("noise", moment.tick) - 0.5) * moment.amount * sample.span
    return min(sample.high, max(sample.low, sample.value + swing))
