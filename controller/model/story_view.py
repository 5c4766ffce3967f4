"""What people are shown of stories: how each stands, what waits for somebody to read it, and what is shown now."""

from dataclasses import dataclass
from typing import Final, Literal

MOST_READ: Final = 8
"""Waiting tales that a console is shown at once, the oldest; the others follow as these are let through or refused."""


@dataclass(frozen=True, slots=True)
class StoryOutline:
    """A story that visitors may tell.

    Attributes:
        ask: what they read.
        on: what shows it, as the show file writes it.
        longest: signs of one tale.
        seconds: how long it is open.
        shows_s: how long a tale is shown.
        every_s: from one tale to the next of the same visitor.
    """

    id: str
    ask: str
    on: str
    longest: int
    seconds: float
    shows_s: float
    every_s: float


@dataclass(frozen=True, slots=True)
class StoryView:
    """What visitors tell now.

    Attributes:
        state: ``ending``: nobody may tell any more, and tales still wait.
        waiting: tales that nobody has let through or refused.
        is_full: so many wait that nobody else can tell one now.
        tales: that came since it was opened last.
        shown: of them that were let through.
        refused: of them that were not.
        remaining_s: until nobody may tell any more, None = it is not open.
        opened_tick: when it was opened, None = it is not open.
    """

    id: str
    state: Literal["closed", "open", "ending"]
    waiting: int
    is_full: bool
    tales: int
    shown: int
    refused: int
    remaining_s: float | None
    opened_tick: int | None


@dataclass(frozen=True, slots=True)
class TaleView:
    """A tale that waits: its number, what a visitor wrote, and for how long it has waited in seconds."""

    number: int
    text: str
    age_s: float


@dataclass(frozen=True, slots=True)
class TalesView:
    """What waits and what is shown.

    Attributes:
        waiting: the oldest, at most ``MOST_READ``.
        shown: what is shown now; empty = nothing is.
        remaining_s: until it goes by itself, 0 = nothing is shown.
        ahead: tales that were let through and come next.
    """

    waiting: tuple[TaleView, ...]
    shown: str
    remaining_s: float
    ahead: int


NO_TALES: Final = TalesView((), "", 0.0, 0)
