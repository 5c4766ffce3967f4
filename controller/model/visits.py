"""Intents by which visitors are asked, and by which they answer: votes, and cells of their own."""

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
