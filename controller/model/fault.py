"""Faults: what can be broken on purpose, and what is broken now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, TypeAlias

from controller.model.rig import Cells

Origin: TypeAlias = Literal["injected", "real"]


RecoveryConsent: TypeAlias = Literal["auto", "ask", "never"]
Parameter: TypeAlias = float | str | tuple[float, float, float]


class FaultKind(StrEnum):
    """Kinds of trouble, by the names that show files use."""

    DEAD = "dead"
    STUCK = "stuck"
    FLICKER = "flicker"
    BROWN_OUT = "brown-out"
    NOISE = "noise"
    COLOUR_SHIFT = "colour-shift"
    CROSSTALK = "crosstalk"
    WRONG_ADDRESS = "wrong-address"
    SHIFT = "shift"
    FREEZE = "freeze"
    SLOW = "slow"
    BLANK = "blank"
    TEAR = "tear"
    MISALIGN = "misalign"
    PIXELATE = "pixelate"
    CHANNEL_LOSS = "channel-loss"
    LOSS = "loss"
    DELAY = "delay"
    THROTTLE = "throttle"
    FROZEN_LINK = "frozen-link"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    CORRUPT = "corrupt"
    BLACKHOLE = "blackhole"
    PARTITION = "partition"
    SENSOR_DROPOUT = "sensor-dropout"
    SENSOR_NOISE = "sensor-noise"
    SENSOR_STUCK = "sensor-stuck"
    SENSOR_DRIFT = "sensor-drift"
    SENSOR_SPIKE = "sensor-spike"
    INPUT_FLOOD = "input-flood"
    TIMECODE_LOSS = "timecode-loss"
    TIMECODE_JUMP = "timecode-jump"
    STALL = "stall"
    KILL = "kill"
    DISK_FULL = "disk-full"
    STORM = "storm"
    NODE_SILENT = "node-silent"
    FIXTURE_UNCONFIRMED = "fixture-unconfirmed"
    ENGINE_LATE = "engine-late"
    GUARD_SATURATED = "guard-saturated"
    FLAGGED = "flagged"
    SENSOR_IMPLAUSIBLE = "sensor-implausible"


PICTURE_KINDS = (FaultKind.BLANK, FaultKind.TEAR, FaultKind.MISALIGN, FaultKind.PIXELATE)
"""These break the picture of a projector; nothing else has one."""
LIGHT_KINDS = (
    FaultKind.DEAD,
    FaultKind.STUCK,
    FaultKind.FLICKER,
    FaultKind.BROWN_OUT,
    FaultKind.NOISE,
    FaultKind.COLOUR_SHIFT,
    FaultKind.CROSSTALK,
    FaultKind.WRONG_ADDRESS,
    FaultKind.SHIFT,
    FaultKind.FREEZE,
    FaultKind.SLOW,
    *PICTURE_KINDS,
    FaultKind.CHANNEL_LOSS,
)
"""These act on light, before the guard."""
LINK_KINDS = (
    FaultKind.LOSS,
    FaultKind.DELAY,
    FaultKind.THROTTLE,
    FaultKind.FROZEN_LINK,
    FaultKind.DUPLICATE,
    FaultKind.REORDER,
    FaultKind.CORRUPT,
    FaultKind.BLACKHOLE,
    FaultKind.PARTITION,
)
"""These act on the way to a node, at the socket."""
SENSOR_KINDS = (
    FaultKind.SENSOR_DROPOUT,
    FaultKind.SENSOR_NOISE,
    FaultKind.SENSOR_STUCK,
    FaultKind.SENSOR_DRIFT,
    FaultKind.SENSOR_SPIKE,
    FaultKind.INPUT_FLOOD,
)
"""These act on what a sensor says, before anything follows it. Whoever notices finds an implausible sensor."""
TIMECODE_KINDS = (FaultKind.TIMECODE_LOSS, FaultKind.TIMECODE_JUMP)
"""These act on the time code. Detectors call what they find by the same names."""
SOURCE_KINDS = (*SENSOR_KINDS, *TIMECODE_KINDS)
"""These act on what comes in."""
PROCESS_KINDS = (FaultKind.STALL, FaultKind.KILL, FaultKind.DISK_FULL)
"""These act on the house itself: its frame loop, its processes, its disk. In rehearsals only."""
CUTTING_KINDS = (FaultKind.BLACKHOLE, FaultKind.PARTITION)
"""These swallow what a node says, too."""
FOUND_KINDS = (
    FaultKind.NODE_SILENT,
    FaultKind.FIXTURE_UNCONFIRMED,
    FaultKind.ENGINE_LATE,
    FaultKind.GUARD_SATURATED,
    FaultKind.FLAGGED,
)
"""These nobody declares: detectors find them, or an operator points at them."""
BY_NAME_KINDS = (FaultKind.ENGINE_LATE, FaultKind.GUARD_SATURATED, *PROCESS_KINDS)
"""No fixture is broken in these: only a recovery that names the kind answers them."""
LASTING_KINDS = (*CUTTING_KINDS, FaultKind.FROZEN_LINK, *FOUND_KINDS)
"""A recovery of these does not mend by itself before the trouble is over: on a node that is gone nothing is shown."""
MOST_FAULTS = 16
"""Injected faults that may act at the same time, storms and their parts among them."""
NEVER = 1 << 40
"""A tick that no night reaches."""
INJECTABLE = (*LIGHT_KINDS, *LINK_KINDS, *SOURCE_KINDS, *PROCESS_KINDS, FaultKind.STORM)
"""Kinds that a show file may declare; the others are only ever found."""
EXPLAINED_BY: Mapping[FaultKind, tuple[FaultKind, ...]] = MappingProxyType(
    {
        FaultKind.NODE_SILENT: (*CUTTING_KINDS, FaultKind.FROZEN_LINK, FaultKind.DELAY),
        FaultKind.FIXTURE_UNCONFIRMED: LINK_KINDS,
        FaultKind.ENGINE_LATE: (FaultKind.STALL,),
        FaultKind.GUARD_SATURATED: LIGHT_KINDS,
        FaultKind.SENSOR_IMPLAUSIBLE: SENSOR_KINDS,
        FaultKind.TIMECODE_LOSS: TIMECODE_KINDS,
        FaultKind.TIMECODE_JUMP: TIMECODE_KINDS,
    }
)
"""What is found → the injected faults that make it so. Found at their place, it is part of their incident."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """How the amount of a fault comes and goes.

    Attributes:
        attack_s: from nothing to the whole amount.
        hold_s: how long it stays whole; None = until the decay must begin.
        decay_s: back to nothing.
    """

    attack_s: float = 0.0
    hold_s: float | None = None
    decay_s: float = 0.0

    @property
    def is_even(self) -> bool:
        """Whether the whole amount acts all the time."""
        return self == Envelope()

    def level(self, seconds: float, total_s: float) -> float:
        """Give the part of the amount that acts, 0..1, ``seconds`` after the start of a fault of ``total_s``."""
        up = 1.0 if seconds >= self.attack_s else max(0.0, seconds) / self.attack_s
        end = total_s if self.hold_s is None else min(total_s, self.attack_s + self.hold_s + self.decay_s)
        if seconds >= end:
            return 0.0
        down = 1.0 if seconds <= end - self.decay_s else (end - seconds) / self.decay_s
        return min(up, down)


@dataclass(frozen=True, slots=True)
class StormPart:
    """One fault of a storm: when it begins, seconds after the storm, and how often again (None = once)."""

    fault: str
    at_s: float
    every_s: float | None


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
        parameters: by the fault's own names; ``controller/faults`` says what each means.
        count: so many of ``cells`` instead of a share, or None.
        nodes: of a ``partition``, all whose ways are broken.
        envelope: how the amount comes and goes.
        outlives: True = it goes on when the console that armed it is gone.
        parts: of a ``storm``, the faults it is made of.
        only_rehearsal: True = some of its cells may be broken in rehearsals only.
        consent: the strictest of what its cells that may be mended say; ``never`` = none of them may.
        sensor: of a fault on a sensor, which one; empty for all others.
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
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    count: int | None = None
    nodes: tuple[str, ...] = ()
    envelope: Envelope = Envelope()
    outlives: bool = False
    parts: tuple[StormPart, ...] = ()
    only_rehearsal: bool = False
    consent: RecoveryConsent = "auto"
    sensor: str = ""

    @property
    def kinds(self) -> tuple[FaultKind, ...]:
        """What it is, and what whoever notices would call it: a recovery meant for either answers it."""
        return (self.kind, FaultKind.SENSOR_IMPLAUSIBLE) if self.kind in SENSOR_KINDS else (self.kind,)


@dataclass(frozen=True, slots=True)
class ActiveFault:
    """A fault that acts now; part of the state, so it ends whoever armed it vanishes.

    Attributes:
        id: the ``FaultSpec`` it came from.
        started_tick: first tick it acts on.
        ends_tick: first tick it no longer acts on; ``NEVER`` for real trouble, which ends when it ends.
        origin: who caused it.
        source: who armed it, e.g. ``console:3f``; empty for real trouble.
        gain: how much stronger than declared it is, 1 = as declared.
        led: so many recoveries led to it, one after another: their phases, or cues that these called, injected it.
    """

    id: str
    started_tick: int
    ends_tick: int
    origin: Origin
    source: str = ""
    gain: float = 1.0
    led: int = 0
