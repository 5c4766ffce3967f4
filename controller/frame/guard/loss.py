"""What a node shows when its frames are lost, and which losses the guard does not allow.

A node of ``on_loss: hold`` goes on showing the frame before. One of ``on_loss: black`` does so too, until its time-out
has passed, and then is dark (E1.31 6.7.1: 2.5 s; Art-Net names no time). Going dark is a fall, which its rise has paid
for; coming back is a rise like any other and has to wait if it is one too many. A loss on purpose that would make a
dark node with no budget left to come back is not allowed: its frames go through until there is.

Ticks in which no frame left at all, while the engine was away or late, are frames lost to every node.

A loss that nobody planned is not known here. So whatever hangs on nodes that go dark alone keeps a flash a second back:
the fall and the return of such a loss.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

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
    """The nodes of one show; all indices are worked out at load.

    Attributes:
        nodes: their names.
        dark_after_s: those that go dark, and after how many seconds of silence.
    """

    def __init__(self, show: Show) -> None:
        patch, rig = show.patch, show.rig
        self.nodes = tuple(patch.nodes)
        self._number = {name: number for number, name in enumerate(self.nodes)}
        numbers = rig.fixtures.ask(lambda fixture: self._number.get(fixture.node, -1)).astype(np.int16)
        self._node_of_channel = numbers[patch.channel_fixture]
        self._node_of_cell = numbers[rig.cell_fixture]
        self._is_light = ~np.isin(patch.channel_role, [ROLE_NUMBER[role] for role in _NO_LIGHT])
        nodes = patch.nodes.values()
        self._is_black = np.array([node.on_loss == "black" for node in nodes], np.bool_)
        self.dark_after_s: Mapping[str, float] = {
            name: node.dark_after_s for name, node in patch.nodes.items() if node.on_loss == "black"
        }
        self._dark_after = np.array([int(node.dark_after_s * show.fps + _SLACK) for node in nodes], np.int64)

    def _named(self, nodes: Collection[str]) -> NDArray[np.bool_]:
        """Say which nodes are named: bool [nodes]."""
        named = np.zeros(len(self.nodes), np.bool_)
        named[[self._number[node] for node in nodes if node in self._number]] = True
        return named

    def _fed(self, nodes: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Say which channels some nodes get: bool [nodes] → bool [channels]. Found when needed: flags are much."""
        numbers = np.flatnonzero(nodes)
        if len(numbers) == 1:  # as it mostly is, and ten times as quick
            fed: NDArray[np.bool_] = self._node_of_channel == numbers[0]
        else:
            fed = np.append(nodes, False)[self._node_of_channel]
        return fed

    @property
    def dark_cells(self) -> Cells:
        """The cells that hang on nodes that go dark: intp [n], sorted."""
        return np.flatnonzero(np.append(self._is_black, False)[self._node_of_cell])

    def refused(self, lost: frozenset[str], memory: Memory, tick: int, limits: Limits) -> frozenset[str]:
        """Name the nodes whose frame must not be lost on purpose: they would go dark and could not come back in time.

        Args:
            lost: nodes whose frame of this tick would not arrive.
            memory: of the frame before.
            tick: of this frame.
            limits: in force.
        """
        since = np.where(memory.lost_since == LONG_AGO, tick, memory.lost_since)
        dark = self._named(lost) & self._are_dark(since, tick)
        return frozenset(
            node
            for node in (self.nodes[number] for number in np.flatnonzero(dark).tolist())
            if memory.levels[self._light(node)].any()
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
        since, is_lost = memory.lost_since, self._named(lost)
        since[~is_lost] = LONG_AGO
        if not lost:
            return wanted, None
        since[is_lost & (since == LONG_AGO)] = tick
        forced = self._fed(is_lost)
        wanted = np.where(forced, memory.levels, wanted)
        dark = is_lost & self._are_dark(since, tick)
        if np.count_nonzero(dark):
            wanted[self._fed(dark) & self._is_light] = 0
        return wanted, forced

    def missed(
        self, memory: Memory, last: int, tick: int, *, stood_still: bool, dark: Collection[str] = ()
    ) -> Iterator[tuple[int, Whole, NDArray[np.bool_]]]:
        """Say what was seen between two frames while none left: nodes that go dark did so in their time.

        They are remembered as not reached since, for they may not be reached by the next frame either.

        Args:
            memory: of the frame before; its ``levels`` are to be what was yielded, before the next is asked for.
            last: tick in which a frame left last.
            tick: in which the next one leaves.
            stood_still: more time passed than any node holds, and is no ticks of the night.
            dark: nodes that are taken to be dark, whatever passed.

        Yields:
            When some nodes went dark; what is seen from then on, uint16 [channels]; and which of that no frame could
            have changed, bool [channels].
        """
        since, black = memory.lost_since, self._is_black
        if (tick == last + 1 and not stood_still) or not np.count_nonzero(black):
            return
        since[black & (since == LONG_AGO)] = last + 1
        gone = black if stood_still else self._named(dark)
        since[gone] = np.minimum(since[gone], tick - 1 - self._dark_after[gone])
        dark_at = np.maximum(since + self._dark_after, last)
        for at in np.unique(dark_at[black & (dark_at < tick)]).tolist():
            fed = self._fed(black & (dark_at <= at))
            shown = np.where(fed & self._is_light, np.uint16(0), memory.levels)
            if not np.array_equal(shown, memory.levels):
                yield at, shown, fed

    def _light(self, node: str) -> Cells:
        """List the channels of a node that give light."""
        return np.flatnonzero(self._fed(self._named((node,))) & self._is_light)

    def _are_dark(self, since: NDArray[np.int64], tick: int) -> NDArray[np.bool_]:
        """Say which nodes are dark at a tick, of nodes that got no frame since some: int64 [nodes] → bool [nodes]."""
        dark: NDArray[np.bool_] = self._is_black & (tick - since >= self._dark_after)
        return dark

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
