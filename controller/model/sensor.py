"""Sensors: what the room tells the show, what is believed of it, and what follows it."""

from dataclasses import dataclass

from controller.model.binding import SetLevel
from controller.model.rig import Cells


@dataclass(frozen=True, eq=False, slots=True)
class Sensor:
    """One sensor as the artist wrote it.

    Attributes:
        id: its name.
        number: its place among the sensors of the show, from 0.
        label: for people.
        unit: of its values, for people.
        low, high: what it can say at all; what it drives stands at 0 at ``low`` and at full at ``high``.
        timeout_s: so long may it be silent; None = as long as it likes.
        fastest: the greatest change a second that can be true, in its unit; None = any.
        stuck_s: so long may it say the very same; None = as long as it likes.
        neighbours: numbers of sensors that should say about the same.
        apart: how far it may be from what they say, in its unit.
        open_s: so long must it be doubted until it counts as implausible.
        close_s: so long must it be good until it is believed again.
        fallback: the level of what it drives while it is implausible, 0..1; None = the last good one.
        drives: the levels that follow it.
        cells: whose light hangs on it: the place of its trouble.
        zone: that place, in words.
    """

    id: str
    number: int
    label: str
    unit: str
    low: float
    high: float
    timeout_s: float | None
    fastest: float | None
    stuck_s: float | None
    neighbours: tuple[int, ...]
    apart: float
    open_s: float
    close_s: float
    fallback: float | None
    drives: tuple[SetLevel, ...]
    cells: Cells
    zone: str

    @property
    def span(self) -> float:
        """From the least to the most it can say."""
        return self.high - self.low

    def level(self, value: float) -> float:
        """Give the level that a value stands for, 0..1."""
        return min(1.0, max(0.0, (value - self.low) / self.span))


@dataclass(frozen=True, slots=True)
class SensorState:
    """What one sensor has said tonight, and whether it is believed.

    Attributes:
        heard_tick: when it last said anything; before it ever did, since when it is waited for.
        value: what it said, None = nothing yet.
        good: the last value that was believed, and ``good_tick`` when.
        still: the value that it has said since ``still_tick``, give or take a thousandth of its range.
        around: what its neighbours said at ``still_tick``.
        doubt: why the newest value is not believed; empty = it is.
        score: grows while it is doubted and shrinks, slower, while it is not.
        clean_ticks: for how long it has not been doubted.
        why: why it is implausible; empty = it is not.
        explained_tick: when an injected fault last explained that, or the doubt about what came then; or None.
        level: what follows it was last set to, or None.
    """

    id: str
    heard_tick: int
    value: float | None = None
    good: float | None = None
    good_tick: int = 0
    still: float | None = None
    still_tick: int = 0
    around: tuple[float | None, ...] = ()
    doubt: str = ""
    score: int = 0
    clean_ticks: int = 0
    why: str = ""
    explained_tick: int | None = None
    level: float | None = None
