"""What a node shows when its frames are lost, and which losses the guard does not allow.

A node of ``on_loss: hold`` goes on showing the frame before. One of ``on_loss: black`` does so too, until its time-out
has passed, and then is dark (E1.31 6.7.1: 2.5 s; Art-Net names no time). Going dark is a fall, which its rise has paid
for; coming back is a rise like any other and has to wait if it is one too many. A loss on purpose that would make a
dark node with no budget left to come back is not allowed: its frames go through until there is.

A loss that nobody planned is not known here. So whatever hangs on nodes that go dark alone keeps a flash a second back:
the fall and the return of such a loss.
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from controller.frame.columns import ROLE_NUMBER
from controller.frame.guard.ages import ages
from controller.frame.guard.budget import Kept
from controller.frame.guard.levels import Whole
from controller.frame.guard.limits import Limits
from controller.frame.guard.rules import LUMINANCE
from controller.frame.memory import LONG_AGO, Memory
from controller.model.rig import Cells
from controller.model.show import Show
from fixtures.profile import FILTERS, Role

_SLACK = 1e-6
"""Ticks: times are floats."""
_NO_LIGHT = (Role.TEXT, Role.OTHER, Role.SHUTTER, Role.BLANK, *FILTERS)


class Loss:
    """The nodes of one show; all indices are worked out at load."""

    def __init__(self, show: Show) -> None:
        patch, rig = show.patch, show.rig
        self.nodes = tuple(patch.nodes)
        self._number = {name: number for number, name in enumerate(self.nodes)}
        numbers = rig.fixtures.ask(lambda fixture: self._number.get(fixture.node, -1)).astype(np.int16)
        self._node_of_channel = numbers[patch.channel_fixture]
        self._node_of_cell = numbers[rig.cell_fixture]
        self._is_light = ~np.isin(patch.channel_role, [ROLE_NUMBER[role] for role in _NO_LIGHT])
        self._dark_after = {
            node.id: int(node.dark_after_s * show.fps + _SLACK)
            for node in patch.nodes.values()
            if node.on_loss == "black"
        }

    def _fed(self, node: str) -> NDArray[np.bool_]:
        """Say which channels a node gets: bool [channels]. Found when needed: flags for each of 64 nodes are much."""
        fed: NDArray[np.bool_] = self._node_of_channel == self._number[node]
        return fed

    def _light(self, node: str) -> Cells:
        """List the channels of a node that give light."""
        return np.flatnonzero(self._fed(node) & self._is_light)

    @property
    def dark_cells(self) -> Cells:
        """The cells that hang on nodes that go dark: intp [n], sorted."""
        return np.flatnonzero(np.isin(self._node_of_cell, [self._number[node] for node in self._dark_after]))

    def refused(self, lost: frozenset[str], memory: Memory, tick: int, limits: Limits) -> frozenset[str]:
        """Name the nodes whose frame must not be lost on purpose: they would go dark and could not come back in time.

        Args:
            lost: nodes whose frame of this tick would not arrive.
            memory: of the frame before.
            tick: of this frame.
            limits: in force.
        """
        return frozenset(
            node
            for node in lost & self._dark_after.keys()
            if self._goes_dark(node, memory, tick)
            and memory.levels[self._light(node)].any()
            and self._spent(node, memory, tick, limits) > limits.transitions - kept_back(limits) - 2
        )

    def back(self, lost: Collection[str], memory: Memory) -> set[str]:
        """Name the nodes that did not get the frame before and get this one."""
        if _is_whole(memory):
            return set()
        return {
            node
            for node, since in zip(self.nodes, memory.lost_since.tolist(), strict=True)
            if since != LONG_AGO and node not in lost
        }

    def shown(
        self, wanted: Whole, lost: frozenset[str], memory: Memory, tick: int
    ) -> tuple[Whole, NDArray[np.bool_] | None]:
        """Say what will be seen of the levels that are wanted, when some nodes do not get them; and remember who.

        Returns:
            The levels, uint16 [channels], and which of them cannot be sent otherwise: bool [channels], None = all can.
        """
        if not lost and _is_whole(memory):
            return wanted, None
        since = memory.lost_since
        forced: NDArray[np.bool_] | None = None
        for number, node in enumerate(self.nodes):
            if node not in lost:
                since[number] = LONG_AGO
                continue
            if since[number] == LONG_AGO:
                since[number] = tick
            fed = self._fed(node)
            forced = fed if forced is None else forced | fed
            wanted = np.where(fed, memory.levels, wanted)
            if node in self._dark_after and self._goes_dark(node, memory, tick):
                wanted[self._light(node)] = 0
        return wanted, forced

    def _goes_dark(self, node: str, memory: Memory, tick: int) -> bool:
        since = int(memory.lost_since[self.nodes.index(node)])
        begun = tick if since == LONG_AGO else since
        return tick - begun >= self._dark_after[node]

    def _spent(self, node: str, memory: Memory, tick: int, limits: Limits) -> int:
        """Count the transitions of a node's busiest cell in the second that ends now."""
        cells = memory.columns(np.flatnonzero(self._node_of_cell == self._number[node]))
        if not len(cells):
            return 0
        stamps = ages(memory.stamps[:, LUMINANCE, cells], tick) <= limits.second
        ends = ages(memory.ends[LUMINANCE, cells], tick) <= limits.second
        return int((stamps.sum(axis=0) + (ends & memory.counted[LUMINANCE, cells])).max())


def _is_whole(memory: Memory) -> bool:
    """Whether every node got the frame before."""
    return not np.count_nonzero(memory.lost_since != LONG_AGO)


def kept_back(limits: Limits) -> int:
    """Say how many transitions a second are kept back where nodes go dark; a house of one flash has none to spare."""
    return max(0, min(2, limits.transitions - 2))


def kept_of(dark: Cells, groups: Sequence[Cells], cells: int, limits: Limits) -> Kept:
    """Say what each signal keeps back: cells that may go dark, and groups of nothing but such cells.

    Args:
        dark: cells that hang on nodes that go dark.
        groups: cells of each group; their signals follow those of the cells.
        cells: how many there are.
        limits: the strict ones of the house.
    """
    goes_dark = np.zeros(cells, np.bool_)
    goes_dark[dark] = True
    groups_do = [bool(goes_dark[group].all()) for group in groups]
    kept: Kept = np.concatenate([goes_dark, groups_do]).astype(np.int8) * np.int8(kept_back(limits))
    return kept
