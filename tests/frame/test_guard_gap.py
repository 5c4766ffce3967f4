"""Ticks in which no frame left: the guard remembers what nodes showed in them, as it remembers lost frames."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.frame.guard import Conditions, Guard
from controller.frame.memory import LONG_AGO, Memory
from controller.model.show import Show
from tests.frame.adversaries import ADVERSARIES
from tests.shows import show_of

DIED = 40


def two_nodes(after: str, other: str) -> Show:
    """Lamps on a node that goes black after a time, and on another one."""
    return show_of(f"""
show: {{name: Gaps, fps: 44}}
nodes:
  dark: {{protocol: sacn, to: 127.0.1.2, on_loss: black, dark_after: {after}}}
  other: {{protocol: artnet, to: 127.0.1.3, on_loss: {other}}}
fixtures:
  tile: {{profile: generic/rgb, count: 6, at: dark 1/1}}
  par: {{profile: generic/rgbw-par, count: 2, at: other 1/101}}
  wide: {{profile: generic/dimmer-16bit, count: 2, at: dark 1/201}}
  strip: {{profile: generic/rgb, cells: 4, at: other 1/251}}
zones: {{left: tile 1-3, right: "tile 4-6, par", all: "tile, par, wide, strip"}}
""")


def played(show: Show, name: str, seed: int) -> tuple[Guard, Memory]:
    """A guard that has seen some frames."""
    guard = Guard(show)
    memory = guard.fresh_memory()
    for tick, drive in enumerate(ADVERSARIES[name](np.random.default_rng(seed), DIED), start=1):
        guard.limit(drive[: len(show.patch.channel_cell)], memory, tick)
    return guard, memory


def remembered(memory: Memory) -> dict[str, object]:
    """All that it says of light and losses, but for the ticks between which nothing happened."""
    arrays = memory.to_arrays()
    return {key: array.tolist() for key, array in arrays.items() if key not in {"tick", "aged", "heads"}}


@pytest.mark.parametrize("other", ["black, dark_after: 0s", "black, dark_after: 400ms"])
@pytest.mark.parametrize("after", ["0s", "500ms"])
@settings(max_examples=6, deadline=None)
@given(name=st.sampled_from(sorted(ADVERSARIES)), gap=st.integers(1, 60), seed=st.integers(0, 2**32 - 1))
def test_a_gap_is_remembered_as_if_every_frame_in_it_had_been_lost(
    other: str, after: str, name: str, gap: int, seed: int
) -> None:
    show = two_nodes(after, other)
    guard, lost = played(show, name, seed)
    missed = lost.copy()
    nobody = Conditions(lost=frozenset({"dark", "other"}))
    for tick in range(DIED + 1, DIED + 1 + gap):
        guard.limit(np.ones(len(show.patch.channel_cell), np.float32), lost, tick, nobody)
    guard.miss(missed, DIED, DIED + 1 + gap, stood_still=False)
    assert remembered(missed) == remembered(lost)


@pytest.mark.parametrize(("gap", "is_dark"), [(0, False), (10, False), (22, False), (23, True), (100, True)])
def test_only_what_hangs_on_a_node_that_goes_black_is_dark_after_a_gap_and_in_its_time(
    gap: int, *, is_dark: bool
) -> None:
    show = two_nodes("500ms", "hold")
    guard, memory = lit(show)
    before = remembered(memory)
    guard.miss(memory, DIED, DIED + 1 + gap, stood_still=False)
    light = guard.see(memory).max(axis=0)
    of_dark = np.array([fixture.node == "dark" for fixture in show.rig.fixtures])[show.rig.cell_fixture]
    assert light[~of_dark].min() == 1
    assert light[of_dark].max() == (0 if is_dark else 1)
    if not is_dark:
        assert {**remembered(memory), "lost_since": before["lost_since"]} == before


def test_after_a_time_that_is_no_ticks_of_the_night_every_node_that_goes_black_has_done_so() -> None:
    guard, memory = lit(two_nodes("60s", "black, dark_after: 0s"))
    guard.miss(memory, DIED, DIED + 1, stood_still=True)
    assert guard.see(memory).max() == 0


def test_where_all_nodes_hold_a_gap_leaves_no_trace() -> None:
    show = show_of(f"{HOLDING}\nzones: {{all: tile}}\n")
    guard, memory = lit(show)
    before = memory.to_arrays()
    guard.miss(memory, DIED, DIED + 100, stood_still=True)
    assert all(np.array_equal(before[key], array) for key, array in memory.to_arrays().items())


def test_a_night_that_begins_late_still_begins_in_the_dark_with_heads_that_are_nowhere() -> None:
    guard = Guard(two_nodes("0s", "hold"))
    memory = guard.fresh_memory()
    guard.miss(memory, 0, 30, stood_still=False)
    assert memory.tick[0] == LONG_AGO
    assert (memory.lost_since == LONG_AGO).all()


def test_a_node_that_is_still_not_reached_after_a_gap_has_been_dark_since_its_time() -> None:
    show = two_nodes("500ms", "hold")
    guard, memory = lit(show)
    guard.miss(memory, DIED, DIED + 21, stood_still=False)
    lit_still = np.ones(len(show.patch.channel_cell), np.float32)
    for tick in (21, 22, 23):
        assert guard.see(memory)[:, 0].max() == 1
        guard.limit(lit_still, memory, DIED + tick, Conditions(lost=frozenset({"dark"})))
    assert guard.see(memory)[:, 0].max() == 0


HOLDING = """
show: {name: Gaps, fps: 44}
nodes: {lamps: {protocol: sacn, to: 127.0.1.2, on_loss: hold}}
fixtures: {tile: {profile: generic/rgb, count: 6, at: lamps 1/1}}
"""


def lit(show: Show) -> tuple[Guard, Memory]:
    """A guard that has seen light for a while."""
    guard = Guard(show)
    memory = guard.fresh_memory()
    for tick in range(1, DIED + 1):
        guard.limit(np.ones(len(show.patch.channel_cell), np.float32), memory, tick)
    return guard, memory
