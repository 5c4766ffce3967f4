"""Sensor drift: warming up, ageing, dust on the lens."""

from controller.faults.source.sample import Moment, Sample


def drift(sample: Sample, moment: Moment) -> float | None:
    """Creep away, up or down by the seed: ``amount`` of the range within ``over`` seconds, past its end if need be."""
    if moment.amount <= 0:
        return sample.value
    way = min(1.0, moment.seconds / moment.number("over")) * moment.amount * sample.span
    return sample.value + (way if moment.draw("way", 0) < 0.5 else -way)
