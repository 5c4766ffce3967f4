"""The clock on the wall: each time comes once, whatever the clock does."""

import asyncio
from datetime import datetime, timedelta

import pytest

from controller.inputs.schedule import hours_of, passed, schedule_in
from controller.model.facts import Struck
from controller.model.intent import Goto
from tests.fakes.seam import FakeSeam
from tests.fakes.virtual_time import virtual_time
from tests.shows import show_of

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


SHOW = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}}
fixtures:
  lamp: {profile: generic/dimmer, at: lamps 1/1}
cues:
  - {cue: 1, look: {lamp: {level: 1}}, follow: "at 21:30"}
  - {cue: 2, follow: "at 6:05:30"}
  - {cue: 3}
bindings: [{at: "21:31", do: cue 2}]
"""


def test_a_show_says_which_times_of_day_it_waits_for() -> None:
    assert hours_of(show_of(SHOW)) == {HALF_PAST_NINE, HALF_PAST_NINE + 60, 6 * 3600 + 5 * 60 + 30}


@virtual_time
async def test_the_engine_is_told_once_and_what_is_bound_is_done() -> None:
    seam, loop = FakeSeam(), asyncio.get_running_loop()

    def on_the_wall() -> datetime:
        return at("28 21:29:00") + timedelta(seconds=loop.time())

    async with schedule_in(seam, lambda: show_of(SHOW), now=on_the_wall):
        await asyncio.sleep(300)
    assert seam.submitted == [
        (Struck(HALF_PAST_NINE), "schedule", "clock"),
        (Struck(HALF_PAST_NINE + 60), "schedule", "clock"),
        (Goto("2"), "schedule", "clock"),
    ]
