"""An output that sends nowhere and remembers the newest frame."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from controller.faults.link.ways import Twist
from controller.model.snapshot import NodeView


class SilentOutput:
    """Keeps the contract of ``controller.run.departure.Output``.

    Attributes:
        silent_nodes, unconfirmed_fixtures: what it says is silent.
    """

    def __init__(self) -> None:
        self.tick = 0
        self.words: dict[str, dict[int, str]] | None = None
        self.slots: NDArray[np.uint8] = np.zeros((0, 512), np.uint8)
        self.lost: frozenset[str] = frozenset()
        self.cut: frozenset[str] = frozenset()
        self.twists: dict[str, Twist] = {}
        self.silent_nodes: frozenset[str] = frozenset()
        self.unconfirmed_fixtures: frozenset[str] = frozenset()

    def send(
        self,
        tick: int,
        slots: NDArray[np.uint8],
        *,
        lost: frozenset[str] = frozenset(),
        cut: frozenset[str] = frozenset(),
        twists: Mapping[str, Twist] | None = None,
    ) -> None:
        self.twists = dict(twists or {})
        self.tick, self.slots, self.lost, self.cut = tick, slots.copy(), lost, cut

    def write(self, words: Mapping[str, Mapping[int, str]]) -> None:
        self.words = {fixture: dict(each) for fixture, each in words.items()}

    def views(self, tick: int) -> tuple[NodeView, ...]:
        assert tick >= 0
        return ()

    def unconfirmed(self) -> frozenset[str]:
        return self.unconfirmed_fixtures

    def silent(self, tick: int) -> frozenset[str]:
        assert tick >= 0
        return self.silent_nodes
