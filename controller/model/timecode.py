"""Time code: a clock from outside that starts cues, and where it stands."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from controller.model.intent import Intent
from controller.model.rig import Cells

TimecodeSource: TypeAlias = Literal["artnet", "midi", "osc"]
JumpPolicy: TypeAlias = Literal["follow", "ask", "stay"]
DROP_FRAME: Final = 29.97
RATES: Final = (24.0, 25.0, DROP_FRAME, 30.0)
"""Frames a second that a time code may have."""


_WRITTEN: Final = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})[:;](\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class TimecodeAt:
    """One frame of a time code."""

    hours: int
    minutes: int
    seconds: int
    frames: int

    def __str__(self) -> str:
        return f"{self.hours:02}:{self.minutes:02}:{self.seconds:02}:{self.frames:02}"

    @classmethod
    def read(cls, text: str) -> "TimecodeAt | None":
        """Read one as people write it, ``01:00:05:12`` or ``01:00:05;12``; None = it is written otherwise."""
        found = _WRITTEN.fullmatch(text.strip())
        return None if found is None else cls(*(int(part) for part in found.groups()))

    def exists(self, rate: float) -> bool:
        """Whether a time code of a rate can say this."""
        is_time = 0 <= self.hours < 24 and 0 <= self.minutes < 60 and 0 <= self.seconds < 60
        return rate in RATES and is_time and 0 <= self.frames < counted(rate)

    def position(self, rate: float) -> float:
        """Give its place in seconds; drop frames are counted as they are written, 30 a second."""
        return self.hours * 3600 + self.minutes * 60 + self.seconds + self.frames / counted(rate)


def counted(rate: float) -> float:
    """Say how many frames a second a time code counts: 30 where 29.97 pass."""
    return 30.0 if rate == DROP_FRAME else rate


def written(position_s: float, rate: float) -> str:
    """Write a place as people know it."""
    whole = int(position_s + 1e-6)
    frames = int((position_s - whole) * counted(rate) + 1e-3)
    return str(TimecodeAt(whole // 3600 % 24, whole // 60 % 60, whole % 60, max(0, frames)))


@dataclass(frozen=True, eq=False, slots=True)
class Timecode:
    """The time code that a show follows.

    Attributes:
        source: from where.
        device: of MIDI, a part of the device's name.
        timeout_s: silent for longer, it is lost.
        free_s: so long the show goes on by its own clock; then it stands.
        jump: what a leap does: ``follow`` goes to the cues that should stand there, ``ask`` waits for a word, ``stay``
            leaves what stands and goes on from there.
        cells: whose light a recovery mends.
        zone: that, in words.
        steps: for each rate, what goes where, in seconds and in order.
    """

    source: TimecodeSource
    device: str
    timeout_s: float
    free_s: float
    jump: JumpPolicy
    cells: Cells
    zone: str
    steps: Mapping[float, tuple[tuple[float, Intent], ...]]

    @property
    def intents(self) -> tuple[Intent, ...]:
        """Everything that goes at any of its frames, in order."""
        return tuple(intent for _at, intent in self.steps[RATES[0]])

    def between(self, after: float, upto: float, rate: float) -> tuple[tuple[float, Intent], ...]:
        """Give what goes after one place and up to another."""
        steps = self.steps[rate]
        return steps[bisect_right(steps, after, key=_place) : bisect_right(steps, upto, key=_place)]


def _place(step: tuple[float, Intent]) -> float:
    return step[0]


@dataclass(frozen=True, slots=True)
class TimecodeState:
    """Where the time code stands tonight.

    Attributes:
        position_s: of the newest frame that was believed, and ``heard_tick`` when that came.
        rate: frames a second.
        done_s: everything up to here has gone.
        astray_s: where the frames are that were not believed yet; ``astray_tick`` of the newest, ``astray`` how many.
        jump_tick: of the last leap, or None.
        waits: a leap waits for somebody's word; until then nothing goes.
        lost: its silence was told.
        explained_tick: when an injected fault on it last acted, or None.
    """

    position_s: float
    heard_tick: int
    rate: float
    done_s: float
    astray_s: float = 0.0
    astray_tick: int = 0
    astray: int = 0
    jump_tick: int | None = None
    waits: bool = False
    lost: bool = False
    explained_tick: int | None = None
