"""Sensor dropout: a cable with a loose contact, a radio out of reach."""

from controller.faults.source.sample import Moment, Sample


def dropout(sample: Sample, moment: Moment) -> float | None:
    """Swallow what is said for gaps of ``burst`` seconds: ``amount`` of all gaps, 1 = nothing comes in."""
    gap = int(moment.seconds / moment.number("burst"))
    return None if moment.draw("dropout", gap) < moment.amount else sample.value
