"""What strangers write becomes one plain line; whatever they write."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.model.signs import MOST_MARKS, MOST_SIGNS, cut, plain, signs

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("I mended a cup", "I mended a cup"),
        ("  two\t\tlines\r\nand\u2028more ", "two lines and more"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
        ("a\u202egnp.exe\u202c", "agnp.exe"),
        ("\u2066left\u2069 \u200fright\u061c", "left right"),
        ("z\u200be\u200cr\u200do\ufeff\u2060\u00ad", "zero"),
        ("bell\x07 \x1b[31mred\x1b[0m \x9b1m", "bell [31mred[0m 1m"),
        ("\u3164\u115f\u2800\uffa0", ""),
        ("\u0301\u0302", ""),
        (" \u00a0\u3000 ", ""),
        ("", ""),
        ("tag\U000e0041\U000e007f", "tag"),
        ("\ue000private\udc80\U0010ffff", "private"),
        ("Z" + "\u0335\u0321\u0316\u0325\u0340" * 20, None),
        ("مرحبا بكم", "مرحبا بكم"),
        ("क्षमा", "क्षमा"),
        ("<b>&amp;</b> | `rm` *x* [a](b)", "<b>&amp;</b> | `rm` *x* [a](b)"),
    ],
)
def test_what_is_written_becomes_one_plain_line(written: str, read: str | None) -> None:
    if read is None:
        assert sum(unicodedata.category(sign) == "Mn" for sign in plain(written)) <= MOST_MARKS
    else:
        assert plain(written) == read


@pytest.mark.parametrize(
    ("written", "longest", "read"),
    [
        ("abcdef", 3, "abc"),
        ("ab cd", 3, "ab"),
        ("👋🏽👋🏽👋🏽", 2, "👋🏽👋🏽"),
        ("🇩🇪🇫🇷🇯🇵", 2, "🇩🇪🇫🇷"),
        ("x\u0323\u0307y\u0323\u0307z", 2, "x\u0323\u0307y\u0323\u0307"),
        (FAMILY, 2, "\U0001f468\U0001f469"),
    ],
)
def test_a_line_is_cut_after_whole_signs(written: str, longest: int, read: str) -> None:
    assert plain(written, longest) == plain(read)


@given(st.text(max_size=600), st.integers(1, MOST_SIGNS))
def test_whatever_is_written_is_plain_short_and_stays_as_it_is(written: str, longest: int) -> None:
    line = plain(written, longest)
    assert plain(line, longest) == line
    assert len(list(signs(line))) <= longest
    assert len(line) <= longest * (MOST_MARKS + 2)
    assert line == line.strip()
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for sign in line)
    assert unicodedata.is_normalized("NFC", line)
    line.encode()


@given(st.text(max_size=300), st.integers(1, MOST_SIGNS))
def test_a_plain_line_that_is_cut_is_still_plain(written: str, longest: int) -> None:
    line = cut(plain(written), longest)
    assert plain(line) == line
