"""Facts: intents that nobody gives. Painting, the nodes, sensors, clocks and the house itself tell them.

They enter the log at a tick, like everything from outside.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

ProcessKind: TypeAlias = Literal["stall", "kill", "disk-full"]
BREAKABLE_ALONE: Final[tuple[ProcessKind, ...]] = ("stall", "disk-full")
BREAKABLE_IN_PROCESSES: Final[tuple[ProcessKind, ...]] = (*BREAKABLE_ALONE, "kill")
"""What a house of several processes can suffer: whoever is killed is started again."""


@dataclass(frozen=True, slots=True)
class Breakable:
    """The show was started as a rehearsal in which the house itself may be broken: by faults of these kinds."""

    kinds: tuple[ProcessKind, ...]
    kind: Literal["breakable"] = "breakable"


@dataclass(frozen=True, slots=True)
class Resumed:
    """The engine came back after it died; faults end, recoveries go to their mend.

    Attributes:
        stood_still: the night goes on where it stopped, so of the time that passed nothing is in its ticks.
    """

    stood_still: bool = False
    kind: Literal["resumed"] = "resumed"


@dataclass(frozen=True, slots=True)
class GuardActed:
    """Painting found that the guard had to hold these zones back."""

    zones: tuple[str, ...]
    kind: Literal["guard-acted"] = "guard-acted"


@dataclass(frozen=True, slots=True)
class ConditionBroken:
    """Painting found that a condition of the steady state does not hold."""

    condition: str
    why: str
    kind: Literal["condition-broken"] = "condition-broken"


@dataclass(frozen=True, slots=True)
class NodeSilent:
    """A node has stopped answering."""

    node: str
    kind: Literal["node-silent"] = "node-silent"


@dataclass(frozen=True, slots=True)
class NodeReturned:
    """A silent node answers again."""

    node: str
    kind: Literal["node-returned"] = "node-returned"


@dataclass(frozen=True, slots=True)
class TroubleFound:
    """A detector found trouble, by its name in ``controller/model/found.py``; ``why`` says what it saw."""

    trouble: str
    why: str
    kind: Literal["trouble-found"] = "trouble-found"


@dataclass(frozen=True, slots=True)
class TroubleOver:
    """What a detector found is over."""

    trouble: str
    why: str
    kind: Literal["trouble-over"] = "trouble-over"


@dataclass(frozen=True, slots=True)
class Struck:
    """It is a time of day that the show waits for: ``second`` since midnight, by the clock of the house."""

    second: int
    kind: Literal["struck"] = "struck"


@dataclass(frozen=True, slots=True)
class Sense:
    """A sensor says something, in its own unit."""

    sensor: str
    value: float
    kind: Literal["sense"] = "sense"


@dataclass(frozen=True, slots=True)
class TimecodeFrame:
    """A frame of a time code; ``rate`` is 24, 25, 29.97 (drop frame) or 30 frames a second."""

    hours: int
    minutes: int
    seconds: int
    frames: int
    rate: float = 25.0
    kind: Literal["timecode"] = "timecode"
