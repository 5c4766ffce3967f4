"""Beside station 12: which channel of each cell has which duty, in columns of one entry a cell; worked out at load."""

from typing import Final, TypeAlias

import numpy as np

from controller.model.patch import Emitter, Patch
from controller.model.rig import Cells
from fixtures.profile import Role

ROLE_NUMBER: Final = {role: number for number, role in enumerate(Role)}

Index: TypeAlias = "slice | Cells"
"""Numbers as numpy takes them fastest: an even stride as a slice."""


def of_role(patch: Patch, role: Role) -> Cells:
    """List the channels of a role."""
    return np.flatnonzero(patch.channel_role == ROLE_NUMBER[role])


def of_emitter(patch: Patch, emitter: Emitter) -> Cells:
    """List the channels of a kind of emitter."""
    return np.flatnonzero(patch.channel_emitter == patch.emitters.index(emitter))


def columns(patch: Patch, channels: Cells, cells: int, *, is_spread: bool) -> list[Cells]:
    """Lay channels out by cell.

    Args:
        patch: whose channels.
        channels: of one duty.
        cells: how many the rig has.
        is_spread: True = a channel of a whole fixture stands at each of its pixels; False = at the first alone.

    Returns:
        Columns, intp [cells], one channel of a cell in each; -1 = the cell has none. Mostly there is one.
    """
    owner = patch.channel_cell[channels]
    if is_spread:
        owner, channels = spread(patch, channels)
    found: list[Cells] = []
    while len(channels):
        column = np.full(cells, -1, np.intp)
        column[owner[::-1]] = channels[::-1]
        found.append(column)
        left = column[owner] != channels
        owner, channels = owner[left], channels[left]
    return found


def spread(patch: Patch, channels: Cells) -> tuple[Cells, Cells]:
    """Let channels stand at every cell they act on: intp [n] cells, and intp [n] which channel each of them means."""
    reach = patch.channel_reach[channels]
    if (reach == 1).all():
        return patch.channel_cell[channels], channels
    ends = np.cumsum(reach)
    within = np.arange(ends[-1]) - np.repeat(ends - reach, reach)
    return np.repeat(patch.channel_cell[channels], reach) + within, np.repeat(channels, reach)


def strided(numbers: Cells) -> Index:
    """Give numbers as a slice if they are an even stride."""
    if len(numbers) < 2:
        return numbers
    step = int(numbers[1] - numbers[0])
    if step <= 0 or (np.diff(numbers) != step).any():
        return numbers
    return slice(int(numbers[0]), int(numbers[-1]) + 1, step)


def cut(numbers: Index, begin: int, end: int) -> Index:
    """Give the numbers from one place to another, as ``strided`` gives them."""
    if isinstance(numbers, slice):
        some = range(numbers.start, numbers.stop, numbers.step)[begin:end]
        return slice(some.start, some[-1] + 1, some.step)
    return strided(numbers[begin:end])


def length(numbers: Index) -> int:
    """Count the numbers."""
    return len(range(numbers.start, numbers.stop, numbers.step)) if isinstance(numbers, slice) else len(numbers)
