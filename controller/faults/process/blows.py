"""Which blows a state deals to the house itself, at the moment they fall.

A blow is in the log as any fault is, and changes no frame: whoever plays the night carries it out once, right after the
tick at which it was injected was sent and written. Whoever replays the log, resumes from it or simulates it does not.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from controller.model.fault import PROCESS_KINDS, ActiveFault, FaultKind, FaultSpec

House: TypeAlias = Literal["engine", "web"]


@dataclass(frozen=True, slots=True)
class Hang:
    """The frame loop hangs for some seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Kill:
    """A process is ended by force."""

    process: House


Blow: TypeAlias = Hang | Kill


def acting(faults: Iterable[ActiveFault], specs: Mapping[str, FaultSpec]) -> frozenset[ActiveFault]:
    """Give the faults that act on the house itself."""
    return frozenset(each for each in faults if each.id in specs and specs[each.id].kind in PROCESS_KINDS)


def blows(faults: Collection[ActiveFault], specs: Mapping[str, FaultSpec]) -> tuple[Blow, ...]:
    """Say what faults that have just begun do; hangs come before kills, so that each is felt."""
    kinds = [specs[each.id] for each in sorted(faults, key=lambda fault: fault.id)]
    hangs = [Hang(_seconds(spec)) for spec in kinds if spec.kind is FaultKind.STALL]
    kills = [Kill(_process(spec)) for spec in kinds if spec.kind is FaultKind.KILL]
    return *hangs, *kills


def is_disk_full(faults: Iterable[ActiveFault], specs: Mapping[str, FaultSpec]) -> bool:
    """Whether a fault fills the disk now."""
    return any(specs[each.id].kind is FaultKind.DISK_FULL for each in faults)


def _seconds(spec: FaultSpec) -> float:
    hang_s = spec.parameters["hang"]
    return float(hang_s) if isinstance(hang_s, (int, float)) else 0.0


def _process(spec: FaultSpec) -> House:
    return "web" if spec.parameters["process"] == "web" else "engine"
