"""Lost frames: what a node shows then is known to the guard, and no pattern of losses makes it blink too often."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from controller.frame.guard import Conditions, Guard
from controller.model.patch import SLOTS
from controller.model.show import Show
from tests.frame.adversaries import ADVERSARIES, Drives
from tests.frame.adversaries import SHOW as ONE_NODE
from tests.shows import FarLamps, seen, show_of


def two_nodes(after: str) -> Show:
    """The adversaries' rig, half of it on a node that goes black when its frames stop coming."""
    return show_of(f"""
show: {{name: Losses, fps: 44}}
nodes:
  dark: {{protocol: sacn, to: 127.0.1.2, on_loss: black, dark_after: {after}}}
  lamps: {{protocol: artnet, to: 127.0.1.3}}
fixtures:
  tile: {{profile: generic/rgb, count: 6, at: dark 1/1}}
  par: {{profile: generic/rgbw-par, count: 2, at: lamps 1/101}}
  wide: {{profile: generic/dimmer-16bit, count: 2, at: dark 1/201}}
  strip: {{profile: generic/rgb, cells: 4, at: lamps 1/251}}
  bar: {{profile: generic/rgb-dimmer, cells: 3, at: dark 1/301}}
zones: {{left: tile 1-3, right: "tile 4-6, par", all: "tile, par, wide, strip, bar", one: tile 1}}
""")


class House:
    """A guard, ways that lose frames, and nodes that do at the far end what nodes do."""

    def __init__(self, show: Show, after_s: float) -> None:
        self.show = show
        self.guard = Guard(show)
        self.memory = self.guard.fresh_memory()
        self.lamps = FarLamps(show)
        self.after = round(after_s * show.fps)
        self.node = np.array([fixture.node for fixture in show.rig.fixtures])[show.rig.cell_fixture]
        self.light = np.zeros((show.rig.cell_count, 3), np.float32)
        self.silent = dict.fromkeys(show.patch.nodes, 0)
        self.lit: list[tuple[int, NDArray[np.float32]]] = []
        self.lost = 0

    def take(self, drive: Drives, lost: frozenset[str], unknown: frozenset[str] = frozenset()) -> NDArray[np.float32]:
        """Play a frame that some nodes do not get; of those in ``unknown`` the guard hears nothing."""
        tick = len(self.lit) + 1
        lost -= self.guard.refused(self.memory, tick, Conditions(lost=lost))
        self.guarded = self.guard.limit(drive, self.memory, tick, Conditions(lost=lost))
        levels = self.guarded.levels
        patch = self.show.patch
        slots = np.zeros(len(patch.universes) * SLOTS, np.uint8)
        slots[patch.channel_index] = levels >> 8
        wide = patch.channel_wide
        slots[patch.channel_index[wide] + 1] = levels[wide] & 0xFF
        fresh = self.lamps.see(slots, 0.0)
        lost |= unknown
        for node in self.silent:
            mine = self.node == node
            self.silent[node] = self.silent[node] + 1 if node in lost else 0
            if node not in lost:
                self.light[mine] = fresh[mine]
            elif node == "dark" and self.silent[node] > self.after:
                self.light[mine] = 0
        self.lost += bool(lost)
        self.lit.append((tick, self.light.copy()))
        return self.light


LOSSES = st.sampled_from(["rare", "half", "most", "bursts", "both", "long"])


def lost_in(kind: str, draw: np.random.Generator, frames: int) -> list[frozenset[str]]:
    """Which nodes lose each frame."""
    chance = {"rare": 0.05, "half": 0.5, "most": 0.9}.get(kind, 0.4)
    length = {"bursts": 4, "both": 3, "long": 20}.get(kind, 1)
    bursts = draw.random(frames // length + 1) < chance
    nodes = frozenset({"dark", "lamps"} if kind == "both" else {"dark"})
    return [nodes if bursts[frame // length] else frozenset() for frame in range(frames)]


@pytest.mark.parametrize("after", ["0s", "100ms", "2.5s"])
@settings(max_examples=6, deadline=None)
@given(name=st.sampled_from(sorted(ADVERSARIES)), kind=LOSSES, seed=st.integers(0, 2**32 - 1))
def test_no_pattern_of_losses_makes_anything_flash_more_than_three_times(
    after: str, name: str, kind: str, seed: int
) -> None:
    house = House(two_nodes(after), {"0s": 0.0, "100ms": 0.1, "2.5s": 2.5}[after])
    draw = np.random.default_rng(seed)
    drives = ADVERSARIES[name](draw, 110)
    for drive, lost in zip(drives, lost_in(kind, draw, 110), strict=True):
        house.take(drive, lost)
    assert seen(house.show, house.lit).failures(3) == ()


@pytest.mark.parametrize("kind", ["half", "bursts", "long"])
def test_a_steady_light_does_not_blink_when_its_node_goes_black_on_every_loss(kind: str) -> None:
    house = House(two_nodes("0s"), 0.0)
    draw = np.random.default_rng(3)
    lit = np.ones(len(house.show.patch.channel_cell), np.float32)
    for lost in lost_in(kind, draw, 9 * 44):
        house.take(lit, lost)
    report = seen(house.show, house.lit)
    assert report.failures(3) == ()
    assert report.long_runs() == ()
    assert house.lost > 0


ALL_DARK = ("tile", "wide", "bar")


@settings(max_examples=12, deadline=None)
@given(
    name=st.sampled_from(sorted(ADVERSARIES)),
    begin=st.integers(0, 60),
    length=st.integers(1, 100),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_node_that_goes_dark_by_itself_and_comes_back_stays_within_the_limit(
    name: str, begin: int, length: int, seed: int
) -> None:
    house = House(two_nodes("1s"), 1.0)
    drives = ADVERSARIES[name](np.random.default_rng(seed), 220)
    gone = range(begin, begin + length)
    for frame, drive in enumerate(drives):
        house.take(drive, frozenset(), frozenset({"dark"} if frame in gone else ()))
    seen_there = seen(house.show, house.lit).failures(3)
    assert [found for found in seen_there if found.id.startswith(ALL_DARK) or found.id in {"left", "one"}] == []


@pytest.mark.parametrize(("fixture", "flashes"), [("tile-1", 2), ("par-1", 3)])
def test_a_node_that_goes_dark_has_a_flash_a_second_less_since_one_is_kept_for_a_loss(
    fixture: str, flashes: int
) -> None:
    house = House(two_nodes("1s"), 1.0)
    channels = len(house.show.patch.channel_cell)
    for tick in range(5 * 44):
        house.take(np.full(channels, tick // 4 % 2, np.float32), frozenset())
    mine = [found for found in seen(house.show, house.lit).worst if found.id == fixture and found.measure == "general"]
    assert mine[0].flashes == flashes


def test_a_node_that_holds_goes_on_showing_the_frame_before() -> None:
    house = House(two_nodes("2.5s"), 2.5)
    lit = np.ones(len(house.show.patch.channel_cell), np.float32)
    before = house.take(lit, frozenset()).copy()
    for _ in range(300):
        after = house.take(lit * np.float32(0.2), frozenset({"lamps"}))
    assert np.array_equal(after[house.node == "lamps"], before[house.node == "lamps"])
    assert after[house.node == "dark"].max() < before[house.node == "dark"].max()


def test_a_node_that_goes_black_is_known_to_be_dark_after_its_time_and_comes_back() -> None:
    house = House(two_nodes("2.5s"), 2.5)
    lit = np.ones(len(house.show.patch.channel_cell), np.float32)
    house.take(lit, frozenset())
    known = []
    for _ in range(120):
        house.take(lit, frozenset({"dark"}))
        known.append(float(house.guarded.light[:, house.node == "dark"].max()))
    assert known[108] == 1
    assert known[110] == known[119] == 0
    assert house.take(lit, frozenset())[house.node == "dark"].min() == 1


def test_a_loss_that_would_darken_a_node_with_no_budget_left_waits_until_there_is() -> None:
    house = House(two_nodes("0s"), 0.0)
    channels = len(house.show.patch.channel_cell)

    def refused() -> frozenset[str]:
        both = Conditions(lost=frozenset({"dark", "lamps"}))
        return house.guard.refused(house.memory, len(house.lit) + 1, both)

    for tick in range(20):
        house.take(np.full(channels, tick // 4 % 2 == 0, np.float32), frozenset())
    assert refused() == frozenset({"dark"})
    for _ in range(44):
        house.take(np.ones(channels, np.float32), frozenset())
    assert refused() == frozenset()


def test_a_show_whose_nodes_hold_refuses_no_loss() -> None:
    guard = Guard(ONE_NODE)
    assert guard.refused(guard.fresh_memory(), 5, Conditions(lost=frozenset({"lamps"}))) == frozenset()
