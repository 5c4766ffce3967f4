"""Levels → slots: block by block gives what number by number would."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.frame.slots import LEAST, Slots, blocks_of
from controller.model.patch import Patch
from controller.model.rig import Cells
from tests.shows import show_of

RIG = """
nodes: {lamps: {protocol: sacn, to: 127.0.1.2}, wall: {protocol: websocket}}
fixtures:
  tile: {profile: generic/rgb, count: 400, at: lamps 1/1}
  wide: {profile: generic/dimmer-16bit, count: 300, at: lamps 9/1}
  par: {profile: generic/rgbw-par, at: lamps 12/100}
  screen: {profile: generic/projector, at: wall}
"""


def number_by_number(patch: Patch, levels: Cells) -> Cells:
    slots = np.zeros(len(patch.universes) * 512, np.intp)
    slots[patch.channel_fine] = levels & 0xFF
    slots[patch.channel_index] = levels >> 8
    return slots


def test_slots_are_what_the_patch_says() -> None:
    patch = show_of(RIG).patch
    levels = np.random.default_rng(1).integers(0, 65536, len(patch.channel_index)).astype(np.int32)
    slots = Slots(patch).take(levels)
    wanted = number_by_number(patch, levels.astype(np.intp))
    assert np.array_equal(slots.reshape(-1), wanted)


def test_slots_of_a_frame_stay_when_the_next_is_made() -> None:
    patch = show_of(RIG).patch
    slots = Slots(patch)
    first = slots.take(np.full(len(patch.channel_index), 0xFFFF, np.int32))
    slots.take(np.zeros(len(patch.channel_index), np.int32))
    assert first.max() == 255


runs = st.tuples(st.integers(0, 3), st.integers(1, 4), st.integers(0, 3), st.integers(1, 300))
"""Slots left free before them, length, slots between two, how many."""


@settings(max_examples=200, deadline=None)
@given(st.lists(runs, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_blocks_and_the_rest_are_all_channels(parts: list[tuple[int, int, int, int]], chance: object) -> None:
    at, found = 0, []
    for free, length, between, count in parts:
        begins = at + free + np.arange(count) * (length + between)
        found.append((begins[:, None] + np.arange(length)).reshape(-1))
        at = int(found[-1][-1]) + 1
    chance.shuffle(found)  # type: ignore[attr-defined]
    index = np.concatenate(found)
    blocks, rest = blocks_of(index)
    again = np.full(len(index), -1)
    again[rest] = index[rest]
    for block in blocks:
        own = np.arange(block.runs)[:, None] * block.stride + np.arange(block.length) + block.slot
        again[block.channel : block.channel + block.runs * block.length] = own.reshape(-1)
        assert block.runs * block.length >= LEAST
    assert np.array_equal(again, index)
    assert all(one.channel < other.channel for one, other in pairwise(blocks))
