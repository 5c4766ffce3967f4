"""Station 14: gathers slots into universes, nothing more.

Takes the slots of a frame, gives each node's part of them as a view. Never copies and never alters a value.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from controller.model.patch import SLOTS, Patch, Universe

Rows: TypeAlias = NDArray[np.uint8]
"""uint8 [rows, 512]: slot values, a row for each universe."""


def node_rows(universes: Sequence[Universe], node: str) -> slice:
    """Find the rows of one node.

    Args:
        universes: of the patch, in the order of the frame's rows, grouped by node.
        node: its id.

    Returns:
        The slice of the frame's rows that belongs to the node; empty if it feeds nothing.

    Raises:
        ValueError: the node's universes are not neighbours, or one of them is there twice.
    """
    rows = [row for row, universe in enumerate(universes) if universe.node == node]
    if not rows:
        return slice(0, 0)
    if rows[-1] - rows[0] + 1 != len(rows):
        raise ValueError(f"the universes of node {node} are rows {rows}; a node's rows must be neighbours")
    numbers = [universes[row].number for row in rows]
    if len(set(numbers)) != len(numbers):
        raise ValueError(f"node {node} has a universe twice: {numbers}")
    return slice(rows[0], rows[-1] + 1)


def patched_slots(patch: Patch) -> NDArray[np.bool_]:
    """Say which slots any channel feeds.

    Args:
        patch: of the show.

    Returns:
        bool [rows, 512].
    """
    patched = np.zeros(len(patch.universes) * SLOTS, np.bool_)
    patched[patch.channel_index] = True
    patched[patch.channel_fine] = True
    return patched.reshape(-1, SLOTS)
