"""A name that nobody answers to is met with those that it may have been meant for."""

import pytest

from controller.model.naming import meant, nearest_names

KNOWN = ("colour-storm", "loose-contact", "lost-stage", "golden-seam")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("color-storm", "colour-storm"),
        ("Colour-Strom", "colour-storm"),
        ("lost-satge", "lost-stage"),
        ("seam", "golden-seam"),
    ],
)
def test_the_likest_name_comes_first(wanted: str, found: str) -> None:
    assert nearest_names(wanted, KNOWN)[0] == found


@pytest.mark.parametrize("wanted", ["", "x", "zzzzzz", "9" * 100_000])
def test_what_is_like_nothing_is_met_with_nothing(wanted: str) -> None:
    assert meant(wanted, KNOWN) == ""


def test_the_names_stand_as_a_question() -> None:
    assert meant("golden-sea", KNOWN) == " - did you mean 'golden-seam'?"


def test_of_very_many_names_only_so_many_are_looked_at() -> None:
    assert nearest_names("tile-9999999", (f"tile-{number}" for number in range(10**9)))
