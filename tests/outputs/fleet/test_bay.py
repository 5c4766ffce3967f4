"""The packets of some universes: what changed is found whatever the slots hold."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.outputs.artnet.sender import ARTNET
from controller.outputs.fleet.bay import Bay

places = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 511), st.sampled_from([0, 1, 255])), max_size=8)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([0, 7]), places)
def test_just_the_universes_whose_slots_changed_are_due(fill: int, changes: list[tuple[int, int, int]]) -> None:
    bay = Bay.of(ARTNET, np.zeros((4, ARTNET.size), np.uint8), rest=1000)
    before = np.full((4, 512), fill, np.uint8)
    bay.take(1, before)
    bay.note(1)
    bay.left.fill(0)
    after = before.copy()
    for row, slot, value in changes:
        after[row, slot] = value
    changed = (after != before).any(axis=1)
    bay.sent.fill(1)
    bay.take(2, after)
    assert bay.due.tolist() == changed.tolist()
    assert np.array_equal(bay.packets[:, ARTNET.slots_at :], after)
