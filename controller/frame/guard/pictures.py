"""What changes in a projected picture while its level and colour stay: gobos, and the lines along which it breaks.

A gobo that changes lets any place of the picture turn from light to dark, so it counts as a transition of its cell's
light: light and gobos together stay within the limit. One that may not change yet waits, and a fall always still fits.
Where a picture breaks is chosen while it is whole; it stays as long as anything of the break is seen. How fast
everything else moves is limited in ``house``.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.followers import push_change, spent
from controller.frame.guard.levels import Whole
from controller.frame.guard.limits import Limits
from controller.frame.guard.rules import SWING
from controller.frame.memory import LONG_AGO, Memory
from controller.model.patch import Patch
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.surface import Part, attribute_of

_RESERVE: Final = 2
"""Transitions that a gobo leaves: its own, and the fall to darkness."""
_FULL_LIGHT: Final = 65535


class Pictures:
    """The projectors of one show; all indices are worked out at load."""

    def __init__(self, show: Show) -> None:
        patch = show.patch
        is_projector = np.array([fixture.profile.output == "projector" for fixture in show.rig.fixtures], np.bool_)
        own = np.flatnonzero(is_projector[patch.channel_fixture[patch.parameter_channel]])
        fracture = _named(patch, own, attribute_of(Part.FRACTURE))
        steps = np.setdiff1d(own[patch.parameter_snaps[own]], fracture)
        self._gobos, self._gobo_cell = patch.parameter_channel[steps], patch.parameter_cell[steps]
        self._fractures = patch.parameter_channel[fracture]
        cells = patch.parameter_cell[fracture]
        self._wounds: tuple[Cells, ...] = tuple(
            _of_cells(patch, own, attribute_of(part), cells) for part in (Part.BLANK, Part.TEAR, Part.SEAM)
        )

    def limit(self, wanted: Whole, memory: Memory, tick: int, limits: Limits) -> Whole:
        """Hold back what may not change yet.

        Args:
            wanted: int32 [channels]; left as it is.
            memory: of the frame before; a gobo that changes is counted in it.
            tick: of this frame.
            limits: in force.

        Returns:
            The levels, int32 [channels].
        """
        if memory.tick[0] == LONG_AGO or not (len(self._gobos) or len(self._fractures)):
            return wanted
        held = [*self._early(wanted, memory, tick, limits), *self._broken(wanted, memory)]
        if held:
            wanted = wanted.copy()
            wanted[held] = memory.levels[held]
        return wanted

    def _early(self, wanted: Whole, memory: Memory, tick: int, limits: Limits) -> list[int]:
        """Name the gobos that must wait, and count those that need not."""
        changes = wanted[self._gobos] != memory.levels[self._gobos]
        if not changes.any():
            return []
        gobos, cells = self._gobos[changes], self._gobo_cell[changes]
        is_dark = memory.light[:, cells].max(axis=0) * np.float32(_FULL_LIGHT) < np.float32(SWING)
        late: NDArray[np.bool_] = spent(cells, memory, tick, limits.second) > limits.transitions - _RESERVE
        late &= ~is_dark
        counted = cells[~late & ~is_dark]
        if len(counted):
            push_change(np.unique(counted), memory, tick, limits.second)
        waiting: list[int] = gobos[late].tolist()
        return waiting

    def _broken(self, wanted: Whole, memory: Memory) -> list[int]:
        """Name the lines of fracture that would jump under a picture that is broken."""
        changes = wanted[self._fractures] != memory.levels[self._fractures]
        if not changes.any():
            return []
        seen = np.zeros(len(self._fractures), np.bool_)
        for column in self._wounds:
            seen |= (column >= 0) & (memory.levels[column] > 0)
        staying: list[int] = self._fractures[changes & seen].tolist()
        return staying


def _named(patch: Patch, own: Cells, attribute: str) -> Cells:
    """Pick the parameters of one attribute."""
    if attribute not in patch.attributes:
        return own[:0]
    picked: Cells = own[patch.parameter_attribute[own] == patch.attributes.index(attribute)]
    return picked


def _of_cells(patch: Patch, own: Cells, attribute: str, cells: Cells) -> Cells:
    """Find the channel of one attribute of each cell, -1 = it has none."""
    found = _named(patch, own, attribute)
    channel = dict(zip(patch.parameter_cell[found].tolist(), patch.parameter_channel[found].tolist(), strict=True))
    return np.array([channel.get(cell, -1) for cell in cells.tolist()], np.intp)
