"""What changes in a projected picture while its level and colour stay: gobos, and the lines along which it breaks.

A gobo that changes lets any place of the picture turn from light to dark, and so do new lines under a picture that is
broken. So each such step counts as a transition of its cell's light: light and steps together stay within the limit.
One that may not be taken yet waits, and a fall always still fits. In the dark, and for the lines while the picture is
whole, steps are free. How fast everything else moves is limited in ``house``.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from controller.frame.guard.followers import spent
from controller.frame.guard.following import push_change
from controller.frame.guard.levels import Whole
from controller.frame.guard.light import Eyes
from controller.frame.guard.limits import Limits
from controller.frame.guard.rules import COARSE, SWING
from controller.frame.memory import LONG_AGO, Memory
from controller.model.patch import Patch
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.surface import Part, attribute_of

_RESERVE: Final = 2
"""Transitions that a gobo leaves: its own, and the fall to darkness."""


class Pictures:
    """The projectors of one show; all indices are worked out at load."""

    def __init__(self, show: Show, eyes: Eyes) -> None:
        patch = show.patch
        self._eyes = eyes
        is_projector = show.rig.fixtures.ask(lambda fixture: fixture.profile.output == "projector").astype(np.bool_)
        own = np.flatnonzero(is_projector[patch.channel_fixture[patch.parameter_channel]])
        steps = own[patch.parameter_snaps[own]]
        self._steps, self._cell = patch.parameter_channel[steps], patch.parameter_cell[steps]
        self._is_gobo = ~np.isin(steps, _named(patch, own, attribute_of(Part.FRACTURE)))
        self._wounds: tuple[Cells, ...] = tuple(
            _of_cells(patch, own, attribute_of(part), self._cell) for part in (Part.BLANK, Part.TEAR, Part.SEAM)
        )

    def limit(self, wanted: Whole, memory: Memory, tick: int, limits: Limits) -> Whole:
        """Hold back the steps that may not be taken yet, and count the others.

        Args:
            wanted: uint16 [channels]; left as it is.
            memory: of the frame before; steps that are seen are counted in it.
            tick: of this frame.
            limits: in force.

        Returns:
            The levels, uint16 [channels].
        """
        if not len(self._steps) or memory.tick[0] == LONG_AGO:
            return wanted
        changes = wanted[self._steps] != memory.levels[self._steps]
        if not changes.any():
            return wanted
        changes &= self._is_seen(memory)
        steps, cells = self._steps[changes], self._cell[changes]
        late: NDArray[np.bool_] = (
            spent(memory.columns(cells), memory, tick, limits.second) > limits.transitions - _RESERVE
        )
        if not late.all():
            push_change(np.unique(cells[~late]), memory, tick, limits.second)
        if late.any():
            wanted = wanted.copy()
            wanted[steps[late]] = memory.levels[steps[late]]
        return wanted

    def _is_seen(self, memory: Memory) -> NDArray[np.bool_]:
        """Say whose step would be seen: there is light, and of lines something that is broken along them."""
        seen = self._is_gobo.copy()
        for column in self._wounds:
            seen |= (column >= 0) & (memory.levels[column] > 0)
        seen &= (self._eyes.see(memory.levels, self._cell).max(axis=0) >> COARSE) >= SWING
        return seen


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
