"""Faults: what can be broken on purpose, and what is broken now."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeAlias

from controller.model.rig import Cells

Origin: TypeAlias = Literal["injected", "real"]


class FaultKind(StrEnum):
    """Kinds of trouble, by the names that show files use."""

    COLOUR_SHIFT = "colour-shift"
    FLICKER = "flicker"
    LOSS = "loss"
    BLACKHOLE = "blackhole"
    NODE_SILENT = "node-silent"


LIGHT_KINDS = (FaultKind.COLOUR_SHIFT, FaultKind.FLICKER)
"""These act on light, before the guard."""
LINK_KINDS = (FaultKind.LOSS, FaultKind.BLACKHOLE)
"""These act on the way to a node, at the socket."""
LASTING_KINDS = (FaultKind.BLACKHOLE, FaultKind.NODE_SILENT)
"""A recovery of these does not mend before the trouble itself is over: nothing can be shown on a node that is gone."""
NEVER = 1 << 40
"""A tick that no night reaches."""
INJECTABLE = (*LIGHT_KINDS, *LINK_KINDS)
"""Kinds that a show file may declare; the others are only ever found."""


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
        node: of a link fault, whose way is broken; empty for faults on light.
        burst_s: of ``loss``, how long one gap is, seconds.
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
    node: str = ""
    burst_s: float = 0.1


@dataclass(frozen=True, slots=True)
class ActiveFault:
    """A fault that acts now; part of the state, so it ends whoever armed it vanishes.

    Attributes:
        id: the ``FaultSpec`` it came from.
        started_tick: first tick it acts on.
        ends_tick: first tick it no longer acts on; ``NEVER`` for real trouble, which ends when it ends.
        origin: who caused it.
    """

    id: str
    started_tick: int
    ends_tick: int
    origin: Origin
