"""Stories: what visitors write with their phones; a person lets it through, and then a fixture shows it for a while."""

from dataclasses import dataclass
from typing import Final

from controller.model.rig import Cells
from controller.model.signs import MOST_SIGNS

SHORTEST_OPEN_S: Final = 5.0
LONGEST_OPEN_S: Final = 12 * 3600.0
SHORTEST_SHOWN_S: Final = 3.0
LONGEST_SHOWN_S: Final = 600.0
SHORTEST_REST_S: Final = 5.0
LONGEST_REST_S: Final = 3600.0
LONGEST_TALE: Final = MOST_SIGNS
MOST_WAITING: Final = 64
"""Tales that wait for somebody to read them; then nobody else can tell one until somebody has."""
MOST_AHEAD: Final = 16
"""Tales that were let through and have not begun."""
MOST_TOLD: Final = 2048
"""Visitors of whom is known when they told last."""
UNREAD_S: Final = 1.0
"""A tale that came so short a time ago nobody has read: whoever says only "the next" does not mean it."""
TOLD_SLOTS: Final = 32
FIRST_TOLD: Final = 256 - TOLD_SLOTS
"""The numbers from this one to 255 of a text channel say what visitors wrote, on fixtures that show it."""


@dataclass(frozen=True, eq=False, slots=True)
class Story:
    """What visitors may tell, as the show file declares it.

    Attributes:
        ask: what they read.
        on: the selector as written.
        cells: those that show it, each all of its fixture.
        longest: signs of one tale.
        open_s: seconds from its opening to its end.
        shows_s: seconds that a tale is shown.
        every_s: seconds from one tale to the next of the same visitor.
    """

    id: str
    ask: str
    on: str
    cells: Cells
    longest: int
    open_s: float
    shows_s: float
    every_s: float


@dataclass(frozen=True, slots=True)
class Tale:
    """What a visitor wrote and nobody has let through yet.

    Attributes:
        number: of the tales of the night; one that takes the place of another has a number of its own.
        visitor: whose, by a name made for this opening alone.
        text: one plain line.
        tick: when it came.
    """

    number: int
    visitor: str
    text: str
    tick: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A tale that was let through.

    Attributes:
        serial: counts those that were let through tonight.
        text: empty = it was taken off, and nobody shall see it any more.
        from_tick: when it is shown.
        until_tick: when the cue lists have the fixture again.
    """

    serial: int
    story: str
    text: str
    from_tick: int
    until_tick: int

    @property
    def slot(self) -> int:
        """Its number on text channels."""
        return FIRST_TOLD + self.serial % TOLD_SLOTS


@dataclass(frozen=True, slots=True)
class Telling:
    """A story that is open, or of which tales still wait.

    Attributes:
        story: its name.
        opened_tick: when it was opened.
        ends_tick: when nobody may tell any more; what waits may still be shown.
        waiting: the oldest first; one of each visitor at most.
        told: who told when, for as long as they may not tell again; the oldest first.
        tales: how many came.
        shown: how many were let through.
        refused: how many were not.
    """

    story: str
    opened_tick: int
    ends_tick: int
    waiting: tuple[Tale, ...] = ()
    told: tuple[tuple[str, int], ...] = ()
    tales: int = 0
    shown: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Stories:
    """All that visitors told and that still matters.

    Attributes:
        telling: what is open or waits, or None.
        shown: what was let through, the oldest first; of what has been shown only so much as has numbers.
        tales: how many came tonight.
    """

    telling: Telling | None = None
    shown: tuple[Shown, ...] = ()
    tales: int = 0

    def at(self, tick: int) -> Shown | None:
        """Give what is shown at a tick, or None."""
        for each in reversed(self.shown):
            if each.until_tick <= tick:
                return None
            if each.from_tick <= tick:
                return each
        return None

    @property
    def next_serial(self) -> int:
        """The serial number of the next tale that is let through."""
        return self.shown[-1].serial + 1 if self.shown else 0


NOTHING_TOLD: Final = Stories()
