"""Cues and cue lists as the artist wrote them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from controller.model.action import CueAction
from controller.model.effect import Effect
from controller.model.look import Look
from controller.model.timing import Timing


@dataclass(frozen=True, slots=True)
class Follow:
    """When the next cue goes by itself.

    Attributes:
        after: ``go`` counts from when this cue starts, ``fade`` from the end of its fade, ``clock`` waits for a time of
            day, ``mended`` for the end of an incident, ``beats`` for beats of the show.
        seconds: after that; of ``clock``: since midnight; of ``beats``: how many.
    """

    after: Literal["go", "fade", "clock", "mended", "beats"]
    seconds: float


@dataclass(frozen=True, slots=True)
class Loop:
    """Where a list goes on after a cue.

    Attributes:
        to: number of the cue it goes to instead of the next one.
        count: how many times; None = until somebody stops it.
    """

    to: str
    count: int | None


@dataclass(frozen=True, eq=False, slots=True)
class Cue:
    """One cue.

    Attributes:
        number: text, unique in its list, e.g. ``2.5``.
        label: for people.
        notes: what the operator should know.
        look: the looks it sets, merged in order.
        effects: run while the cue is current.
        timing: from its start to the full look.
        back_s: seconds when it is reached by BACK.
        wait_s: seconds between GO and its start.
        follow: None waits for GO.
        loop: None goes on to the next cue.
        cue_only: True = its changes do not track into later cues.
        block: True = nothing tracks into it; it shows what it writes itself.
        asserts: True = it takes everything it shows from other lists, also what it only tracks.
        actions: what it does besides light, in order, when it starts.
    """

    number: str
    label: str
    notes: str
    look: Look
    effects: tuple[Effect, ...]
    timing: Timing
    back_s: float
    follow: Follow | None
    cue_only: bool
    wait_s: float = 0.0
    loop: Loop | None = None
    block: bool = False
    asserts: bool = False
    actions: tuple[CueAction, ...] = ()

    @property
    def fade_s(self) -> float:
        """Seconds from its start until all of it has come."""
        return self.timing.longest


@dataclass(frozen=True, eq=False, slots=True)
class CueList:
    """A list of cues that plays by itself beside others.

    Attributes:
        id: its name; a plain ``cues:`` block makes the list ``main``.
        priority: higher lies over lower.
        merge: how its *levels* meet those of other lists of its priority; colour is always latest takes precedence.
        release_s: seconds of a RELEASE that says no time of its own.
    """

    id: str
    cues: tuple[Cue, ...]
    priority: int = 0
    merge: Literal["htp", "ltp"] = "ltp"
    release_s: float = 3.0
    _places: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Note where each cue stands: it is asked several times a frame, and lists are long."""
        object.__setattr__(self, "_places", {cue.number: place for place, cue in enumerate(self.cues)})

    def position(self, number: str) -> int | None:
        """Where a cue stands in the list, or None."""
        return self._places.get(number)

    def cue(self, number: str | None) -> Cue | None:
        """Find the cue of a number, or None."""
        place = None if number is None else self.position(number)
        return None if place is None else self.cues[place]
