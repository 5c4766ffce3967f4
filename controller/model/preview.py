"""What a fault would do, told before it is fired."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preview:
    """What a fault would do if it were injected now.

    Attributes:
        fault: its id.
        refused: why it would be refused; empty = it would act.
        fixtures: names of the fixtures it reaches, at most ``MOST_NAMED``.
        fixture_count: how many it reaches.
        seconds: how long it would act.
        looked_ahead_s: how far the show was run ahead: the first seconds in full, and a second of each moment after
            them in which it becomes worse.
        worst_drop: the largest part of their light, as people see it (relative luminance), that the broken cells
            together would lose, 0..1.
        held_zones: where the guard would hold light back; none = the flash budget is kept.
        transitions: the most in any one second at any cell, fixture, zone or the whole, as the guard counts; two are a
            flash. What came just before counts as well.
        transitions_without: the same if the fault were not injected.
        allowed: how many there may be now.
        recovery: which recovery would answer; empty = none.
        mode: of that recovery: ``auto``, ``ask`` or ``manual``; empty = none answers.
        starts: how that begins: ``recovering`` at once, ``proposed`` or ``detected``.
        joins: the open incident that it would be part of; empty = it would open one of its own, or none.
        broken_conditions: the conditions of the show that would not hold.
        tick: from when it was run ahead.
        revision: of the state then; a higher one means that something has changed since.
    """

    fault: str
    refused: str
    fixtures: tuple[str, ...] = ()
    fixture_count: int = 0
    seconds: float = 0.0
    looked_ahead_s: float = 0.0
    worst_drop: float = 0.0
    held_zones: tuple[str, ...] = ()
    transitions: int = 0
    transitions_without: int = 0
    allowed: int = 0
    recovery: str = ""
    mode: str = ""
    starts: str = ""
    joins: str = ""
    broken_conditions: tuple[str, ...] = ()
    tick: int = 0
    revision: int = 0


MOST_NAMED = 64
