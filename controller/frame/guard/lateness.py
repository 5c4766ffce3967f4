"""What a node shows that hears late: levels that were wanted some ticks ago. Before the flashes are counted.

So the guard judges the light when and where it is seen, beside the light of nodes that hear at once; and what leaves
for the node at a tick is what it shows at that tick. Nothing that has been let through is still on its way, and no
delay that shrinks or ends can push two seconds of flashes into one.
"""

from collections.abc import Collection, Mapping

import numpy as np

from controller.faults.link.delay import longest_ticks
from controller.frame.guard.levels import Whole
from controller.frame.memory import LONG_AGO, Memory
from controller.model.fault import FaultKind
from controller.model.rig import Cells
from controller.model.show import Show


class Lateness:
    """The nodes of one show that may hear late; all indices are worked out at load."""

    def __init__(self, show: Show) -> None:
        self._longest: dict[str, int] = {}
        for fault in show.faults.values():
            if fault.kind is FaultKind.DELAY:
                longest = longest_ticks(fault, show.fps)
                self._longest[fault.node] = max(longest, self._longest.get(fault.node, 0))
        self._channels: dict[str, Cells] = {}
        if self._longest:
            node_of = show.rig.fixtures.ask(lambda fixture: fixture.node)[show.patch.channel_fixture]
            self._channels = {node: np.flatnonzero(node_of == node) for node in self._longest}

    def back(self, behind: Collection[str], memory: Memory) -> set[str]:
        """Name the nodes that heard the frame before late and hear this one in time."""
        return memory.late.keys() - set(behind)

    def shown(self, wanted: Whole, behind: Mapping[str, int], memory: Memory, tick: int) -> None:
        """Put what nodes that hear late show in place of what is wanted now, and remember that for later.

        Args:
            wanted: uint16 [channels], changed in place.
            behind: nodes, and how many ticks old the frame is that they show.
            memory: of the frame before; its ``late`` is changed.
            tick: of this frame.
        """
        for node in self.back(behind, memory):
            del memory.late[node], memory.late_ticks[node]
        for node, age in behind.items():
            channels = self._channels[node]
            self._store(node, wanted[channels], memory, tick)
            ticks = memory.late_ticks[node]
            known = np.where(ticks <= tick - age, ticks, LONG_AGO)
            newest = int(known.argmax())
            is_there = known[newest] > LONG_AGO
            wanted[channels] = memory.late[node][newest] if is_there else memory.levels[channels]

    def _store(self, node: str, levels: Whole, memory: Memory, tick: int) -> None:
        """Remember what is wanted now, in place of the oldest."""
        if node not in memory.late:
            rows = self._longest[node] + 1
            memory.late[node] = np.zeros((rows, len(levels)), np.uint16)
            memory.late_ticks[node] = np.full(rows, LONG_AGO, np.int64)
        place = tick % len(memory.late_ticks[node])
        memory.late[node][place] = levels
        memory.late_ticks[node][place] = tick
