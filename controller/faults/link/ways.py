"""Faults on the way to a node: which frames do not arrive, computed purely, before the guard.

The guard must know what a node will show: a frame that is lost, damaged or too late leaves the node at the frame
before. So every kind is a pattern of frames that do not show, or show late, and the gate at the socket makes it so in
its own way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Final

from controller.faults.amount import amount_at
from controller.faults.link.delay import age
from controller.model import chance
from controller.model.fault import CUTTING_KINDS, ActiveFault, FaultKind, FaultSpec


@dataclass(frozen=True, slots=True)
class Twist:
    """What else becomes of a node's datagrams of one frame.

    Attributes:
        garbled: they arrive damaged, so that no node takes them for a frame.
        late: they arrive after those of the next frame.
        doubled: they arrive twice.
        behind: the frame in them is so many ticks old, and what the node answers needs as long again.
    """

    garbled: bool = False
    late: bool = False
    doubled: bool = False
    behind: int = 0


STRAIGHT: Final = Twist()


@dataclass(frozen=True, slots=True)
class Broken:
    """Broken ways at one tick, by the names of their nodes.

    Attributes:
        lost: nothing of this tick's frame is shown, whatever becomes of it on the way.
        cut: those of them from which nothing comes back either, not even answers.
        garbled: those of them that get it, damaged: no node takes it for a frame.
        late: those of them that get it after the next one: no node that counts goes back.
        doubled: those that get everything twice.
        behind: those that show an old frame, and how many ticks old it is.
    """

    lost: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()
    garbled: frozenset[str] = frozenset()
    late: frozenset[str] = frozenset()
    doubled: frozenset[str] = frozenset()
    behind: Mapping[str, int] = field(default_factory=dict, hash=False)

    def without(self, spared: frozenset[str]) -> "Broken":
        """Leave some nodes out: their frame arrives, however old it is."""
        if not spared:
            return self
        return Broken(**{name: getattr(self, name) - spared for name in _SETS}, behind=self.behind)

    @property
    def twists(self) -> Mapping[str, Twist]:
        """What else becomes of the datagrams of this frame, for the nodes of which there is anything to say."""
        if not (self.garbled or self.late or self.doubled or self.behind):
            return {}
        return {
            node: Twist(node in self.garbled, node in self.late, node in self.doubled, self.behind.get(node, 0))
            for node in sorted(self.garbled | self.late | self.doubled | self.behind.keys())
        }


WHOLE: Final = Broken()
"""No way is broken."""
_SETS: Final = tuple(each.name for each in fields(Broken) if each.name != "behind")


def broken_links(faults: Iterable[ActiveFault], specs: Mapping[str, FaultSpec], *, tick: int, fps: int) -> Broken:
    """Say which ways are broken at a tick.

    Args:
        faults: those that act now.
        specs: what they are.
        tick: when.
        fps: ticks a second.
    """
    acting = tuple(faults)
    if not acting:
        return WHOLE
    found: dict[str, set[str]] = {name: set() for name in _SETS}
    behind: dict[str, int] = {}
    for fault in acting:
        spec = specs[fault.id]
        nodes = spec.nodes or ((spec.node,) if spec.node else ())
        for effect in _effects(spec, fault, tick, fps) if nodes else ():
            found[effect].update(nodes)
        if spec.kind is FaultKind.DELAY and (late := age(spec, fault, tick, fps)):
            behind[spec.node] = max(late, behind.get(spec.node, 0))
            found["lost"].update(nodes if late > tick - fault.started_tick else ())
    return Broken(**{name: frozenset(nodes) for name, nodes in found.items()}, behind=behind)


def _effects(spec: FaultSpec, fault: ActiveFault, tick: int, fps: int) -> tuple[str, ...]:
    """Say what a fault does to this tick's frame, by the names of ``Broken``."""
    since = tick - fault.started_tick
    amount = amount_at(spec, fault, tick, fps)
    if amount <= 0:
        return ()
    effects: tuple[str, ...]
    match spec.kind:
        case kind if kind in CUTTING_KINDS:
            effects = ("lost", "cut")
        case FaultKind.FROZEN_LINK:
            effects = ("lost",)
        case FaultKind.LOSS:
            effects = ("lost",) if is_lost(spec, since / fps, amount) else ()
        case FaultKind.THROTTLE:
            effects = ("lost",) if is_held_up(spec, since, fps) else ()
        case FaultKind.CORRUPT:
            effects = ("lost", "garbled") if draw(spec, since) < amount else ()
        case FaultKind.REORDER:
            # the frame behind it comes in time and so is shown: at most every other one can be late
            effects = ("lost", "late") if since % 2 == 0 and draw(spec, since) < amount else ()
        case FaultKind.DUPLICATE:
            effects = ("doubled",) if draw(spec, since) < amount else ()
        case _:
            effects = ()
    return effects


def is_lost(fault: FaultSpec, seconds: float, amount: float) -> bool:
    """Say whether a lossy way swallows frames at a time: whole bursts go, ``amount`` of all bursts."""
    length = fault.parameters["burst"]
    burst = int(seconds / length) if isinstance(length, (int, float)) else 0
    return float(chance.uniform(chance.key(fault.seed, "loss", burst), 1)[0]) < amount


def is_held_up(fault: FaultSpec, since: int, fps: int) -> bool:
    """Say whether a throttled way keeps a frame back: ``rate`` of them pass in a second."""
    rate = fault.parameters["rate"]
    passed = float(rate) / fps if isinstance(rate, (int, float)) else 1.0
    return since > 0 and int(since * passed) == int((since - 1) * passed)


def draw(fault: FaultSpec, since: int) -> float:
    """Draw a number 0 <= x < 1 for one frame of a fault."""
    return float(chance.uniform(chance.key(fault.seed, "frame", since), 1)[0])
