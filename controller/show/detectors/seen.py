"""What the engine saw of one tick, for the detectors."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """Facts of one tick.

    Attributes:
        tick: which.
        is_late: whether it began more than half a tick after its moment.
        skipped: ticks just before it that nobody painted.
        held_zones: where the guard held light back.
        silent: nodes that do not answer.
        unconfirmed: fixtures that confirm nothing any more, though others of their node do.
        cut: nodes from which nothing is heard on purpose.
    """

    tick: int
    is_late: bool = False
    skipped: int = 0
    held_zones: tuple[str, ...] = ()
    silent: frozenset[str] = frozenset()
    unconfirmed: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()
