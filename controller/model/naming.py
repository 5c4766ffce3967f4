"""Which names were probably meant by one that nobody answers to."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import islice
from typing import Final

MOST_LOOKED_AT: Final = 2000
"""So many known names are compared."""
IN_A_FRAME: Final = 100
"""So many are where a refusal must not cost a frame: a quarter of a millisecond."""
LONGEST: Final = 60
"""Signs of a name that are compared."""
_ALIKE: Final = 0.4


def nearest_names(wanted: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Give the known names that are most like one, the likest first; none where none is.

    Two names are alike by the pairs of signs that they share, upper and lower case apart; that is told thirty times as
    quickly as by ``difflib``, and the engine asks between two frames.
    """
    pairs = _pairs(wanted[:LONGEST])
    scored = []
    for name in islice(known, MOST_LOOKED_AT):
        theirs = _pairs(name[:LONGEST])
        likeness = 2 * len(pairs & theirs) / (len(pairs) + len(theirs))
        if likeness >= _ALIKE:
            scored.append((-likeness, abs(len(name) - len(wanted)), name))
    return tuple(name for _, _, name in sorted(scored)[:most])


def meant(wanted: str, known: Iterable[str]) -> str:
    """Ask whether another name was meant, as the end of a sentence; empty where none of the first is like it."""
    near = nearest_names(wanted, islice(known, IN_A_FRAME))
    return f" - did you mean {' or '.join(repr(name) for name in near)}?" if near else ""


def unknown(what: str, wanted: str, known: Collection[str]) -> str:
    """Say that the show has no such thing, which it has, and which of them was probably meant."""
    return f"no {what} {wanted!r} in the show; it has {', '.join(known) or 'none'}{meant(wanted, known)}"


@lru_cache(maxsize=4096)
def _pairs(name: str) -> frozenset[str]:
    framed = f" {name.lower()} "
    return frozenset(framed[at : at + 2] for at in range(len(framed) - 1))
