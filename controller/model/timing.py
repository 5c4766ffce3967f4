"""The times of a cue: how long each attribute of each cell takes, and how late it begins."""

from dataclasses import dataclass
from typing import Final

from controller.model.curve import LINEAR, Curve
from controller.model.rig import Cells

DEFAULT_FADE_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Split:
    """A time for what rises and one for what falls.

    Only levels rise and fall: all else takes ``up``.
    """

    up: float
    down: float

    @property
    def longest(self) -> float:
        """The longer of the two."""
        return max(self.up, self.down)


AT_ONCE: Final = Split(0.0, 0.0)


@dataclass(frozen=True, eq=False, slots=True)
class TimedPart:
    """Times of their own for some cells, some attributes, or both.

    Attributes:
        cells: None = all.
        attribute: None = all.
        fade: None = that of the cue.
        delay: None = that of the cue.
    """

    cells: Cells | None
    attribute: str | None
    fade: Split | None
    delay: Split | None


@dataclass(frozen=True, eq=False, slots=True)
class Timing:
    """All times of one cue.

    Attributes:
        fade: how long.
        delay: how long after the start of the cue it begins.
        curve: of all of it.
        parts: what has times of its own; later ones win.
    """

    fade: Split
    delay: Split = AT_ONCE
    curve: Curve = LINEAR
    parts: tuple[TimedPart, ...] = ()

    @property
    def longest(self) -> float:
        """Seconds from the start of the cue until all of it has come."""
        ends = [self.fade.up + self.delay.up, self.fade.down + self.delay.down]
        for part in self.parts:
            fade, delay = part.fade or self.fade, part.delay or self.delay
            ends += [fade.up + delay.up, fade.down + delay.down]
        return max(ends)

    @property
    def is_plain(self) -> bool:
        """Whether one time holds for everything, from the start on."""
        return not self.parts and self.delay == AT_ONCE and self.fade.up == self.fade.down
