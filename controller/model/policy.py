"""What the house allows: limits that hold for the whole show."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from controller.model.look import Look
from controller.model.rig import Cells

Unanswered: TypeAlias = Literal["wait", "auto", "standby"]
LONGEST_EXIT_S: Final = 2.4
"""However long ``on_exit`` says, stopping takes no longer than this, so that Ctrl-C is done within three seconds."""


MOST_FLASHES: Final = 3
"""Flashes in any one second that the rules allow."""
MOST_LOOSENED: Final = 5


@dataclass(frozen=True, eq=False, slots=True)
class ZoneLevel:
    """A level that the lights of a selector keep above or below: 0..1, of full light of their brightest emitter."""

    name: str
    cells: Cells
    level: float


@dataclass(frozen=True, slots=True)
class Loosening:
    """Weaker rules, for which somebody answers by name; strict until they are confirmed in the night.

    Attributes:
        responsible: who answers for it.
        flashes_per_second: 1..``MOST_LOOSENED``.
        long_runs: True = flashes may go on for ever.
    """

    responsible: str
    flashes_per_second: int
    long_runs: bool

    @property
    def text(self) -> str:
        """Say it in words; what was confirmed is known by them."""
        runs = ", for any length of time" if self.long_runs else ""
        return f"{self.flashes_per_second} flashes a second{runs}; responsible: {self.responsible}"


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits.

    Attributes:
        flashes_per_second: 1..3, what the guard lets through in any one second.
        fault_limit_s: longest time limit of any fault, <= 300.
        go_lockout_s: shortest time between two GOs, from all sources together.
        standby: the look that wounded places go to where nothing better is known, or None.
        recoveries_at_once: how many recoveries may run by themselves at the same time; the others wait their turn. One
            that only waits for its trouble to end is not counted.
        ask_s: how long a proposed recovery waits for an answer.
        unanswered: what is done then: ``wait`` on, run it (``auto``), or go to the ``standby`` look.
        ceilings: levels that lights never pass.
        floors: levels that lights never fall below, but under blackout and after the end of the show.
        floors_always: the same, even then.
        pan_deg_s, tilt_deg_s: how fast heads may turn, degrees a second; None = as fast as they can.
        loosen: weaker rules, or None.
        join_s: trouble of the same kind that comes near so soon after is part of the same incident; 0 = never.
        join_m: how near that is, metres; in one zone it is always near.
    """

    flashes_per_second: int = 3
    fault_limit_s: float = 300.0
    go_lockout_s: float = 0.25
    standby: Look | None = None
    recoveries_at_once: int = 4
    ask_s: float = 30.0
    unanswered: Unanswered = "wait"
    ceilings: tuple[ZoneLevel, ...] = ()
    floors: tuple[ZoneLevel, ...] = ()
    floors_always: tuple[ZoneLevel, ...] = ()
    pan_deg_s: float | None = None
    tilt_deg_s: float | None = None
    loosen: Loosening | None = None
    join_s: float = 2.0
    join_m: float = 2.0


@dataclass(frozen=True, eq=False, slots=True)
class PanicSpec:
    """Where PANIC goes: a look (None = everything reachable dark) and the seconds to get there."""

    look: Look | None
    fade_s: float


@dataclass(frozen=True, slots=True)
class OnExit:
    """What the lights do when the show stops; ``seconds`` as the artist wrote them."""

    action: Literal["hold", "fade", "black"]
    seconds: float

    @property
    def length_s(self) -> float:
        """Seconds it really takes: a longer fade is done in less time, but done."""
        return min(self.seconds, LONGEST_EXIT_S) if self.action == "fade" else 0.0
