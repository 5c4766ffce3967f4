"""Packets that come late, twice, out of order or damaged: real bytes, decoded and judged at the far end."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from controller.faults.link.ways import broken_links
from controller.frame.guard import Conditions, Guard
from controller.model.fault import ActiveFault
from controller.model.patch import SLOTS
from controller.outputs.building import Identity
from controller.outputs.memory_link import MemoryLink
from controller.outputs.outputs import Outputs
from controller.run.far_end import plan_rig
from fixtures.far_end import FarEnd
from tests.frame.adversaries import ADVERSARIES, Drives
from tests.shows import show_of

FPS = 44
NODES = ("mosaic", "stage", "line", "voice")
COUNTING = ("mosaic", "stage")
FAULTS = (
    *(
        (node, f"{{kind: {kind}, node: {node}, amount: 100%}}")
        for node in NODES
        for kind in ("corrupt", "duplicate", "delay", "loss", "throttle")
    ),
    *((node, f"{{kind: reorder, node: {node}, amount: 100%}}") for node in COUNTING),
    *((node, f"{{kind: corrupt, node: {node}, amount: 30%}}") for node in NODES),
    *((node, f"{{kind: delay, node: {node}, amount: 100%, delay: 120ms, jitter: 1s}}") for node in NODES),
    *((node, f"{{kind: delay, node: {node}, amount: 30%, delay: 2s, jitter: 300ms}}") for node in NODES),
    *((node, f"{{kind: delay, node: {node}, amount: 100%, envelope: {{attack: 1s, decay: 1s}}}}") for node in NODES),
)
SHOW = show_of(f"""
show: {{name: Gone wrong, fps: {FPS}}}
nodes:
  mosaic: {{protocol: sacn, to: 127.0.1.2}}
  stage: {{protocol: artnet, to: 127.0.1.3}}
  line: {{protocol: ddp, to: 127.0.1.4}}
  voice: {{protocol: osc, to: 127.0.1.5:7000}}
fixtures:
  tile: {{profile: generic/rgb, count: 6, at: mosaic 1/1}}
  par: {{profile: generic/rgbw-par, count: 2, at: stage 0/1}}
  wide: {{profile: generic/dimmer-16bit, count: 2, at: stage 1/1}}
  strip: {{profile: generic/rgb, cells: 4, at: line}}
  bar: {{profile: generic/rgb-dimmer, cells: 3, at: voice}}
zones: {{left: tile 1-3, right: "tile 4-6, par", all: "tile, par, wide, strip, bar", mixed: "tile 1, par 1, strip"}}
faults:
{"".join(f"  f{number}: {written}{chr(10)}" for number, (_, written) in enumerate(FAULTS))}
""")
NODE = np.array([fixture.node for fixture in SHOW.rig.fixtures])[SHOW.rig.cell_fixture]
CHANNELS = len(SHOW.patch.channel_cell)
NEAR = 2.5 / 255
"""OSC rounds colour times dimmer once more."""


def named(node: str, written: str) -> str:
    """The fault of a node that was written so."""
    return next(f"f{number}" for number, (on, text) in enumerate(FAULTS) if on == node and written in text)


class Road:
    """A guard, senders, faults on the ways, and nodes that decode what comes."""

    def __init__(self) -> None:
        self.guard = Guard(SHOW)
        self.memory = self.guard.fresh_memory()
        self.far_end = FarEnd(plan_rig(SHOW))
        self.link = MemoryLink(lambda sent, to: self.far_end.deliver(to, sent, self.tick / FPS), record=False)
        self.outputs = Outputs(
            SHOW,
            identity=Identity(bytes(range(16)), "Kintsugi", night=1, resumed=False),
            open_link=lambda _node: self.link,
            refuse=lambda _peer, _reason: None,
            stream=None,
        )
        self.tick = 0
        self.far_end.see(0.0)

    def take(self, drive: NDArray[np.float32], *faults: ActiveFault) -> NDArray[np.float32]:
        """Send one frame down the ways as they are; the light at the far end, float32 [cells, 3]."""
        self.tick += 1
        broken = broken_links(faults, SHOW.faults, tick=self.tick, fps=FPS)
        given = Conditions(lost=broken.lost, behind=broken.behind)
        broken = broken.without(self.guard.refused(self.memory, self.tick, given))
        given = Conditions(lost=broken.lost, behind=broken.behind)
        levels = self.guard.limit(drive, self.memory, self.tick, given).levels
        patch = SHOW.patch
        slots = np.zeros((len(patch.universes), SLOTS), np.uint8)
        slots.reshape(-1)[patch.channel_index] = levels >> 8
        wide = patch.channel_wide
        slots.reshape(-1)[patch.channel_fine[wide]] = levels[wide] & 0xFF
        self.outputs.send(self.tick, slots, broken.lost, broken.cut, broken.twists)
        self.link.deliver(self.tick)
        for answer in self.far_end.answers(self.tick / FPS):
            self.link.answer(answer.datagram, answer.source)
        return self.far_end.see(self.tick / FPS)

    def known(self) -> NDArray[np.float32]:
        """What the guard takes the light to be, float32 [cells, 3]."""
        return self.guard.see(self.memory).T.copy()


def acting(fault: str, nodes: Sequence[str], begin: int, end: int) -> Callable[[int], tuple[ActiveFault, ...]]:
    """Give what acts at a tick, if the same fault is on the ways to some nodes and on no other."""
    faults = tuple(ActiveFault(named(node, fault), begin, end, "injected") for node in nodes)
    return lambda tick: faults if begin <= tick < end else ()


def ramp(tick: int) -> NDArray[np.float32]:
    """A slow and harmless picture, another one at every tick."""
    return np.full(CHANNELS, 0.1 + 0.85 * tick / 200, np.float32)


def differs(light: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Whether anything differs by more than rounding; a lamp of four emitters is brighter than full."""
    return bool(np.abs(np.minimum(light, 1) - np.minimum(other, 1)).max() > NEAR)


@pytest.mark.parametrize("kind", ["corrupt", "duplicate", "delay", "throttle"])
def test_what_the_guard_knows_is_what_every_node_shows(kind: str) -> None:
    road, at = Road(), acting(f"kind: {kind}", NODES, 30, 100)
    for tick in range(1, 130):
        assert not differs(road.take(ramp(tick), *at(tick)), road.known()), tick


def test_what_comes_after_the_next_frame_is_not_shown() -> None:
    road, at = Road(), acting("reorder", COUNTING, 31, 100)
    levels = []
    for tick in range(1, 130):
        light = road.take(ramp(tick), *at(tick))
        assert not differs(light, road.known()), tick
        levels.append(float(light[0].max()))
    assert levels == sorted(levels)
    assert [road.far_end.report().nodes[node].stale >= 30 for node in COUNTING] == [True, True]


@pytest.mark.parametrize("other", ["loss", "corrupt"])
def test_what_is_overtaken_by_a_frame_that_is_lost_itself_is_not_shown_later(other: str) -> None:
    road = Road()
    overtaken, lossy = acting("reorder", COUNTING, 31, 120), acting(f"kind: {other}", COUNTING, 60, 100)
    for tick in range(1, 130):
        light = road.take(ramp(tick), *overtaken(tick), *lossy(tick))
        assert not differs(light, road.known()), tick


def test_damaged_packets_are_counted_and_change_nothing() -> None:
    road, at = Road(), acting("corrupt", NODES, 31, 75)
    before = road.known()
    for tick in range(1, 75):
        light = road.take(ramp(tick), *at(tick))
        before = light if tick == 30 else before
    assert np.array_equal(light, before)
    nodes = road.far_end.report().nodes
    assert all(nodes[node].malformed + nodes[node].unknown >= 40 for node in NODES)


def test_a_slow_way_shows_each_frame_later_and_the_present_one_when_it_ends() -> None:
    slow, prompt, at = Road(), Road(), acting("delay", NODES, 45, 120)
    seen, wanted = [], []
    for tick in range(1, 125):
        seen.append(slow.take(ramp(tick), *at(tick)))
        wanted.append(prompt.take(ramp(tick)))
    assert not any(differs(light, wanted[43]) for light in seen[44:66])
    assert not any(differs(light, old) for light, old in zip(seen[66:119], wanted[44:97], strict=True))
    assert not differs(seen[-1], wanted[-1])


def test_a_node_on_a_slow_way_answers_late_and_is_not_taken_for_lost() -> None:
    road, at = Road(), acting("kind: delay", ["stage"], 200, 600)
    for tick in range(1, 600):
        road.take(ramp(1), *at(tick))
        assert road.outputs.silent(tick) == frozenset()
    view = {view.id: view for view in road.outputs.views(road.tick)}["stage"]
    assert view.state == "late"
    assert view.why.endswith("a link fault lets it show frames 500 ms old")
    for tick in range(600, 700):
        road.take(ramp(1))
        assert road.outputs.silent(tick) == frozenset()
    assert {view.id: view.state for view in road.outputs.views(road.tick)}["stage"] == "ok"


@st.composite
def troubles(draw: st.DrawFn) -> list[ActiveFault]:
    """Some faults on the ways, beginning and ending at any time, weaker or stronger than declared."""
    faults = []
    for _ in range(draw(st.integers(1, 4))):
        number, gain = draw(st.integers(0, len(FAULTS) - 1)), draw(st.sampled_from([1, 0.4, 3]))
        begin, length = draw(st.integers(1, 120)), draw(st.integers(1, 130))
        faults.append(ActiveFault(f"f{number}", begin, begin + length, "injected", gain=gain))
    return faults


@settings(max_examples=12, deadline=None)
@given(name=st.sampled_from(sorted(ADVERSARIES)), faults=troubles(), seed=st.integers(0, 2**32 - 1))
def test_whatever_befalls_packets_nothing_flashes_more_than_three_times(
    name: str, faults: list[ActiveFault], seed: int
) -> None:
    frames = 150
    drives: Drives = ADVERSARIES[name](np.random.default_rng(seed), frames)
    road = Road()
    for tick, drive in enumerate(drives, start=1):
        road.take(drive, *(fault for fault in faults if fault.started_tick <= tick < fault.ends_tick))
    assert road.far_end.report().flashes.failures(3) == ()


@pytest.mark.parametrize("period", [4, 9])
def test_two_seconds_of_flashes_are_not_pushed_into_one_when_delays_end(period: int) -> None:
    road = Road()
    every = [named(node, "delay: 2s") for node in NODES[::2]]
    faults = [ActiveFault(name, 60, 5 * FPS, "injected", gain=3.4) for name in every]
    for tick in range(1, 7 * FPS):
        acts = faults if 60 <= tick < 5 * FPS else ()
        road.take(np.full(CHANNELS, tick // period % 2, np.float32), *acts)
    report = road.far_end.report()
    assert report.is_safe
    assert report.flashes.long_runs() == ()
