"""The clock on the wall: each time comes once, whatever the clock does."""

from datetime import datetime

import pytest

from controller.inputs.schedule import passed

HALF_PAST_NINE = 21 * 3600 + 30 * 60


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}")


@pytest.mark.parametrize(
    ("reached", "now", "found"),
    [
        ("28 21:29:59.900", "28 21:30:00.100", (HALF_PAST_NINE,)),
        ("28 21:29:59.900", "28 21:29:59.950", ()),
        ("28 21:30:00", "28 21:30:01", ()),
        ("28 23:59:59.900", "29 00:00:00.100", (0,)),
        ("29 01:59:59.900", "29 03:00:00.100", (7200, 9000)),
        ("28 12:00", "28 22:00", ()),
        ("28 21:31", "28 21:29", ()),
    ],
    ids=["passes", "not yet", "once", "midnight", "hour left out in spring", "leap", "set back"],
)
def test_a_time_of_day_comes_when_it_passes(reached: str, now: str, found: tuple[int, ...]) -> None:
    assert passed((HALF_PAST_NINE, 0, 9000, 7200), at(reached), at(now)) == found
