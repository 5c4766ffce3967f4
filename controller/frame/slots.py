"""Beside station 13, behind the guard: levels → slots. 8-bit channels take one, wide channels two, coarse first.

Where channels that are neighbours feed slots that are neighbours, and that again in row after row, their bytes are
copied as one block; block by block that is six times as fast as number by number. Worked out at load.
"""

import sys
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from controller.model.patch import SLOTS, Patch
from controller.model.rig import Cells

LEAST: Final = 256
"""Channels that make a block worth its call."""


@dataclass(frozen=True, slots=True)
class Block:
    """Runs of channels one after another, each of which feeds a run of slots.

    Attributes:
        channel: the first one.
        slot: that it feeds.
        runs: how many runs.
        length: channels of each.
        stride: slots from the beginning of a run to that of the next.
    """

    channel: int
    slot: int
    runs: int
    length: int
    stride: int


class Slots:
    """The slots of one show."""

    def __init__(self, patch: Patch) -> None:
        self._slots = np.zeros((len(patch.universes), SLOTS), np.uint8)
        blocks, rest = blocks_of(patch.channel_index)
        flat = self._slots.reshape(-1)
        self._blocks = tuple(
            (slice(block.channel, block.channel + block.runs * block.length), _seen(flat, block)) for block in blocks
        )
        self._rest = rest
        self._rest_slots = patch.channel_index[rest]
        self._wide = np.flatnonzero(patch.channel_wide)
        self._fine = patch.channel_fine[self._wide]

    def take(self, levels: NDArray[np.integer[Any]]) -> NDArray[np.uint8]:
        """Give the slots of a frame.

        Args:
            levels: whole numbers, 0..65535, [channels].

        Returns:
            uint8 [universes, 512], the caller's own.
        """
        coarse = _coarse(levels)
        for channels, place in self._blocks:
            np.copyto(place, coarse[channels].reshape(place.shape))
        flat = self._slots.reshape(-1)
        if len(self._rest):
            flat[self._rest_slots] = coarse[self._rest]
        if len(self._wide):
            flat[self._fine] = levels[self._wide] & 0xFF
        return self._slots.copy()


def blocks_of(index: NDArray[np.intp]) -> tuple[tuple[Block, ...], Cells]:
    """Find the blocks among channels.

    Args:
        index: intp [channels], which slot of all each of them feeds.

    Returns:
        The blocks, and the channels that are in none: intp [n].
    """
    if not len(index):
        return (), np.empty(0, np.intp)
    begins = np.concatenate([[0], np.flatnonzero(np.diff(index) != 1) + 1])
    lengths = np.diff(begins, append=len(index))
    strides = np.diff(index[begins], append=-1)
    # a run goes on the block of the one before it if it is as long, and as far from it as that was from its own
    joins = np.zeros(len(begins), np.bool_)
    joins[1:] = (lengths[1:] == lengths[:-1]) & (strides[:-1] > 0)
    joins[2:] &= (strides[1:-1] == strides[:-2]) | ~joins[1:-1]
    firsts = np.flatnonzero(~joins)
    blocks, rest = [], []
    for first, after in zip(firsts.tolist(), [*firsts[1:].tolist(), len(begins)], strict=True):
        block = Block(
            channel=int(begins[first]),
            slot=int(index[begins[first]]),
            runs=after - first,
            length=int(lengths[first]),
            stride=int(strides[first]) if after - first > 1 else int(lengths[first]),
        )
        channels = block.runs * block.length
        if channels >= LEAST:
            blocks.append(block)
        else:
            rest.append(np.arange(block.channel, block.channel + channels))
    return tuple(blocks), np.concatenate(rest) if rest else np.empty(0, np.intp)


def _seen(flat: NDArray[np.uint8], block: Block) -> NDArray[np.uint8]:
    """See the slots of a block: uint8 [runs, length]."""
    return as_strided(flat[block.slot :], (block.runs, block.length), (block.stride, 1))


def _coarse(levels: NDArray[np.integer[Any]]) -> NDArray[np.uint8]:
    """See the upper of the two bytes of every level, without touching any: uint8 [channels]."""
    size = levels.itemsize
    at = 1 if sys.byteorder == "little" else size - 2
    return levels.view(np.uint8)[at::size]
