"""Faults on the way to a node: which frames are lost and which node is cut off, computed purely, before the guard.

The guard must know what a node will show: a frame that is lost leaves the node at the frame before. The socket obeys.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from controller.model import chance
from controller.model.fault import ActiveFault, FaultKind, FaultSpec


@dataclass(frozen=True, slots=True)
class Broken:
    """Broken ways at one tick.

    Attributes:
        lost: nodes whose frame of this tick does not arrive.
        cut: those of them from which nothing comes back either, not even answers.
    """

    lost: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()


def broken_links(faults: Iterable[ActiveFault], specs: Mapping[str, FaultSpec], *, tick: int, fps: int) -> Broken:
    """Say which ways are broken at a tick.

    Args:
        faults: those that act now.
        specs: what they are.
        tick: when.
        fps: ticks a second.
    """
    lost: set[str] = set()
    cut: set[str] = set()
    for fault in faults:
        spec = specs[fault.id]
        seconds = (tick - fault.started_tick) / fps
        if spec.kind is FaultKind.BLACKHOLE:
            lost.add(spec.node)
            cut.add(spec.node)
        elif spec.kind is FaultKind.LOSS and is_lost(spec, seconds):
            lost.add(spec.node)
    return Broken(frozenset(lost), frozenset(cut))


def is_lost(fault: FaultSpec, seconds: float) -> bool:
    """Say whether a lossy way swallows frames at a time: whole bursts go, ``amount`` of all bursts."""
    burst = int(seconds / fault.burst_s)
    return float(chance.uniform(chance.key(fault.seed, "loss", burst), 1)[0]) < fault.amount
