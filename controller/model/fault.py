"""Faults: what can be broken on purpose, and what is broken now."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from controller.model.rig import Cells

Origin: TypeAlias = Literal["injected", "real"]


class FaultKind(StrEnum):
    """Kinds of trouble, by the names that show files use."""

    COLOUR_SHIFT = "colour-shift"


@dataclass(frozen=True, eq=False, slots=True)
class FaultSpec:
    """A fault the show file declares, ready to be injected.

    Attributes:
        id: its name.
        kind: what breaks.
        cells: whom it may reach; never a protected cell.
        zone: the selector as written, for people and for matching recoveries.
        share: part of ``cells`` it reaches, 0..1.
        amount: strength 0..1.
        seed: picks the cells and the chance within.
        limit_s: seconds after which it ends by itself.
    """

    id: str
    kind: FaultKind
    label: str
    cells: Cells
    zone: str
    share: float
    amount: float
    seed: int
    limit_s: float


@dataclass(frozen=True, slots=True)
class ActiveFault:
    """A fault that acts now; part of the state, so it ends whoever armed it vanishes.

    Attributes:
        id: the ``FaultSpec`` it came from.
        started_tick: first tick it acts on.
        ends_tick: first tick it no longer acts on.
        origin: who caused it.
    """

    id: str
    started_tick: int
    ends_tick: int
    origin: Origin
