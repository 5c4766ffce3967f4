"""Frames in which every universe changed: each way to take one leaves what the long way leaves."""

import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.outputs.artnet.sender import ARTNET
from controller.outputs.fleet.bay import Bay, Form
from controller.outputs.fleet.renewal import WORTH, Patience, Renewal, compiled, load_passes, plain
from controller.outputs.sacn.sender import SACN
from controller.wire.universe import Rows

COUNT = 5
Way: TypeAlias = Callable[[Bay], Renewal]
needs_numba = pytest.mark.skipif(find_spec("numba") is None, reason="numba is not installed")


def by_numba(bay: Bay) -> Renewal:
    passes = load_passes(WORTH, Patience.TO_COMPILE)
    assert passes is not None
    return compiled(bay, passes)


WAYS = [plain, pytest.param(by_numba, marks=needs_numba)]


def bay_of(form: Form) -> Bay:
    packets = np.random.default_rng(3).integers(0, 256, (COUNT, form.size), np.uint8)
    packets[:, form.slots_at :] = 0
    return Bay.of(form, packets, rest=30)


def play(bay: Bay, tick: int, rows: Rows, renew: Renewal | None) -> list[bytes]:
    """Play a frame; give the packets that are sent."""
    if renew is not None and renew(tick, rows):
        return [packet.tobytes() for packet in bay.packets]
    bay.take(tick, rows, is_mixed=renew is not None)
    bay.number()
    sent = [packet.tobytes() for packet, is_due in zip(bay.packets, bay.due, strict=True) if is_due]
    bay.note(tick)
    return sent


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([SACN, ARTNET]),
    st.sampled_from([1, (1 << 31) - 40, (1 << 32) - 40, 1 << 40]),
    st.lists(st.tuples(st.integers(1, 40), st.integers(0, COUNT), st.sampled_from([0, 7, 8, 511])), max_size=40),
)
def test_what_is_sent_is_the_same_however_a_frame_is_taken(
    way: Way, form: Form, first: int, frames: list[tuple[int, int, int]]
) -> None:
    short, long = bay_of(form), bay_of(form)
    renew = way(short)
    rows, tick = np.zeros((COUNT, 512), np.uint8), first
    for step, moving, slot in frames:
        tick += step
        rows[:moving, slot] += np.uint8(1)
        assert play(short, tick, rows, renew) == play(long, tick, rows, None)
        assert np.array_equal(short.marks, long.marks)
    assert np.array_equal(short.packets, long.packets)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("form", [SACN, ARTNET])
def test_sequence_numbers_go_round_without_the_one_that_means_none(way: Way, form: Form) -> None:
    bay = bay_of(form)
    bay.sequence[:] = 254
    renew = way(bay)
    seen = []
    for tick in range(1, 4):
        assert renew(tick, np.full((COUNT, 512), tick, np.uint8))
        seen.append(set(bay.sequence.tolist()))
    assert seen == [{255}, {form.lowest}, {form.lowest + 1}]


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_taken_unless_all_changed(way: Way) -> None:
    bay = bay_of(SACN)
    renew = way(bay)
    rows = np.ones((COUNT, 512), np.uint8)
    assert renew(1, rows)
    before, marks = bay.packets.copy(), bay.marks.copy()
    rows[:-1] = 2
    assert not renew(2, rows)
    assert np.array_equal(bay.packets, before)
    assert np.array_equal(bay.marks, marks)


def test_without_numba_numpy_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr("controller.outputs.fleet.renewal.import_module", missing)
    assert load_passes(WORTH, Patience.TO_COMPILE) is None


@needs_numba
def test_no_compiler_works_while_a_show_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "controller.outputs.fleet.compiled", raising=False)
    assert load_passes(WORTH, Patience.NONE) is None
    assert "controller.outputs.fleet.compiled" not in sys.modules


@needs_numba
def test_rows_that_lie_otherwise_than_the_compiled_pass_reads_them_are_left_to_the_long_way() -> None:
    renew = by_numba(bay_of(SACN))
    assert not renew(1, np.ones((COUNT - 1, 512), np.uint8))
    assert not renew(1, np.ones((COUNT, 1024), np.uint8)[:, ::2])
    assert not renew(1, np.ones((COUNT, 1024), np.uint8)[:, :512])
    assert not renew(1, np.ones((COUNT, 512), np.uint16))
