"""What the house allows: limits that hold for the whole show."""

from dataclasses import dataclass
from typing import Final, Literal

from controller.model.look import Look

LONGEST_EXIT_S: Final = 2.4
"""However long ``on_exit`` says, stopping takes no longer than this, so that Ctrl-C is done within three seconds."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits.

    Attributes:
        flashes_per_second: 0..3, what the guard lets through in any one second.
        fault_limit_s: longest time limit of any fault, <= 300.
        go_lockout_s: shortest time between two GOs, from all sources together.
        standby: the look that wounded places go to where nothing better is known, or None.
    """

    flashes_per_second: int = 3
    fault_limit_s: float = 300.0
    go_lockout_s: float = 0.25
    standby: Look | None = None


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
