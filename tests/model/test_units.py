"""Times, levels and colours as artists write them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.model.units import COLORS, parse_color, parse_duration, parse_level, ticks


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("5s", 5), ("250ms", 0.25), ("1:30", 90), ("1:02:03", 3723), ("5min", 300), ("2 h", 7200), (3, 3), (0.5, 0.5)],
)
def test_a_time_is_read_as_people_write_it(written: object, seconds: float) -> None:
    assert parse_duration(written) == pytest.approx(seconds)


@pytest.mark.parametrize("written", ["five", "5 days", "-1s", "25h", True, None, [], "1:3", "", float("nan"), -1])
def test_what_is_no_time_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="time"):
        parse_duration(written)


@pytest.mark.parametrize(("written", "level"), [("40%", 0.4), (0.4, 0.4), ("100 %", 1), (0, 0), (1, 1)])
def test_a_level_is_a_part_or_a_percentage(written: object, level: float) -> None:
    assert parse_level(written) == pytest.approx(level)


@pytest.mark.parametrize("written", ["101%", 1.5, -0.1, "40", True, None, float("nan")])
def test_a_level_beyond_full_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="level"):
        parse_level(written)


def test_colours_become_linear_light() -> None:
    assert parse_color("#ffffff") == (1, 1, 1)
    assert parse_color("#808080")[0] == pytest.approx(0.2158605, abs=1e-6)
    assert parse_color("#f00") == parse_color("red") == (1, 0, 0)


def test_every_colour_that_has_a_name_can_be_read() -> None:
    assert all(0 <= component <= 1 for name in COLORS for component in parse_color(name))


@pytest.mark.parametrize("written", ["#ff", "reddish", 255, None, "ff0000"])
def test_what_is_no_colour_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="colour"):
        parse_color(written)


@given(st.text())
def test_no_text_breaks_the_readers(text: str) -> None:
    for parse in (parse_duration, parse_level, parse_color):
        with suppress(ValueError):
            parse(text)


def test_a_time_is_rounded_to_the_nearest_tick() -> None:
    assert [ticks(seconds, 44) for seconds in (0, 0.01, 0.0114, 1, 2.5)] == [0, 0, 1, 44, 110]
