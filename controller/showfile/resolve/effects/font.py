"""A bitmap font of our own, five points by seven, and lines set in it."""

import unicodedata
from typing import Final

import numpy as np
from numpy.typing import NDArray

_WIDTH: Final = 5
_HEIGHT: Final = 7
_ROOF: Final = 2
"""Rows above the letters, where any letter of a line wears a mark."""
_SPACE: Final = 3

_COLUMNS: Final = bytes.fromhex(
    "0000000000 00005f0000 0007000700 147f147f14 242a7f2a12 2313086462 3649552250 0005030000"  # space ! " # $ % & '
    "001c224100 0041221c00 082a1c2a08 08083e0808 0050300000 0808080808 0060600000 2010080402"  # ( ) * + , - . /
    "3e5149453e 00427f4000 4261514946 2141454b31 1814127f10 2745454539 3c4a494930 0171090503"  # 0-7
    "3649494936 064949291e 0036360000 0056360000 0008142241 1414141414 4122140800 0201510906"  # 8 9 : ; < = > ?
    "324979413e 7e1111117e 7f49494936 3e41414122 7f4141221c 7f49494941 7f09090901 3e41415132"  # @ A-G
    "7f0808087f 00417f4100 2040413f01 7f08142241 7f40404040 7f0204027f 7f0408107f 3e4141413e"  # H-O
    "7f09090906 3e4151215e 7f09192946 4649494931 01017f0101 3f4040403f 1f2040201f 7f2018207f"  # P-W
    "6314081463 0304780403 6151494543 007f414100 0204081020 0041417f00 0402010204 4040404040"  # X Y Z [ \ ] ^ _
    "0001020400 2054545478 7f48444438 3844444420 384444487f 3854545418 087e090102 081454543c"  # ` a-g
    "7f08040478 00447d4000 2040443d00 007f102844 00417f4000 7c04180478 7c08040478 3844444438"  # h-o
    "7c14141408 081414187c 7c08040408 4854545420 043f444020 3c4040207c 1c2040201c 3c4030403c"  # p-w
    "4428102844 0c5050503c 4464544c44 0008364100 00007f0000 0041360800 0804080804"  # x y z { | } ~
)
"""The signs 32 to 126: five columns each, bit 0 on top."""

_OTHERS: Final = {
    "ß": "7e01294936",
    "€": "143e554122",
    "°": "0007050700",
    "♥": "0e1f3e1f0e",
    "★": "2c3c1f3c2c",
    "→": "08082a1c08",
    "←": "081c2a0808",
    "↑": "04027f0204",
    "↓": "10207f2010",
    "●": "1c3e3e3e1c",
    "■": "3e3e3e3e3e",
    "\u2019": "0005030000",
    "\u2013": "0808080808",
    "\u2014": "0808080808",
    "…": "4000400040",
}
_MARKS: Final = {
    "\u0300": ".#... ..#..",
    "\u0301": "...#. ..#..",
    "\u0302": "..#.. .#.#.",
    "\u0303": ".#.#. #.#..",
    "\u0308": ".#.#. .....",
    "\u030a": "..#.. ..#..",
    "\u030c": ".#.#. ..#..",
}
_BOX: Final = "7f4141417f"
"""Stands for a sign that the font lacks."""


def line(text: str) -> NDArray[np.bool_]:
    """Set a line: signs cut to their width, a column between two, and marks where any letter wears one.

    Returns:
        bool [rows, columns], at least one column.
    """
    letters = [_letter(sign) for sign in unicodedata.normalize("NFC", text)] or [_letter(" ")]
    gap = np.zeros((_ROOF + _HEIGHT, 1), np.bool_)
    spaced = [part for letter in letters for part in (letter, gap)][:-1]
    sheet = np.concatenate(spaced, axis=1)
    return sheet if sheet[:_ROOF].any() else sheet[_ROOF:]


def has_sign(sign: str) -> bool:
    """Whether the font has a sign; others are shown as a box."""
    base = unicodedata.normalize("NFD", sign)
    return all(" " <= part <= "~" or part in _OTHERS or part in _MARKS for part in base)


def _letter(sign: str) -> NDArray[np.bool_]:
    base, *marks = list(unicodedata.normalize("NFD", sign)) if has_sign(sign) else [sign]
    columns = _columns(base)
    pixels = np.array([[bool(column >> row & 1) for column in columns] for row in range(_HEIGHT)], np.bool_)
    roof = np.zeros((_ROOF, _WIDTH), np.bool_)
    for mark in marks:
        roof |= np.array([[point == "#" for point in row] for row in _MARKS.get(mark, "..... .....").split()])
    if base == "i" and roof.any():
        pixels[0] = False
    letter = np.concatenate([roof, pixels])
    used = np.flatnonzero(letter.any(axis=0))
    return letter[:, used[0] : used[-1] + 1] if used.size else letter[:, :_SPACE]


def _columns(sign: str) -> bytes:
    if " " <= sign <= "~":
        place = (ord(sign) - 32) * _WIDTH
        return _COLUMNS[place : place + _WIDTH]
    return bytes.fromhex(_OTHERS.get(sign, _BOX))
