"""What is the passcode, what is a cookie of it, and what is neither."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.web.passcode.keys import NO_KEYS, Keys, check_passcode, draw_passcode, spelled

RIGHT = "482 193 6057"
KEYS = Keys(RIGHT, "secret")


def test_a_passcode_that_is_drawn_is_ten_digits_and_another_each_time() -> None:
    drawn = {draw_passcode() for _ in range(50)}
    assert len(drawn) == 50
    assert all(re.fullmatch(r"\d{3} \d{3} \d{4}", passcode) for passcode in drawn)
    assert {check_passcode(passcode) for passcode in drawn} == drawn


@pytest.mark.parametrize("given", [RIGHT, "4821936057", "482-193-6057", " 48 21 93 60 57\n"])
def test_spaces_and_hyphens_do_not_matter(given: str) -> None:
    assert KEYS.opens(given)


@pytest.mark.parametrize("given", ["", "482193605", "48219360577", "4821936058", "٤821936057", "\ud800"])
def test_anything_else_opens_nothing(given: str) -> None:
    assert not KEYS.opens(given)


def test_capitals_do_not_matter_because_tablets_begin_with_one() -> None:
    assert Keys("golden seam", "secret").opens("Golden Seam")
    assert not Keys("golden seam", "secret").is_digits
    assert KEYS.is_digits


@pytest.mark.parametrize("chosen", ["1234567", "- - - - - - - -", "x" * 65, "Goldnähte", "golden\tseam"])
def test_a_chosen_passcode_that_is_too_short_or_cannot_be_typed_is_refused_with_a_way_out(chosen: str) -> None:
    with pytest.raises(ValueError, match=r"write 8 to 64 letters, digits and marks of ASCII, e\.g\. 482 193 6057"):
        check_passcode(chosen)


def test_without_a_passcode_or_a_secret_nothing_opens() -> None:
    for keys in (NO_KEYS, Keys("", "secret"), Keys(RIGHT, "")):
        assert not keys.is_set
        assert not keys.opens("")
        assert not keys.opens(RIGHT)
        assert not keys.is_ours(keys.new_cookie())


def test_a_cookie_is_good_for_every_server_of_the_installation_until_the_passcode_changes() -> None:
    cookie = KEYS.new_cookie()
    assert cookie != KEYS.new_cookie()
    assert Keys("482-1936057", "secret").is_ours(cookie)
    assert not Keys("482 193 6058", "secret").is_ours(cookie)
    assert not Keys(RIGHT, "another").is_ours(cookie)
    assert RIGHT.replace(" ", "") not in cookie


@given(st.text())
def test_no_text_is_taken_for_a_cookie_or_a_passcode(text: str) -> None:
    assert not KEYS.is_ours(text)
    assert KEYS.opens(text) == (spelled(text) == "4821936057")
