"""Signs: what strangers write becomes one plain line, and its length is counted in whole signs, as people count. Pure.

A sign is what a reader takes for one: a letter with its accents, an emoji with its skin, a flag. What has no picture
of its own, or changes what stands beside it, is taken out: control and format characters (among them those that turn
the direction round, join, or are nothing at all), private ones, fillers. A heap of accents is no sign.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final
from unicodedata import category, normalize

MOST_SIGNS: Final = 200
MOST_MARKS: Final = 3
"""Accents on one sign. Living scripts need no more; more of them climb over the lines beside."""
MOST_RAW: Final = 1024
"""Characters that are looked at; what comes after them is left out before anything is done with it."""
_HIDDEN: Final = frozenset(["Cc", "Cf", "Cs", "Co", "Cn"])
_MARKS: Final = frozenset(["Mn", "Mc", "Me"])
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Signs that are there and cannot be seen: fillers of Hangul, joiners that are marks, the empty pattern of Braille."""
_SKINS: Final = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_FLAG: Final = range(0x1F1E6, 0x1F200)
_FIRST_THAT_JOINS: Final = chr(_FLAG[0])
"""No skin and no letter of a flag comes before it."""


def plain(text: str, longest: int = MOST_SIGNS) -> str:
    """Make one plain line of what a stranger wrote: NFC, no hidden character, single spaces, at most so many signs.

    Plain text stays as it is; empty = nothing of it can be seen.
    """
    whole = normalize("NFC", text[:MOST_RAW])
    seen = (" " if sign.isspace() else "" if _is_hidden(sign) else sign for sign in whole)
    line = "".join(seen)
    line = " ".join(line.split())
    return cut(line if line.isascii() else normalize("NFC", "".join(signs(line))), longest)


def cut(text: str, longest: int) -> str:
    """Keep the first whole signs of a plain text, at most so many."""
    if len(text) <= longest:
        return text
    return (text[:longest] if text.isascii() else "".join(islice(signs(text), longest))).strip()


def signs(text: str) -> Iterator[str]:
    """Give the signs of a text, each with at most ``MOST_MARKS`` accents; an accent that stands on nothing is none."""
    sign, marks = "", MOST_MARKS
    for each in text:
        if category(each) in _MARKS:
            if marks < MOST_MARKS:
                sign += each
                marks += 1
        elif sign and each >= _FIRST_THAT_JOINS and _joins(sign, each):
            sign += each
        else:
            if sign:
                yield sign
            sign, marks = each, MOST_MARKS if each == " " else 0
    if sign:
        yield sign


def _joins(sign: str, each: str) -> bool:
    """Whether a skin or the second letter of a flag belongs to the sign before it."""
    if each in _SKINS:
        return sign != " " and each not in sign
    return ord(each) in _FLAG and len(sign) == 1 and ord(sign) in _FLAG


def _is_hidden(sign: str) -> bool:
    return sign in _BLANK or category(sign) in _HIDDEN
