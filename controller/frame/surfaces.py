"""Beside stations 8 and 9: the pictures of projectors as tables, one row a part, one column a projector.

Takes and puts the parameters of the patch that the canvas holds; a projector without a part keeps it at home.
"""

from typing import Final

import numpy as np

from controller.frame.canvas import Canvas, Levels
from controller.model.cells import union
from controller.model.rig import Cells
from controller.model.show import Show
from controller.model.surface import Part, attribute_of

MISSING: Final = -1


class Surfaces:
    """The surfaces of one show; all indices are worked out at load.

    Attributes:
        cells: intp [n], sorted, those whose picture has any part.
    """

    def __init__(self, show: Show) -> None:
        patch = show.patch
        known = {attribute_of(part): part for part in Part}
        numbers = [known.get(attribute, MISSING) for attribute in patch.attributes]
        row = np.array([*numbers, MISSING], np.intp)[patch.parameter_attribute]
        is_projector = show.rig.fixtures.ask(lambda fixture: fixture.profile.output == "projector").astype(np.bool_)
        own = is_projector[patch.channel_fixture[patch.parameter_channel]]
        mine = np.flatnonzero((row != MISSING) & own)
        self.cells = union([patch.parameter_cell[mine]])
        self._parameter = np.full((len(Part), len(self.cells)), MISSING, np.intp)
        self._parameter[row[mine], np.searchsorted(self.cells, patch.parameter_cell[mine])] = mine
        home = patch.channel_home[patch.parameter_channel]
        self._home = np.zeros((len(Part), len(self.cells)), np.float32)
        there = self._parameter != MISSING
        self._home[there] = home[self._parameter[there]]

    def among(self, cells: Cells) -> Cells:
        """Find the surfaces among some cells: intp [n], their columns, in the order of the cells (sorted)."""
        return np.flatnonzero(np.isin(self.cells, cells, assume_unique=True))

    def parameters(self, columns: Cells) -> Cells:
        """List the parameters of some surfaces: intp [parts, n], -1 where there is none."""
        found: Cells = self._parameter[:, columns]
        return found

    def take(self, values: Levels, columns: Cells) -> Levels:
        """Copy the pictures of some surfaces out of the values of all parameters: float32 [parts, n]."""
        parameters = self._parameter[:, columns]
        taken: Levels = np.where(parameters != MISSING, values[parameters], self._home[:, columns])
        return taken

    def put(self, canvas: Canvas, columns: Cells, table: Levels) -> None:
        """Put pictures back."""
        parameters = self._parameter[:, columns]
        there = parameters != MISSING
        canvas.values[parameters[there]] = table[there]
