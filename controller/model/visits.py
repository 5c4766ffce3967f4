"""Intents by which visitors are asked, and by which they answer: votes, cells of their own, and what they tell."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class OpenVote:
    """Ask visitors the question of a vote."""

    vote: str
    kind: Literal["open-vote"] = "open-vote"


@dataclass(frozen=True, slots=True)
class Ballots:
    """Visitors choose, or change their mind: all that came since the tick before.

    Attributes:
        cast: voter's key → label of the option.
    """

    vote: str
    cast: dict[str, str]
    kind: Literal["ballots"] = "ballots"


@dataclass(frozen=True, slots=True)
class CloseVote:
    """Count a vote now; what wins happens."""

    vote: str
    kind: Literal["close-vote"] = "close-vote"


@dataclass(frozen=True, slots=True)
class CancelVote:
    """Call a vote off: nothing happens."""

    vote: str
    kind: Literal["cancel-vote"] = "cancel-vote"


@dataclass(frozen=True, slots=True)
class OpenPaint:
    """Let visitors paint cells of their own."""

    paint: str
    kind: Literal["open-paint"] = "open-paint"


@dataclass(frozen=True, slots=True)
class Strokes:
    """Visitors paint their cells, or ask for one: all that came since the tick before.

    Attributes:
        laid: visitor's key → label of the colour; empty = a cell, and nothing painted yet.
    """

    paint: str
    laid: dict[str, str]
    kind: Literal["strokes"] = "strokes"


@dataclass(frozen=True, slots=True)
class ClosePaint:
    """Let nobody paint any more; what is painted goes in its own time."""

    paint: str
    kind: Literal["close-paint"] = "close-paint"


@dataclass(frozen=True, slots=True)
class ClearPaint:
    """Let nobody paint any more, and take away at once all that is painted."""

    kind: Literal["clear-paint"] = "clear-paint"


@dataclass(frozen=True, slots=True)
class OpenStory:
    """Let visitors tell."""

    story: str
    kind: Literal["open-story"] = "open-story"


@dataclass(frozen=True, slots=True)
class Tales:
    """Visitors tell, or tell it anew: all that came since the tick before. Nobody sees it until it is let through.

    Attributes:
        told: visitor's key → what they wrote, one plain line.
    """

    story: str
    told: dict[str, str]
    kind: Literal["tales"] = "tales"


@dataclass(frozen=True, slots=True)
class CloseStory:
    """Let nobody tell any more; what waits may still be shown."""

    story: str
    kind: Literal["close-story"] = "close-story"


@dataclass(frozen=True, slots=True)
class ClearStory:
    """Let nobody tell any more, drop all that waits, and take what is shown off at once."""

    kind: Literal["clear-story"] = "clear-story"


@dataclass(frozen=True, slots=True)
class ShowTale:
    """Let a tale through.

    Attributes:
        tale: its number; 0 = the one that has waited for longest, of those that somebody can have read.
    """

    tale: int = 0
    kind: Literal["show-tale"] = "show-tale"


@dataclass(frozen=True, slots=True)
class RefuseTale:
    """Let a tale go that nobody shall see.

    Attributes:
        tale: as in ``ShowTale``.
    """

    tale: int = 0
    kind: Literal["refuse-tale"] = "refuse-tale"


@dataclass(frozen=True, slots=True)
class HideTale:
    """Take the tale that is shown off at once; the next one comes."""

    kind: Literal["hide-tale"] = "hide-tale"
