"""A large show is checked before anyone gets impatient."""

from tests.benchmarks.reading_speed import measured


def test_five_hundred_cues_of_twenty_lines_are_checked_within_one_and_a_half_seconds() -> None:
    assert measured() < 1.5
