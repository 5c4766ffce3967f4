"""The packets of many DDP nodes: the same however the patch lies and however a frame is taken."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.outputs.ddp import bay
from controller.outputs.ddp.bay import Strips
from controller.wire.ddp import PAYLOAD, SEQUENCES, Pixels, decode_data
from controller.wire.universe import Rows

REST = 40
USED = st.lists(st.lists(st.integers(1, 512), min_size=1, max_size=7), min_size=1, max_size=5)
CHANGES = st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=6)
NO_BYTES_BY_NUMBER, BYTES_BY_NUMBER = 1 << 30, 0


class Plain:
    """One node as the standard tells it: its rows end to end, 1440 bytes a packet, numbers from 1 to 15."""

    def __init__(self, used: list[int]) -> None:
        self.used = used
        self.number = 0
        self.shown: bytes | None = None
        self.sent = 0

    def send(self, tick: int, rows: Rows) -> list[tuple[int, int, bool, bytes]]:
        """Give sequence, offset, push and payload of each packet of a frame; none if nothing is due."""
        pixels = b"".join(row[:used].tobytes() for row, used in zip(rows, self.used, strict=True))
        if pixels == self.shown and tick - self.sent < REST:
            return []
        self.shown, self.sent = pixels, tick
        parts = [(at, pixels[at : at + PAYLOAD]) for at in range(0, len(pixels), PAYLOAD)]
        self.number, first = self.number + len(parts), self.number
        return [
            ((first + place) % SEQUENCES + 1, at, at + len(part) == len(pixels), part)
            for place, (at, part) in enumerate(parts)
        ]


def frames(used: list[list[int]], changes: list[list[bool]]) -> list[Rows]:
    """Paint frames in which some nodes change, each by one byte that may lie anywhere in it, or behind its end."""
    chance = np.random.default_rng(7)
    rows = chance.integers(0, 256, (sum(map(len, used)), 512)).astype(np.uint8)
    firsts = [0, *itertools.accumulate(map(len, used))]
    made = [rows]
    for which in changes:
        rows = rows.copy()
        for node, is_changed in enumerate(which[: len(used)]):
            if is_changed:
                row = int(chance.integers(firsts[node], firsts[node + 1]))
                rows[row, int(chance.integers(0, 512))] ^= 1
        made.append(rows)
    return made


def said(strips: Strips, number: int) -> tuple[int, int, bool, bytes]:
    packet = decode_data(bytes(strips.span(number, number + 1)))
    return packet.sequence, packet.offset, packet.push, packet.payload


@pytest.mark.parametrize("most_pieces", [NO_BYTES_BY_NUMBER, BYTES_BY_NUMBER])
@settings(max_examples=30, deadline=None)
@given(used=USED, changes=CHANGES)
def test_every_node_gets_what_it_would_get_alone(
    most_pieces: int, used: list[list[int]], changes: list[list[bool]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bay, "_MOST_PIECES", most_pieces)
        strips = Strips.together([Strips.of_node(each, Pixels.RGB, REST) for each in used])
        alone = [Plain(each) for each in used]
        firsts = [0, *itertools.accumulate(map(len, used))]
        ticks = [*range(3), *range(3 + REST, 100)]
        for tick, rows in zip(ticks, frames(used, changes), strict=False):
            wanted = [
                one for node, each in enumerate(alone) for one in each.send(tick, rows[firsts[node] : firsts[node + 1]])
            ]
            if strips.renew(tick, rows):
                strips.due.fill(1)
            else:
                strips.take(tick, rows, is_mixed=True)
                strips.number()
                strips.note(tick)
            assert [said(strips, number) for number in np.flatnonzero(strips.due).tolist()] == wanted


def test_a_node_among_others_sees_its_own_packets_alone() -> None:
    strips = Strips.together([Strips.of_node(used, Pixels.RGB, REST) for used in ([3], [510, 510, 510], [9, 9])])
    rows = np.arange(6 * 512).reshape(6, 512).astype(np.uint8)
    assert strips.renew(0, rows)
    part = strips.part(slice(1, 3))
    assert [said(part, number) for number in range(2)] == [said(strips, number) for number in (1, 2)]
    changed = rows.copy()
    changed[2, 7] ^= 1
    part.take(1, changed[1:4])
    assert part.due.tolist() == [True, True]
    strips.take(1, changed)
    assert strips.due.tolist() == [False, True, True, False]


@pytest.mark.parametrize("used", [[3], [510, 510, 510], [512] * 40])
def test_numbers_jump_out_of_the_window_in_which_a_receiver_takes_them_for_old(used: list[int]) -> None:
    strips = Strips.of_node(used, Pixels.RGB, REST)
    strips.due.fill(1)
    strips.number()
    before = strips.sequence.copy()
    strips.jump()
    strips.number()
    assert {(int(after) - int(one)) % SEQUENCES for one, after in zip(before, strips.sequence, strict=True)} == {7}
    assert set(strips.sequence.tolist()) <= set(range(1, SEQUENCES + 1))
