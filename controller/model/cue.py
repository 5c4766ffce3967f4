"""Cues and cue lists as the artist wrote them."""

from dataclasses import dataclass
from typing import Literal

from controller.model.effect import Effect
from controller.model.look import Look


@dataclass(frozen=True, slots=True)
class Follow:
    """When the next cue goes by itself: ``go`` counts from this cue's GO, ``fade`` from the end of its fade."""

    after: Literal["go", "fade"]
    seconds: float


@dataclass(frozen=True, eq=False, slots=True)
class Cue:
    """One cue.

    Attributes:
        number: text, unique in its list, e.g. ``2.5``.
        label: for people.
        notes: what the operator should know.
        look: the looks it sets, merged in order.
        effects: run while the cue is current.
        fade_s: seconds from GO to the full look.
        back_s: seconds when it is reached by BACK.
        follow: None waits for GO.
        cue_only: True = its changes do not track into later cues.
    """

    number: str
    label: str
    notes: str
    look: Look
    effects: tuple[Effect, ...]
    fade_s: float
    back_s: float
    follow: Follow | None
    cue_only: bool


@dataclass(frozen=True, eq=False, slots=True)
class CueList:
    """A list of cues that plays by itself beside others.

    Attributes:
        id: its name; a plain ``cues:`` block makes the list ``main``.
        priority: higher lies over lower.
        merge: how its *levels* meet those of other lists of its priority; colour is always latest takes precedence.
    """

    id: str
    cues: tuple[Cue, ...]
    priority: int = 0
    merge: Literal["htp", "ltp"] = "ltp"

    def position(self, number: str) -> int | None:
        """Where a cue stands in the list, or None."""
        return next((i for i, cue in enumerate(self.cues) if cue.number == number), None)
