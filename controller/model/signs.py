"""Signs: what strangers write becomes one plain line, and its length is counted in whole signs, as people count. Pure.

A sign is what a reader takes for one: a letter with its accents, an emoji with its skin, a flag. What has no picture
of its own, or changes what stands beside it, is taken out: control and format characters (among them those that turn
the direction round, join, or are nothing at all), private ones, fillers. A heap of accents is no sign.
"""

import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Final

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


def plain(text: str, longest: int = MOST_SIGNS) -> str:
    """Make one plain line of what a stranger wrote: NFC, no hidden character, single spaces, at most so many signs.

    Plain text stays as it is; empty = nothing of it can be seen.
    """
    whole = unicodedata.normalize("NFC", text[:MOST_RAW])
    seen = (" " if sign.isspace() else "" if _is_hidden(sign) else sign for sign in whole)
    line = "".join(seen)
    line = " ".join(line.split())
    return cut(line if line.isascii() else unicodedata.normalize("NFC", "".join(signs(line))), longest)


def cut(text: str, longest: int) -> str:
    """Keep the first whole signs of a plain text, at most so many."""
    if len(text) <= longest:
        return text
    return (text[:longest] if text.isascii() else "".join(islice(signs(text), longest))).strip()


def signs(text: str) -> Iterator[str]:
    """Give the signs of a text, each with at most ``MOST_MARKS`` accents; an accent that stands on nothing is none."""
    sign, marks = "", 0
    for each in text:
        if not _goes_on(sign, each):
            if sign:
                yield sign
            sign, marks = ("" if _is_mark(each) else each), 0
        elif not _is_mark(each):
            sign += each
        elif marks < MOST_MARKS:
            sign, marks = sign + each, marks + 1
    if sign:
        yield sign


def _goes_on(sign: str, each: str) -> bool:
    """Whether a character belongs to the sign before it."""
    if not sign or sign == " ":
        return False
    if each in _SKINS or _is_mark(each):
        return each not in sign if each in _SKINS else True
    return ord(each) in _FLAG and len(sign) == 1 and ord(sign) in _FLAG


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in _MARKS


def _is_hidden(sign: str) -> bool:
    return sign in _BLANK or unicodedata.category(sign) in _HIDDEN
