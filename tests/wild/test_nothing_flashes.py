"""The whole way, from the show file to the lamp: whatever is broken, nothing flashes and everything is mended.

Shows by chance, faults of every kind that can be declared, hands that mean no good, and a network that loses packets:
played by the real engine and senders, decoded by the simulated nodes, judged by an observer that knows the rules alone.

``KINTSUGI_WILD=500 .venv/bin/pytest tests/wild`` plays so many evenings of each sort.
"""

import os
from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.random import Generator
from numpy.typing import NDArray

from controller.frame.pipeline import Painter
from controller.model.fault import INJECTABLE, FaultKind
from controller.model.incident import IncidentState
from controller.model.show import Show
from fixtures.flash_report import Flashing
from tests.shows import FarLamps
from tests.wild.house import House, Loses, in_a_loop, loses_nothing
from tests.wild.shows import FPS, LAST_S, STORM_S, Wild, wild_show, wild_shows

EVENINGS = int(os.environ.get("KINTSUGI_WILD", "0"))
LONGEST_S = LAST_S
"""By then the longest fault has ended, and so has the longest recovery after it."""
REST_S = 1.5
ROUNDING = 1 / 255 + 1e-6
AT_A_HOLDING_NODE, AT_A_DARK_NODE = 3.5, 3.0
"""Flashes in one second where the network loses frames that nobody knows of: ``docs/explanation/safety.md``."""


def evenings(usual: int) -> settings:
    """So many evenings, or as many as were asked for."""
    return settings(
        max_examples=EVENINGS or usual,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def played(wild: Wild, loses: Loses = loses_nothing) -> House:
    """Play an evening until nothing is broken any more, and a little longer."""
    house = House(wild.show, loses)

    def play() -> None:
        while house.tick <= STORM_S * FPS or not (house.is_whole or house.seconds > LONGEST_S):
            house.beat(wild.deeds.get(house.tick + 1, ()))
        for _ in range(round(REST_S * FPS)):
            house.beat()

    in_a_loop(play)
    return house


def unbroken(house: House) -> NDArray[np.uint8]:
    """The slots of the present cue, as if nothing had ever been broken."""
    painter = Painter(house.show)
    state = replace(house.engine.state, faults=(), incidents=())
    return painter.paint(state, painter.fresh_memory()).slots


@pytest.mark.timeout(3600)
@evenings(20)
@given(wild=wild_shows())
def test_whatever_is_broken_on_purpose_nothing_flashes_and_the_present_cue_comes_back(wild: Wild) -> None:
    house = played(wild)
    assert house.far_end.report().flashes.failures(3) == ()
    assert house.engine.snapshot().engine.stage_errors == 0
    assert house.is_whole
    cue = unbroken(house)
    assert np.array_equal(house.slots, cue)
    expected = FarLamps(house.show).see(cue, house.seconds)
    assert np.abs(house.far_end.light() - expected).max() <= ROUNDING


@pytest.mark.parametrize("kind", INJECTABLE)
def test_every_kind_of_fault_that_can_be_declared_is_played_here(kind: FaultKind) -> None:
    wild = wild_show(["sacn"], ["hold"], [kind], ("none", 1))
    assert wild.show.faults["f0"].kind is kind


def test_some_of_these_evenings_keep_a_part_of_a_wound_and_mend_it_later() -> None:
    drawn = (wild_show(["sacn"], ["hold"], [FaultKind.COLOUR_SHIFT], ("none", seed)) for seed in range(50))
    wild = next(each for each in drawn if each.show.recoveries["heal"].kept)
    house = House(wild.show)
    seen: set[IncidentState] = set()

    def play() -> None:
        while house.tick <= STORM_S * FPS or not (house.is_whole or house.seconds > LONGEST_S):
            house.beat(wild.deeds.get(house.tick + 1, ()))
            seen.update(incident.state for incident in house.engine.state.incidents)

    in_a_loop(play)
    assert IncidentState.KEPT in seen
    assert house.is_whole


WIRES = st.sampled_from(["single packets", "short gaps", "long gaps", "one outage"])
UDP = st.lists(st.sampled_from(["sacn", "artnet", "ddp"]), min_size=1, max_size=2)


@pytest.mark.timeout(3600)
@evenings(10)
@given(
    protocols=UDP,
    loss=st.sampled_from(["hold", "black 1s", "black 2.5s"]),
    kinds=st.lists(st.sampled_from(INJECTABLE), max_size=2, unique=True),
    wire=WIRES,
    seed=st.integers(0, 2**32 - 1),
)
def test_what_the_network_loses_adds_no_more_than_the_page_on_safety_says(
    protocols: list[str], loss: str, kinds: list[FaultKind], wire: str, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    wild = wild_show(protocols, [loss] * len(protocols), kinds, ("all", seed))
    lost = {node: _lost(wire, chance) for node in wild.show.patch.nodes}
    house = played(wild, lambda node, tick: bool(lost[node][min(tick, len(lost[node]) - 1)]))
    most = AT_A_HOLDING_NODE if loss == "hold" else AT_A_DARK_NODE
    seen = _of_one_node(wild.show, house.far_end.report().flashes.worst)
    assert [found for found in seen if found.flashes > most] == []


def _lost(wire: str, chance: Generator) -> NDArray[np.bool_]:
    """Choose the ticks in which a network loses everything; the last seconds of an evening are quiet."""
    ticks = np.zeros(round(STORM_S * FPS) + 1, np.bool_)
    if wire == "single packets":
        ticks[:-1] = chance.random(len(ticks) - 1) < chance.choice([0.02, 0.1, 0.5])
        return ticks
    if wire == "one outage":
        begin = int(chance.integers(20, 60))
        ticks[begin : begin + int(chance.integers(20, 120))] = True
        return ticks
    longest = 4 if wire == "short gaps" else 40
    at = int(chance.integers(0, 20))
    while at < len(ticks) - 1:
        end = at + int(chance.integers(1, longest + 1))
        ticks[at:end] = True
        at = end + int(chance.integers(1, 30))
    ticks[-1] = False
    return ticks


def _of_one_node(show: Show, flashing: Collection[Flashing]) -> tuple[Flashing, ...]:
    """Keep the places whose fixtures all hang on one node: its lost frames are lost for all of them."""
    node_of = [show.rig.fixtures[fixture].node for fixture in show.rig.cell_fixture.tolist()]
    nodes = {
        **{("fixture", each.id): {each.node} for each in show.rig.fixtures},
        **{("zone", zone): {node_of[cell] for cell in cells.tolist()} for zone, cells in show.rig.zones.items()},
        ("whole", ""): set(node_of),
    }
    return tuple(found for found in flashing if len(nodes[found.kind, found.id]) == 1)
