"""Evenings in which the engine dies: what nodes show while it is away counts like any other light.

Judged at the far end, after the decoded packets, by an observer that knows the rules alone.
"""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controller.model.fault import INJECTABLE, FaultKind
from controller.model.intent import Grab, Intent
from tests.shows import show_of
from tests.wild.house import House, in_a_loop
from tests.wild.shows import FPS, PROTOCOLS, STORM_S, Wild, wild_show
from tests.wild.test_nothing_flashes import LONGEST_S, REST_S, evenings

UDP = st.lists(st.sampled_from([each for each in PROTOCOLS if each != "websocket"]), min_size=1, max_size=3)
GAPS = st.sampled_from([1, 2, 5, 20, 30, 44, 60])


@pytest.mark.timeout(3600)
@evenings(8)
@given(
    protocols=UDP,
    loss=st.sampled_from(["black 0s", "black 0s", "black 100ms", "black 500ms", "hold"]),
    kinds=st.lists(st.sampled_from(INJECTABLE), max_size=2, unique=True),
    deaths=st.lists(st.tuples(st.integers(3, 140), GAPS), min_size=1, max_size=3),
    seed=st.integers(0, 2**32 - 1),
)
def test_an_engine_that_dies_and_comes_back_makes_nothing_flash(
    protocols: list[str], loss: str, kinds: list[FaultKind], deaths: list[tuple[int, int]], seed: int
) -> None:
    wild = wild_show(protocols, [loss] * len(protocols), kinds, ("all", seed))
    assert played(wild, dict(deaths)).far_end.report().flashes.failures(3) == ()


def played(wild: Wild, deaths: dict[int, int]) -> House:
    """Play an evening in which the engine dies after some ticks, and is away for so many."""
    house = House(wild.show)

    def play() -> None:
        while house.tick <= STORM_S * FPS or not (house.is_whole or house.seconds > LONGEST_S):
            house.beat(wild.deeds.get(house.tick + 1, ()))
            if gap := deaths.pop(house.tick, 0):
                house.die(gap)
        for _ in range(round(REST_S * FPS)):
            house.beat()

    in_a_loop(play)
    return house


def rig(loss: str) -> str:
    """Lamps on a node that loses frames as said, and beside them on one that holds."""
    return f"""
show: {{name: Away, fps: {FPS}}}
nodes:
  tried: {{protocol: sacn, to: 127.0.9.1, on_loss: {loss}}}
  other: {{protocol: artnet, to: 127.0.9.2}}
fixtures:
  tile: {{profile: generic/rgb, count: 4, at: tried 1/1}}
  par: {{profile: generic/rgb, count: 2, at: other 1/1}}
zones: {{all: "tile, par", tiles: tile}}
cues:
  - {{cue: 1, look: {{all: {{level: 100%}}}}, fade: 0s}}
"""


LOSSES = ("hold", "black, dark_after: 0s", "black, dark_after: 500ms")


def blinking(loss: str, deaths: dict[int, int], *, every: int, stood_still: bool = False) -> House:
    """Blink all lamps as fast as somebody asks for, while the engine dies."""
    house, level, back = House(show_of(rig(loss))), 1.0, 0

    def deeds() -> Iterable[Intent]:
        nonlocal level
        if house.tick % every == 0:
            level = 1.0 - level
            yield Grab("tile", {"level": level}, who="wild")
            yield Grab("par", {"level": level}, who="wild")

    def play() -> None:
        nonlocal back
        while house.tick < max(deaths) + FPS or house.tick - back < FPS:
            house.beat(deeds())
            if gap := deaths.get(house.tick):
                house.die(gap, stood_still=stood_still)
                back = house.tick

    in_a_loop(play)
    return house


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(("gap", "every"), [(1, 3), (9, 7), (26, 7), (43, 3)])
def test_lamps_that_blink_as_fast_as_they_may_do_so_no_faster_round_a_death(loss: str, gap: int, every: int) -> None:
    for died in (30, 54):
        house = blinking(loss, {died: gap}, every=every)
        assert house.far_end.report().flashes.failures(3) == (), f"died at tick {died}"


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("gap", [8, 24])
def test_an_engine_that_dies_three_times_in_a_second_makes_nothing_flash(loss: str, gap: int) -> None:
    for died in (30, 42):
        house = blinking(loss, {died: gap, died + gap + 5: gap, died + 2 * gap + 11: gap}, every=5)
        assert house.far_end.report().flashes.failures(3) == (), f"died at tick {died}"


@pytest.mark.parametrize(("every", "died"), [(3, 56), (8, 32)])
def test_a_night_that_goes_on_where_it_stopped_knows_that_its_nodes_are_dark(every: int, died: int) -> None:
    house = blinking("black, dark_after: 1s", {died: 50}, every=every, stood_still=True)
    assert house.far_end.report().flashes.failures(3) == ()
