"""What is on now, and why: the way of one fixture's light from the cue to the slot, stage by stage."""

from dataclasses import dataclass
from typing import TypeAlias

LookLine: TypeAlias = dict[str, str | dict[str, str]]
"""Attribute → value, as it would be written in a show file; ``raw`` has channels by name."""
LookLines: TypeAlias = dict[str, LookLine]
"""Selector → what it is set to."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one stage made of a value.

    Attributes:
        stage: ``playback``, ``effects``, ``submasters``, ``paint``, ``stories``, ``wounds``, ``programmer``,
            ``panic``, ``masters``.
        value: after it, as an artist would write it.
        by: who did it, each in words; the first is the one that holds it.
    """

    stage: str
    value: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """One attribute of some cells that went the same way.

    Attributes:
        cells: which of the fixture's cells, from 1, e.g. ``1-4``.
        steps: from the cue lists on; stages that changed nothing are left out.
    """

    cells: str
    attribute: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ChannelTrace:
    """One channel as it is driven and as it was sent.

    Attributes:
        cell: of the fixture, from 1.
        driven: what the stages ask for, 0..1.
        sent: what left through the guard, 0..1.
        universe, slot: where, as the protocol counts; a 16-bit channel has the next slot, too.
        slots: what was sent there, 0..255.
        why: why it was sent otherwise than it was driven; empty if it was not.
    """

    name: str
    cell: int
    driven: float
    sent: float
    universe: int
    slot: int
    slots: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one fixture shows, and why.

    Attributes:
        cell_count: cells it has; only the first ones are explained where they are many.
        node: that feeds it.
        unsent: why its node did not get this frame; empty if it did.
    """

    fixture: str
    cls: str
    node: str
    tick: int
    seconds: float
    cell_count: int
    traces: tuple[Trace, ...]
    channels: tuple[ChannelTrace, ...]
    unsent: str
