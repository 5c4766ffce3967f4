"""What comes of an outline before it is whole: the web server holds a large rig as columns of numbers.

As tuples 685,950 fixtures with their places and their cells took 450 MB. Fixtures that are alike are held once, cells
as arrays. Whoever looks at one has it made.
"""

import base64
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from controller.model.fixture_series import FixtureSeries, SeriesFixtures
from controller.model.on_demand import Numbers, Places
from controller.model.outline import ShowOutline
from controller.run.remote.calls import CELLS, PIECES


class Gathering:
    """The pieces of one outline."""

    def __init__(self) -> None:
        self._positions: list[NDArray[np.float64]] = []
        self._fixtures: list[FixtureSeries] = []
        self._cells: dict[str, dict[str, list[NDArray[np.int32]]]] = {name: {} for name in CELLS}

    def take(self, name: str, value: Any) -> None:  # Any: JSON
        """Take a piece.

        Args:
            name: one of ``calls.PIECES``.
            value: as it stands in JSON.
        """
        if name == "positions":
            self._positions.append(np.frombuffer(base64.urlsafe_b64decode(value), "<f8").reshape(-1, 3))
        elif name == "fixtures":
            self._fixtures += PIECES[name].validate_python(value)
        else:
            for whose, cells in value:
                self._cells[name].setdefault(whose, []).append(np.array(cells, np.int32))

    def complete(self, rest: ShowOutline) -> ShowOutline:
        """Put all of it into the outline that came without it."""
        positions = np.concatenate([np.empty((0, 3)), *self._positions])
        narrow = positions.astype(np.float32)
        held = narrow if np.array_equal(narrow, positions) else positions
        zones, faults, submasters, drawn = (
            {whose: Numbers(np.concatenate(cells)) for whose, cells in self._cells[name].items()} for name in CELLS
        )
        return replace(
            rest,
            positions=Places(held),
            fixtures=SeriesFixtures(self._fixtures),
            zones=dict(zones),
            faults=tuple(replace(each, cells=faults.get(each.id, ())) for each in rest.faults),
            submasters=tuple(replace(each, cells=submasters.get(each.id, ())) for each in rest.submasters),
            drawn=drawn.get("", ()),
        )
