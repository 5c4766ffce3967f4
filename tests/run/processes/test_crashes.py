"""Crashes that come too often, and the rest before the light of an engine that does not know what was seen."""

import pytest

from controller.run.processes.crashes import Crashes, rest_s


@pytest.mark.parametrize(("moments", "too_many"), [((0, 30), False), ((0, 30, 60), True), ((0, 30, 61), False)])
def test_three_crashes_in_sixty_seconds_are_too_many(moments: tuple[float, ...], *, too_many: bool) -> None:
    crashes = Crashes()
    for moment in moments:
        crashes.note(moment)
    assert crashes.too_many is too_many


@pytest.mark.parametrize(("resumed", "since_s", "rest"), [(False, 0.3, 0.8), (False, 5.0, 0.0), (True, 0.3, 0.0)])
def test_an_engine_that_does_not_go_on_with_the_night_shows_nothing_until_a_second_has_passed(
    since_s: float, rest: float, *, resumed: bool
) -> None:
    """What was seen before it counts for a second, and it knows nothing of it."""
    assert rest_s(resumed=resumed, since_s=since_s) == pytest.approx(rest)
