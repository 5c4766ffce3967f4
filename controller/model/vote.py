"""Votes: a question that visitors answer with their phones, and what happens when it is decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from controller.model.action import CueAction

Tie: TypeAlias = Literal["first", "none"]

FEWEST_OPTIONS: Final = 2
MOST_OPTIONS: Final = 9
LONGEST_OPTION: Final = 60
SHORTEST_S: Final = 5.0
LONGEST_OPEN_S: Final = 600.0
MOST_VOTERS: Final = 10_000
"""Voters whose ballots one vote keeps; one voter more is refused."""
MOST_BALLOTS: Final = 1024
"""Ballots that come together in one intent."""
VOTERS_PER_ADDRESS: Final = 8
"""A family behind one phone's hotspot; more voters of one address look like one hand with many cookies."""
LONGEST_VOTER: Final = 64
"""Signs of a voter's key."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer.

    Attributes:
        label: what people read, unique in its vote.
        actions: what happens if it wins, in order.
        does: the same in words, as the show file writes it.
    """

    label: str
    actions: tuple[CueAction, ...]
    does: str


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote the show file declares.

    Attributes:
        ask: the question.
        options: in the order of the file.
        open_s: seconds from its opening to its end.
        least: votes without which nothing happens.
        tie: who wins of several with the most votes: the ``first`` in the file, or ``none``.
        again_s: seconds after its end before it can be opened again.
    """

    id: str
    ask: str
    options: tuple[Option, ...]
    open_s: float
    least: int
    tie: Tie
    again_s: float

    @property
    def labels(self) -> tuple[str, ...]:
        """What people can choose."""
        return tuple(option.label for option in self.options)


@dataclass(frozen=True, slots=True)
class Poll:
    """The vote that is open.

    Attributes:
        vote: its name.
        opened_tick: when it was opened.
        ends_tick: when it is counted.
        tallies: votes for each option.
        ballots: voter → number of the option, from 0; whoever changes their mind is here once.
    """

    vote: str
    opened_tick: int
    ends_tick: int
    tallies: tuple[int, ...]
    ballots: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counted:
    """How a vote ended last; the ballots are forgotten by then.

    Attributes:
        vote: its name.
        ended_tick: when.
        tallies: votes for each option.
        winner: number of the option that won, None = none did.
        why: one sentence.
        is_off: True = it was called off and not counted.
    """

    vote: str
    ended_tick: int
    tallies: tuple[int, ...]
    winner: int | None
    why: str
    is_off: bool = False
